"""Faces: every way a verdict is said (JSON, CSV, HTML, otter, Gradescope, terminal). None of them judges."""
