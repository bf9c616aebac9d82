"""The lecture's release: one notebook that carries the toolkit, gives nothing away and runs from top to bottom."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient

from autograder.errors import AssignmentError
from instructor.cli import main
from instructor.lecture import Lecture, find_lecture, release_lecture
from instructor.master import Master

NAME = "week5_gradient_problems_colab.ipynb"
HEAD = "# ---\n# jupyter:\n#   gradlab:\n#     released_as: {name}\n# ---\n\n# %%\n"


@pytest.fixture(scope="module")
def lecture() -> Lecture:
    found = find_lecture("lecture")
    assert found
    return found


def written(folder: Path, text: str) -> Lecture:
    """A small lecture with this text."""
    lecture = Lecture(folder / "talk")
    lecture.folder.mkdir()
    lecture.notebook_path.write_text(text, encoding="utf-8")
    return lecture


def test_the_release_is_one_notebook_of_the_name_that_the_course_uses(lecture: Lecture, tmp_path: Path) -> None:
    assert release_lecture(lecture, tmp_path) == tmp_path / NAME
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_the_command_line_releases_a_lecture_like_a_lab(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["release", "lecture", "--out", str(tmp_path)])
    assert result.exit_code == 0
    assert (tmp_path / NAME).is_file()


def test_the_same_inputs_give_the_same_bytes(lecture: Lecture, tmp_path: Path) -> None:
    assert (
        release_lecture(lecture, tmp_path / "a").read_bytes() == release_lecture(lecture, tmp_path / "b").read_bytes()
    )


def test_it_carries_the_toolkit_and_no_trace_of_the_tools_that_made_it(lecture: Lecture, tmp_path: Path) -> None:
    notebook = json.loads(release_lecture(lecture, tmp_path).read_bytes())
    assert set(notebook["metadata"]) == {"kernelspec"}
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    assert sum(source.count('\nTOOLKIT = "UEsDB') for source in sources) == 1
    assert {key for cell in notebook["cells"] for key in cell["metadata"]} == {"cellView", "jupyter"}


def test_an_assignment_is_no_lecture(lab: Master) -> None:
    assert find_lecture("lab") is None
    assert find_lecture(str(lab.folder)) is None
    assert find_lecture("nothing") is None


@pytest.mark.parametrize("name", ["", "talk.pdf", "../talk.ipynb"])
def test_a_lecture_without_a_proper_name_is_refused(name: str, tmp_path: Path) -> None:
    lecture = written(tmp_path, HEAD.format(name=f'"{name}"') + 'TOOLKIT = ""\n')
    with pytest.raises(AssignmentError, match=r"talk\.py does not say how its notebook is called"):
        release_lecture(lecture, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_lecture_without_a_place_for_the_toolkit_is_refused(tmp_path: Path) -> None:
    lecture = written(tmp_path, HEAD.format(name="talk.ipynb") + "x = 1\n")
    with pytest.raises(AssignmentError, match=r'talk\.py has 0 cells with the line TOOLKIT = "" and needs one'):
        release_lecture(lecture, tmp_path / "out")


def test_a_lecture_that_shows_a_solution_of_the_lab_is_refused(tmp_path: Path) -> None:
    solution = "kernels = [weight for weight in model.trainable_variables if len(weight.shape) >= 2]"
    lecture = written(tmp_path, HEAD.format(name="talk.ipynb") + f'TOOLKIT = ""\n\n# %%\n{solution}\n')
    with pytest.raises(AssignmentError, match=r"talk\.ipynb, cell 2 would give students a solution"):
        release_lecture(lecture, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_released_lecture_runs_from_top_to_bottom_and_shows_every_figure(lecture: Lecture, tmp_path: Path) -> None:
    notebook = nbformat.read(release_lecture(lecture, tmp_path), as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not [out for cell in code for out in cell.outputs if out.get("name") == "stderr"]
    printed = "".join(out.text for cell in code for out in cell.outputs if out.output_type == "stream")
    for row in ("warm-up from 1e-5 to 0.003", "LSTM, forget gate open", "sigmoid, batch norm", "global_clipnorm=1"):
        assert row in printed
    shown = [out for cell in code for out in cell.outputs if out.output_type == "display_data"]
    assert len(shown) == 13


def test_a_mistyped_name_lists_the_lectures_beside_the_assignments(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["release", "lectur", "--out", str(tmp_path / "dist")])
    assert result.exit_code == 2
    assert "There is no assignment 'lectur'. Known are: lab, lecture." in result.output
    assert not (tmp_path / "dist").exists()
