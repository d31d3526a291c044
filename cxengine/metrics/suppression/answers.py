"""Which bits of a row change together when it gives another answer in one column, and everything else stays.

A row that left a question out could have answered it, and the other way round. The conditions on that column then
change as they do in a row that did answer so, if none of them looks at a second column as well, but for those that
decide whether the row is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import attrs

from cxengine import plan
from cxengine.metrics.suppression.cells import Answer, Family, Signature


def answers(conditions: Sequence[plan.CountWhere], families: Sequence[Family]) -> dict[int, Answer]:
    """For each condition that is on one answer, by bit: what changes with that answer."""
    columns = [frozenset(columns_of(each.condition)) for each in conditions]
    own: dict[int, frozenset[str]] = {}
    for family in (each for each in families if not each.weighs):
        for bit in family.published:
            own[bit] = own.get(bit, columns[bit]) - columns[family.kept]
    found: dict[int, Answer] = {}
    for bit, asked in own.items():
        if len(asked) != 1:
            continue
        decides = [other for other, theirs in own.items() if asked & columns[other]]
        if all(own[other] == asked for other in decides):
            kept = {family.kept for family in families if set(family.published) & set(decides)}
            found[bit] = Answer(decides=_bits(decides), kept=_bits(kept))
    return found


MOST_ANSWERS = 12
"""Answers that a scale has at most for each of them to be looked at."""


def each_answer(part: plan.Aggregate) -> Iterator[plan.CountWhere]:
    """How many rows have each value of the scale that is added up but the highest, which follows from the others.

    Where values of two scales are multiplied, how many have each two.
    """
    if isinstance(part, plan.SumWhere | plan.TallyWhere):
        held = set(columns_in(part.value))
        if len(held) == 1:
            (answered,) = held
            for same in _each_value(answered):
                yield plan.CountWhere(plan.all_of(part.condition, same))
        for both in product(*map(_each_value, multiplied(part))):
            if both:
                yield plan.CountWhere(plan.all_of(part.condition, *both))


def multiplied(part: plan.Aggregate) -> tuple[plan.Column, ...]:
    """The two scales whose answers are multiplied in each row; none where that is not what is added up."""
    if isinstance(part, plan.SumWhere) and isinstance(part.value, plan.Arithmetic) and part.value.op == "*":
        sides = [set(columns_in(side)) for side in (part.value.left, part.value.right)]
        found = tuple(column for side in sides for column in side if column.ends is not None)
        if all(len(side) == 1 for side in sides) and len(set(found)) == len(found) == 2:
            return found
    return ()


def _each_value(answered: plan.Column) -> list[plan.Compare]:
    ends = answered.ends
    if ends is None or ends[1] - ends[0] >= MOST_ANSWERS:
        return []
    return [plan.Compare("=", plan.Whole(answered), plan.Constant(value)) for value in range(*ends)]


def columns_of(row: plan.Row) -> Iterator[str]:
    """The names of the columns that a condition looks at."""
    return (each.name for each in columns_in(row))


def columns_in(row: plan.Row) -> Iterator[plan.Column]:
    """The columns that a row's expression looks at."""
    waiting: list[Any] = [row]
    while waiting:
        here = waiting.pop()
        if isinstance(here, plan.Column):
            yield here
        elif isinstance(here, tuple):
            waiting.extend(here)
        elif attrs.has(type(here)):
            waiting.extend(attrs.astuple(here, recurse=False))


def _bits(bits: Sequence[int] | set[int]) -> Signature:
    return sum(1 << bit for bit in set(bits))
