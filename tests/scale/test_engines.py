from __future__ import annotations

import sys
from pathlib import Path

import pytest

from instructor.engines import parsl_site, this_machine
from instructor.errors import CommandError


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, r"^There is no Python file .*site\.py\. See docs/cluster/parsl_local\.py for one\.$"),
        (
            "x = 1",
            r"site\.py sets no `config`\. Add one, as in docs/cluster/parsl_local\.py: config = Config\(\.\.\.\)\.$",
        ),
        ("config = 1", r"site\.py sets no `config`\."),
        ("\nx = 1 / 0", r"site\.py fails: ZeroDivisionError: division by zero \(line 2 of <module>\)\.$"),
        ("config = (", r"site\.py fails: SyntaxError: "),
    ],
)
def test_a_site_that_is_wrong_is_a_sentence(tmp_path: Path, content: str | None, sentence: str) -> None:
    if content is not None:
        (tmp_path / "site.py").write_text(content)
    with pytest.raises(CommandError, match=sentence), parsl_site(tmp_path / "site.py"):
        pass


def test_without_parsl_the_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "parsl", None)
    with (
        pytest.raises(
            CommandError, match=r"^--parsl needs Parsl, which is not installed: pip install 'gradlab\[parsl\]'\.$"
        ),
        parsl_site(tmp_path / "site.py"),
    ):
        pass


def test_what_waits_is_dropped_when_the_command_ends() -> None:
    started = []

    def work(number: int) -> None:
        started.append(number)
        raise KeyboardInterrupt if number == 0 else ValueError

    def interrupted() -> None:
        with this_machine(1) as engine:
            futures = [engine.executor.submit(work, number) for number in range(50)]
            futures[0].result()

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(started) < 50
