"""Judge: evidence in, verdicts out. Trusted; never runs a student's code."""
