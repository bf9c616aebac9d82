"""The public checks, one module for each question; students run them in the notebook, the grader runs them again."""
