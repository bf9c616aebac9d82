from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.errors import AssignmentError
from autograder.submission import Submission, code_cells
from instructor.golden import Golden, goldens, notebook, read, save
from instructor.master import Master, find, skeleton, solved
from instructor.notebook_code import notebook_code

HEADER = {"about": '"one"', "kind": '"reference"', "status": '"graded"'}


@pytest.fixture(scope="module")
def lab() -> Master:
    return find("lab")


def golden(tmp_path: Path, body: str = "", score: str = "clip_gradients = 15", **header: str) -> Golden:
    lines = [f"{key} = {value}" for key, value in {**HEADER, **header}.items() if value]
    text = "\n".join(f"# {line}" for line in [*lines, *(["[score]", score] if score else [])])
    path = tmp_path / "one.py"
    path.write_text(f"# ---\n{text}\n# ---\n{body}", encoding="utf-8")
    return read(path)


def test_a_golden_submission_is_read(tmp_path: Path) -> None:
    found = golden(tmp_path, "# %%\nx = 1\n\n# %% [markdown]\n# text\n\n# %%\ny = 2\n", drop='["clip_gradients"]')
    assert found == Golden("one", "one", {"clip_gradients": 15.0}, drop=("clip_gradients",), cells=("x = 1", "y = 2"))


def test_a_file_without_a_header_is_named(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text("x = 1")
    with pytest.raises(AssignmentError) as caught:
        read(path)
    assert str(caught.value) == f"{path} has no header. It begins with TOML between two lines '# ---'."


@pytest.mark.parametrize(
    "header",
    [
        {"about": ""},
        {"about": "no quotes"},
        {"surprise": "1"},
        {"kind": '"refrence"'},
        {"raw": '"pdf"'},
        {"status": '"late"'},
        {"score": ""},
        {"score": 'clip_gradients = "many"'},
    ],
)
def test_a_header_that_is_wrong_is_named(tmp_path: Path, header: dict[str, Any]) -> None:
    with pytest.raises(AssignmentError, match=r"^The header of .*one\.py is wrong: .*\.$"):
        golden(tmp_path, **header)


def test_a_score_that_is_no_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text('# ---\n# about = "x"\n# score = 5\n# ---\n')
    with pytest.raises(AssignmentError, match="The header of"):
        read(path)


def sources(golden: Golden, master: Master) -> list[str]:
    return notebook_code(notebook(golden, master))


def test_answers_take_the_place_of_the_references_with_their_helpers_before_them(tmp_path: Path, lab: Master) -> None:
    found = golden(
        tmp_path,
        "\n# %%\nLIMIT = 2\n\n# %%\ndef clip_gradients(gradients, max_norm=1.0):\n    return LIMIT\n\n# %%\nlast = 1\n",
    )
    cells = sources(found, lab)
    place = next(i for i, source in enumerate(cells) if "def clip_gradients(" in source)
    assert cells[place - 1] == "LIMIT = 2"
    assert cells[place].endswith("return LIMIT")
    assert cells[-1] == "last = 1"
    assert sum("def clip_gradients(" in source for source in cells) == 1


def test_a_dropped_answer_is_not_in_the_notebook(tmp_path: Path, lab: Master) -> None:
    cells = sources(golden(tmp_path, drop='["detect_explosion"]'), lab)
    assert not any("def detect_explosion(" in source for source in cells)
    assert any("def clip_gradients(" in source for source in cells)


def test_the_skeleton_has_stubs_and_the_solution_has_answers_and_neither_has_marks_or_tests(lab: Master) -> None:
    for made, has_stub in ((skeleton(lab), True), (solved(lab), False)):
        code = notebook_code(made)
        text = "\n".join(code)
        assert ("raise NotImplementedError" in text) is has_stub
        for mark in ("BEGIN SOLUTION", "END SOLUTION", "BEGIN PROMPT", "END PROMPT", "BEGIN TEST", "def test_public"):
            assert mark not in text
        compile("\n".join(source for source in code if "%" not in source), "lab", "exec")


def test_a_golden_submission_is_saved_as_a_student_would_hand_it_in(tmp_path: Path, lab: Master) -> None:
    path = save(golden(tmp_path), lab, tmp_path)
    assert path.name == "one.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))
    assert any("def clip_gradients(" in source for source in code_cells(Submission(path.name, path.read_bytes())))


def test_the_special_ways_of_saving(tmp_path: Path, lab: Master) -> None:
    assert save(golden(tmp_path, raw='"not_a_notebook"'), lab, tmp_path).read_bytes().startswith(b"%PDF")
    old = save(golden(tmp_path, raw='"nbformat3"'), lab, tmp_path)
    assert json.loads(old.read_text("utf-8"))["nbformat"] == 3
    assert any("def clip_gradients(" in source for source in code_cells(Submission(old.name, old.read_bytes())))


def test_every_golden_submission_of_the_lab_declares_what_its_points_allow(lab: Master) -> None:
    points = {question.name: question.points for question in lab.assignment.questions}
    for one in goldens(lab):
        assert set(one.score) == set(points), one.name
        assert all(0 <= one.score[name] <= points[name] for name in points), one.name


def test_an_unknown_assignment_names_the_known_ones() -> None:
    with pytest.raises(AssignmentError, match=r"There is no assignment 'nothing'\. Known are: .*lab"):
        find("nothing")


def test_an_assignment_may_be_given_as_a_folder(tmp_path: Path, lab: Master) -> None:
    (tmp_path / "assignment.toml").write_bytes((lab.folder / "assignment.toml").read_bytes())
    found = find(str(tmp_path))
    assert found.folder == tmp_path
    with pytest.raises(AssignmentError, match=r"names the notebook lab\.py, which is not there"):
        found.read()
