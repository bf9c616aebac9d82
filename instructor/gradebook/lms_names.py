"""How an LMS names the submissions that staff download in bulk.

Canvas writes `lastfirst_12_345_lab.ipynb`, with `_LATE` before the user's number where that holds, then the number of the
attachment (`lib/content_zipper.rb`, `add_upload_submission`). Moodle writes a folder
`Full name_12_assignsubmission_file_`, without the last `_` from 4.1 on, or puts that before the file's name
(`mod/assign/feedback/file/importziplib.php`). Gradescope writes a folder `submission_12` and describes them all in
`submission_metadata.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Lms = Literal["canvas", "moodle", "gradescope"]

_MOODLE = re.compile(r"(?P<name>[^_]+)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_.*)?", re.DOTALL)
_CANVAS = re.compile(r"(?P<name>\w*?[^\W\d_]\w*?)(?P<late>_LATE)?_(?P<number>\d+)_\d+_.+", re.DOTALL)
_GRADESCOPE = re.compile(r"submission_(?P<number>\d+)(?:\..*)?")


@dataclass(frozen=True)
class LmsName:
    """What an LMS put into a submission's name; a student had no say in it.

    Attributes:
        part: the folder or file that is named so.
        name: the student's, as the LMS writes it there; "" for Gradescope.
        number: of the Canvas user, the Moodle participant or the Gradescope submission.
        late: Canvas says so.
    """

    lms: Lms
    part: str
    name: str
    number: str
    late: bool = False


def lms_name(submission: str) -> LmsName | None:
    """Read the name of a submission, a path with `/`; the outermost part that an LMS named counts."""
    for part in submission.split("/"):
        if found := _MOODLE.fullmatch(part):
            return LmsName("moodle", part, found["name"], found["number"])
        if found := _GRADESCOPE.fullmatch(part):
            return LmsName("gradescope", part, "", found["number"])
        if found := _CANVAS.fullmatch(part):
            return LmsName("canvas", part, found["name"], found["number"], found["late"] is not None)
    return None
