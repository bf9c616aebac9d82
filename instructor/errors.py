"""Errors that end a command with a sentence instead of a traceback."""

from __future__ import annotations

from autograder.errors import AssignmentError, GradlabError, NotWritten, SecretError

__all__ = ["AssignmentError", "CommandError", "GradlabError", "NotWritten", "SecretError"]


class CommandError(GradlabError):
    """A command was given something it cannot work with."""
