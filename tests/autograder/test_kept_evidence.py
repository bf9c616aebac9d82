"""Evidence on its way to the disk and back."""

from __future__ import annotations

from typing import Any

import pytest
from played_processes import kept

from autograder.record.evidence import Evidence
from gradlab.checking.values import ValueFormatError, encode


def test_evidence_survives_the_way_to_the_disk() -> None:
    evidence = Evidence({"a": kept([b"x", None], "stopped", "load")}, "crashed", ["seen"])
    assert Evidence.from_bytes(evidence.as_bytes()) == evidence


@pytest.mark.parametrize(
    "value", [None, 5, [], {}, {"questions": 5}, {"questions": {"a": {}}, "status": "", "observations": []}]
)
def test_what_is_no_evidence_is_refused(value: Any) -> None:
    with pytest.raises(ValueFormatError, match="not a record of evidence"):
        Evidence.from_bytes(encode(value))
