"""An autograder zip as `otter generate` makes it, with the three checks as tests of plain asserts."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

from three_checks import THREE_CHECKS
from timing import BIN, run

TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = "{name}"
points = 1


@test_case()
def test_{name}({names}):
{body}"""

NAMES = ("gradlab", "np", "tf", "x_train", "y_train")


def autograder_zip(work: Path) -> Path:
    """Make it in `work`."""
    tests = work / "tests"
    tests.mkdir(parents=True)
    for name, body in THREE_CHECKS.items():
        text = TEST.format(name=name, names=", ".join((name, *NAMES)), body=textwrap.indent(body, "    "))
        (tests / f"{name}.py").write_text(text, encoding="utf-8")
    (work / "otter_config.json").write_text(json.dumps({"show_hidden": True}), encoding="utf-8")
    zipped = work / "autograder.zip"
    run([BIN / "otter", "generate", "-t", tests, "-o", zipped, "-c", work / "otter_config.json"], work)
    return zipped
