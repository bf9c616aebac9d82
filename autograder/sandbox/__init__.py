"""Runs untrusted Python in a process of its own and carries bytes in and out; knows nothing of notebooks or checks."""
