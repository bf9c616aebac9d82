from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sample_verdicts import a_class, verdict

from instructor.class_page import class_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the PATH")]
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
FLAGS += "--disable-component-update --disable-sync --virtual-time-budget=5000 --dump-dom"


def after(page: str, action: str, folder: Path) -> str:
    """Return the page as it stands after the script `action`; the policy makes room for that script only here."""
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    file = folder / "page.html"
    file.write_text(page.replace("</body>", f"<script>{action}</script></body>"), encoding="utf-8")
    command = [str(CHROMIUM), *FLAGS.split(), f"--user-data-dir={folder / 'profile'}", file.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def names(page: str) -> list[str]:
    """Return the submissions of the last table that are not hidden, in the order of the page."""
    rows = re.findall(r"<tr data-status([^>]*)><th scope=\"row\">.*?<bdi>(.*?)</bdi>", page, flags=re.DOTALL)
    return [name for attributes, name in rows if "hidden" not in attributes]


def four() -> list[dict[str, object]]:
    scores = {"b10.ipynb": 70.0, "b9.ipynb": 100.0, "a.ipynb": 9.5}
    made = [verdict(name) | {"score": score} for name, score in scores.items()]
    return [*made, verdict("slow.ipynb", "timeout", "No answer.") | {"score": 20.0}]


def press(column: int, times: int = 1) -> str:
    key = f"document.querySelectorAll('#submissions thead button')[{column}]"
    return f"for (let i = 0; i < {times}; i++) {{ {key}.focus(); {key}.click(); }}"


def test_a_press_on_a_heading_sorts_numbers_as_numbers_and_says_so(tmp_path: Path) -> None:
    page = after(class_page(four(), "Lab", {}), press(2), tmp_path)
    assert names(page) == ["a.ipynb", "slow.ipynb", "b10.ipynb", "b9.ipynb"]
    assert re.findall(r'<th[^>]*aria-sort="(\w+)"', page) == ["ascending"]
    assert "4 of 4 submissions shown, sorted by Score, ascending." in page


def test_a_second_press_turns_the_order_round(tmp_path: Path) -> None:
    page = after(class_page(four(), "Lab", {}), press(0) + press(2, times=2), tmp_path)
    assert names(page) == ["b9.ipynb", "b10.ipynb", "slow.ipynb", "a.ipynb"]
    assert re.findall(r'<th[^>]*aria-sort="(\w+)"', page) == ["descending"]


def test_names_are_sorted_with_their_numbers_in_mind(tmp_path: Path) -> None:
    page = after(class_page(four(), "Lab", {}), press(0), tmp_path)
    assert names(page) == ["a.ipynb", "b9.ipynb", "b10.ipynb", "slow.ipynb"]


def test_a_search_hides_what_does_not_match_whatever_the_case(tmp_path: Path) -> None:
    search = "search.value = 'B1'; search.dispatchEvent(new Event('input'));"
    assert names(after(class_page(four(), "Lab", {}), search, tmp_path)) == ["b10.ipynb"]


def test_a_chosen_status_hides_the_others_and_says_how_many_are_left(tmp_path: Path) -> None:
    status = "document.getElementById('status').value = 'Timeout';"
    status += "document.getElementById('status').dispatchEvent(new Event('change'));"
    page = after(class_page(four(), "Lab", {}), status, tmp_path)
    assert names(page) == ["slow.ipynb"]
    assert "1 of 4 submissions shown." in page


def test_the_page_s_own_policy_lets_its_script_run(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(class_page(a_class(20), "Lab", {}), encoding="utf-8")
    command = [str(CHROMIUM), *FLAGS.split(), f"--user-data-dir={tmp_path / 'profile'}", file.as_uri()]
    page = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "20 of 20 submissions shown." in page
