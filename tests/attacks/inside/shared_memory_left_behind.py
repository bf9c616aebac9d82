# ---
# about = "leave System V memory, semaphores, message queues, POSIX memory and keyrings behind"
# kind = "skeleton"
# class = "disturb the machine"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "leave System V memory, semaphores, message queues, POSIX memory and keyrings behind"
# holds = "nothing of it can be made, or it ends with the run; refused calls are recorded"
# observed = "refuse"
# ---

# %%
import ctypes
import os


def clip_gradients(gradients, max_norm=1.0):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmget(0x77777, 1 << 20, 0o1666)
    libc.semget(0x77777, 4, 0o1666)
    libc.msgget(0x77777, 0o1666)
    libc.syscall(248, b"user", b"gradlab", b"x", 1, -3)
    libc.syscall(240, b"/gradlab", 0o102, 0o666, 0)
    try:
        os.close(os.open("/dev/shm/gradlab-left", os.O_CREAT | os.O_RDWR, 0o666))
    except OSError:
        pass
    return gradients
