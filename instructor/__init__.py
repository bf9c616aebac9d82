"""Teaching staff: release an assignment, grade a class, verify the checks."""
