"""What a score is made of, step by step, as somebody needs it who works it out again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

from cxengine.maturity.outcome import Truth
from cxengine.maturity.score_tree import Bound, ScoreNode, combined
from cxengine.maturity.scoring import Points, Scored, child_points, rounded_score

COUNTING = ("share met", "count met", "share of points")
"""The rules that look at all criteria below, whatever aspects these stand in."""


@attrs.frozen(kw_only=True)
class ScorePart:
    """A criterion by index, or an aspect, with what it gives and its weight. ``most`` is what it could give."""

    points: Points
    weight: Fraction = Fraction(1)
    most: Fraction = Fraction(1)
    criterion: int | None = None
    child: ScoreNode | None = None


@attrs.frozen
class BoundHeld:
    """A bound, and the score after it. ``could``: the score is beyond it, so that it matters whether it holds."""

    bound: Bound
    could: bool
    holds: Truth
    value: Fraction


def parts_of_score(node: ScoreNode, scored: Scored) -> tuple[ScorePart, ...]:
    """What the score of the model or an aspect is made of: aspects first, then its own criteria."""
    if node.rule in COUNTING:
        given = scored.points if node.rule == "share of points" else scored.met
        most = [criterion.ends[1] for criterion in scored.model.criteria]
        return tuple(
            ScorePart(points=given[index], most=most[index] if node.rule == "share of points" else Fraction(1),
                      criterion=index)
            for index in node.all
        )  # fmt: skip
    children = [
        ScorePart(points=child_points(child, node.policies, scored), weight=child.weight, child=child)
        for child in node.children
    ]
    own = [
        ScorePart(points=scored.points[i], weight=scored.model.criteria[i].declared.weight or Fraction(1), criterion=i)
        for i in node.criteria
    ]
    return (*children, *own)


def counted_parts(node: ScoreNode, scored: Scored) -> tuple[ScorePart, ...] | None:
    """Those that are not left out; None where what one gives is not known, so that there is nothing to add up."""
    parts = [part for part in parts_of_score(node, scored) if part.points is not None]
    return tuple(parts) if parts and all(isinstance(part.points, Fraction) for part in parts) else None


def before_bounds(node: ScoreNode, parts: tuple[ScorePart, ...]) -> tuple[Fraction, Fraction]:
    """What the parts come to with the start, as it is and rounded by the node's own line."""
    given = [(part.points, part.weight) for part in parts if isinstance(part.points, Fraction)]
    if node.rule is None or not given:
        raise ValueError("a score is made of something")
    if node.rule in COUNTING:
        value = sum((points for points, _ in given), Fraction(0))
        value = value if node.rule == "count met" else value / sum((part.most for part in parts), Fraction(0))
    else:
        value = combined(node.rule, given)
    value += node.start or 0
    return value, value if node.round_to is None else rounded_score(value, node.rule, node.round_to)


def bounds_held(node: ScoreNode, value: Fraction, scored: Scored) -> Iterator[BoundHeld]:
    """Each bound in turn, with what the rounded score is after it; ends where nobody knows whether one holds."""
    for bound in node.bounds:
        inside = value >= bound.value if bound.at_least else value <= bound.value
        holds = scored.holds(bound)
        if not inside and holds:
            value = bound.value
        yield BoundHeld(bound, not inside, holds, value)
        if not inside and holds is None:
            return
