"""setup.sh with Python 3.10, as Ubuntu 22.04 has it, where pip chooses an older Keras: it installs and imports everything."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from instructor.master import find
from instructor.release import release

ASKED = os.environ.get("GRADLAB_TEST_SETUP") == "1"


def python3_10() -> Path | None:
    """One that runs and can make a virtual environment; pyenv puts programs on the path that do not."""
    folders = [*Path.home().glob(".pyenv/versions/3.10.*/bin"), *map(Path, os.get_exec_path())]
    for path in (folder / "python3.10" for folder in folders):
        runs = shutil.which(path) and subprocess.run(
            [path, "-c", "import ensurepip, venv"], capture_output=True, check=False
        )
        if runs and runs.returncode == 0:
            return path
    return None


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not ASKED, reason="installs TensorFlow, which takes minutes; GRADLAB_TEST_SETUP=1 asks for it")
def test_setup_with_python_3_10_installs_and_imports_everything(tmp_path: Path) -> None:
    python = python3_10()
    if python is None:
        pytest.skip("there is no working python3.10 here")
    source, programs = tmp_path / "source", tmp_path / "bin"
    with zipfile.ZipFile(release(find("lab"), tmp_path / "dist").autograder_zip) as archive:
        archive.extractall(source)
    programs.mkdir()
    (programs / "python3").symlink_to(python)
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "GRADLAB_SOURCE": str(source),
        "GRADLAB_ENVIRONMENT": str(tmp_path / "environment"),
    }
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(["bash", source / "setup.sh"], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    assert "gradlab: the environment is complete (TensorFlow 2.21.0, Keras 3.12.4)." in done.stdout
    version = subprocess.run(
        [tmp_path / "environment/bin/python", "--version"], capture_output=True, text=True, check=True
    )
    assert version.stdout.startswith("Python 3.10.")
