"""Put the folders that the shards of a class were graded into together to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.faces.plain_text import visible
from autograder.store import copy_whole, read_json, secret_of
from instructor.alone import alone_in
from instructor.class_folder import Batch, ClassFolder
from instructor.errors import CommandError
from instructor.grade import write_class_files
from instructor.master import Master
from instructor.shard import WHOLE, Shard


@dataclass(frozen=True)
class Merged:
    """What `merge_classes` wrote, and what is not there to be merged.

    Attributes:
        verdicts: of all submissions that have a result, by name.
        unfinished: for each folder in which results are missing, the names of those submissions.
        absent: shards of which no folder was given.
    """

    verdicts: list[dict[str, Any]]
    unfinished: dict[Path, list[str]]
    absent: list[Shard]

    @property
    def gaps(self) -> list[str]:
        """A sentence for the staff about each thing that is missing."""
        sentences = []
        if self.absent:
            sentences.append(
                f"No folder of shard {', '.join(map(str, self.absent))} was given. Grade that and merge all of them again."
            )
        for folder, names in self.unfinished.items():
            first = ", ".join(visible(name) for name in names[:5]) + (", ..." if len(names) > 5 else "")
            sentences.append(
                f"{folder} has no result of {len(names)} submissions ({first}). Run its `gradlab grade` again and merge again."
            )
        return sentences


@dataclass(frozen=True)
class _Part:
    folder: ClassFolder
    submissions: dict[str, str]
    verdicts: dict[str, dict[str, Any]]
    secret: bytes
    shard: Shard


def merge_classes(folders: Sequence[Path], master: Master, out: Path, say: Callable[[str], None]) -> Merged:
    """Merge graded `folders` into the class folder `out`; the same call again adds what has been graded since.

    Raises:
        CommandError: the folders do not belong together; nothing is written then.
        NotWritten: `out` cannot be written to.
    """
    if out.resolve() in {folder.resolve() for folder in folders}:
        raise CommandError(f"{out} is one of the folders to merge. Name a new folder with --out.")
    parts = [_part(folder, master) for folder in dict.fromkeys(folders)]
    absent = _absent_shards(parts)
    _refuse_different_secrets(parts)
    mark = _only_grader(parts)
    owners = _owner_of_each_stem(parts)
    names = {stem: owner.submissions[stem] for stem, owner in owners.items()}
    stems = sorted(owners, key=names.__getitem__)
    done = [stem for stem in stems if stem in owners[stem].verdicts]
    verdicts = [owners[stem].verdicts[stem] for stem in done]
    with alone_in(out, say):
        target = ClassFolder(out)
        if secret_of(target.secret, parts[0].secret) != parts[0].secret:
            raise CommandError(f"{out} holds a class with another secret. Name a new folder with --out.")
        target.begin(Batch(master.assignment.name, mark, str(WHOLE), {stem: names[stem] for stem in stems}))
        for stem in done:
            _copy(stem, owners[stem].folder, target)
        write_class_files(verdicts, done, master, out)
    unfinished: dict[Path, list[str]] = {}
    for stem in stems:
        if stem not in owners[stem].verdicts:
            unfinished.setdefault(owners[stem].folder.path, []).append(names[stem])
    return Merged(verdicts, unfinished, absent)


def _part(path: Path, master: Master) -> _Part:
    folder = ClassFolder(path)
    batch = folder.batch()
    if batch is None or not folder.secret.is_file():
        raise CommandError(f"{path} is no folder of results. `gradlab grade ... --shard i/N --out {path}` makes one.")
    if batch.assignment != master.assignment.name:
        raise CommandError(f"{path} holds results of {batch.assignment!r}, and not of {master.assignment.name!r}.")
    read = {stem: read_json(folder.result(stem)) for stem in batch.submissions}
    verdicts = {stem: verdict for stem, verdict in read.items() if isinstance(verdict, dict)}
    return _Part(folder, batch.submissions, verdicts, secret_of(folder.secret), Shard.parse(batch.shard))


def _absent_shards(parts: Sequence[_Part]) -> list[Shard]:
    first = parts[0]
    for part in parts:
        if part.shard.count != first.shard.count:
            raise CommandError(
                f"{first.folder.path} is shard {first.shard}, {part.folder.path} is shard {part.shard}: the class was divided"
                " in two ways. Merge the shards of one division."
            )
    there = {part.shard.index for part in parts}
    return [Shard(i, first.shard.count) for i in range(1, first.shard.count + 1) if i not in there]


def _refuse_different_secrets(parts: Sequence[_Part]) -> None:
    first = parts[0]
    for part in parts:
        if part.secret != first.secret:
            raise CommandError(
                f"{first.folder.path} and {part.folder.path} were graded with different secrets, so the checks drew other"
                " inputs for the same work. Grade all shards with one --secret-file (or GRADLAB_SECRET_FILE)."
            )


def _only_grader(parts: Sequence[_Part]) -> str:
    """The fingerprint that all results have; a file that could not be read is judged by no check, and has any."""
    where: dict[str, Path] = {}
    for part in parts:
        for stem, verdict in part.verdicts.items():
            if verdict["status"] != "unreadable":
                where.setdefault(str(verdict.get("grader")), part.folder.result(stem))
    if len(where) > 1:
        one, two = list(where.values())[:2]
        raise CommandError(
            f"{one} and {two} were graded by different versions of the assignment, gradlab or its libraries. Install one"
            " version on all machines and run `gradlab grade` again."
        )
    return next(iter(where), "")


def _owner_of_each_stem(parts: Sequence[_Part]) -> dict[str, _Part]:
    owners: dict[str, _Part] = {}
    for part in parts:
        for stem, name in part.submissions.items():
            other = owners.setdefault(stem, part)
            if other is part:
                continue
            one, two = other.verdicts.get(stem), part.verdicts.get(stem)
            if name != other.submissions[stem] or (one and two and one["sha256"] != two["sha256"]):
                raise CommandError(
                    f"{other.folder.result(stem)} and {part.folder.result(stem)} are about different submissions. Rename one, or"
                    " grade both in one class."
                )
            if one is None:
                owners[stem] = part
    return owners


def _copy(stem: str, source: ClassFolder, target: ClassFolder) -> None:
    """Copy what is about one submission, its result last."""
    for file in (ClassFolder.evidence, ClassFolder.feedback, ClassFolder.result):
        if file(source, stem).is_file():
            copy_whole(file(source, stem), file(target, stem))
