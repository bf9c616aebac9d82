"""A progress bar for a class, and a line for each submission that did not go smoothly."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from autograder.faces.plain_text import visible


class ClassProgress:
    """Shows how far a class is graded; use as a context manager."""

    def __init__(self, total: int, console: Console) -> None:
        self._progress = Progress(
            TextColumn("Grading"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
        )
        self._task = self._progress.add_task("grading", total=total)
        self._kept = 0

    def announce(self, verdict: dict[str, Any], kept: bool) -> None:
        """Count one verdict; say so when it is not an ordinary one."""
        self._kept += kept
        if not kept and verdict["status"] != "graded":
            name = visible(verdict["submission"])[:80]
            self._progress.console.print(
                f"{verdict['status']:>10}  {name}: {verdict['detail']}", markup=False, soft_wrap=True
            )
        self._progress.advance(self._task)

    def __enter__(self) -> ClassProgress:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
        if self._kept:
            self._progress.console.print(
                f"{self._kept} results were kept from before: nothing they depend on has changed."
            )
