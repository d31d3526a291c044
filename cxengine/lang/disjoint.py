"""Whether groups of rows share none, as far as their conditions say so by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from cxengine.lang import ast

Ends = tuple[Fraction | None, bool, Fraction | None, bool]
"""The least and the greatest a field may be, None where there is no end, each with whether it may be that itself."""
_ANY: Ends = (None, False, None, False)


def share_nobody(groups: Sequence[Sequence[ast.Expr]]) -> bool:
    """Whether no row can be in two of the groups, each of which is all of its conditions.

    Seen are `field is option`, `field is one of (…)` and comparisons of a field with a number; where groups are told
    apart by anything else the answer is no.
    """
    return all(_apart(first, second) for first, second in combinations(groups, 2))


def _apart(first: Sequence[ast.Expr], second: Sequence[ast.Expr]) -> bool:
    options, others = _options(first), _options(second)
    if any(not options[field] & others[field] for field in options.keys() & others.keys()):
        return True
    ends, other_ends = _ends(first), _ends(second)
    return any(_beyond(ends[f], other_ends[f]) for f in ends.keys() & other_ends.keys())


def _conditions(conditions: Iterable[ast.Expr]) -> Iterable[ast.Expr]:
    for condition in conditions:
        if isinstance(condition, ast.And):
            yield from _conditions(condition.parts)
        else:
            yield condition


def _options(conditions: Sequence[ast.Expr]) -> Mapping[str, frozenset[str]]:
    """For each field the options that it may have."""
    found: dict[str, frozenset[str]] = {}
    for each in _conditions(conditions):
        match each:
            case ast.Is(ast.Ref(ast.Name(field), None), right, False):
                words: tuple[ast.Expr, ...] = (right,)
            case ast.OneOf(ast.Ref(ast.Name(field), None), options, False):
                words = options
            case _:
                continue
        named = frozenset(word.name.text for word in words if isinstance(word, ast.Ref))
        if len(named) == len(words):
            found[field] = found.get(field, named) & named
    return found


def _ends(conditions: Sequence[ast.Expr]) -> Mapping[str, Ends]:
    """For each field the numbers between which it lies."""
    found: dict[str, Ends] = {}
    for each in _conditions(conditions):
        match each:
            case ast.Compare(op, ast.Ref(ast.Name(field), None), ast.Number(value)):
                low, with_low, high, with_high = found.get(field, _ANY)
                if op in (">", ">=") and (low is None or value >= low):
                    low, with_low = value, op == ">="
                if op in ("<", "<=") and (high is None or value <= high):
                    high, with_high = value, op == "<="
                found[field] = (low, with_low, high, with_high)
    return found


def _beyond(one: Ends, other: Ends) -> bool:
    """Whether one range ends before the other begins."""
    return any(
        high is not None and low is not None and (high < low or (high == low and not (with_high and with_low)))
        for (_, _, high, with_high), (low, with_low, _, _) in ((one, other), (other, one))
    )
