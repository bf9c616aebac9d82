"""What a confined child can reach, in the strongest level here and with layers left out."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from starting import SMALL, Start

from autograder.sandbox.confine import PROCESS_ONLY, Confinement, level_of
from autograder.sandbox.errors import ConfinementError
from autograder.sandbox.warm import WarmProcess

SECONDS = 20.0
CHECKOUT = Path(__file__).resolve().parents[2]
SHUT = [frozenset(), frozenset({"landlock"}), frozenset({"namespaces"}), frozenset({"uid", "namespaces"})]


def can_read(start: Start, paths: list[str], confine: Confinement) -> dict[str, bool]:
    child = start("read_paths", confine=confine)
    child.send(json.dumps(paths).encode())
    answers: dict[str, bool] = json.loads(child.receive(SECONDS))
    return answers


@pytest.fixture(scope="module", params=SHUT, ids=lambda layers: "without " + ("+".join(sorted(layers)) or "nothing"))
def shut(request: pytest.FixtureRequest, warm: WarmProcess) -> Confinement:
    """Every combination of layers that still shuts the file system here."""
    confine = Confinement(without=request.param)
    try:
        warm.start("sandbox_entries:sleep", confine=confine, limits=SMALL).close()
    except ConfinementError as error:
        pytest.skip(f"no layer is left here that shuts the file system: {error}")
    return confine


def test_the_graders_own_files_are_out_of_reach(start: Start, shut: Confinement) -> None:
    paths = [str(CHECKOUT / name) for name in ("autograder", "autograder/sandbox/warm.py", "instructor", "tests")]
    assert not any(can_read(start, paths, shut).values())


def test_home_folders_and_secrets_are_out_of_reach(start: Start, shut: Confinement, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    at_home = [
        str(path) for path in (Path.home().iterdir() if os.access(Path.home(), os.R_OK) else []) if path.is_file()
    ]
    paths = ["/etc/shadow", str(tmp_path), str(tmp_path / "secret"), *at_home]
    assert not any(can_read(start, paths, shut).values())


def test_what_libraries_need_can_be_read(start: Start, shut: Confinement) -> None:
    needed = [os.__file__, os.path.dirname(pytest.__file__), "/dev/null", "/dev/urandom", "/proc/self/status"]
    assert all(can_read(start, needed, shut).values())


def test_modules_are_imported_late(start: Start, shut: Confinement) -> None:
    child = start("import_modules", confine=shut)
    child.send(json.dumps(["sqlite3", "_pytest.nodes", "xml.dom.minidom", "autograder.sandbox.preflight"]).encode())
    *others, ours = json.loads(child.receive(SECONDS)).values()
    assert others == ["imported"] * 3
    assert ours in ("PermissionError", "ModuleNotFoundError", "FileNotFoundError")


def test_the_toolkit_can_be_imported(start: Start, shut: Confinement) -> None:
    pytest.importorskip("gradlab")
    child = start("import_modules", confine=shut)
    child.send(b'["gradlab"]')
    assert json.loads(child.receive(SECONDS)) == {"gradlab": "imported"}


def test_a_hidden_folder_inside_a_readable_one_is_covered(start: Start, shut: Confinement, open_folder: Path) -> None:
    for name in ("public/module.py", "public/hidden/answer.py", "public/more/deep.py"):
        (open_folder / name).parent.mkdir(parents=True, exist_ok=True)
        (open_folder / name).write_text("x")
    public = open_folder / "public"
    confine = Confinement(readable=(str(public),), hide=(str(public / "hidden"),), without=shut.without)
    answers = can_read(start, [str(path) for path in sorted(public.rglob("*.py"))], confine)
    assert {Path(path).name: seen for path, seen in answers.items()} == {
        "answer.py": False,
        "deep.py": True,
        "module.py": True,
    }


def test_a_hidden_file_is_covered(start: Start, shut: Confinement, open_folder: Path) -> None:
    for name in ("open", "shut"):
        (open_folder / name).write_text("x")
    confine = Confinement(readable=(str(open_folder),), hide=(str(open_folder / "shut"),), without=shut.without)
    child = start("read_paths", confine=confine)
    child.send(json.dumps([str(open_folder / "open"), str(open_folder / "shut")]).encode())
    answers = json.loads(child.receive(SECONDS))
    assert answers[str(open_folder / "open")]
    if "namespaces" not in child.layers:  # there an empty file lies in its place
        assert not answers[str(open_folder / "shut")]


def test_refused_calls_are_counted_for_staff(start: Start) -> None:
    child = start("try_forbidden_things")
    assert child.receive(SECONDS) == b"tried"
    child.kill()
    seen = dict(child.exit.attempts)
    assert (seen["socket"], seen["ptrace"], seen["execve"], seen["kill"]) == (2, 1, 1, 1)


def test_honest_work_is_not_refused(start: Start, shut: Confinement) -> None:
    child = start("do_honest_things", confine=shut)
    assert child.receive(SECONDS) == b"all worked"
    child.kill()
    assert child.exit.attempts == ()


def test_root_gives_each_child_a_uid_of_its_own(start: Start) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can")
    children = [start("tell_about_itself") for _ in range(3)]
    uids = {json.loads(child.receive(SECONDS))["uid"] for child in children}
    assert len(uids) == 3
    assert 0 not in uids


def test_a_process_boundary_alone_must_be_allowed(start: Start) -> None:
    nothing = frozenset({"uid", "namespaces", "landlock", "seccomp"})
    with pytest.raises(ConfinementError, match="Only a process boundary"):
        start("echo", confine=Confinement(without=nothing))
    child = start("echo", confine=Confinement(without=nothing, allow_process_only=True))
    assert level_of(child.layers) == PROCESS_ONLY


@pytest.mark.parametrize(
    ("layers", "level"),
    [
        ((), PROCESS_ONLY),
        (("seccomp",), PROCESS_ONLY),
        (("uid", "namespaces", "landlock"), PROCESS_ONLY),
        (("uid", "seccomp"), "uid+seccomp"),
        (("seccomp", "landlock"), "landlock+seccomp"),
        (("uid", "namespaces", "landlock", "seccomp"), "uid+namespaces+landlock+seccomp"),
    ],
)
def test_the_level_names_the_layers_and_needs_two_of_them(layers: tuple[str, ...], level: str) -> None:
    assert level_of(layers) == level


def test_the_interpreter_of_the_child_is_ours(start: Start) -> None:
    child = start("tell_about_itself")
    assert json.loads(child.receive(SECONDS))["command"][0] == sys.executable
