"""Every kind of leak, planted where it could really get in, is refused with its place and its text."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from small_notebooks import notebook

from autograder.errors import AssignmentError
from instructor.leaks import refuse_leaks
from instructor.master import Master
from instructor.secrets_of_master import telling
from instructor.toolkit import toolkit_files, toolkit_text

SECRET = bytes(range(32))
GRADER = Path(__file__).resolve().parents[2] / "autograder"

SOLUTION = "kernels = [weight for weight in model.trainable_variables if len(weight.shape) >= 2]"
WRITTEN = (
    "A unit sums n products, so the variance of its sum is\nn times the variance of the weights times"
    " the mean square of its inputs."
)


def refused(student: dict[str, bytes], lab: Master) -> str:
    with pytest.raises(AssignmentError) as caught:
        refuse_leaks(student, lab, SECRET)
    return str(caught.value)


def test_a_clean_side_passes(student_side: dict[str, bytes], lab: Master) -> None:
    refuse_leaks(student_side, lab, SECRET)


def test_the_real_toolkit_passes(lab: Master) -> None:
    refuse_leaks(toolkit_files(), lab, SECRET)


def test_a_line_of_a_solution_in_a_cell_is_refused_with_its_cell(lab: Master) -> None:
    text = refused({"lab.ipynb": notebook("x = 1", f"def analyze_gradients(model):\n    {SOLUTION}")}, lab)
    assert "lab.ipynb, cell 2" in text
    assert "kernels = [weight" in text


def test_a_line_of_a_solution_in_the_toolkit_is_refused(student_side: dict[str, bytes], lab: Master) -> None:
    student_side["gradlab/tool.py"] += f"# {SOLUTION}\n".encode()
    assert "gradlab/tool.py would give students a solution" in refused(student_side, lab)


def test_a_line_of_a_solution_in_the_packed_toolkit_is_refused(lab: Master) -> None:
    packed = toolkit_text({"gradlab/tool.py": SOLUTION.encode()})
    text = refused({"lab.ipynb": notebook(f'TOOLKIT = "{packed}"')}, lab)
    assert "lab.ipynb, cell 1, gradlab/tool.py" in text


def test_a_model_answer_to_a_written_question_is_refused(lab: Master) -> None:
    assert "a solution" in refused({"README.md": WRITTEN.encode()}, lab)


def test_every_long_line_of_every_solution_is_looked_for(lab: Master) -> None:
    fragments = telling(lab, SECRET).fragments["a solution"]
    assert len(fragments) > 30
    for fragment in fragments:
        assert fragment[:40] in refused({"README.md": fragment.encode()}, lab)


def test_a_message_of_a_hidden_check_is_refused(student_side: dict[str, bytes], lab: Master) -> None:
    tree = ast.parse((GRADER / "hidden" / "clip_gradients.py").read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    longest = max(texts, key=len)
    student_side["gradlab/tool.py"] += f'MESSAGE = """{longest}"""\n'.encode()
    assert "a hidden check" in refused(student_side, lab)


@pytest.mark.parametrize("text", ["see clip_gradients.nan_beside", "def nan_beside(draw: Draw):"])
def test_the_name_of_a_hidden_check_is_refused(text: str, lab: Master) -> None:
    assert "nan_beside" in refused({"README.md": text.encode()}, lab)


def test_the_name_of_a_public_check_passes(lab: Master) -> None:
    refuse_leaks({"README.md": b"clip_gradients.limit_respected"}, lab, SECRET)


def test_every_hidden_check_of_the_assignment_is_looked_for(lab: Master) -> None:
    for question in lab.assignment.questions:
        for check in question.checks:
            if check.visibility == "hidden":
                assert check.name in refused({"README.md": f"{question.name}.{check.name}".encode()}, lab)


@pytest.mark.parametrize(
    "line", ["import autograder.hidden", "    from autograder.plan import plan", "import instructor"]
)
def test_an_import_of_the_grader_is_refused(line: str, lab: Master) -> None:
    assert "an import of the grader" in refused({"gradlab/tool.py": f"x = 1\n{line}\n".encode()}, lab)


def test_code_of_the_grader_is_refused(lab: Master) -> None:
    lines = (GRADER / "judge" / "judging.py").read_text(encoding="utf-8").split("\n")
    longest = max((line for line in lines if "import" not in line), key=len)
    assert "code of the grader" in refused({"gradlab/tool.py": longest.encode()}, lab)


@pytest.mark.parametrize("path", ["autograder/plan.py", "gradlab/hidden/clip.py", "answers/reference.py"])
def test_a_file_of_the_grader_is_refused(path: str, lab: Master) -> None:
    assert path in refused({path: b""}, lab)


def test_outputs_are_refused(lab: Master) -> None:
    output = [{"output_type": "stream", "name": "stdout", "text": "0.012"}]
    assert "outputs" in refused({"lab.ipynb": notebook("print(1)", outputs=output)}, lab)


def test_an_execution_count_is_refused(lab: Master) -> None:
    assert "outputs" in refused({"lab.ipynb": notebook("print(1)", execution_count=3)}, lab)


@pytest.mark.parametrize("metadata", [{"tags": ["solution"]}, {"nbgrader": {"solution": True}}])
def test_metadata_of_a_solution_is_refused(metadata: dict[str, object], lab: Master) -> None:
    assert "marked as a solution" in refused({"lab.ipynb": notebook("x = 1", metadata=metadata)}, lab)


@pytest.mark.parametrize(
    "mark", ["# BEGIN SOLUTION", "x = 1  # SOLUTION", "# END TESTS", "# HIDDEN", '""" # BEGIN PROMPT']
)
def test_a_mark_that_otter_left_behind_is_refused(mark: str, lab: Master) -> None:
    assert "a mark of the master" in refused({"lab.ipynb": notebook(mark)}, lab)


def test_the_secret_is_refused(lab: Master) -> None:
    assert "the secret" in refused({"README.md": SECRET.hex().encode()}, lab)


def test_a_file_that_nobody_can_read_is_refused(lab: Master) -> None:
    assert "is not text" in refused({"gradlab/data.bin": b"\xff\xfe\x00"}, lab)
