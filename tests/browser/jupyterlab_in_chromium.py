"""A real JupyterLab and a headless Chromium in front of it, driven by what a student sees and presses."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import chromium

MISSING = [*chromium.MISSING, *([] if find_spec("jupyterlab") else ["the package jupyterlab"])]
_SETTINGS = {
    # All cells stay in the page, so that a check can look at a cell that is not on the screen.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
_IDLE = """() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(p => p.textContent.trim());
    return prompts.length > 0 && !prompts.some(p => p.includes('*')) && prompts[prompts.length - 1] !== '[ ]:';
}"""


@contextmanager
def server(folder: Path, home: Path) -> Iterator[str]:
    """Start JupyterLab in `folder`, with its own files below `home`, and yield its address with the token."""
    settings = home / "settings" / "@jupyterlab"
    for name, values in _SETTINGS.items():
        file = settings / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")
    own = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    environment = os.environ | {f"JUPYTER_{name}": str(home / place) for name, place in own.items()}
    environment |= {
        "JUPYTERLAB_SETTINGS_DIR": str(settings.parent),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--port=0", "--allow-root"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            yield f"{_address(process, home)}lab/tree/lab.ipynb?token={token}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _address(process: subprocess.Popen[bytes], home: Path) -> str:
    for _ in range(600):
        if found := list((home / "runtime").glob("jpserver-*.json")):
            return str(json.loads(found[0].read_text(encoding="utf-8"))["url"])
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{(home / 'server.log').read_text(encoding='utf-8')}")


class Lab:
    """The open notebook: what its cells show, and the menus a student uses."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.cells = page.locator(".jp-Notebook .jp-Cell")

    def menu(self, *path: str) -> None:
        """Choose an entry of the menu bar by its whole words, such as ``menu("Run", "Run All Cells")``."""
        self.page.locator(f'.lm-MenuBar-item:has-text("{path[0]}")').first.click()
        for entry in path[1:]:
            self.page.locator(f'.lm-Menu-itemLabel:visible:text-is("{entry}")').last.click()

    def accept(self, button: str) -> None:
        """Press a button of the dialogue that is open."""
        self.page.locator(f'.jp-Dialog button:has-text("{button}")').click()

    def wait_until_idle(self, seconds: float) -> None:
        """Wait until no cell runs and the last one has run."""
        self.page.wait_for_function(_IDLE, timeout=seconds * 1000)

    def restart_and_run_all(self, seconds: float) -> None:
        self.menu("Kernel", "Restart Kernel and Run All Cells…")
        self.accept("Restart")
        self.page.locator('.jp-InputPrompt:text("*")').first.wait_for()
        self.wait_until_idle(seconds)

    def cell_with(self, text: str) -> Any:
        """The code cell whose source contains `text`."""
        return self.page.locator(f".jp-CodeCell:has(.cm-content:has-text({json.dumps(text)}))").first

    def replace(self, cell: Any, source: str) -> None:
        """Put `source` in place of what stands in a cell, as a paste does."""
        editor = cell.locator(".cm-content")
        editor.click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(source)

    def run(self, cell: Any, seconds: float) -> None:
        """Run one cell with Ctrl+Enter and wait for it."""
        cell.locator(".cm-content").click()
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        self.page.keyboard.press("ControlOrMeta+Enter")
        limit = time.monotonic() + seconds
        while (now := prompt.inner_text()) == before or "*" in now:
            if time.monotonic() > limit:
                raise TimeoutError(f"the cell still runs after {seconds} s: {cell.inner_text()[:200]}")
            self.page.wait_for_timeout(100)

    def output(self, cell: Any) -> str:
        """The text below a cell."""
        return "\n".join(cell.locator(".jp-OutputArea-output").all_inner_texts())

    def errors(self) -> list[str]:
        """What the notebook shows as errors or writes to stderr."""
        shown = self.page.locator(
            '.jp-RenderedText[data-mime-type*="stderr"], .jp-RenderedText[data-mime-type*="vnd.jupyter.error"]'
        )
        return list(shown.all_inner_texts())

    def photograph(self, folder: Path) -> None:
        """Save pictures of the whole notebook, one per screen."""
        folder.mkdir(parents=True, exist_ok=True)
        scroll = """top => {
            const notebook = document.querySelector('.jp-WindowedPanel-outer');
            if (top >= 0) notebook.scrollTop = top;
            return [notebook.scrollHeight, notebook.clientHeight];
        }"""
        height, screen = self.page.evaluate(scroll, -1)
        for number, top in enumerate(range(0, height, screen - 40)):
            self.page.evaluate(scroll, top)
            self.page.screenshot(path=folder / f"{number:02d}.png")

    def save(self) -> None:
        self.menu("File", "Save Notebook")
        self.page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')")

    def download(self, *path: str, to: Path, accept: str = "") -> Path:
        """Choose an entry of the menu that gives a file, press `accept` if there is a dialogue, and keep the file."""
        with self.page.expect_download() as started:
            self.menu(*path)
            if accept:
                self.accept(accept)
        started.value.save_as(to)
        return to


@contextmanager
def opened(address: str, **page_options: Any) -> Iterator[Lab]:
    """Open the notebook at `address` in Chromium."""
    with chromium.chromium() as browser:
        page = browser.new_page(viewport={"width": 1300, "height": 1700}, **page_options)
        page.set_default_timeout(60_000)
        page.goto(address)
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        page.locator('.jp-StatusBar-Widget :text("| Idle")').wait_for()  # before that, Run asks for a kernel
        yield Lab(page)
