from __future__ import annotations

import base64
import hashlib
import re

import pytest
from page_reader import PageReader
from sample_verdicts import HOSTILE_NAMES, a_class, hostile_verdict, mixed_verdict, question, verdict

from instructor.class_page import class_page


def test_the_head_counts_submissions_scores_and_troubles() -> None:
    verdicts = [verdict("a.ipynb") | {"score": 80.0}, verdict("b.ipynb") | {"score": 60.0}, mixed_verdict()]
    verdicts.append(verdict("d.ipynb", "timeout", "No answer after 60 s.") | {"score": 0.0})
    page = PageReader(class_page(verdicts, "Lab", {}))
    assert "submissions 4 mean of 100 points 47.5 median 55 not graded to the end 1 with a fault of ours 1" in page.text


def test_troubles_are_listed_with_what_happened() -> None:
    text = PageReader(class_page([verdict("slow.ipynb", "timeout", "No answer after 60 s.")], "Lab", {})).text
    assert "slow.ipynb Timeout No answer after 60 s." in text


def test_observations_are_shown_to_staff() -> None:
    assert (
        "STAFF ONLY: the answer tried to open a file in /etc."
        in PageReader(class_page([mixed_verdict()], "Lab", {})).text
    )


def test_a_calm_class_says_that_nothing_needs_a_look() -> None:
    assert "Nothing: every submission was graded to the end" in PageReader(class_page([verdict()], "Lab", {})).text


def test_an_empty_class_gives_a_page() -> None:
    page = PageReader(class_page([], "Lab", {}))
    assert "There is no submission." in page.text
    assert page.heading_order_is_right()


def test_checks_are_counted_by_state() -> None:
    text = PageReader(class_page([mixed_verdict(), verdict("b.ipynb")], "Lab", {})).text
    assert "Measure the gradients Weights unchanged (hidden) 50 % 1 1 0 0 none" in text
    assert "Detect an explosion Unstable (hidden) 100 % 1 0 0 1 none" in text
    assert "Clip each gradient Limit 100 % 1 0 1 0 none" in text


def test_questions_show_mean_share_and_what_was_not_started() -> None:
    text = PageReader(class_page([mixed_verdict(), verdict("b.ipynb")], "Lab", {})).text
    assert "Clip each gradient 7.5 15 50 % 1 1 0" in text
    assert "Clip by the global norm 7.5 15 50 % 1 0 1" in text


def test_each_submission_links_to_its_feedback() -> None:
    page = PageReader(class_page([verdict("ü b#1.ipynb")], "Lab", {"ü b#1.ipynb": "feedback/ü b#1.html"}))
    assert "./feedback/%C3%BC%20b%231.html" in page.values("href")


@pytest.mark.parametrize("path", ["javascript:alert(1)", "//example.org/x", "/etc/passwd", "https://example.org"])
def test_a_link_can_never_leave_the_folder_by_a_scheme_or_a_host(path: str) -> None:
    page = PageReader(class_page([verdict("a.ipynb")], "Lab", {"a.ipynb": path}))
    assert page.foreign() == []


def test_a_submission_without_feedback_has_no_link() -> None:
    page = PageReader(class_page([verdict("a.ipynb")], "Lab", {}))
    assert all(link.startswith("#") for link in page.values("href"))


def test_the_limits_of_the_check_are_drawn_into_the_distribution_of_the_factor() -> None:
    page = class_page([verdict()], "Lab", {})
    lines = re.findall(r'<path class="threshold" d="M([\d.]+) -8V170"/>\n<text x="([\d.]+)" y="-14">(.*?)</text>', page)
    assert [text for _, _, text in lines] == ["0.3", "limit 0.47"]
    # Both lie on the edge between two of the 13 bars, with six bars below the upper one.
    assert [float(place) for place, _, _ in lines] == pytest.approx([640 * 4 / 13, 640 * 6 / 13], abs=0.1)


def test_the_page_says_how_many_networks_are_on_each_side_of_the_limits() -> None:
    made = [verdict(f"{number}.ipynb") for number in range(4)]
    for one, factor in zip(made, (0.236, 0.3, 0.47, 1.2), strict=True):
        one["questions"]["fix_network"]["checks"][2]["measured"]["hidden_factor"] = factor
    text = PageReader(class_page(made, "Lab", {})).text
    assert "A network below 0.3 fails the check of the first layer's gradient (1 of them)" in text
    assert "unless it is so deep that even this leaves nothing (2)" in text
    assert "Between the two lines the curvature of its output decides (1)" in text


def test_the_same_mistake_with_other_numbers_is_one_line_with_its_count() -> None:
    made = [verdict(f"{number}.ipynb", clip_gradients=question("clip_gradients", ["failed"])) for number in (1, 2)]
    for norm, one in zip(("5.0", "7.25"), made, strict=True):
        one["questions"]["clip_gradients"]["checks"][0]["message"] = f"The norm is {norm}."
    text = PageReader(class_page(made, "Lab", {})).text
    assert "2 Clip each gradient Limit The norm is 5.0." in text
    assert "The norm is 7.25." not in text


def test_submissions_written_alike_are_named_with_a_caution() -> None:
    made = [verdict("a.ipynb"), verdict("b.ipynb")]
    text = PageReader(class_page(made, "Lab", {}, [("a.ipynb", "b.ipynb", 0.934)])).text
    assert "a.ipynb b.ipynb 93 %" in text
    assert "look at both before you think anything" in text
    assert "Written alike" not in class_page(made, "Lab", {})


def test_of_very_many_pairs_the_most_alike_are_shown() -> None:
    made = [verdict("a.ipynb"), verdict("b.ipynb")]
    text = PageReader(class_page(made, "Lab", {}, [("a.ipynb", "b.ipynb", 1.0)] * 60)).text
    assert "The 50 most alike are shown; there are 10 more" in text


def test_the_slowest_submissions_are_listed_the_longest_first() -> None:
    made = [verdict("quick.ipynb") | {"seconds": 1.0}, verdict("slow.ipynb") | {"seconds": 9.0}]
    text = PageReader(class_page(made, "Lab", {})).text
    assert "slow.ipynb Graded 9 quick.ipynb Graded 1" in text


def test_a_class_without_measurements_has_no_distribution_of_the_factor() -> None:
    made = verdict()
    made["questions"]["fix_network"]["checks"][2]["measured"] = {}
    assert "passes on" not in class_page([made], "Lab", {})


def test_hostile_submissions_cannot_act_on_the_page() -> None:
    # Each twice, so that their messages are among the commonest.
    hostile = [hostile_verdict(name) for name in HOSTILE_NAMES for _ in range(2)]
    calm = [hostile_verdict(f"calm {letter}.ipynb") for letter in "abcdefghij"[: len(HOSTILE_NAMES)] for _ in range(2)]
    made = class_page(hostile, HOSTILE_NAMES[0], {name: f"feedback/{name}.html" for name in HOSTILE_NAMES})
    page = PageReader(made)
    expected = PageReader(class_page(calm, "Lab", {v["submission"]: "feedback/x.html" for v in calm}))
    assert page.tags == expected.tags
    assert page.handlers() == []
    assert page.foreign() == []
    made.encode("utf-8")
    assert "\u202e" not in made


def test_the_policy_allows_the_page_s_own_script_and_no_other() -> None:
    page = class_page([verdict()], "Lab", {})
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode("utf-8")).digest()).decode("ascii")
    policy = next(value for value in PageReader(page).values("content") if value.startswith("default-src"))
    assert policy == f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def test_a_class_of_a_thousand_is_one_page_with_every_row() -> None:
    page = class_page(a_class(1000), "Lab", {})
    assert page.count("<tr data-status=") == 1000
    assert len(page.encode("utf-8")) < 1_000_000


def test_headings_are_in_order_and_ids_are_unique() -> None:
    page = PageReader(class_page(a_class(50), "Lab", {}))
    assert page.heading_order_is_right()
    assert len(page.values("id")) == len(set(page.values("id")))
