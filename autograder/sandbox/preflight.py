"""Proves the confinement by really trying to escape it, before any student's code runs."""

from __future__ import annotations

import json
import os
import secrets
import socket
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import probes
from autograder.sandbox.child import Child
from autograder.sandbox.confine import PROCESS_ONLY, Confinement, level_of
from autograder.sandbox.errors import ChildError, ChildExited, SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.paths import private_packages
from autograder.sandbox.warm import WarmProcess

SECONDS = 30.0
_PROCESSES, _MEMORY_MB, _FILE_MB, _DISK_MB = 64, 256, 4, 16
_LIMITS = Limits(cpu_seconds=20, memory_mb=_MEMORY_MB, file_mb=_FILE_MB, disk_mb=_DISK_MB, processes=_PROCESSES)
_ENTRY = "autograder.sandbox.probes:"


@dataclass(frozen=True)
class Probe:
    """One attempt: whether it was made, whether it was stopped, and what was seen."""

    name: str
    tried: bool
    held: bool
    detail: str = ""


@dataclass(frozen=True)
class IsolationReport:
    """The level that may be relied on: what was put up, or "process only" as soon as one probe was not held."""

    level: str
    probes: list[Probe]
    layers: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return self.level != PROCESS_ONLY


def preflight(hide: Sequence[str] = (), without: Collection[str] = ()) -> IsolationReport:
    """Try every escape in fresh confined children; takes one to three seconds.

    `hide` names the secrets of this run (hidden checks, submissions, the output folder), which are tried for real.
    `without` leaves layers out, as in `Confinement`. Whatever goes wrong here counts as not held: the report
    says "process only", it does not raise.
    """
    token = secrets.token_hex(16)
    os.environ["GRADLAB_PREFLIGHT"] = token  # the warm process must not hand it on
    try:
        with tempfile.TemporaryDirectory(prefix="gradlab-preflight-") as folder, WarmProcess(preload=()) as warm:
            (Path(folder) / "secret").write_text(token)
            return _Preflight(warm, Path(folder), token, tuple(hide), frozenset(without)).report()
    except (SandboxError, OSError) as error:
        return IsolationReport(PROCESS_ONLY, [Probe("start a confined child", True, False, str(error))])
    finally:
        del os.environ["GRADLAB_PREFLIGHT"]


class _Preflight:
    def __init__(
        self, warm: WarmProcess, folder: Path, token: str, hide: tuple[str, ...], without: frozenset[str]
    ) -> None:
        self._warm = warm
        self._folder = folder
        self._token = token
        self._hide = hide
        self._without = without
        self._layers: tuple[str, ...] = ()

    def report(self) -> IsolationReport:
        results = [
            *self._escapes(),
            self._fork_past_the_limit(),
            self._take_memory(),
            self._fill_the_disk(),
            self._leave_something(),
        ]
        held = all(probe.held for probe in results)
        return IsolationReport(level_of(self._layers) if held else PROCESS_ONLY, results, self._layers)

    def _start(self, entry: str) -> Child:
        hide = (str(self._folder), *self._hide)
        confine = Confinement(hide=hide, allow_process_only=True, without=self._without)
        child = self._warm.start(_ENTRY + entry, confine=confine, limits=_LIMITS)
        self._layers = child.layers
        return child

    def _escapes(self) -> list[Probe]:
        address = f"\0gradlab-preflight-{self._token}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening, self._start("run") as child:
            listening.bind(address)
            facts = {
                "secrets": [str(self._folder / "secret"), str(self._folder), *private_packages(), *self._hide],
                "folder": str(self._folder),
                "token": self._token,
                "grader": os.getpid(),
                "warm": self._warm.pid,
                "listening": address,
                "file_mb": _FILE_MB,
            }
            child.send(json.dumps(facts).encode())
            try:
                found = json.loads(child.receive(SECONDS))
            except ChildError as error:
                return [Probe(name, True, False, f"no result: {error}") for name in probes.ATTEMPTS]
        return [
            Probe(name, name in found, found.get(name) == "", found.get(name, "no result")) for name in probes.ATTEMPTS
        ]

    def _fork_past_the_limit(self) -> Probe:
        wanted = 4 * _PROCESSES
        answer = self._answer("fork_many", json.dumps(wanted).encode(), "processes")
        held = answer == "processes" or (answer.isdigit() and int(answer) <= _PROCESSES)
        return Probe("fork past the limit", True, held, f"{answer} with a limit of {_PROCESSES}")

    def _take_memory(self) -> Probe:
        answer = self._answer("take_memory", json.dumps(4 * _MEMORY_MB).encode(), "memory")
        return Probe("take memory past the limit", True, answer == "memory", f"stopped by: {answer}")

    def _fill_the_disk(self) -> Probe:
        sizes = json.dumps([4 * _DISK_MB // _FILE_MB, (_FILE_MB << 20) - 1]).encode()
        answer = self._answer("fill_disk", sizes, "disk")
        return Probe("fill the disk", True, answer in ("disk", "refused"), f"stopped by: {answer}")

    def _answer(self, entry: str, payload: bytes, cause: str) -> str:
        """What the child said, or the cause of its end if that is what the probe waits for."""
        answer = ""
        with self._start(entry) as child:
            child.send(payload)
            try:
                answer = child.receive(SECONDS).decode()
                child.receive(3)  # the watchdog may be about to end it
            except ChildExited as error:
                return cause if error.exit.cause == cause else answer or str(error.exit)
            except ChildError as error:
                return answer or str(error)
        return answer

    def _leave_something(self) -> Probe:
        name = f"gl-{self._token[:8]}"
        with self._start("leave_something") as child:
            child.send(name.encode())
            try:
                child.receive(SECONDS)
            except ChildError as error:
                return Probe("leave a daemon or a file", True, False, f"the attempt itself failed: {error}")
        left = []
        for folder in probes.OPEN_FOLDERS:
            if (Path(folder) / name).exists():
                (Path(folder) / name).unlink()
                left.append(f"{folder}/{name}")
        for path in Path("/proc").glob("[0-9]*/comm"):
            try:
                if path.read_text().strip() == name:
                    left.append(f"process {path.parent.name}")
            except OSError:
                continue
        return Probe("leave a daemon or a file", True, not left, ", ".join(left) or "nothing was left")
