"""The grader's handle on the warm process."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from autograder.sandbox.child import Child
from autograder.sandbox.confine import Confinement
from autograder.sandbox.environment import clean_environment
from autograder.sandbox.errors import ConfinementError, SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.request import Request

READY_SECONDS = 180.0  # importing TensorFlow from a cold disk
START_SECONDS = 60.0


class WarmProcess:
    """One process with the heavy libraries imported, from which children are forked; one per command.

    It starts at once and imports in the background; the first `start` waits for it. `start` may be called from many
    threads. Leaving the context ends the process and removes its folder.
    """

    def __init__(self, preload: Sequence[str] = ("tensorflow", "keras"), threads: int = 1) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._ready = False
        self._base = Path(tempfile.mkdtemp(prefix="gradlab-"))
        self._base.chmod(0o711)  # children with a uid of their own pass through to their folder
        home = self._base / "warm"
        home.mkdir(mode=0o700)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograder.sandbox.zygote"],
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                cwd=home,
                env={**clean_environment(str(home), threads), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,
            )
        self._control.send(json.dumps(list(preload)).encode())

    def start(self, entry: str, *, confine: Confinement | None, limits: Limits) -> Child:
        """Fork a child that runs `entry` ("module:function") with a `Channel`; returns when it is confined.

        `confine=None` is for children that run our own code only; they keep the grader's rights and get the limits.
        Raises ConfinementError when the confinement cannot be put up, SandboxError when the warm process fails.
        """
        folder = Path(tempfile.mkdtemp(prefix="child-", dir=self._base))
        channel, their_channel = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        status, their_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        request = Request(
            entry=entry,
            limits=limits,
            environment=clean_environment(str(folder), self._threads),
            folder=str(folder),
            trusted=confine is None,
        )
        try:
            with their_channel, their_status, self._lock:
                self._wait_until_ready()
                descriptors = [their_channel.fileno(), their_status.fileno()]
                socket.send_fds(self._control, [request.encode()], descriptors)
            layers = self._wait_until_confined(status)
        except BaseException:
            channel.close()
            status.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return Child(channel, status, limits, layers, lambda: shutil.rmtree(folder, ignore_errors=True))

    def close(self) -> None:
        """End the warm process and, with it, every child that still runs. May be called twice."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        shutil.rmtree(self._base, ignore_errors=True)

    def __enter__(self) -> WarmProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        self._control.settimeout(READY_SECONDS)
        try:
            answer = self._control.recv(1 << 16)
        except TimeoutError:
            raise SandboxError(f"The warm process was not ready within {READY_SECONDS:g} s.") from None
        message = json.loads(answer) if answer else {"failed": self._last_words()}
        if "failed" in message:
            raise SandboxError(f"The warm process could not start: {message['failed']}")
        if message["ready"] != 1:
            raise SandboxError(
                f"The warm process has {message['ready']} threads after its imports, so that it cannot be forked "
                "safely: preload only modules that start no thread while they are imported."
            )
        self._control.settimeout(START_SECONDS)
        self._ready = True

    def _wait_until_confined(self, status: socket.socket) -> tuple[str, ...]:
        status.settimeout(START_SECONDS)
        try:
            answer = status.recv(1 << 16)
        except TimeoutError:
            raise SandboxError(f"The child did not start within {START_SECONDS:g} s.") from None
        if not answer:
            raise SandboxError(f"The warm process lost the child: {self._last_words()}")
        message = json.loads(answer)
        if "ready" not in message:
            raise ConfinementError(f"The child could not be started: {message.get('failed', message)}")
        status.settimeout(None)
        return tuple(message["ready"])

    def _last_words(self) -> str:
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace").strip()
        return text[-2000:] or "it ended without a message"
