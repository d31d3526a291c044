"""Scores over the tree of aspects, of a level, and of a level's criteria of an aspect. Exact until output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import attrs

from cxengine.host.contracts import PluginFailure, PluginProblem
from cxengine.lang import ast
from cxengine.maturity.compiled import CompiledCriterion, CompiledLevel, CompiledModel
from cxengine.maturity.gates import MET_NEED
from cxengine.maturity.levels import LEFT_OUT, part
from cxengine.maturity.outcome import Standing, Truth
from cxengine.maturity.plugin_scores import by_plugin_input
from cxengine.maturity.policies import Policies
from cxengine.maturity.score_tree import Bound, Guard, ScoreNode, combined, is_share

UNKNOWN_VALUE = "unknown"
Points = Fraction | None | str
"""A value; None where it is left out; UNKNOWN_VALUE where it is unknown."""


@attrs.frozen
class Score:
    """``value`` is None where it is unknown or nothing is left to score; ``reason`` then says which.

    ``reached`` of ``most`` are what a share is made of: points, or criteria that are met.
    """

    value: Fraction | None
    reason: str | None = None
    reached: Fraction | None = None
    most: Fraction | None = None
    failed: PluginProblem | None = None
    """The plugin that failed to give it."""


UNKNOWN_SCORE = Score(None, "unknown")
WITHHELD_SCORE = Score(None, "withheld")
NOTHING_LEFT = Score(None, "nothing is left to score")


@attrs.frozen(kw_only=True)
class Scored:
    """What the criteria of a model give, by index, and which bounds hold.

    ``met`` is 1 where a criterion counts as met and 0 where not, for the rules that count outcomes.
    """

    model: CompiledModel
    standings: Sequence[Standing]
    points: Sequence[Points]
    met: Sequence[Points]
    holds: Callable[[Bound | Guard], Truth]


def criterion_points(criterion: CompiledCriterion, standing: Standing) -> Points:
    """What one criterion adds to a score, after its policies; what must not be is turned round."""
    lowest, highest = criterion.ends
    outcome = standing.outcome
    counts = None if outcome == "partly" else criterion.policies.of_outcome(outcome)
    if counts is not None:
        return {"met": highest, "unmet": lowest, "left out": None}.get(counts, UNKNOWN_VALUE)
    if criterion.deductions is not None:
        return -criterion.deductions.of(outcome, standing.rank)
    if standing.value is not None:
        value = standing.value
    elif standing.rank is not None:
        value = criterion.points[standing.rank].value
    else:
        value = highest if outcome == "met" else lowest
    return lowest + highest - value if criterion.forbidden else value


def met_points(criterion: CompiledCriterion, standing: Standing) -> Points:
    """1 where a criterion counts as met, after the policies, and 0 where not."""
    counted = part(criterion, standing, MET_NEED)
    if counted is LEFT_OUT:
        return None
    return UNKNOWN_VALUE if counted is None else Fraction(1 if counted is True else 0)


def score_of(node: ScoreNode, scored: Scored) -> Score:
    """The score of the model or an aspect, from its own criteria and what is in it."""
    if node.rule is None:
        return Score(None, "the model has no score")
    if _is_withheld(node, scored):
        return WITHHELD_SCORE
    if node.rule == "by plugin":
        raw = by_plugin(node, node.all, scored)
    elif node.rule in ("share met", "count met", "share of points"):
        raw = _counted(node.rule, node.all, scored)
    else:
        values = [(child_points(child, node.policies, scored), child.weight) for child in node.children]
        raw = _aggregate(node.rule, values + _of_criteria(node.criteria, scored))
    return raw if raw.value is None else _finished(node, raw, scored)


def _is_withheld(node: ScoreNode, scored: Scored) -> bool:
    return node.withheld is not None and scored.holds(node.withheld) is True


def shown_score(node: ScoreNode, parent: Policies, scored: Scored) -> Score:
    """The score of an aspect as it is given: of one with no answers, what its parent's policy makes of it."""
    score = _with_policy(node, parent, scored)
    rounding = scored.model.declared.round_to
    if score.value is None or node.round_to is not None or rounding is None:
        return score
    return attrs.evolve(score, value=rounded_score(score.value, node.rule, rounding))


def level_score(node: ScoreNode, level: CompiledLevel, scored: Scored) -> Score:
    """A node's rule, or the level's own, over the criteria of that level only."""
    rule = level.declared.score or node.rule
    within = set(node.all)
    own = [index for index in level.own if index in within]
    if rule is None:
        return Score(None, "the model has no score")
    if _is_withheld(node, scored):
        return WITHHELD_SCORE
    if nothing_answered(own, scored):
        end = {"met": 1, "unmet": 0}.get(node.policies.unknown)
        if end is None:
            return NOTHING_LEFT if node.policies.unknown == "left out" else UNKNOWN_SCORE
    if rule == "by plugin":
        return by_plugin(node, own, scored)
    if rule in ("share met", "count met", "share of points"):
        return _counted(rule, own, scored)
    return _aggregate(rule, _of_criteria(own, scored))


def by_plugin(node: ScoreNode, indexes: Sequence[int], scored: Scored) -> Score:
    """What the scorer of a plugin makes of some criteria; unknown with the reason where it fails or is left out."""
    if node.scorer is None:
        return UNKNOWN_SCORE
    outcomes = [scored.standings[index].outcome for index in indexes]
    given = by_plugin_input(scored.model, indexes, scored.standings, scored.points)
    try:
        value = node.scorer.score(given)
    except PluginFailure as failure:
        return Score(None, failure.problem.reason, failed=failure.problem if failure.problem.name else None)
    if value is None:
        return UNKNOWN_SCORE if "unknown" in outcomes else NOTHING_LEFT
    return Score(Fraction(value))


def _of_criteria(indexes: Sequence[int], scored: Scored) -> list[tuple[Points, Fraction]]:
    return [(scored.points[i], scored.model.criteria[i].declared.weight or Fraction(1)) for i in indexes]


def child_points(child: ScoreNode, policies: Policies, scored: Scored) -> Points:
    """What an aspect gives to the score of what it is in, whose ``policies`` these are."""
    score = _with_policy(child, policies, scored)
    if score.value is not None:
        return score.value
    return UNKNOWN_VALUE if score.reason in (UNKNOWN_SCORE.reason, WITHHELD_SCORE.reason) else None


def _with_policy(node: ScoreNode, parent: Policies, scored: Scored) -> Score:
    """A node without any answer is itself unknown, so the policy of what it is in applies."""
    if node.rule is None or _is_withheld(node, scored) or not nothing_answered(node.all, scored):
        return score_of(node, scored)
    match parent.unknown:
        case "met":
            return _finished(node, Score(node.ends[1] - (node.start or 0)), scored)
        case "unmet":
            return _finished(node, Score(node.ends[0] - (node.start or 0)), scored)
        case "left out":
            return NOTHING_LEFT
        case _:
            return UNKNOWN_SCORE


def nothing_answered(indexes: Sequence[int], scored: Scored) -> bool:
    """Whether all that count are unknown, and there is at least one."""
    unknown = False
    for index in indexes:
        outcome = scored.standings[index].outcome
        if outcome == "unknown":
            unknown = True
        elif scored.points[index] is not None:
            return False
    return unknown


def _finished(node: ScoreNode, raw: Score, scored: Scored) -> Score:
    """With its start, rounded, and then within its bounds; unknown where nobody knows whether a bound changes it."""
    assert raw.value is not None
    value = raw.value + (node.start or 0)
    if node.round_to is not None:
        value = rounded_score(value, node.rule, node.round_to)
    for bound in node.bounds:
        if value >= bound.value if bound.at_least else value <= bound.value:
            continue
        holds = scored.holds(bound)
        if holds is None:
            return UNKNOWN_SCORE
        if holds:
            value = bound.value
    return attrs.evolve(raw, value=value)


def _counted(rule: ast.ScoreRule, indexes: Sequence[int], scored: Scored) -> Score:
    """The criteria that are met, or the points that are reached, of all that count."""
    of_points = rule == "share of points"
    values = scored.points if of_points else scored.met
    counted = [index for index in indexes if values[index] is not None]
    if not counted:
        return NOTHING_LEFT
    known = [value for value in (values[index] for index in counted) if isinstance(value, Fraction)]
    if len(known) < len(counted):
        return UNKNOWN_SCORE
    reached = sum(known, Fraction(0))
    most = Fraction(len(counted))
    if of_points:
        most = sum((scored.model.criteria[index].ends[1] for index in counted), Fraction(0))
        if most <= 0:
            return NOTHING_LEFT
    return Score(reached if rule == "count met" else reached / most, None, reached, most)


def _aggregate(rule: ast.ScoreRule, values: Sequence[tuple[Points, Fraction]]) -> Score:
    counted = [(value, weight) for value, weight in values if value is not None]
    if not counted:
        return NOTHING_LEFT
    known = [(value, weight) for value, weight in counted if isinstance(value, Fraction)]
    return UNKNOWN_SCORE if len(known) < len(counted) else Score(combined(rule, known))


def rounded_score(score: Fraction, rule: ast.ScoreRule | None, rounding: ast.RoundTo) -> Fraction:
    """A score after ``round half up to 2 decimals``; on a share the decimals are those of the percentage."""
    scale = 10**rounding.decimals * (100 if is_share(rule) else 1)
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
