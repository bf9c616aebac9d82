"""What starts processes for our own code: the warm process, or what plays it in a test."""

from __future__ import annotations

from typing import Protocol

from autograder.sandbox.limits import Limits


class TrustedProcess(Protocol):
    """A process to speak with, such as `autograder.sandbox.child.Child`; `send` and `receive` raise ChildError when it ends."""

    def send(self, payload: bytes) -> None:
        """Send one frame."""
        ...

    def receive(self, timeout: float) -> bytes:
        """Wait for the next frame, `timeout` seconds at most."""
        ...

    def close(self) -> None:
        """End it."""
        ...


class StartsTrusted(Protocol):
    """Starts processes that run our own code only, such as `autograder.sandbox.warm.WarmProcess`."""

    def start(self, entry: str, *, confine: None, limits: Limits) -> TrustedProcess:
        """Start one that runs `entry` ("module:function") within the limits; not confined, for it runs nothing of a student's.

        Raises:
            SandboxError: it could not be started.
        """
        ...
