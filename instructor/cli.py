"""The command line: `gradlab`. Each command is a few lines here and a module beside."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from instructor.errors import GradlabError

CONSOLE = Console(highlight=False)
if not CONSOLE.is_terminal and "COLUMNS" not in os.environ:
    CONSOLE.width = 110  # a file or a pipe has no edge to wrap at
ERRORS = Console(stderr=True, highlight=False)

ASSIGNMENT = click.option("--assignment", "-a", required=True, metavar="NAME", help="Name or folder of the assignment.")
FILE = click.Path(path_type=Path, dir_okay=False)


def _show(line: str) -> None:
    CONSOLE.print(line, markup=False, soft_wrap=True)


def _say(sentence: str) -> None:
    ERRORS.print(f"gradlab: {sentence}", markup=False, soft_wrap=True)


class Commands(click.Group):
    """Turns our own errors into a sentence and their exit status, and Ctrl-C into one and status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GradlabError as error:
            _say(str(error))
            sys.exit(error.exit_status)
        except KeyboardInterrupt:
            ERRORS.print("gradlab: stopped. What was announced is on disk; the same command goes on from there.")
            sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gradlab")
def main() -> None:
    """Release the lab on vanishing and exploding gradients, grade a class, verify the checks."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow reads it when it is imported; its start is no news


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@ASSIGNMENT
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where results go.")
@click.option(
    "--jobs", "-j", type=click.IntRange(min=1), help="Submissions at once; by default what this machine carries."
)
@click.option("--shard", metavar="i/N", help="Grade the i-th of N parts only, for one machine of many; see `merge`.")
@click.option(
    "--secret-file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="GRADLAB_SECRET_FILE",
    metavar="FILE",
    help="The secret that all parts of a class share; made on first use. Also from GRADLAB_SECRET_FILE.",
)
@click.option(
    "--parsl", type=click.Path(path_type=Path), metavar="SITE.py", help="Grade on the workers of a Parsl site instead."
)
@click.option(
    "--allow-weak-isolation",
    is_flag=True,
    help="Grade even where only a process boundary protects this machine from the students' code.",
)
def grade(
    paths: tuple[Path, ...],
    assignment: str,
    out: Path,
    jobs: int | None,
    shard: str | None,
    secret_file: Path | None,
    parsl: Path | None,
    allow_weak_isolation: bool,
) -> None:
    """Grade notebooks, zips or folders of them."""
    from instructor.collect import collect
    from instructor.engines import default_jobs, parsl_site, this_machine
    from instructor.grade import grade_class
    from instructor.master import find
    from instructor.progress import ClassProgress
    from instructor.score_table import score_table
    from instructor.shard import WHOLE, Shard

    if parsl and jobs:
        raise click.UsageError("--jobs is for this machine; a Parsl site says itself how many workers it has.")
    part = Shard.parse(shard) if shard else WHOLE
    master = find(assignment)
    submissions = [found for found in collect(paths) if part.holds(found.name)]
    with ClassProgress(len(submissions), ERRORS) as progress:
        graded = grade_class(
            submissions,
            master,
            out,
            engine=parsl_site(parsl) if parsl else this_machine(jobs or default_jobs()),
            announce=progress.announce,
            say=_say,
            shard=part,
            secret_file=secret_file,
            allow_process_only=allow_weak_isolation,
        )
    CONSOLE.print(score_table(graded.verdicts, master.assignment, CONSOLE.width))
    _show(f"Class page      {out / 'index.html'}")
    _show(f"Feedback pages  {out / 'feedback'}")
    _show(f"Grades          {out / 'grades.csv'}")
    if graded.errors:
        names = ", ".join(verdict["submission"] for verdict in graded.errors[:5])
        _say(
            f"our own error on {len(graded.errors)} of them ({names}); see the class page. Run the same command"
            " again to try these once more."
        )
        sys.exit(1)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@ASSIGNMENT
@click.option("--dry-run", is_flag=True, help="Show who would move; write nothing.")
def regrade(folder: Path, assignment: str, dry_run: bool) -> None:
    """Judge the evidence kept in DIR again with today's checks, and show who moved and why. Runs nobody's code.

    Only questions are judged whose checks, or the code behind them, have changed since.
    """
    from rich.progress import track

    from autograder.faces.plain_text import visible
    from instructor.master import find
    from instructor.moves import moves_table
    from instructor.regrade import Again, regrade_class

    def show(results: Iterable[Again], total: int) -> Iterable[Again]:
        return track(results, "Judging", total=total, console=ERRORS)

    results = regrade_class(folder, find(assignment), dry_run=dry_run, say=_say, show=show)
    moves = [one.move for one in results if one.move is not None]
    CONSOLE.print(moves_table(moves, len(results)))
    unchanged = sum(not one.judged and not one.failure for one in results)
    if unchanged:
        CONSOLE.print(f"Of {unchanged} nothing had to be judged: no check of theirs has changed.")
    if moves and dry_run:
        CONSOLE.print("Nothing was written (--dry-run).")
    failed = [one for one in results if one.failure]
    for one in failed:
        _say(f"{visible(one.submission)} could not be judged; its old result stands. {visible(one.failure, limit=600)}")
    if failed:
        sys.exit(1)


@main.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR...")
@ASSIGNMENT
@click.option(
    "--out", "-o", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where the class goes."
)
def merge(folders: tuple[Path, ...], assignment: str, out: Path) -> None:
    """Make one class of the folders that its shards were graded into."""
    from instructor.master import find
    from instructor.merge import merge_classes

    merged = merge_classes(folders, find(assignment), out, _say)
    _show(f"Class page      {out / 'index.html'} ({len(merged.verdicts)} submissions)")
    _show(f"Grades          {out / 'grades.csv'}")
    for gap in merged.gaps:
        _say(gap)
    if merged.gaps:
        sys.exit(1)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@ASSIGNMENT
@click.option(
    "--roster", required=True, type=FILE, metavar="CSV", help="id, name, email; or what Canvas or Moodle exports."
)
@click.option(
    "--for", "lms", required=True, type=click.Choice(["canvas", "moodle", "gradescope"]), help="Where to upload."
)
@click.option(
    "--out", "-o", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where the files to upload go."
)
@click.option(
    "--keep", type=click.Choice(["last", "best"]), default="last", help="Of several submissions of a student."
)
@click.option("--column", metavar="TITLE", help="What the gradebook calls the assignment; by default its title.")
@click.option("--times", type=FILE, metavar="CSV", help="When work came in: submission (or id), time.")
@click.option("--extensions", type=FILE, metavar="CSV", help="Due dates of single students: id, due.")
@click.option("--groups", type=FILE, metavar="CSV", help="Group work: group, id.")
@click.option("--written", type=FILE, metavar="CSV", help="Points of the written part: id, points.")
@click.option("--matches", type=FILE, metavar="CSV", help="matches.csv of an earlier run, with ids filled in.")
@click.option("--metadata", type=FILE, multiple=True, metavar="YML", help="Gradescope's submission_metadata.yml.")
def gradebook(folder: Path, assignment: str, lms: Any, out: Path, keep: Any, column: str | None, **files: Any) -> None:
    """Make the CSV and the zip of feedback that an LMS imports, from the results in DIR."""
    from instructor.gradebook.make import Sources, make_gradebook
    from instructor.gradebook.summary import summary
    from instructor.master import find

    made = make_gradebook(folder, find(assignment), Sources(**files), lms, out, keep=keep, column=column)
    _show(summary(made))


@main.command()
@click.argument("assignment", metavar="ASSIGNMENT")
@click.option(
    "--out", "-o", default="dist", type=click.Path(path_type=Path), metavar="DIR", help="Where the release goes."
)
def release(assignment: str, out: Path) -> None:
    """Make the student's notebook and zip, and the autograder zip; of a lecture, its notebook."""
    from instructor.lecture import find_lecture, lecture_names, release_lecture
    from instructor.master import find
    from instructor.release import release as make

    if lecture := find_lecture(assignment):
        _show(f"Notebook        {release_lecture(lecture, out)}")
        return
    made = make(find(assignment, lecture_names()), out)
    _show(f"Notebook        {made.notebook}")
    _show(f"For students    {made.student_zip}")
    _show(f"Autograder      {made.autograder_zip}")


@main.command()
@click.argument("assignment", metavar="ASSIGNMENT")
@click.option(
    "--full", is_flag=True, help="Everything: thousands of networks, hundreds of regrades, the sandbox. Hours."
)
@click.option(
    "--out", "-o", default="build/verify", type=click.Path(path_type=Path), metavar="DIR", help="Where the report goes."
)
@click.option("--only", multiple=True, metavar="PART", help="One part, such as 'mutants'; may be given again.")
def verify(assignment: str, full: bool, out: Path, only: tuple[str, ...]) -> None:
    """Prove that checks, answers and messages of an assignment are right: golden answers, mutants, regrades."""
    from instructor.master import find
    from instructor.verify import verify as prove

    if not prove(find(assignment), out, CONSOLE, full=full, only=only):
        _say(f"not everything was proven; see {out / 'verify.md'}.")
        sys.exit(1)


@main.command()
def doctor() -> None:
    """Say what this machine has, how well it can shut students' code in, and how to get what is missing."""
    from instructor.doctor import examine

    sys.exit(0 if examine(CONSOLE) else 1)


@main.command()
@click.argument("notebook", type=click.Path(path_type=Path), metavar="NOTEBOOK")
@click.option("--watch", is_flag=True, help="Check again whenever the notebook is saved.")
def check(notebook: Path, watch: bool) -> None:
    """A student's own check: the public checks, here and now, without a sandbox. For your own notebooks only."""
    from gradlab.command_line import main as student_command

    sys.exit(student_command(["check", str(notebook), *(["--watch"] if watch else [])]))


@main.command("sample-class")
@click.argument("assignment", metavar="ASSIGNMENT")
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where notebooks go.")
def sample_class(assignment: str, out: Path) -> None:
    """Write the golden submissions of an assignment as notebooks, as a class would hand them in."""
    from instructor.golden import goldens, save
    from instructor.master import find

    master = find(assignment)
    out.mkdir(parents=True, exist_ok=True)
    written = [save(golden, master, out) for golden in goldens(master)]
    _show(f"Sample class    {out} ({len(written)} notebooks)")


if __name__ == "__main__":
    main()
