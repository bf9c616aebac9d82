"""A CSV file that staff wrote or an LMS exported: any column order, any case, with or without BOM, `,` or `;` or tabs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from instructor.errors import CommandError

DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Row:
    """A row: its file, the line it ends on, and its cells, without blanks around them, by `plain` header."""

    path: Path
    line: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        """The beginning of a message about it."""
        return f"{self.path}, line {self.line}"

    def __getitem__(self, header: str | None) -> str:
        """The cell below `header`; "" for None, the header of a column that is not there."""
        return self.cells[header] if header is not None else ""


@dataclass(frozen=True)
class Table:
    """A CSV file with a header; rows without any text are left out."""

    path: Path
    headers: tuple[str, ...]
    rows: tuple[Row, ...]

    def find(self, *names: str) -> str | None:
        """The first of the headers `names` that is there, None when none is.

        Raises:
            CommandError: it is there twice.
        """
        plains = [plain(header) for header in self.headers]
        found = next((name for name in names if name in plains), None)
        if found is not None and plains.count(found) > 1:
            raise CommandError(f"{self.path} has two columns {found!r}. Keep one of them.")
        return found

    def need(self, *names: str) -> str:
        """As `find`, for a column that has to be there.

        Raises:
            CommandError: none of them is there.
        """
        found = self.find(*names)
        if found is None:
            there = ", ".join(header for header in self.headers if header)
            raise CommandError(f"{self.path} has no column {names[0]!r}; its columns are: {there}. Add it.")
        return found


def plain(header: str) -> str:
    """A header as it is looked up: small letters, single blanks."""
    return " ".join(header.casefold().split())


def number(text: str) -> float:
    """The number in a cell, with a decimal point or comma; NaN where there is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan


def read_table(path: Path) -> Table:
    """Read a CSV file with a header row.

    Raises:
        CommandError: it cannot be read, is not UTF-8, is empty or has a row that does not fit its header.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}). Check the spelling and the rights.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8. Save it once more, as 'CSV UTF-8'.") from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    headers: tuple[str, ...] = ()
    rows: list[Row] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not headers:
                headers = tuple(cell.strip() for cell in cells)
                continue
            if any(cell.strip() for cell in cells[len(headers) :]):
                raise CommandError(
                    f"{path}, line {reader.line_num}: {len(cells)} cells below {len(headers)} headers. Put text that holds the"
                    " separator between double quotes."
                )
            filled = [cell.strip() for cell in cells] + [""] * len(headers)
            rows.append(Row(path, reader.line_num, dict(zip(map(plain, headers), filled, strict=False))))
    except csv.Error as error:
        raise CommandError(f"{path}, line {reader.line_num}: this is not CSV ({error}). Mend that line.") from error
    if not headers:
        raise CommandError(f"{path} is empty. The first row names the columns.")
    return Table(path, headers, tuple(rows))


def _delimiter(text: str) -> str:
    """The separator by which the header has most columns."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda one: len(next(csv.reader([header], delimiter=one), [])))
