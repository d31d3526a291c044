"""Scores over the tree of aspects: mean, sum, lowest, highest, share met, count met. Exact until output."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.maturity.compiled import CompiledCriterion, CompiledModel, ScoreNode
from cxengine.maturity.outcome import Standing

UNKNOWN_VALUE = "unknown"
Points = Fraction | None | str
"""A value; None where it is left out; UNKNOWN_VALUE where it is unknown."""


@attrs.frozen
class Score:
    """``value`` is None where it is unknown or nothing is left to score; ``reason`` then says which."""

    value: Fraction | None
    reason: str | None = None


def criterion_points(criterion: CompiledCriterion, standing: Standing) -> Points:
    """What one criterion adds to a score, after its policies; what must not be is turned round."""
    lowest, highest = bounds_of(criterion)
    outcome = standing.outcome
    counts = None if outcome == "partly" else criterion.policies.of_outcome(outcome)
    if counts is not None:
        return {"met": highest, "unmet": lowest, "left out": None}.get(counts, UNKNOWN_VALUE)
    if standing.value is not None:
        value = standing.value
    elif standing.rank is not None:
        value = criterion.points[standing.rank].value
    else:
        value = highest if outcome == "met" else lowest
    return lowest + highest - value if criterion.forbidden else value


def bounds_of(criterion: CompiledCriterion) -> tuple[Fraction, Fraction]:
    """The lowest and highest points a criterion can give."""
    if criterion.when is not None:
        return Fraction(0), Fraction(1)
    values = [point.value for point in criterion.points]
    return min(values), max(values)


def score_of(node: ScoreNode, model: CompiledModel, points: Sequence[Points], met: Sequence[Points]) -> Score:
    """The score of the model or an aspect.

    ``points`` by criterion; ``met`` likewise with 1 where it counts as met and 0 where not, for the two rules
    that count outcomes.
    """
    if node.rule is None:
        return Score(None, "the model has no score")
    if node.rule in ("share met", "count met"):
        values: list[tuple[Points, Fraction]] = [(met[i], Fraction(1)) for i in node.all_criteria()]
    else:
        values = [(_child_points(child, model, points, met), child.weight) for child in node.children]
        values += [(points[i], model.criteria[i].declared.weight or Fraction(1)) for i in node.criteria]
    return _aggregate(node.rule, values)


def _child_points(child: ScoreNode, model: CompiledModel, points: Sequence[Points], met: Sequence[Points]) -> Points:
    score = score_of(child, model, points, met)
    return score.value if score.value is not None else UNKNOWN_VALUE if score.reason == "unknown" else None


def _aggregate(rule: ast.ScoreRule, values: list[tuple[Points, Fraction]]) -> Score:
    counted = [(value, weight) for value, weight in values if value is not None]
    if not counted:
        return Score(None, "nothing is left to score")
    known = [(value, weight) for value, weight in counted if isinstance(value, Fraction)]
    if len(known) < len(counted):
        return Score(None, "unknown")
    numbers = [value for value, _ in known]
    match rule:
        case "mean":
            total = sum((weight for _, weight in known), Fraction(0))
            return Score(sum((value * weight for value, weight in known), Fraction(0)) / total)
        case "share met":
            return Score(Fraction(sum(numbers, Fraction(0)), len(numbers)))
        case "sum" | "count met":
            return Score(sum(numbers, Fraction(0)))
        case "lowest":
            return Score(min(numbers))
        case "highest":
            return Score(max(numbers))


def rounded_score(score: Fraction, rule: ast.ScoreRule | None, rounding: ast.RoundTo) -> Fraction:
    """A score after ``round half up to 2 decimals``; on a share the decimals are those of the percentage."""
    scale = 10**rounding.decimals * (100 if rule == "share met" else 1)
    scaled = abs(score) * scale
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    up = {
        "half up": twice >= scaled.denominator,
        "half even": twice > scaled.denominator or (twice == scaled.denominator and whole % 2 == 1),
        "down": False,
        "up": rest > 0,
    }[rounding.rule]
    result = Fraction(whole + up, scale)
    return -result if score < 0 else result
