"""otter grade's Dockerfile wants a file of this name. Grading starts in run_autograder."""
