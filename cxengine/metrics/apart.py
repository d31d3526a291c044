"""Rows that count on one of two compared dates only: they came, or went. Those that stay count twice.

A window of twelve months that is looked at twice within a year holds the same answers twice, so that the two figures
are not independent. And what is told of two dates side by side tells of the rows between them: these are groups of
people too, and no small ones may be told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import attrs

from cxengine import plan
from cxengine.lang.names import Names
from cxengine.metrics import formula as tree
from cxengine.metrics.formula import Instance
from cxengine.metrics.lower import Lowered, lower


def with_apart(
    lowered: Mapping[Instance, Lowered], names: Names, as_of: date, since: date | None
) -> Mapping[Instance, Lowered]:
    """The same, where figures of the date ``since`` know what came and what went up to ``as_of``."""
    if since is None:
        return lowered
    found = dict(lowered)
    for instance, earlier in lowered.items():
        if instance.as_of == since and earlier.table is not None:
            later_instance = attrs.evolve(instance, as_of=as_of)
            later = lowered.get(later_instance) or lower(later_instance, names)
            found[instance] = attrs.evolve(earlier, apart=_apart(earlier, later))
    return found


def counted_twice(lowered: Lowered, earlier: int, total: tree.Total, said: Callable[[int], int] = int) -> int | None:
    """How many of the rows that a figure of the earlier date rests on the later one rests on too.

    ``said`` is what is said of a number of rows, where a policy rounds it.
    """
    if lowered.apart is None:
        return None
    return max(earlier - (said(int(total(lowered.apart[-1]))) if lowered.apart else 0), 0)


def is_unmoved(lowered: Lowered, total: tree.Total) -> bool:
    """Whether a figure of the earlier date rests on the very rows of the later one: none came, and none went.

    Never said where a policy rounds numbers of rows, nor of a figure that is made of others.
    """
    rounded = lowered.policy is not None and lowered.policy.round_to is not None
    if lowered.apart is None or lowered.table is None or rounded or tree.others(lowered.formula):
        return False
    counted = lowered.apart[-2:] if isinstance(lowered.formula, tree.Count) else lowered.apart
    return not any(int(total(each)) for each in counted)


def _apart(earlier: Lowered, later: Lowered) -> tuple[plan.CountWhere, ...]:
    """For each group of people behind the figure those that came and those that went; none where it has no dates."""
    found: list[plan.CountWhere] = []
    for one, other in zip(tree.leaves(earlier.formula), tree.leaves(later.formula), strict=True):
        for before, after in zip(tree.groups_behind(one), tree.groups_behind(other), strict=True):
            if before != after:
                found += [_without(after, before), _without(before, after)]
    return tuple(found)


def _without(these: plan.CountWhere, those: plan.CountWhere) -> plan.CountWhere:
    """The rows of one condition that are not of the other; where the other is unknown they are not."""
    other = those.condition
    return plan.CountWhere(plan.all_of(these.condition, plan.Or((plan.IsNull(other), plan.Not(other)))))
