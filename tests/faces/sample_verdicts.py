"""Synthetic verdicts in the published format, calm ones and hostile ones."""

from __future__ import annotations

import copy
import random
from typing import Any

HOSTILE_NAMES = [
    "<script>alert(1)</script>.ipynb",
    "\"><img src=x onerror='alert(1)'>.ipynb",
    "safe\u202eypni.exe",
    "two\nlines\r\n.ipynb",
    "x" * 5000,
    "undecodable\udcff.ipynb",
    "bell\x07\x1b[31mred\x00",
    '=HYPERLINK("http://example.org","open")',
    "{{ 7 * 7 }}{% raw %}.ipynb",
    "]]><!--</style></title>.ipynb",
]

QUESTIONS = {
    "analyze_gradients": (
        "Measure the gradients",
        ["Kernels only", "Input to output", "Weights unchanged", "A deeper network"],
    ),
    "detect_explosion": (
        "Detect an explosion",
        ["Above the threshold", "NaN and infinity", "Empty history", "Unstable"],
    ),
    "clip_gradients": ("Clip each gradient", ["Limit", "Untouched when small", "None stays in place"]),
    "clip_gradients_globally": (
        "Clip by the global norm",
        ["One common factor", "Direction kept", "None stays in place"],
    ),
    "fix_network": (
        "Fix the network",
        ["Compiled", "Depth", "Gradients reach the first layer", "Stable training", "Clipping"],
    ),
}
POINTS = {
    "analyze_gradients": 20,
    "detect_explosion": 20,
    "clip_gradients": 15,
    "clip_gradients_globally": 15,
    "fix_network": 30,
}
MEASURED = {
    "layers": ["dense", "dense_1", "dense_2", "dense_3"],
    "gradient_norms": [0.21, 0.18, 0.24, 0.31],
    "original_layers": ["dense", "dense_1", "dense_2", "dense_3", "dense_4"],
    "original_gradient_norms": [1.7e-4, 4.1e-4, 2.3e-3, 9.6e-3, 0.092],
    "first_last_ratio": 0.677,
    "hidden_factor": 0.84,
    "hidden_factor_limits": [0.3, 0.47],
    "loss_curve": [2.31, 1.62, 1.05, 0.74, 0.58, 0.49, 0.43, 0.4],
}
RIGHT = "Three gradients with norms 3, 4 and 0.5 went in, the limit was 2.0. What came back kept to it."
WRONG = (
    "We gave your function three gradients with a global norm of 5.0 and the limit 2.0.\n\n"
    "Each gradient was shortened on its own: the ratio between the first two changed from 3 : 4 to 1 : 1. "
    "Global clipping multiplies all of them by the same number, so that the direction stays.\n\n"
    "Print your scale factor: is there one, or one per gradient? `tf.linalg.global_norm` may help."
)


def check(question: str, index: int, state: str, most: float, message: str | None = None) -> dict[str, Any]:
    """One check of the sample assignment."""
    texts = {"passed": RIGHT, "failed": WRONG, "not_reached": "This check waits for the one before it.",
             "internal_error": "Our measurement stopped."}  # fmt: skip
    title = QUESTIONS[question][1][index]
    return {
        "id": f"{question}.{index}", "title": title, "state": state, "score": most if state == "passed" else 0.0,
        "max_score": most, "visibility": "hidden" if index else "public",
        "message": texts.get(state, "") if message is None else message, "measured": {},
    }  # fmt: skip


def question(name: str, states: list[str], state: str = "answered", note: str = "") -> dict[str, Any]:
    """One question whose checks have the given states."""
    title, titles = QUESTIONS[name]
    most = POINTS[name] / len(titles)
    checks = [check(name, index, states[index % len(states)], most) for index in range(len(titles))]
    score = sum(item["score"] for item in checks)
    return {
        "title": title,
        "score": score,
        "max_score": float(POINTS[name]),
        "state": state,
        "note": note,
        "checks": checks,
    }


def verdict(
    submission: str = "alice.ipynb", status: str = "graded", detail: str = "", **questions: Any
) -> dict[str, Any]:
    """One verdict in which every check passed, but for the questions given."""
    built = {name: questions.get(name) or question(name, ["passed"]) for name in QUESTIONS}
    if "fix_network" not in questions:
        built["fix_network"]["checks"][2]["measured"] = copy.deepcopy(MEASURED)
    return {
        "submission": submission, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "assignment": "lab", "status": status, "detail": detail,
        "score": round(sum(part["score"] for part in built.values()), 2), "max_score": 100.0,
        "isolation": "namespaces", "seconds": 1.3, "questions": built, "observations": [],
    }  # fmt: skip


def mixed_verdict() -> dict[str, Any]:
    """A verdict that holds every state of a check and every state of a question."""
    made = verdict(
        detect_explosion=question("detect_explosion", ["passed", "failed", "passed", "internal_error"]),
        clip_gradients=question("clip_gradients", ["not_reached"], "not_started"),
        clip_gradients_globally=question(
            "clip_gradients_globally", ["not_reached"], "broken",
            "Python could not read this cell: line 4, `return [g * scale for g in gradients`, '[' was never closed.",
        ),
    )  # fmt: skip
    made["questions"]["analyze_gradients"] = question(
        "analyze_gradients", ["passed", "passed", "failed", "not_reached"]
    )
    made["observations"] = ["STAFF ONLY: the answer tried to open a file in /etc."]
    made["score"] = round(sum(part["score"] for part in made["questions"].values()), 2)
    return made


def hostile_verdict(name: str) -> dict[str, Any]:
    """A verdict in which everything a student can choose is `name`."""
    made = mixed_verdict() | {"submission": name, "detail": name, "status": "crashed", "observations": [name]}
    for part in made["questions"].values():
        part["note"] = name
        for item in part["checks"]:
            item["message"] = name
    made["questions"]["fix_network"]["checks"][2]["measured"] = {
        **MEASURED,
        "layers": [name, "$\\frac{", "dense", name],
    }
    return made


def a_class(size: int, seed: int = 7) -> list[dict[str, Any]]:
    """A class of plausible verdicts, some of them timeouts, crashes, unreadable files and errors of ours."""
    draw = random.Random(seed)
    made = []
    for index in range(size):
        skill = draw.betavariate(4, 1.6)
        parts: dict[str, Any] = {}
        for name in QUESTIONS:
            states = ["passed" if draw.random() < skill else "failed" for _ in QUESTIONS[name][1]]
            if draw.random() < 0.06:
                parts[name] = question(name, ["not_reached"], "not_started")
                continue
            if "failed" in states:
                states[-1] = draw.choice(["not_reached", "failed"])
            if draw.random() < 0.004:
                states[1] = "internal_error"
            parts[name] = question(name, states)
        made.append(verdict(f"student_{index:04d}.ipynb", **parts))
        ratio = 10 ** draw.gauss(-0.2 if skill > 0.5 else -2.2, 0.35)
        fix = made[-1]["questions"]["fix_network"]
        if fix["state"] == "answered":
            factor = 10 ** draw.gauss(-0.05 if skill > 0.5 else -0.6, 0.08)
            fix["checks"][2]["measured"] = {**MEASURED, "first_last_ratio": ratio, "hidden_factor": factor}
        if draw.random() < 0.03:
            made[-1]["observations"] = [
                "`fix_network` wrote to standard error 2,000 times.",
                "It imported `subprocess`.",
            ]
        troubled = draw.random()
        if troubled < 0.012:
            made[-1] |= {"status": "timeout", "detail": "No answer after 60 s; the last cell that ran was cell 14."}
        elif troubled < 0.018:
            made[-1] |= {"status": "crashed", "detail": "Python ended with signal 11."}
        elif troubled < 0.022:
            made[-1] |= {"status": "unreadable", "detail": "The file is not JSON.", "questions": {}, "score": 0.0}
        elif troubled < 0.024:
            made[-1] |= {
                "status": "error",
                "detail": "The judge ended with an exception.",
                "questions": {},
                "score": 0.0,
            }
    return made
