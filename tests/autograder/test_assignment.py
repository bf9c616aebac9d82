from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.assignment import CheckEntry, Question, TimeLimits, from_data, load
from autograder.errors import AssignmentError
from autograder.registry import graded_checks

ONE = {"public": {"returns_list": 1}, "hidden": {"none_kept": 2.5}}


def problem(data: dict[str, Any]) -> str:
    with pytest.raises(AssignmentError) as caught:
        from_data(data, "lab", "lab/assignment.toml")
    return str(caught.value)


def question(**changes: Any) -> dict[str, Any]:
    return {"questions": {"clip_gradients": {**ONE, **changes}}}


def test_an_assignment_is_read_with_its_defaults() -> None:
    found = from_data(question(), "lab", "x")
    assert (found.name, found.title, found.notebook, found.limits) == ("lab", "lab", "lab.py", TimeLimits())
    (only,) = found.questions
    assert (only.name, only.title, only.function) == ("clip_gradients",) * 3
    assert only.checks == (CheckEntry("returns_list", 1.0, "public"), CheckEntry("none_kept", 2.5, "hidden"))
    assert (only.points, found.points) == (3.5, 3.5)


def test_title_notebook_function_and_limits_are_taken_from_the_file() -> None:
    data = question(title="Clip", function="clip") | {"title": "T", "notebook": "n.py", "limits": {"cell": 3}}
    found = from_data(data, "lab", "x")
    assert (found.title, found.notebook, found.limits) == ("T", "n.py", TimeLimits(cell=3.0))
    assert (found.questions[0].title, found.questions[0].function) == ("Clip", "clip")


def test_the_lab_is_worth_a_hundred_points() -> None:
    found = load(Path(__file__).parents[2] / "assignments" / "lab" / "assignment.toml")
    assert {one.name: one.points for one in found.questions} == {
        "analyze_gradients": 20,
        "detect_explosion": 20,
        "clip_gradients": 15,
        "clip_gradients_globally": 15,
        "fix_network": 30,
    }


def test_a_missing_file_is_named_with_what_an_assignment_is(tmp_path: Path) -> None:
    with pytest.raises(AssignmentError) as caught:
        load(tmp_path / "assignment.toml")
    assert (
        str(caught.value)
        == f"There is no {tmp_path / 'assignment.toml'}. Each assignment is a folder with an assignment.toml in it."
    )


@pytest.mark.parametrize("data", [b"title = ", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "assignment.toml"
    path.write_bytes(data)
    with pytest.raises(AssignmentError, match=r"is not valid TOML: .* Mend that line and try again."):
        load(path)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            question() | {"tilte": 1},
            "unknown entry 'tilte'. Known are late, limits, notebook, questions, title, written.",
        ),
        ({}, "no question. Add a table such as [questions.clip_gradients]."),
        ({"questions": {}}, "no question. Add a table such as [questions.clip_gradients]."),
        ({"questions": 5}, "no question. Add a table such as [questions.clip_gradients]."),
        (question() | {"limits": {"cel": 1}}, "[limits] takes cell, question and submission, each in seconds."),
        (question() | {"limits": {"cell": "long"}}, "[limits] takes cell, question and submission, each in seconds."),
        (question() | {"limits": {"cell": 0}}, "[limits] takes cell, question and submission, each in seconds."),
        (
            question() | {"limits": {"cell": float("nan")}},
            "[limits] takes cell, question and submission, each in seconds.",
        ),
        (question() | {"limits": 5}, "[limits] takes cell, question and submission, each in seconds."),
        ({"questions": {"clip": 5}}, "[questions.clip] needs a table whose name is a Python identifier."),
        ({"questions": {"clip it": {}}}, "[questions.clip it] needs a table whose name is a Python identifier."),
        ({"questions": {"clip": {}}}, "question clip has no checks. List some under [questions.clip.public]."),
        (question(public={"a": 0}), "clip_gradients.a is worth 0; points are a number above 0."),
        (question(public={"a": -1}), "clip_gradients.a is worth -1; points are a number above 0."),
        (question(public={"a": True}), "clip_gradients.a is worth True; points are a number above 0."),
        (question(public={"a": "two"}), "clip_gradients.a is worth 'two'; points are a number above 0."),
        (question(public={"a": float("nan")}), "clip_gradients.a is worth nan; points are a number above 0."),
        (question(public={"a": float("inf")}), "clip_gradients.a is worth inf; points are a number above 0."),
        (
            question(public={"a": 1}, hidden={"a": 1}),
            "clip_gradients.a is listed twice. Leave it either public or hidden.",
        ),
        (question(public=5), "[questions.clip_gradients.public] needs a table of checks and points."),
        (
            question(hiden={"a": 1}),
            "[questions.clip_gradients] has the unknown entry 'hiden'. Known are function, hidden, public, title.",
        ),
    ],
)
def test_each_mistake_in_the_file_gets_a_sentence(data: dict[str, Any], sentence: str) -> None:
    assert problem(data) == f"lab/assignment.toml: {sentence}"


def lab_question(name: str) -> Question:
    found = load(Path(__file__).parents[2] / "assignments" / "lab" / "assignment.toml")
    return next(one for one in found.questions if one.name == name)


def changed(name: str, checks: tuple[CheckEntry, ...]) -> Question:
    return Question(name, name, name, checks)


@pytest.mark.parametrize(
    "name", ["analyze_gradients", "detect_explosion", "clip_gradients", "clip_gradients_globally", "fix_network"]
)
def test_each_check_follows_those_it_needs_and_none_is_lost(name: str) -> None:
    graded = graded_checks(lab_question(name))
    checks = [one.check for one in graded]
    assert all(checks.index(needed) < i for i, check in enumerate(checks) for needed in check.needs)
    assert {one.entry for one in graded} == set(lab_question(name).checks)
    assert all(one.entry.name == one.check.name for one in graded)


def test_a_check_that_is_listed_and_not_written_is_named() -> None:
    listed = (*lab_question("clip_gradients").checks, CheckEntry("no_such", 1, "hidden"))
    with pytest.raises(AssignmentError) as caught:
        graded_checks(changed("clip_gradients", listed))
    assert (
        str(caught.value)
        == "assignment.toml lists clip_gradients.no_such as hidden, but autograder.hidden.clip_gradients has no"
        " such check."
    )


def test_a_check_that_is_written_and_not_listed_is_named() -> None:
    with pytest.raises(AssignmentError) as caught:
        graded_checks(changed("clip_gradients", lab_question("clip_gradients").checks[1:]))
    assert (
        str(caught.value)
        == "gradlab.checking.public.clip_gradients has the check returns_list, but assignment.toml gives it no"
        " points."
    )


def test_a_check_listed_under_the_wrong_visibility_is_refused() -> None:
    first, *rest = lab_question("clip_gradients").checks
    swapped = (CheckEntry(first.name, 1, "hidden"), *rest)
    with pytest.raises(AssignmentError, match="returns_list"):
        graded_checks(changed("clip_gradients", swapped))


def test_a_question_without_a_module_has_no_checks_to_list() -> None:
    with pytest.raises(AssignmentError, match=r"but gradlab\.checking\.public\.nothing has no such check"):
        graded_checks(changed("nothing", (CheckEntry("a", 1, "public"),)))
