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


def fingerprint(assignment: Assignment, secret: bytes) -> str:
    """A hash of the assignment, the checks' and the toolkit's code, the libraries' versions and the secret."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr(sorted(asdict(assignment).items())).encode())
    digest.update(hashlib.blake2b(secret).digest())
    digest.update(code_of(gradlab) + code_of(autograder))
    for library in ("keras", "numpy", "tensorflow", "tensorflow-cpu"):
        digest.update(f"{library} {_version(library)}".encode())
    digest.update(repr(sys.version_info[:2]).encode())
    return digest.hexdigest()


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
