"""Counts by conditions on a column of few whole numbers, several of them in one sum.

Each value of the column stands for a number that has a stretch of bits for each count, and a 1 in those of the counts
that the value belongs to. The sum of these numbers holds all the counts side by side. That takes one look-up for a row
where counting takes a comparison and a count for each condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from cxengine import plan
from cxengine.metrics.classes import about, atoms, holds_for

WIDTH = 30
"""Bits of a count."""
MOST_ROWS = (1 << WIDTH) - 1
"""With more rows a count could run over into the next."""
MOST_VALUES = 64
"""With more values the look-up is no longer quicker."""
_TOGETHER = 3
"""Counts whose bits fit a whole number of 64 bits with a sign."""


@attrs.frozen(kw_only=True)
class PackedCounts:
    """The counts of one sum, in the order of their bits, and what each value of the column adds to it."""

    column: plan.Column
    low: int
    counts: tuple[plan.CountWhere, ...]
    adds: tuple[int, ...]


def packed(added: Iterable[plan.Aggregate]) -> tuple[PackedCounts, ...]:
    """Those of the aggregates that are better taken together; none where a column has but one."""
    by_column: dict[plan.Column, list[plan.CountWhere]] = {}
    for aggregate in added:
        column = _column_of(aggregate)
        if column is not None and isinstance(aggregate, plan.CountWhere):
            by_column.setdefault(column, []).append(aggregate)
    found: list[PackedCounts] = []
    for column, counts in by_column.items():
        if len(counts) > 1:
            sums = -(-len(counts) // _TOGETHER)
            found += [_together(column, counts[at::sums]) for at in range(sums)]
    return tuple(found)


def _column_of(aggregate: plan.Aggregate) -> plan.Column | None:
    """The column that alone decides a count, where it holds few whole numbers and a missing one counts for nothing."""
    if not isinstance(aggregate, plan.CountWhere):
        return None
    values = {about(atom) for atom in atoms(aggregate.condition)}
    match tuple(values):
        case (plan.Whole(column),) if column.ends is not None and column.ends[1] - column.ends[0] < MOST_VALUES:
            return column if holds_for(aggregate.condition, None) is not True else None
    return None


def _together(column: plan.Column, counts: Sequence[plan.CountWhere]) -> PackedCounts:
    assert column.ends is not None
    low, high = column.ends
    adds = tuple(
        sum(1 << (WIDTH * at) for at, count in enumerate(counts) if holds_for(count.condition, value) is True)
        for value in range(low, high + 1)
    )
    return PackedCounts(column=column, low=low, counts=tuple(counts), adds=adds)
