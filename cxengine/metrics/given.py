"""Figures that a rule test writes down, in place of figures from data."""

from __future__ import annotations

from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.estimators import estimator_of, turned_of
from cxengine.lang.publishing import Policy
from cxengine.lang.types import Type
from cxengine.metrics.finish import finish
from cxengine.metrics.formula import Worked
from cxengine.metrics.measured import Measured, Turned


class NotWhole(ValueError):
    """A share that no whole number of the given answers makes; ``nearest`` are the numbers of answers that do."""

    def __init__(self, value: Fraction, count: int, nearest: int) -> None:
        self.value, self.count, self.nearest = value, count, nearest
        super().__init__(f"{float(value):.6g} of {count} is not a whole number of answers; {nearest} answers would be")


def from_given(
    metric: ast.Metric,
    kind: Type | None,
    value: Fraction | None,
    count: int | None = None,
    *,
    policy: Policy | None = None,
) -> Measured:
    """``given csat is 86% of 400``: the figure as if 344 of 400 rows had been counted.

    Without a count a share has no interval and is under no minimum. A count metric rests on as many rows as it
    counts. For a net promoter score only the difference and the answers are known, so promoters and detractors are
    taken as many as can be, which makes the interval the widest one possible. Raises NotWhole.
    """
    if value is None:
        return finish(metric, Worked(unknown="given as unknown"), kind)
    estimator = estimator_of(metric)
    if count is None and _counts(metric) and value.denominator == 1:
        count = int(value)
    made = turned_of(metric) if estimator != "none" else None
    turned = Turned(*made) if made is not None else None
    own = turned.back(value) if turned is not None else value
    hits = misses = None
    if count is not None and estimator == "share" and 0 <= own <= 1:
        hits = _whole(own, count)
    elif count is not None and estimator == "nps" and -1 <= own <= 1:
        gap = _whole(own, count)
        hits = (count + gap) // 2
        misses = hits - gap
    small = policy is not None and count is not None and policy.hides(count)
    worked = Worked(
        value=value, n=count, estimator=estimator, hits=hits, misses=misses, turned=turned, suppressed=small
    )
    return finish(metric, worked, kind, policy=policy)


def _whole(value: Fraction, count: int) -> int:
    """The whole number of answers that a share of ``count`` is."""
    hits = value * count
    if hits.denominator != 1:
        raise NotWhole(value, count, _nearest(value, count))
    return int(hits)


def _nearest(value: Fraction, count: int) -> int:
    """The number of answers nearest to ``count`` of which the share is whole; the larger of two."""
    size = value.denominator
    below = count // size * size
    return below if below and count - below < below + size - count else below + size


def _counts(metric: ast.Metric) -> bool:
    return isinstance(metric.formula, ast.Ref) and metric.formula.name.text == "count" and metric.table is not None
