"""Record: run a student's code where it can do no harm, ask it, and bring back what it answered as plain data."""
