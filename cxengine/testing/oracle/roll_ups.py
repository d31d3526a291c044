"""Levels and scores of subjects in the rows of their kind: a level that is open is tried at each that it could be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.given import Key, World
from cxengine.testing.oracle.logic import Truth
from cxengine.testing.oracle.lookup import Value, model_named

OF_MODELS = ("level", "score")


class TooManyWays(Exception):
    """A level could come out in more ways than can be tried, so nothing is said of what rests on it."""


def is_of_model(expr: ast.Expr) -> bool:
    """Whether this is ``level of supply`` or ``score of supply``."""
    return isinstance(expr, ast.Ref) and expr.name.text in OF_MODELS and expr.of is not None


def possible_levels(world: World, name: str, key: Key, on: date) -> list[int]:
    """The levels of the model, and 0, that the subject could be on."""
    from cxengine.testing.oracle.models import model_result  # a model asks for figures, and a figure for models

    model = model_named(world, name)
    result = model_result(world, model, key, on)
    if result.withheld:
        return []
    could_be = result.could_be
    if could_be is None:
        raise TooManyWays(name)
    numbers = {0, *(level.number for level in model.levels)}
    return sorted(number for number in numbers if could_be.low <= number <= could_be.high)


def certain(world: World, ref: ast.Ref, key: Key, on: date) -> Value:
    """The level where there is only one, or the score."""
    from cxengine.testing.oracle.models import model_result

    assert ref.of is not None
    if ref.name.text == "score":
        result = model_result(world, model_named(world, ref.of.text), key, on)
        return None if result.withheld else result.scores[None, None]
    levels = possible_levels(world, ref.of.text, key, on)
    return Fraction(levels[0]) if len(levels) == 1 else None


def level_compared(atom: ast.Expr) -> ast.Ref | None:
    """The level that a comparison sets against something; None where it sets none."""
    for side in sides(atom):
        if isinstance(side, ast.Ref) and is_of_model(side) and side.name.text == "level":
            return side
    return None


def sides(atom: ast.Expr) -> Iterator[ast.Expr]:
    """What a comparison compares, where it is one that an open level may still decide."""
    if isinstance(atom, (ast.Compare, ast.Is)):
        yield from (atom.left, atom.right)
    if isinstance(atom, ast.OneOf):
        yield atom.left


def truth_at_each(world: World, ref: ast.Ref, key: Key, on: date, at: Callable[[int], Truth]) -> Truth:
    """What a comparison comes to at every level that the subject could be on; unknown where they disagree."""
    assert ref.of is not None
    found = {at(level) for level in possible_levels(world, ref.of.text, key, on)}
    return found.pop() if len(found) == 1 else None
