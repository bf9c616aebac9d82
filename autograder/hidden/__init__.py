"""The hidden checks, one module for each question.

Nothing outside the judging and the planning process imports this package, so no process that runs a student's code ever
holds it; the release never contains it.
"""
