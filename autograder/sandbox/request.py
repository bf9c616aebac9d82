"""What the grader asks the warm process for: one child."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from autograder.sandbox.limits import Limits


@dataclass(frozen=True)
class Request:
    """Everything guard and worker need to know; nothing secret, for the worker's memory holds a copy.

    `entry` is "module:function". `folder` is the private folder on disk, None where the child gets one of its own
    in memory. `uid` is the child's own uid, None where it keeps the grader's. `trusted` children get limits only.
    """

    entry: str
    limits: Limits
    environment: dict[str, str]
    folder: str | None
    trusted: bool
    uid: int | None = None

    def encode(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, data: bytes) -> Request:
        fields = json.loads(data)
        fields["limits"] = Limits(**fields["limits"])
        return cls(**fields)
