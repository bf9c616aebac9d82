"""Errors with a sentence for whoever has to act on them."""

from __future__ import annotations


class GradlabError(Exception):
    """Something a user can mend; the text names the file, the problem and the remedy."""

    exit_status = 2


class AssignmentError(GradlabError):
    """An assignment's own files are wrong: for the teacher."""


class UnreadableSubmission(GradlabError):
    """A submission that holds no readable notebook: for the student, and never anybody else's failure."""


class SecretError(GradlabError):
    """A file that should hold a secret does not, or holds another one."""


class NotWritten(GradlabError):
    """A file of ours could not be written: the disk is full, or the folder belongs to somebody else."""

    exit_status = 1
