"""Scores: of a model and of each aspect, from the points of what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.given import Setting
from cxengine.testing.oracle.levels import MET, counts_as, criteria_under
from cxengine.testing.oracle.outcomes import criteria_of

Lowest = Mapping[str, Fraction]
"""Of each asked criterion, the points of its scale's lowest and highest point."""


@dataclass(frozen=True)
class Part:
    """What goes into a node's score: the points of a criterion or the score of an aspect, and its weight.

    ``known`` is False for what is unknown; ``points`` None with ``known`` is what is left out.
    """

    points: Fraction | None
    weight: Fraction
    known: bool = True


@dataclass(frozen=True)
class Scored:
    """A model with its judgements, to be scored."""

    setting: Setting
    judgements: Mapping[str, Judgement]
    ends: Mapping[str, tuple[Fraction, Fraction]]
    """For each criterion, the points of its scale's lowest and highest point."""


def all_scores(scored: Scored) -> dict[str | None, Fraction | None]:
    """The model's own score under None, and that of each aspect; None where there is no score or it is unknown."""
    found: dict[str | None, Fraction | None] = {None: rounded(scored, model_part(scored), scored.setting.model.score)}
    for aspect in scored.setting.model.aspects:
        found[aspect.name.text] = rounded(scored, aspect_part(scored, aspect), rule_of(scored.setting.model, aspect))
    return found


def model_part(scored: Scored) -> Part:
    """The whole model: over its top aspects and the criteria of no aspect."""
    criteria = [c for c in criteria_of(scored.setting.model) if c.aspect is None]
    aspects = [aspect for aspect in scored.setting.model.aspects if aspect.parent is None]
    under = [c.name.text for c in criteria_of(scored.setting.model)]
    return node(scored, scored.setting.model.score, criteria, aspects, under, Fraction(1))


def aspect_part(scored: Scored, aspect: ast.Aspect) -> Part:
    """One aspect: over the aspects that stand in it and its own criteria."""
    model = scored.setting.model
    criteria = [c for c in criteria_of(model) if c.aspect is not None and c.aspect.text == aspect.name.text]
    inner = [a for a in model.aspects if a.parent is not None and a.parent.text == aspect.name.text]
    under = criteria_under(scored.setting.model, aspect.name.text, criteria_of(scored.setting.model))
    return node(scored, rule_of(scored.setting.model, aspect), criteria, inner, under, aspect.weight or Fraction(1))


def rule_of(model: ast.Model, aspect: ast.Aspect) -> ast.ScoreRule | None:
    """The aspect's own rule, else that of what it stands in."""
    if aspect.score is not None:
        return aspect.score
    if aspect.parent is None:
        return model.score
    return rule_of(model, next(a for a in model.aspects if a.name == aspect.parent))


def node(
    scored: Scored,
    rule: ast.ScoreRule | None,
    criteria: Sequence[ast.Criterion],
    aspects: Sequence[ast.Aspect],
    under: Sequence[str],
    weight: Fraction,
) -> Part:
    """A node of the tree by its rule."""
    if rule is None:
        return Part(None, weight)
    if rule in ("share met", "count met"):
        return counted_met(scored, rule, under, weight)
    parts = [criterion_part(scored, c) for c in criteria] + [aspect_part(scored, a) for a in aspects]
    if not all(part.known for part in parts):
        return Part(None, weight, known=False)
    present = [(part.points, part.weight) for part in parts if part.points is not None]
    return Part(rolled_up(rule, present) if present else None, weight)


def rolled_up(rule: ast.ScoreRule, parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Points and weights as one score; weights only matter to the mean."""
    points = [each for each, _ in parts]
    if rule == "sum":
        return sum(points, Fraction(0))
    if rule == "lowest":
        return min(points)
    if rule == "highest":
        return max(points)
    weights = sum((weight for _, weight in parts), Fraction(0))
    return sum((each * weight for each, weight in parts), Fraction(0)) / weights


def counted_met(scored: Scored, rule: ast.ScoreRule, under: Sequence[str], weight: Fraction) -> Part:
    """How many, or what share, of all criteria under a node count as met."""
    named = {c.name.text: c for c in criteria_of(scored.setting.model)}
    counted = [counts_as(scored.setting, named[name], scored.judgements[name], MET) for name in under]
    asked = [each for each in counted if each != "left out"]
    if "unknown" in asked:
        return Part(None, weight, known=False)
    if not asked:
        return Part(None, weight)
    met = Fraction(asked.count("met"))
    return Part(met if rule == "count met" else met / len(asked), weight)


def criterion_part(scored: Scored, criterion: ast.Criterion) -> Part:
    """The points of one criterion, after the policies."""
    weight = criterion.weight if criterion.weight is not None else Fraction(1)
    judgement = scored.judgements[criterion.name.text]
    lowest, highest = scored.ends[criterion.name.text]
    if judgement.value is not None or judgement.outcome in ("met", "unmet"):
        plain = highest if judgement.outcome == "met" else lowest
        value = judgement.value if judgement.value is not None else plain
        return Part(lowest + highest - value if criterion.obligation == "must not" else value, weight)
    counted = scored.setting.policies.get(judgement.outcome, "unmet")
    if counted == "left out":
        return Part(None, weight)
    if counted == "unknown":
        return Part(None, weight, known=False)
    return Part(highest if counted == "met" else lowest, weight)


def rounded(scored: Scored, part: Part, rule: ast.ScoreRule | None) -> Fraction | None:
    """A score as the model rounds it; decimals of a share are those of its percentage."""
    rounding = scored.setting.model.round_to
    if part.points is None or rounding is None:
        return part.points
    places = rounding.decimals + (2 if rule == "share met" else 0)
    unit = Fraction(1, 10**places)
    whole, rest = divmod(part.points, unit)
    return (whole + goes_up(rounding.rule, int(whole), rest / unit)) * unit


def goes_up(rule: ast.Rounding, whole: int, rest: Fraction) -> int:
    """1 where what is over a whole unit is rounded up, else 0. Scores are not negative."""
    if rest == 0 or rule == "down":
        return 0
    if rule == "up" or rest > Fraction(1, 2):
        return 1
    if rest < Fraction(1, 2):
        return 0
    return 1 if rule == "half up" else whole % 2
