"""`submission_metadata.yml`, which Gradescope puts beside the submissions that it exports: whose they are, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml

from autograder.faces.plain_text import visible
from instructor.errors import CommandError
from instructor.gradebook.roster import Roster, Student


@dataclass
class Metadata:
    """What Gradescope says, by the name of the folder of a submission.

    Attributes:
        owners: the students; a group has several. Times are in UTC.
        strangers: those who are not in the roster, with the folder.
    """

    owners: dict[str, tuple[Student, ...]] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    strangers: list[tuple[str, str]] = field(default_factory=list)


class _Loader(yaml.SafeLoader):
    """Takes Ruby's objects, which some exports hold, for plain mappings."""


_Loader.add_multi_constructor("!ruby/", lambda loader, _tag, node: _mapping(loader, node))


def read_metadata(paths: Iterable[Path], roster: Roster) -> Metadata:
    """Read one or more `submission_metadata.yml`; students are found by SID, else by email.

    Raises:
        CommandError: a file cannot be read or is of another shape.
    """
    found = Metadata()
    for path in paths:
        try:
            data = yaml.load(path.read_bytes(), Loader=_Loader)  # a SafeLoader: makes no object of its own choice
        except OSError as error:
            raise CommandError(f"{path} cannot be read ({error.strerror}). Check the spelling.") from error
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise CommandError(f"{path} is not YAML. Export the submissions from Gradescope once more.") from error
        if not isinstance(data, dict) or not all(isinstance(one, dict) for one in data.values()):
            raise CommandError(f"{path} describes no submissions. Name the submission_metadata.yml of an export.")
        for folder, entry in data.items():
            _add(found, str(folder), entry, roster)
    return found


def _add(found: Metadata, folder: str, entry: Mapping[str, Any], roster: Roster) -> None:
    owners: dict[str, Student] = {}
    for submitter in entry.get(":submitters") or []:
        said = submitter if isinstance(submitter, dict) else {}
        sid, email = (str(said.get(key) or "").strip().casefold() for key in (":sid", ":email"))
        student = roster.by_id.get(sid) or roster.by_email.get(email)
        if student is None:
            found.strangers.append((folder, visible(email or sid or said.get(":name") or "somebody without a name")))
        else:
            owners[student.id] = student
    found.owners[folder] = tuple(owners.values())
    created = entry.get(":created_at")
    if isinstance(created, dict):
        created = created.get("utc")
    if isinstance(created, datetime):  # Gradescope writes UTC, with its mark or without
        found.times[folder] = (
            created.astimezone(timezone.utc) if created.tzinfo else created.replace(tzinfo=timezone.utc)
        )


def _mapping(loader: Any, node: Any) -> Any:
    return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None
