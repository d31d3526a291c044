"""Strong Kleene logic: True, False, and None for unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cxengine.lang import ast

Truth = bool | None


def kleene_and(parts: Iterable[Truth]) -> Truth:
    """False if any is False, else unknown if any is unknown."""
    found = list(parts)
    if False in found:
        return False
    return None if None in found else True


def kleene_or(parts: Iterable[Truth]) -> Truth:
    """True if any is True, else unknown if any is unknown."""
    found = list(parts)
    if True in found:
        return True
    return None if None in found else False


def kleene_not(part: Truth) -> Truth:
    """Unknown stays unknown."""
    return None if part is None else not part


def truth(condition: ast.Expr, of_atom: Callable[[ast.Expr], Truth]) -> Truth:
    """A condition from the truth of the comparisons in it."""
    if isinstance(condition, ast.And):
        return kleene_and(truth(part, of_atom) for part in condition.parts)
    if isinstance(condition, ast.Or):
        return kleene_or(truth(part, of_atom) for part in condition.parts)
    if isinstance(condition, ast.Not):
        return kleene_not(truth(condition.value, of_atom))
    return of_atom(condition)


def atoms(condition: ast.Expr | None) -> list[ast.Expr]:
    """The comparisons that a condition is made of."""
    if condition is None:
        return []
    if isinstance(condition, (ast.And, ast.Or)):
        return [atom for part in condition.parts for atom in atoms(part)]
    if isinstance(condition, ast.Not):
        return atoms(condition.value)
    return [condition]
