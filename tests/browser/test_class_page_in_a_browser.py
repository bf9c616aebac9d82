"""The class page as staff see and use it: pressed, searched, with the keyboard alone, on a telephone, by axe-core's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from chromium import MISSING, chromium
from sample_verdicts import a_class, verdict

from instructor.class_page import class_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}"),
]
Open = Callable[..., Any]

NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1300, "height": 900}

SQUEEZED = """() => [...document.querySelectorAll('th, td')].filter(cell => cell.scrollWidth > cell.clientWidth + 1)
    .map(cell => cell.textContent.trim())"""
BROKEN_WORDS = """() => [...document.querySelectorAll('thead th')].filter(heading => {
    const longest = heading.textContent.trim().split(/\\s+/).sort((a, b) => b.length - a.length)[0];
    const probe = document.createElement('span');
    probe.textContent = longest;
    probe.style.cssText = 'position: absolute; white-space: nowrap';
    heading.append(probe);
    const needed = probe.offsetWidth;
    probe.remove();
    const style = getComputedStyle(heading);
    return needed > heading.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) + 1;
}).map(heading => heading.textContent.trim())"""
"""The headings whose longest word is wider than their column, and so is cut in two."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens a class page in a window of its own; whatever the page writes to its console fails the test."""
    contexts, said = [], list[str]()

    def open_(page: str, **options: Any) -> Any:
        file = tmp_path / "page.html"
        file.write_text(page, encoding="utf-8")
        contexts.append(browser.new_context(**{"viewport": WIDE, **options}))
        window = contexts[-1].new_page()
        window.on("console", lambda message: said.append(message.text))
        window.on("pageerror", lambda error: said.append(str(error)))
        window.goto(file.as_uri())
        return window

    yield open_
    for context in contexts:
        context.close()
    assert said == []


def shown(window: Any) -> list[str]:
    """The submissions of the last table that can be seen, in the order of the page."""
    names: list[str] = window.locator("#submissions tbody tr:visible th bdi").all_inner_texts()
    return names


def press(window: Any, heading: str) -> None:
    window.locator(f"#submissions thead button:text-is('{heading}')").click()


def sorted_by(window: Any) -> list[tuple[str, str]]:
    marked = window.locator("#submissions th[aria-sort]").all()
    return [(one.inner_text().split()[0], one.get_attribute("aria-sort")) for one in marked]


@pytest.fixture
def four() -> str:
    scores = {"b10.ipynb": 70.0, "b9.ipynb": 100.0, "a.ipynb": 9.5}
    made = [verdict(name) | {"score": score} for name, score in scores.items()]
    return class_page([*made, verdict("slow.ipynb", "timeout", "No answer.") | {"score": 20.0}], "Lab", {})


@pytest.fixture(scope="module")
def large() -> str:
    made = a_class(1_000)
    names = [str(one["submission"]) for one in made]
    pairs = [(first, second, 0.9) for first, second in pairwise(names[:61])]
    return class_page(made, "Vanishing and exploding gradients", {one: f"feedback/{one}.html" for one in names}, pairs)


def test_a_press_on_a_heading_sorts_numbers_as_numbers_and_says_so(opened: Open, four: str) -> None:
    window = opened(four)
    press(window, "Score")
    assert shown(window) == ["a.ipynb", "slow.ipynb", "b10.ipynb", "b9.ipynb"]
    assert sorted_by(window) == [("Score", "ascending")]
    assert window.inner_text("#said") == "4 of 4 submissions shown, sorted by Score, ascending."


def test_a_second_press_turns_the_order_round(opened: Open, four: str) -> None:
    window = opened(four)
    for heading in ("Submission", "Score", "Score"):
        press(window, heading)
    assert shown(window) == ["b9.ipynb", "b10.ipynb", "slow.ipynb", "a.ipynb"]
    assert sorted_by(window) == [("Score", "descending")]


def test_names_are_sorted_with_their_numbers_in_mind(opened: Open, four: str) -> None:
    window = opened(four)
    press(window, "Submission")
    assert shown(window) == ["a.ipynb", "b9.ipynb", "b10.ipynb", "slow.ipynb"]


def test_a_search_hides_what_does_not_match_whatever_the_case(opened: Open, four: str) -> None:
    window = opened(four)
    window.fill("#search", "B1")
    assert shown(window) == ["b10.ipynb"]


def test_a_chosen_status_hides_the_others_and_says_how_many_are_left(opened: Open, four: str) -> None:
    window = opened(four)
    window.select_option("#status", "Timeout")
    assert shown(window) == ["slow.ipynb"]
    assert window.inner_text("#said") == "1 of 4 submissions shown."


def test_search_status_and_order_go_together_in_a_class_of_a_thousand(opened: Open, large: str) -> None:
    window = opened(large)
    assert window.inner_text("#said") == "1000 of 1000 submissions shown."
    window.select_option("#status", "Graded")
    window.fill("#search", "student_09")
    press(window, "Submission")
    press(window, "Submission")
    names = shown(window)
    assert names == sorted(names, reverse=True)
    assert 80 < len(names) <= 100
    assert window.inner_text("#said").startswith(f"{len(names)} of 1000 submissions shown, sorted by Submission")


def test_the_keyboard_alone_searches_sorts_and_follows_a_link(opened: Open) -> None:
    window = opened(class_page([verdict("b.ipynb"), verdict("a.ipynb")], "Lab", {"a.ipynb": "feedback/a.html"}))
    key = window.keyboard.press
    key("Tab")
    assert window.inner_text(":focus") == "Skip to the content"
    window.focus("#search")
    window.keyboard.type("ipynb")
    for expected in ("status", "All submissions", "Submission"):
        key("Tab")
        focused = window.locator(":focus")
        assert expected in (focused.get_attribute("id"), focused.get_attribute("aria-label"), focused.inner_text())
    key("Enter")
    assert shown(window) == ["a.ipynb", "b.ipynb"]
    assert window.inner_text(":focus") == "Submission"  # and a second press turns the order round
    outline = window.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2
    window.focus("#submissions tbody a")
    assert window.get_attribute(":focus", "href") == "./feedback/a.html"


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_word_is_cut_and_no_cell_runs_into_its_neighbour(opened: Open, large: str, viewport: dict[str, int]) -> None:
    window = opened(large, viewport=viewport)
    assert window.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert window.evaluate(SQUEEZED) == []
    assert window.evaluate(BROKEN_WORDS) == []


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_core_finds_nothing(opened: Open, colour_scheme: str, viewport: dict[str, int]) -> None:
    """Reported are violations only; what axe cannot decide (the contrast of text in a drawing) is in the table beside it."""
    if find_spec("axe_playwright_python") is None:
        pytest.skip("needs the package axe-playwright-python")
    from axe_playwright_python.sync_playwright import Axe

    names = [f"student_{number:04d}.ipynb" for number in range(40)]
    pairs = [(names[0], names[1], 0.9)]
    page = class_page(a_class(40), "Lab", {name: f"feedback/{name}.html" for name in names}, pairs)
    window = opened(page, viewport=viewport, color_scheme=colour_scheme, bypass_csp=True)
    found = Axe().run(window).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
