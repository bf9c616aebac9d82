"""`pytest --submission NOTEBOOK --assignment lab`, as a TA calls it: in a process of its own, with this environment's plugins."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from instructor.golden import read, save
from instructor.master import find
from instructor.pytest_checks import SubmissionChecks

pytest_plugins = ["pytester"]
LAB = find("lab")
USAGE_ERROR = 4


def ran(pytester: pytest.Pytester, *arguments: object) -> pytest.RunResult:
    return pytester.run(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, arguments))


def golden(name: str, pytester: pytest.Pytester) -> Path:
    return save(read(LAB.folder / "answers" / f"{name}.py"), LAB, pytester.path)


@pytest.mark.slow
def test_each_check_is_a_test_with_its_message(pytester: pytest.Pytester) -> None:
    golden("limit_ignored", pytester)
    pytester.makepyfile(test_other="def test_that_is_not_run(): assert False")
    done = ran(
        pytester, "--submission", "limit_ignored.ipynb", "--assignment", "lab", "-rPfs", "--junitxml", "junit.xml"
    )
    done.assert_outcomes(passed=45, failed=4, skipped=6)
    text = done.stdout.str()
    assert "gradlab: Vanishing and exploding gradients, 1 submission(s)" in text
    assert "A long gradient is shortened to the limit (0 of 3 points)\n\nWe called clip_gradients with two" in text
    assert (
        "SKIPPED [1] limit_ignored.ipynb: Not looked at yet: it builds on “Below the limit nothing changes”, which"
        in text
    )
    assert "limit_ignored.ipynb: 85 of 100 points, graded." in text
    assert "Traceback" not in text
    assert "pytest_checks.py" not in text
    cases = ElementTree.parse(pytester.path / "junit.xml").getroot().findall(".//testcase")
    failed = {case.get("name"): case.findtext("failure") or "" for case in cases if case.find("failure") is not None}
    assert len(cases) == 55
    assert failed["clip_gradients.limit_respected"].startswith("A long gradient is shortened to the limit (0 of 3")


@pytest.mark.slow
def test_k_and_x_choose_among_the_checks_of_several_submissions(pytester: pytest.Pytester) -> None:
    (pytester.path / "odd [1] class").mkdir()
    golden("skeleton", pytester).rename(pytester.path / "odd [1] class" / "Zoë (2).ipynb")
    golden("limit_ignored", pytester)
    chosen = ("--submission", "odd [1] class", "--submission", "limit_ignored.ipynb", "--assignment", "lab")
    done = ran(pytester, *chosen, "-x", "-k", "limit_respected", "-v")
    done.assert_outcomes(skipped=2, failed=1, deselected=106)
    assert "limit_ignored.ipynb::clip_gradients::limit_respected FAILED" in done.stdout.str()
    done = ran(pytester, *chosen, "-k", "Zoë and limit_respected", "-v")
    done.assert_outcomes(skipped=2, deselected=108)
    assert "odd [1] class/Zoë (2).ipynb: 0 of 100 points, graded." not in done.stdout.str()
    assert "Zoë (2).ipynb: 0 of 100 points, graded." in done.stdout.str()


def verdict(state: str) -> dict[str, object]:
    checks = [
        {
            "id": f"{question.name}.{entry.name}",
            "title": "A title",
            "state": state,
            "score": 0.0,
            "max_score": entry.points,
            "message": "What was found:\x1b[31m.",
        }
        for question in LAB.assignment.questions
        for entry in question.checks
    ]
    questions = {
        question.name: {"checks": [one for one in checks if str(one["id"]).startswith(f"{question.name}.")]}
        for question in LAB.assignment.questions
    }
    return {
        "submission": "a.ipynb",
        "status": "graded",
        "detail": "",
        "score": 0.0,
        "max_score": 100.0,
        "questions": questions,
    }


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("passed", "passed"), ("failed", "failed"), ("not_reached", "skipped"), ("internal_error", "errors")],
)
def test_the_state_of_a_check_is_the_outcome_of_its_test(
    state: str, outcome: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pytester.path / "a.ipynb").write_text("{}")
    monkeypatch.setattr(SubmissionChecks, "verdict_on", lambda self, graded: verdict(state))
    monkeypatch.setattr(SubmissionChecks, "pytest_runtestloop", lambda self, session: None)
    monkeypatch.setattr(SubmissionChecks, "pytest_unconfigure", lambda self: None)
    done = pytester.runpytest_inprocess(
        "--submission", "a.ipynb", "--assignment", "lab", "-k", "limit_respected", "-rA"
    )
    done.assert_outcomes(**{outcome: 2, "deselected": 53})
    assert "What was found:\\u001b[31m." in done.stdout.str()
    assert "Traceback" not in done.stdout.str()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--submission", "alice.ipynb"],
            "--submission needs to know its assignment; add --assignment NAME, such as lab.",
        ),
        (["--assignment", "lab"], "--assignment goes with --submission; name the notebook too."),
        (["--submission", "nobody.ipynb", "--assignment", "lab"], "There is no file or folder nobody.ipynb."),
        (["--submission", "alice.ipynb", "--assignment", "nothing"], "There is no assignment 'nothing'. Known are: "),
        (["--submission", "notes.txt", "--assignment", "lab"], "notes.txt is no submission: a notebook ends in .ipynb"),
        (["--submission", "alice.ipynb", "--assignment", "lab", "-n", "2"], "graded once, in one place; leave out -n."),
    ],
)
def test_bad_usage_is_one_sentence(arguments: list[str], sentence: str, pytester: pytest.Pytester) -> None:
    for name in ("alice.ipynb", "notes.txt"):
        (pytester.path / name).write_text("{}")
    done = ran(pytester, *arguments)
    assert done.ret == USAGE_ERROR
    assert sentence in done.stderr.str()
    assert "Traceback" not in done.stdout.str() + done.stderr.str()


def test_without_a_submission_nothing_of_ours_is_imported(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_that_is_run():
            ours = {name for name in sys.modules if name.split(".")[0] in ("gradlab", "autograder", "instructor")}
            assert ours == {"instructor", "instructor.pytest_plugin"}
            assert "tensorflow" not in sys.modules
        """
    )
    ran(pytester).assert_outcomes(passed=1)
