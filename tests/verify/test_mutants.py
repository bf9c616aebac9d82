"""The table of mutants against the reference answers of the lab."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.errors import AssignmentError
from instructor.master import Master, find
from instructor.verifying.mutants import mutants, reference_answer


@pytest.fixture
def copy(tmp_path: Path) -> Master:
    shutil.copytree(find("lab").folder, tmp_path / "lab")
    return find(str(tmp_path / "lab"))


def test_every_question_of_the_lab_has_mutants_that_die_and_declared_ones_that_live() -> None:
    made = mutants(find("lab"))
    for question in find("lab").assignment.questions:
        own = [one for one in made if one.question.name == question.name]
        assert sum(not one.equivalent for one in own) > 10
        assert any(one.equivalent for one in own)
    assert len({(one.question.name, one.operator, one.change) for one in made}) == len(made)


def test_every_equivalent_mutant_has_a_reason() -> None:
    assert all(len(one.fate) >= len("equivalent: as above") for one in mutants(find("lab")) if one.equivalent)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("[clip_gradients.comparison]\n'norm > 7 -> norm < 7' = 'none_kept'", "no change of the reference answer"),
        ("[clip_gradients.rewrites]\n'norm > max_norm -> norm > 2.0' = 'no_such_check'", "no check of clip_gradients"),
        ("[clip_gradients.rewrites]\n'norm > -> norm' = 'none_kept'", "not of the form"),
        ("[clip_gradients.cosmic_rays]\n'a -> b' = 'none_kept'", "no mutation operator"),
        ("[clip_gradients.rewrites", "not valid TOML"),
    ],
)
def test_a_wrong_line_in_the_table_is_named(copy: Master, line: str, complaint: str) -> None:
    (copy.folder / "mutants.toml").write_text(line + "\n")
    with pytest.raises(AssignmentError, match=complaint):
        mutants(copy)


def test_without_a_table_the_general_operators_still_make_mutants(copy: Master) -> None:
    (copy.folder / "mutants.toml").unlink()
    assert len(mutants(copy)) > 50


def test_a_reference_answer_that_is_not_there_is_named(copy: Master) -> None:
    with pytest.raises(AssignmentError, match="no reference answer that defines no_such_function"):
        reference_answer(copy, "no_such_function")
