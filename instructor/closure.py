"""Which modules of ours a module depends on: what it imports, what that imports, and so on. Read, not run."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import autograder
import gradlab
import instructor

_PACKAGES = {package.__name__: Path(str(package.__file__)).parent for package in (autograder, gradlab, instructor)}


def code_behind(modules: Iterable[str]) -> bytes:
    """A digest of the source of `modules` (names that no file belongs to count as empty) and of all behind them."""
    digest = hashlib.blake2b(digest_size=16)
    for name, path in sorted(modules_behind(modules).items()):
        digest.update(name.encode() + b"\0" + hashlib.blake2b(path.read_bytes()).digest())
    return digest.digest()


def modules_behind(modules: Iterable[str]) -> dict[str, Path]:
    """The files of `modules` and of all modules of ours behind them, by the modules' names.

    An import inside a function counts, and so do the packages that a module lies in.
    """
    found: dict[str, Path] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        path = _file_of(name)
        if name in found or path is None:
            continue
        found[name] = path
        waiting += [name.rpartition(".")[0], *_imports_of(path)]
    return found


@cache
def _imports_of(path: Path) -> tuple[str, ...]:
    return tuple(_imports_in(ast.parse(path.read_bytes())))


def _imports_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)  # of a package a module, or else no file


def _file_of(module: str) -> Path | None:
    first, *rest = module.split(".")
    if first not in _PACKAGES:
        return None
    path = _PACKAGES[first].joinpath(*rest)
    return next((one for one in (path / "__init__.py", path.with_suffix(".py")) if one.is_file()), None)
