"""The grader's handle on the warm process."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from autograder.sandbox import namespaces
from autograder.sandbox.child import KILL_SECONDS, Child
from autograder.sandbox.confine import PROCESS_ONLY, Confinement, Plan, level_of, plans
from autograder.sandbox.environment import clean_environment
from autograder.sandbox.errors import ConfinementError, SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.paths import needed_paths, private_packages, without_nested
from autograder.sandbox.remove import remove_tree
from autograder.sandbox.request import Request
from autograder.sandbox.uid import UidPool, remove_files_of

READY_SECONDS = 180.0  # importing TensorFlow from a cold disk
START_SECONDS = 60.0


class WarmProcess:
    """One process with the heavy libraries imported, from which children are forked; one per command.

    It starts at once and imports in the background; the first `start` waits for it. `start` may be called from many
    threads. Leaving the context ends the process and removes its folder. With `fresh`, or when one of the libraries
    starts a thread while it is imported, every child is a fresh interpreter that imports them again.
    """

    def __init__(self, preload: Sequence[str] = ("tensorflow", "keras"), threads: int = 1, fresh: bool = False) -> None:
        if not sys.platform.startswith("linux"):
            raise SandboxError(
                f"Student code can be confined on Linux only, and this is {sys.platform}: grade in a Linux container "
                "(Docker), in WSL 2, or on a Linux machine."
            )
        self._threads = threads
        self._preload = tuple(preload)
        self._fresh = fresh
        self._lock = threading.Lock()
        self._ready = False
        self._uids = UidPool()
        self._proven: Plan | None = None
        self._needed = needed_paths()
        self._base = Path(tempfile.mkdtemp(prefix="gradlab-"))
        self._base.chmod(0o711)  # children with a uid of their own pass through to their folder
        self._open()

    def _open(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        try:
            with theirs:
                self._process = self._spawn(theirs)
        except OSError as error:
            self._control.close()
            self._errors.close()
            remove_tree(self._base)
            raise SandboxError(f"The warm process could not be started: {error}") from error
        orders = {"preload": [] if self._fresh else self._preload, "folder": str(self._base)}
        self._control.send(json.dumps(orders).encode())

    def _spawn(self, control: socket.socket) -> subprocess.Popen[bytes]:
        home = self._base / "warm"
        home.mkdir(mode=0o700, exist_ok=True)
        search = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # "" means where we are now
        return subprocess.Popen(
            [sys.executable, "-m", "autograder.sandbox.zygote"],
            stdin=control.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            cwd=home,
            env={**clean_environment(str(home), self._threads), "PYTHONPATH": search},
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def folder(self) -> Path:
        """Where the private folders of all children lie; gone after `close`."""
        return self._base

    def start(self, entry: str, *, confine: Confinement | None, limits: Limits) -> Child:
        """Fork a child that runs `entry` ("module:function") with a `Channel`; returns when it is confined.

        `confine=None` is for children that run our own code only; they keep the grader's rights and get the limits.
        Raises ConfinementError when the confinement cannot be put up, SandboxError when the warm process or the
        import of the entry fails.
        """
        if confine is None:
            return self._fork(entry, None, limits, Plan())
        refusals: list[str] = []
        for plan in self._plans_for(confine):
            try:
                child = self._fork(entry, confine, limits, plan)
            except ConfinementError as error:
                refusals.append(str(error))
                continue
            if not confine.without:
                self._proven = plan
            if level_of(child.layers) == PROCESS_ONLY and not confine.allow_process_only:
                child.close()
                raise ConfinementError(
                    "Only a process boundary is possible here: student code could read and write what you can. "
                    "Grade on Linux with Landlock or in a container, or allow it for this run. "
                    + " ".join(dict.fromkeys(refusals))
                )
            return child
        raise ConfinementError("No confinement works here. " + " ".join(dict.fromkeys(refusals)))

    def _plans_for(self, confine: Confinement) -> list[Plan]:
        """Strongest first; what worked once is not put in question again."""
        wanted = plans(confine.without)
        return [self._proven] if self._proven in wanted else wanted

    def _fork(self, entry: str, confine: Confinement | None, limits: Limits, plan: Plan) -> Child:
        uid = self._uids.take() if plan.uid else None
        with self._lock:
            self._wait_until_ready()
        folder = Path(tempfile.mkdtemp(prefix="child-", dir=self._base))
        channel, their_channel = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        status, their_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        private = namespaces.PRIVATE if plan.namespaces else str(folder)
        request = Request(
            entry=entry,
            limits=limits,
            environment=clean_environment(private, self._threads),
            folder=str(folder),
            private=private,
            trusted=confine is None,
            uid=uid,
            fresh=self._preload if self._fresh else None,
            namespaces=plan.namespaces,
            readable=without_nested([*self._needed, *confine.readable]) if confine else (),
            hide=(*private_packages(), *confine.hide) if confine else (),
            without=tuple(confine.without) if confine else (),
        )
        layers: tuple[str, ...] = ()

        def clean_up() -> None:
            channel.close()
            status.close()
            remove_tree(folder)
            if uid is not None:
                if not {"namespaces", "landlock"} & set(layers):
                    remove_files_of(uid)
                self._uids.give_back(uid)

        try:
            if uid is not None:
                os.chown(folder, uid, uid)
            with their_channel, their_status, self._lock:
                descriptors = [their_channel.fileno(), their_status.fileno()]
                socket.send_fds(self._control, [request.encode()], descriptors)
            layers = self._wait_until_confined(status)
        except BaseException:
            self._wait_for_the_end(status)
            clean_up()
            raise
        return Child(channel, status, limits, layers, clean_up)

    def close(self) -> None:
        """End the warm process and, with it, every child that still runs. May be called twice."""
        self._control.close()
        try:
            self._process.wait(KILL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        remove_tree(self._base)

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
        if message["ready"] != 1:  # a fork would copy locks that other threads hold, and not the threads
            self._fresh = True
            self._process.kill()
            self._process.wait()
            self._control.close()
            self._errors.close()
            self._open()
            self._wait_until_ready()
            return
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
        if "failed" in message:
            raise ConfinementError(f"The child could not be confined: {message['failed']}")
        if "ready" not in message:
            raise SandboxError(f"The child could not be started: {message.get('broken', message)}")
        status.settimeout(None)
        return tuple(message["ready"])

    @staticmethod
    def _wait_for_the_end(status: socket.socket) -> None:
        """After a start that failed: the guard hangs up when every process of the child is gone."""
        with contextlib.suppress(OSError):
            status.shutdown(socket.SHUT_WR)
            status.settimeout(START_SECONDS)
            while status.recv(1 << 16):
                pass

    def _last_words(self) -> str:
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace").strip()
        return text[-2000:] or "it ended without a message"
