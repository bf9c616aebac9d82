"""What assignment.toml says to the gradebook alone: [late] and [written]. A change there makes no grading anew."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

from instructor.errors import AssignmentError
from instructor.gradebook.late import LateRule, late_rule
from instructor.master import Master

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class Settings:
    """`written_points`: the most that the written part earns, None where the assignment has none."""

    late: LateRule | None
    written_points: float | None


def settings_of(master: Master) -> Settings:
    """Read the tables of an assignment that was loaded before.

    Raises:
        GradlabError: an entry is wrong.
    """
    path = master.folder / "assignment.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for name in ("late", "written"):
        if not isinstance(data.get(name, {}), dict):
            raise AssignmentError(f"{path}: {name} is a table; write [{name}] above its entries.")
    late = late_rule(data["late"], str(path)) if "late" in data else None
    if "written" not in data:
        return Settings(late, None)
    points = data["written"].get("points")
    right = isinstance(points, int | float) and not isinstance(points, bool) and 0 < points < math.inf
    if not right or len(data["written"]) > 1:
        raise AssignmentError(f"{path}: [written] takes points, a number above 0, and nothing else.")
    return Settings(late, float(points))
