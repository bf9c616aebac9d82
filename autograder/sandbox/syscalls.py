"""System calls a child has no business with, by number on x86-64 and on arm64.

The numbers are the kernel's own (include/uapi/asm-generic/unistd.h, arch/x86/entry/syscalls/syscall_64.tbl).
"""

from __future__ import annotations

import platform

AUDIT_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NEWEST = 450  # set_mempolicy_home_node (Linux 5.17); later calls answer ENOSYS, as on an older kernel

# name: (x86-64, arm64), None where an architecture lacks it. Refused with EPERM and counted.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # network and messages
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242), "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190),
    "semctl": (66, 191), "semop": (65, 193), "semtimedop": (220, 192), "msgget": (68, 186), "msgsnd": (69, 189),
    "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "tkill": (200, 130), "migrate_pages": (256, 238),
    "move_pages": (279, 239), "perf_event_open": (298, 241), "setpriority": (141, 140), "ioprio_set": (251, 30),
    # other programs
    "execve": (59, 221), "execveat": (322, 281), "uselib": (134, None),
    # keys, rings and other ways into the kernel
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "io_setup": (206, 0), "bpf": (321, 280),
    "userfaultfd": (323, 282), "modify_ldt": (154, None), "personality": (135, 92), "syslog": (103, 116),
    "lookup_dcookie": (212, 18), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262), "inotify_init": (253, None), "inotify_init1": (294, 26),
    # mounts and namespaces
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "move_mount": (429, 429),
    "open_tree": (428, 428), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    # the machine
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "acct": (163, 89), "quotactl": (179, 60), "quotactl_fd": (443, 443), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171), "sethostname": (170, 161),
    "setdomainname": (171, 162), "iopl": (172, None), "ioperm": (173, None), "vhangup": (153, 58),
}  # fmt: skip

# Refused where child and grader share a uid: Landlock does not cover who may read a file, or its times.
METADATA: dict[str, tuple[int | None, int | None]] = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "chown": (92, None), "fchown": (93, 55),
    "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
}  # fmt: skip

# Answered "not there", without counting: libraries try them and have another way.
ABSENT: dict[str, tuple[int | None, int | None]] = {
    "clone3": (435, 435), "memfd_create": (319, 279), "memfd_secret": (447, 447), "flock": (73, 32),
}  # fmt: skip

# Allowed with this process, or with 0 where that means this process, as the first argument.
OWN_PROCESS_ONLY: dict[str, tuple[int | None, int | None]] = {
    "kill": (62, 129), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "prlimit64": (302, 261), "sched_setaffinity": (203, 122), "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119), "sched_setattr": (314, 274),
}  # fmt: skip

CLONE = (56, 220)
PRCTL = (157, 167)
SOCKETPAIR = (53, 199)
MMAP = (9, 222)
OWNERS: dict[str, tuple[int | None, int | None]] = {"fcntl": (72, 25), "ioctl": (16, 29)}


def column() -> int:
    """Which of the two numbers counts here. Raises OSError on any other machine."""
    machine = platform.machine()
    if machine not in AUDIT_ARCHITECTURE:
        raise OSError(f"no table of system calls for {machine}")
    return list(AUDIT_ARCHITECTURE).index(machine)


def name_of(number: int) -> str:
    """The name of a refused call, for the record."""
    single = {"clone": CLONE, "prctl": PRCTL, "socketpair": SOCKETPAIR, "mmap": MMAP}
    known = {**REFUSED, **METADATA, **OWN_PROCESS_ONLY, **OWNERS, **single}
    return next((name for name, numbers in known.items() if numbers[column()] == number), f"call {number}")
