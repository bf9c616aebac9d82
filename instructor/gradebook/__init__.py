"""From a graded class to the gradebook of an LMS: who handed in what, how late, and the files that are uploaded."""
