"""The released lab as a student meets it: unzip, open, run all, answer, check, restart and run all, export, hand in."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyterlab_in_chromium import MISSING, Lab, opened, server

from instructor.master import Master, find, solved
from instructor.release import release

QUESTIONS = {
    "analyze_gradients": "def analyze_gradients(",
    "detect_explosion": "def detect_explosion(",
    "clip_gradients": "def clip_gradients(",
    "clip_gradients_globally": "def clip_gradients_globally(",
    "fix_network": "def create_improved_network(",
}
MISTAKES = {
    "clip_gradients": (
        "def clip_gradients(gradients, max_norm=1.0):\n"
        "    return [g if g is None else g * max_norm / tf.norm(g) for g in gradients]\n",
        "Both were stretched to the limit",
    ),
    "fix_network": (
        "def create_improved_network():\n"
        "    model = gradlab.create_problematic_network()\n"
        "    model.compile(keras.optimizers.Adam(clipnorm=1.0), 'sparse_categorical_crossentropy')\n"
        "    return model\n",
        "These are the layers, activations and initial weights of the original network.",
    ),
}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}"),
]


@pytest.fixture(scope="module")
def master() -> Master:
    return find("lab")


@pytest.fixture(scope="module")
def answers(master: Master) -> dict[str, str]:
    """The reference answer of each question."""
    cells = [str(cell.source) for cell in solved(master).cells]
    return {name: next(cell for cell in cells if cell.startswith(stub)) for name, stub in QUESTIONS.items()}


@pytest.fixture(scope="module")
def folder(master: Master, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a student has after unpacking the zip."""
    made = release(master, tmp_path_factory.mktemp("released"))
    unpacked = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(made.student_zip) as archive:
        archive.extractall(unpacked)
    return unpacked / "lab"


@pytest.fixture(scope="module")
def lab(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with server(folder, tmp_path_factory.mktemp("home")) as address, opened(address) as page:
        yield page


def feedback(lab: Lab, question: str) -> str:
    return lab.output(lab.cell_with(f'grader.check("{question}")'))


def test_a_student_does_the_lab(lab: Lab, answers: dict[str, str], folder: Path, tmp_path: Path) -> None:
    """One long way, as a student goes it; each step needs the one before."""
    lab.menu("Run", "Run All Cells")
    lab.wait_until_idle(seconds=120)
    lab.photograph(tmp_path / "skeleton")
    for question in QUESTIONS:
        assert feedback(lab, question) == f"{question}: not started yet."
    assert lab.errors() == []

    for question, (mistake, hint) in MISTAKES.items():
        answer, check = lab.cell_with(QUESTIONS[question]), lab.cell_with(f'grader.check("{question}")')
        lab.replace(answer, mistake)
        lab.run(answer, seconds=30)
        lab.run(check, seconds=60)
        assert hint in lab.output(check)
        assert "Traceback" not in lab.output(check)
    lab.photograph(tmp_path / "mistakes")

    for question, source in answers.items():
        answer = lab.cell_with(QUESTIONS[question])
        lab.replace(answer, source)
        lab.run(answer, seconds=30)
        check = lab.cell_with(f'grader.check("{question}")')
        lab.run(check, seconds=60)
        assert "The public checks passed. Further checks run after submission." in lab.output(check)

    lab.restart_and_run_all(seconds=180)
    lab.photograph(tmp_path / "answered")
    for question in QUESTIONS:
        assert "The public checks passed" in feedback(lab, question)
    assert lab.cell_with('grader.check("fix_network")').locator("img[alt*='Gradient norm per layer']").count() == 1
    assert lab.errors() == []

    lab.save()
    page = lab.download("File", "Save and Export Notebook As", "HTML", to=tmp_path / "lab.html", accept="Ok")
    exported = page.read_text(encoding="utf-8")
    assert exported.count("The public checks passed. Further checks run after submission.") >= len(QUESTIONS)
    assert 'alt="Gradient norm per layer.' in exported
    handed_in = lab.download("File", "Download", to=tmp_path / "lab.ipynb")
    sources = ["".join(cell["source"]) for cell in json.loads(handed_in.read_bytes())["cells"]]
    assert all(answer in sources for answer in answers.values())
