"""The check engine: what is asked of a student's answer, how the answer is recorded and how it is judged.

The same code answers in the notebook (public checks, in the student's own kernel) and in the grader (public and
hidden checks, record and judge in separate processes). Nothing here knows an expected value of a hidden check.
"""
