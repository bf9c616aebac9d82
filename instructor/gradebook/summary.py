"""What was made and what is open, for the terminal."""

from __future__ import annotations

from autograder.faces.plain_text import visible
from instructor.gradebook.make import Made

MOST_OPEN = 20
"""Open points that are shown; the file has all."""


def summary(made: Made) -> str:
    """What was written where, and the first of the open points; control characters in names are made visible."""
    found = sum(bool(match.students) for match in made.matches)
    lines = [
        f"{found} of {len(made.matches)} submissions matched; {len(made.book.grades)} students have a grade.",
        f"To upload       {made.table}",
        f"Feedback        {made.feedback}",
        f"Each grade      {made.explained}",
        f"Whose is what   {made.matched}",
    ]
    open_points = made.book.open_points
    if open_points:
        lines.append(f"Open points     {made.open_points} ({len(open_points)})")
        lines += [f"  {visible(point.about)}: {visible(point.problem, limit=400)}" for point in open_points[:MOST_OPEN]]
    if len(open_points) > MOST_OPEN:
        lines.append(f"  ... and {len(open_points) - MOST_OPEN} more in the file.")
    return "\n".join(lines)
