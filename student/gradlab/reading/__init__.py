"""Read a notebook as data: its code cells, the statements an answer needs, and the answer's function."""
