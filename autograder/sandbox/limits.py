"""How much of the machine one child may use."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Ceilings for one child and everything it starts; wall time is the `timeout` of `Child.receive`.

    Memory is what the processes hold in RAM, watched from outside. RLIMIT_AS is not used, because TensorFlow
    reserves far more address space than it touches. `processes` counts threads too, as the kernel does; below
    about 200 TensorFlow's thread pools die without a message.
    """

    cpu_seconds: int = 120
    memory_mb: int = 2048
    file_mb: int = 64
    disk_mb: int = 256
    processes: int = 512
    open_files: int = 256
    frame_mb: int = 64
    total_mb: int = 256

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise ValueError(f"Limits.{name} must be a whole number of at least 1, got {value!r}.")

    @property
    def frame_bytes(self) -> int:
        return self.frame_mb * MIB

    @property
    def total_bytes(self) -> int:
        return self.total_mb * MIB
