"""What can go wrong between the grader and a child."""

from __future__ import annotations

from autograder.sandbox.exit import Exit


class SandboxError(RuntimeError):
    """The sandbox itself failed (ours, never the student's); the message names the problem and the remedy."""


class ConfinementError(SandboxError):
    """A layer of the confinement could not be put up, so the child was not started."""


class ChildError(Exception):
    """The child did not answer as it must; the base of the three below."""


class ChildTimeout(ChildError):
    """No complete frame came in time; the child still lives until it is killed."""


class FrameTooLarge(ChildError):
    """The child sent more than its limits allow; it has been killed."""


class ChildExited(ChildError):
    """The child ended before it sent a complete frame; `exit` tells how."""

    def __init__(self, exit: Exit) -> None:
        super().__init__(f"the child ended: {exit}")
        self.exit = exit
