"""Which submissions are written alike: the shape of their code compared, whatever names, comments and layout they use."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gradlab.reading.cells import parse_cells

ALIKE = 0.7
"""Cosine from which a pair is named. Of 17 invented students, each with other answers of the sample class, no two come to more
than 0.31; the same text with other names, comments and layout comes to 1."""

RUN = 6
"""Consecutive nodes of a syntax tree that are compared as one piece."""

FEWEST_PIECES = 60
"""Code with fewer different pieces is too short to say anything: there are only so many ways to write three lines."""

LONGEST_CELL = 20_000
"""Characters; an answer has a hundredth of this, and what is longer is data or an attack on the parser."""

BLOCK = 500
"""Submissions compared with all others at a time; memory stays in proportion to this."""


@dataclass(frozen=True)
class Pair:
    """Two submissions by their keys, and how alike they are, from `ALIKE` to 1."""

    first: str
    second: str
    similarity: float


def similar_pairs(cells: Mapping[str, Sequence[str]], skeleton: Sequence[str]) -> list[Pair]:
    """The pairs of submissions that are written alike, the most alike first.

    Pieces that many share weigh less than rare ones (tf-idf), so that what a task dictates is no likeness.

    Args:
        cells: the sources of the code cells of each submission, by its key.
        skeleton: the sources of the code cells that students were given, which are taken away.
    """
    given_cells = {_bare(cell) for cell in skeleton}
    given_nodes = _nodes(skeleton)
    given_names = _names_bound(given_nodes)
    given = set(_pieces(given_nodes, given_names))
    pieces = {}
    for key, own in cells.items():
        nodes = _nodes([cell for cell in own if _bare(cell) not in given_cells])
        all_pieces = _pieces(nodes, given_names | _names_bound(nodes))
        pieces[key] = [piece for piece in all_pieces if piece not in given]
    compared = [key for key, own in pieces.items() if len(set(own)) >= FEWEST_PIECES]
    if len(compared) < 2:
        return []
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer=pieces.__getitem__, sublinear_tf=True).fit_transform(compared)
    found = []
    for start in range(0, len(compared), BLOCK):
        cosines = (vectors[start : start + BLOCK] @ vectors.T).toarray()
        for row, column in zip(*np.nonzero(cosines >= ALIKE), strict=True):
            if start + row < column:
                alike = min(1.0, float(cosines[row, column]))
                found.append(Pair(compared[start + row], compared[column], alike))
    return sorted(found, key=lambda pair: (-pair.similarity, pair.first, pair.second))


def _bare(source: str) -> str:
    """A cell's text without blank space at the ends of its lines, which editors change."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _nodes(cells: Sequence[str]) -> list[list[ast.AST]]:
    """What each cell is made of, in order; a walk through a tree is most of what this takes, and there is one."""
    short = [cell for cell in cells if len(cell) <= LONGEST_CELL]
    return [
        [node for statement in cell.statements for node in _in_order(statement.node)] for cell in parse_cells(short)
    ]


def _names_bound(cells: Sequence[Sequence[ast.AST]]) -> set[str]:
    return {name for nodes in cells for node in nodes for name in _bound(node)}


def _pieces(cells: Sequence[Sequence[ast.AST]], own: set[str]) -> Iterator[tuple[str, ...]]:
    for nodes in cells:
        words = [word for node in nodes for word in _words(node, own)]
        yield from (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _bound(node: ast.AST) -> list[str]:
    """Names that this node gives to something: they are the student's to choose."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.ExceptHandler(name=str(name)):
            return [name]
    return []


def _in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes as they stand in the source, without docstrings and annotations; not recursive, for trees may be deep."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if _is_docstring(node):
            continue
        yield node
        for name in reversed(node._fields):
            if name not in ("annotation", "ctx"):
                value = getattr(node, name, None)
                if isinstance(value, list):
                    waiting += [one for one in reversed(value) if isinstance(one, ast.AST)]
                elif isinstance(value, ast.AST):
                    waiting.append(value)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _words(node: ast.AST, own: set[str]) -> list[str]:
    """What is compared of a node: its kind, and what in it is not the student's to choose."""
    match node:
        case ast.Name(id=name):
            return ["name" if name in own else name]
        case ast.Attribute(attr=name):
            return [f".{name}"]
        case ast.keyword(arg=name):
            return [f"{name}="]
        case ast.Constant(value=value):
            return ["text" if isinstance(value, str) else repr(value)[:40]]
    return [type(node).__name__]
