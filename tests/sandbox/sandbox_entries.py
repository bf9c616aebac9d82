"""What the children of these tests run; each function is an entry of its own."""

from __future__ import annotations

import contextlib
import ctypes
import json
import mmap
import os
import signal
import socket
import struct
import sys
import threading
import time
from pathlib import Path

from autograder.sandbox.channel import Channel


def echo(channel: Channel) -> None:
    while True:
        channel.send(channel.receive())


def answer_then_segfault(channel: Channel) -> None:
    channel.send(b"first")
    ctypes.string_at(0)


def answer_then_exit(channel: Channel) -> None:
    channel.send(b"first")
    os._exit(3)


def raise_an_error(channel: Channel) -> None:
    raise RuntimeError("from the child")


def sleep(channel: Channel) -> None:
    time.sleep(600)


def ignore_signals(channel: Channel) -> None:
    for number in range(1, 32):
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    channel.send(b"deaf")
    while True:
        time.sleep(1)


def spin(channel: Channel) -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def spin_in_children(channel: Channel) -> None:
    for _ in range(4):
        if os.fork() == 0:
            break
    while True:
        pass


def fork_bomb(channel: Channel) -> None:
    while True:
        with contextlib.suppress(OSError):
            os.fork()


def share_memory(channel: Channel) -> None:
    try:
        mmap.mmap(-1, 1 << 20)  # shared and without a file
        channel.send(b"shared")
    except OSError as error:
        channel.send(type(error).__name__.encode())


def share_zeros(channel: Channel) -> None:
    try:
        with open("/dev/zero", "r+b", buffering=0) as zero:
            mmap.mmap(zero.fileno(), 1 << 20)
        channel.send(b"shared")
    except OSError as error:
        channel.send(str(error.errno).encode())


def page_table_bomb(channel: Channel) -> None:
    """One page in every two megabytes: tables of 4 kB for a page that no process holds."""
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    size = 1 << 41
    at = libc.mmap(None, size, mmap.PROT_READ, 0x4022, -1, 0)  # private, anonymous, nothing reserved
    libc.madvise(at, size, 15)  # no huge pages
    for start in range(at, at + size, 1 << 21):
        ctypes.string_at(start, 1)
    time.sleep(60)


def thread_bomb(channel: Channel) -> None:
    made = 0
    try:
        while True:
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            made += 1
    except RuntimeError:
        channel.send(str(made).encode())
    time.sleep(60)


def memory_bomb(channel: Channel) -> None:
    held = []
    while True:
        held.append(b"\x01" * (1 << 24))


def memory_bomb_in_children(channel: Channel) -> None:
    """Each child stays below the limit; together they do not."""
    for _ in range(8):
        if os.fork() == 0:
            held = b"\x01" * (60 << 20)
            time.sleep(60)
            os._exit(len(held) & 1)
    time.sleep(60)


def recurse(channel: Channel) -> None:
    sys.setrecursionlimit(10**9)

    class Deep:
        def __repr__(self) -> str:
            return repr(self)

    repr(Deep())


def flood_the_channel(channel: Channel) -> None:
    while True:
        channel.send(bytes(900_000))


def flood_the_output(channel: Channel) -> None:
    for _ in range(200):
        print("x" * 100_000)
        os.write(2, b"y" * 100_000)
    channel.send(b"done")


def announce_too_much(channel: Channel) -> None:
    os.write(3, struct.pack("<Q", 1 << 62))
    time.sleep(60)


def send_half_a_frame(channel: Channel) -> None:
    os.write(3, struct.pack("<Q", 100) + b"half")


def close_the_channel(channel: Channel) -> None:
    os.close(3)
    time.sleep(60)


def never_read(channel: Channel) -> None:
    channel.send(b"ready")
    time.sleep(60)


def fill_the_disk(channel: Channel) -> None:
    number = 0
    while True:
        try:
            Path(f"file-{number}").write_bytes(bytes(1 << 20))
        except OSError as error:
            channel.send(type(error).__name__.encode())
            return
        number += 1


def fill_the_disk_with_deleted_files(channel: Channel) -> None:
    held = []
    try:
        while True:
            file = open("gone", "wb", buffering=0)  # noqa: SIM115 - held open on purpose
            os.unlink("gone")
            file.write(bytes(1 << 20))
            held.append(file)
    except OSError as error:
        channel.send(f"{len(held)} {type(error).__name__}".encode())


def write_one_large_file(channel: Channel) -> None:
    try:
        with open("large", "wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 20))
    except OSError:
        channel.send(str(os.path.getsize("large")).encode())


def leave_a_mess(channel: Channel) -> None:
    """A tree far deeper than Python recurses, with folders that may not be entered, links and a pipe."""
    home = os.getcwd()
    os.mkdir("shut")
    Path("shut/file").write_text("x")
    os.chmod("shut", 0) if os.environ.get("CAN_CHMOD") else None
    os.symlink("/etc", "link")
    os.mkfifo("pipe")
    for _ in range(3000):
        os.mkdir("deeper")
        os.chdir("deeper")
    os.chdir(home)
    channel.send(home.encode())


def open_many_files(channel: Channel) -> None:
    held = []
    try:
        while True:
            held.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        channel.send(str(len(held)).encode())


def start_a_daemon(channel: Channel) -> None:
    """A process in a session of its own, whose parent ends; it goes on answering."""
    name = channel.receive()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
            for number in range(1, 32):
                with contextlib.suppress(OSError, ValueError):
                    signal.signal(number, signal.SIG_IGN)
            channel.send(b"alive")
            while True:
                time.sleep(0.01)
        os._exit(0)
    time.sleep(0.2)


def answer_late(channel: Channel) -> None:
    """From a thread and an exit handler, after the entry function has returned."""
    import atexit

    atexit.register(channel.send, b"from the exit handler")

    def later() -> None:
        time.sleep(0.3)
        channel.send(b"from the thread")

    threading.Thread(target=later).start()
    channel.send(b"in time")


def tell_about_itself(channel: Channel) -> None:
    channel.send(
        json.dumps(
            {
                "environment": dict(os.environ),
                "arguments": sys.argv,
                "command": Path("/proc/self/cmdline").read_text().split("\0"),
                "first environment": Path("/proc/self/environ").read_text().split("\0"),
                "folder": os.getcwd(),
                "descriptors": [number for number in range(1000) if _is_open(number)],
                "leader": os.getsid(0) == os.getpid(),
                "uid": os.getuid(),
            }
        ).encode()
    )


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def read_paths(channel: Channel) -> None:
    """For each path: can it be listed or read?"""
    answers = {}
    for path in json.loads(channel.receive()):
        try:
            if os.path.isdir(path):
                os.listdir(path)
            else:
                with open(path, "rb") as file:
                    file.read(1)
            answers[path] = True
        except OSError:
            answers[path] = False
    channel.send(json.dumps(answers).encode())


def import_modules(channel: Channel) -> None:
    answers = {}
    for name in json.loads(channel.receive()):
        try:
            __import__(name)
            answers[name] = "imported"
        except Exception as error:
            answers[name] = type(error).__name__
    channel.send(json.dumps(answers).encode())


def try_forbidden_things(channel: Channel) -> None:
    with contextlib.suppress(OSError):
        socket.socket()
    with contextlib.suppress(OSError):
        socket.socket()
    ctypes.CDLL(None).ptrace(0, 0, 0, 0)
    with contextlib.suppress(OSError):
        os.execv("/bin/true", ["true"])
    with contextlib.suppress(OSError):
        os.kill(os.getppid() or 99999, 0)
    channel.send(b"tried")


def do_honest_things(channel: Channel) -> None:
    """What libraries do while they work, which no filter may break."""
    import asyncio
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a").write_text("a")
        (Path(folder) / "a").rename(Path(folder) / "b")
    first, second = socket.socketpair()
    first.close()
    second.close()
    asyncio.run(asyncio.sleep(0))
    thread = threading.Thread(target=time.sleep, args=(0.001,))
    thread.start()
    thread.join()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    os.kill(os.getpid(), 0)
    len(os.urandom(8)) and open(os.devnull, "w").close()
    channel.send(b"all worked")


def train_a_network(channel: Channel) -> None:
    import keras
    import numpy as np

    keras.utils.set_random_seed(7)
    model = keras.Sequential(
        [keras.layers.Input((20,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(3, "softmax")]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    inputs = np.random.default_rng(7).normal(size=(96, 20)).astype("float32")
    history = model.fit(inputs, np.arange(96) % 3, epochs=2, verbose=0)
    model.save("model.keras")
    channel.send(f"loss {history.history['loss'][-1]!r}".encode())
