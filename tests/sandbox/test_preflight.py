"""The preflight holds here, and each of its probes fails where the layer it tests is missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.sandbox.confine import PROCESS_ONLY
from autograder.sandbox.preflight import IsolationReport, preflight


def failed(report: IsolationReport) -> set[str]:
    return {probe.name for probe in report.probes if not probe.held}


def test_every_probe_is_tried_and_held() -> None:
    report = preflight()
    assert [probe for probe in report.probes if not (probe.tried and probe.held)] == []
    assert report.holds
    assert "seccomp" in report.level
    assert len(report.probes) == 14


def test_with_nothing_put_up_the_probes_get_through() -> None:
    report = preflight(without={"uid", "namespaces", "landlock", "seccomp"})
    assert report.level == PROCESS_ONLY
    assert not report.holds
    assert failed(report) >= {
        "read outside",
        "write outside",
        "open a socket",
        "touch other processes",
        "call the kernel",
        "run programs",
        "leave a daemon or a file",
    }


def test_the_filter_alone_does_not_shut_the_file_system() -> None:
    report = preflight(without={"uid", "namespaces", "landlock"})
    assert report.level == PROCESS_ONLY
    assert {"read outside", "write outside"} <= failed(report)
    assert "open a socket" not in failed(report)


def test_a_secret_that_can_be_read_fails_closed(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leak = open_folder / "checks.py"
    leak.write_text("secret")
    monkeypatch.setattr("autograder.sandbox.preflight.Confinement", _leaky(str(leak)))
    report = preflight(hide=[str(leak)])
    assert report.level == PROCESS_ONLY
    assert "read outside" in failed(report)
    assert any(str(leak) in probe.detail for probe in report.probes)


def _leaky(path: str) -> object:
    from autograder.sandbox.confine import Confinement

    def build(hide: tuple[str, ...], **fields: object) -> Confinement:
        return Confinement(hide=tuple(other for other in hide if other != path), readable=(path,), **fields)  # type: ignore[arg-type]

    return build


def test_a_child_that_cannot_be_started_is_a_failed_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.sandbox.preflight._ENTRY", "autograder.sandbox.missing:")
    report = preflight()
    assert report.level == PROCESS_ONLY
    assert "missing" in report.probes[0].detail


def test_the_preflight_leaves_no_trace(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(open_folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = dict(os.environ)
    preflight()
    assert list(open_folder.iterdir()) == []
    assert dict(os.environ) == before
