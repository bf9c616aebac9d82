from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.submission import Submission
from instructor.class_folder import ClassFolder
from instructor.evidence import Kept, pack
from instructor.golden import goldens, notebook, read
from instructor.master import find, skeleton
from instructor.notebook_code import notebook_code
from instructor.similar_code import similar_pairs
from instructor.similar_in_class import similar_in_class

LAB = find("lab")


class OtherNames(ast.NodeTransformer):
    """Every name that the code gives to something gets an `x` behind it."""

    def __init__(self, own: set[str]) -> None:
        self.own = own

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(node.id + "x" * (node.id in self.own), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg + "x" * (node.arg in self.own), None)


def renamed(source: str) -> str:
    """The same code with other names, other layout and no comments."""
    tree = ast.parse(source)
    own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return ast.unparse(OtherNames(own).visit(tree))


@pytest.fixture(scope="module")
def given() -> list[str]:
    return notebook_code(skeleton(LAB))


@pytest.fixture(scope="module")
def reference() -> list[str]:
    golden = next(one for one in goldens(LAB) if one.name == "reference")
    return notebook_code(notebook(golden, LAB))


@pytest.fixture(scope="module")
def independent() -> list[str]:
    """Right answers that were written without knowing the reference, one for each function."""
    names = [
        "measure_in_a_graph",
        "detect_with_masked_arrays",
        "clip_by_nested_map",
        "global_with_hypot",
        "highway_gates",
    ]
    return [cell for name in names for cell in read(LAB.folder / "answers" / "blind" / f"{name}.py").cells]


def test_other_names_comments_and_layout_do_not_hide_a_copy(
    given: list[str], reference: list[str], independent: list[str]
) -> None:
    copy = [renamed(cell) if cell not in given else cell for cell in reference]
    assert copy != reference
    (pair,) = similar_pairs({"a": reference, "b": copy, "c": independent}, given)
    assert (pair.first, pair.second) == ("a", "b")
    assert pair.similarity == pytest.approx(1, abs=0.02)


def test_independent_right_answers_are_not_named(
    given: list[str], reference: list[str], independent: list[str]
) -> None:
    assert similar_pairs({"a": reference, "b": independent}, given) == []


def test_what_everybody_was_given_is_no_likeness(given: list[str]) -> None:
    assert similar_pairs({"a": given, "b": given}, given) == []


def test_a_few_lines_are_too_short_to_compare() -> None:
    assert similar_pairs({"a": ["def f(x):\n    return x"], "b": ["def f(y):\n    return y"]}, []) == []


@pytest.mark.parametrize(
    "hostile", ["(" * 5000, "-" * 19000 + "1", "x" * 2_000_000, "a.b" * 6000, "\x00", "%%bash\nrm", "!ls"]
)
def test_code_that_cannot_be_read_is_left_out(hostile: str, reference: list[str]) -> None:
    (pair,) = similar_pairs({"a": [hostile, *reference], "b": reference}, [])
    assert pair.similarity > 0.9


def test_a_class_is_read_from_its_evidence_and_what_is_damaged_or_missing_is_left_out(
    tmp_path: Path, reference: list[str]
) -> None:
    folder = ClassFolder(tmp_path)
    folder.evidence("a").parent.mkdir()
    code = "\n\n".join(cell for cell in reference if cell.startswith("def "))
    for stem in ("a", "b"):
        folder.evidence(stem).write_bytes(pack(Kept(Submission(f"{stem}.py", code.encode()), b"", "uid")))
    folder.evidence("damaged").write_bytes(b"?")
    folder.evidence("unreadable").write_bytes(pack(Kept(Submission("u.ipynb", b"?"), b"", "uid")))
    (pair,) = similar_in_class(folder, ["a", "b", "damaged", "unreadable", "missing"], LAB)
    assert (pair.first, pair.second) == ("a", "b")
