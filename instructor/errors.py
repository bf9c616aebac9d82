"""Errors that end a command with a sentence instead of a traceback."""

from __future__ import annotations

from autograder.errors import AssignmentError, GradlabError

__all__ = ["AssignmentError", "CommandError", "GradlabError"]


class CommandError(GradlabError):
    """A command was given something it cannot work with."""
