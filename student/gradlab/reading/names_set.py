"""Which global names a statement sets when it is run."""

from __future__ import annotations

import ast


def names_set(statement: ast.stmt) -> frozenset[str]:
    """Names stored by the statement and the blocks in it, not by functions, classes or comprehensions; those of its own kind.

    Every node is looked at once, however deep its block is.
    """
    names: set[str] = set()
    waiting: list[ast.AST] = [statement]
    while waiting:
        match waiting.pop():
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names.update(alias.asname or alias.name.split(".")[0] for alias in aliases)
            case ast.Lambda():
                pass
            case ast.comprehension(iter=values, ifs=conditions):
                waiting += [values, *conditions]
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names.add(name)
            case (
                ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name))
            ) as node:
                names.add(name)
                waiting += ast.iter_child_nodes(node)
            case node:
                waiting += ast.iter_child_nodes(node)
    return frozenset(names)
