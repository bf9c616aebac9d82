"""Release an assignment: the student's notebook and zip, and the autograder zip, after a search for leaks."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment
from autograder.store import secret_of, write_whole
from instructor.leaks import refuse_leaks
from instructor.master import Master
from instructor.otter_assign import otter_assign
from instructor.release_autograder import autograder_files
from instructor.release_student import student_files
from instructor.reproducible_zip import reproducible_zip
from instructor.stubs import refuse_started_answers
from instructor.toolkit import toolkit_files


@dataclass(frozen=True)
class Release:
    """Where the parts of a release are.

    Attributes:
        notebook: the student's notebook, in the folder that the student's zip unpacks to.
        student_zip: what students get.
        autograder_zip: what Gradescope, `otter grade` and `otter run` get. It holds the hidden checks and the secret.
    """

    notebook: Path
    student_zip: Path
    autograder_zip: Path


def release(master: Master, out: Path, *, leaderboard: bool = False) -> Release:
    """Write the release of `master` into `out`; the same inputs give the same bytes.

    Raises:
        AssignmentError: the master is wrong, or the student's side would hold a solution, a hidden check or code of the
            grader; nothing is written then.
        CommandError: our wheel cannot be built.
    """
    assigned = otter_assign(master)
    secret = secret_of(master.folder / ".secret")
    student = student_files(master, assigned, toolkit_files())
    refuse_leaks(student, master, secret)
    refuse_started_answers(student[f"{master.assignment.name}.ipynb"], master.assignment)
    autograder = autograder_files(master, assigned, secret, leaderboard=leaderboard)
    return _write(master.assignment, student, autograder, out)


def _write(assignment: Assignment, student: dict[str, bytes], autograder: dict[str, bytes], out: Path) -> Release:
    name = assignment.name
    made = Release(out / name / f"{name}.ipynb", out / f"{name}-student.zip", out / f"{name}-autograder.zip")
    shutil.rmtree(out / name, ignore_errors=True)
    for path, content in student.items():
        write_whole(out / name / path, content)
    write_whole(made.student_zip, reproducible_zip({f"{name}/{path}": content for path, content in student.items()}))
    write_whole(made.autograder_zip, reproducible_zip(autograder))
    made.autograder_zip.chmod(0o600)
    return made
