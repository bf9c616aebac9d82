"""What a result depends on besides the submission: when this is the same, grading again gives the same."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from types import ModuleType

import autograder
import gradlab
from autograder.assignment import Assignment
from autograder.registry import HIDDEN, PUBLIC
from instructor.closure import code_behind

JUDGING = ("autograder.judge.judging", "autograder.judge.noticed", "autograder.plan", "autograder.verdict")
"""What the verdict on every question depends on, whatever its checks are."""


def fingerprint(assignment: Assignment, secret: bytes) -> str:
    """A hash of the assignment, the checks' and the toolkit's code, the libraries' versions and the secret."""
    digest = _environment(secret)
    digest.update(repr(sorted(asdict(assignment).items())).encode())
    digest.update(code_of(gradlab) + code_of(autograder))
    return digest.hexdigest()


def question_marks(assignment: Assignment, secret: bytes) -> dict[str, str]:
    """For each question a hash of all that its verdict depends on besides the submission, its evidence, and points.

    The code of its checks with all modules behind them, its checks' names and visibility, versions and the secret.
    """
    marks = {}
    for question in assignment.questions:
        digest = _environment(secret)
        digest.update(repr((question.function, [(one.name, one.visibility) for one in question.checks])).encode())
        digest.update(code_behind([*JUDGING, f"{PUBLIC}.{question.name}", f"{HIDDEN}.{question.name}"]))
        marks[question.name] = digest.hexdigest()
    return marks


def page_mark() -> str:
    """A hash of the code and templates that make a student's page of a verdict."""
    templates = Path(str(autograder.__file__)).parent / "faces" / "templates"
    digest = hashlib.blake2b(code_behind(["autograder.faces.html_feedback"]), digest_size=16)
    for path in sorted(templates.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _environment(secret: bytes) -> hashlib.blake2b:
    digest = hashlib.blake2b(digest_size=16)
    digest.update(hashlib.blake2b(secret).digest())
    for one in versions():
        digest.update(one.encode())
    return digest


def versions() -> list[str]:
    """The versions of Python and of the libraries that compute."""
    libraries = ("keras", "numpy", "scikit-learn", "tensorflow", "tensorflow-cpu")
    return [*(f"{library} {_version(library)}" for library in libraries), repr(sys.version_info[:2])]


def code_of(package: ModuleType) -> bytes:
    """A digest of a package's code and templates."""
    digest = hashlib.blake2b(digest_size=16)
    folder = Path(str(package.__file__)).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.digest()


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:  # TensorFlow goes by either of two names
        return ""
