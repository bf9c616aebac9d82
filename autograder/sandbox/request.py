"""What the grader asks the warm process for: one child."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from autograder.sandbox.limits import Limits


@dataclass(frozen=True)
class Request:
    """Everything guard and worker need to know; nothing secret, for the worker's memory holds a copy.

    `entry` is "module:function". `folder` is the child's folder on disk; `private` is the path of its private
    folder as the child sees it, the same unless `namespaces` gives it one in memory. `uid` is the child's own uid,
    None where it keeps the grader's. `trusted` children get limits only. `fresh` names
    what a fresh interpreter imports before the entry; None where the child is forked from the warm one;
    `started` is set once that interpreter runs.
    """

    entry: str
    limits: Limits
    environment: dict[str, str]
    folder: str
    private: str
    trusted: bool
    uid: int | None = None
    namespaces: bool = False
    readable: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    fresh: tuple[str, ...] | None = None
    started: bool = False

    def encode(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, data: bytes) -> Request:
        fields = json.loads(data)
        fields["limits"] = Limits(**fields["limits"])
        for name in ("readable", "hide", "without"):
            fields[name] = tuple(fields[name])
        fields["fresh"] = None if fields["fresh"] is None else tuple(fields["fresh"])
        return cls(**fields)
