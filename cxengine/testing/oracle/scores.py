"""Scores: of a model, of each aspect, of a level, and of an aspect at a level, from the points of what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.conditions import condition_truth
from cxengine.testing.oracle.levels import MET, counts_as, criteria_under, is_withheld
from cxengine.testing.oracle.outcomes import criteria_of
from cxengine.testing.oracle.points import NONE, NOTHING, UNKNOWN, Ends, Part, Scored, criterion_part, left_out
from cxengine.testing.oracle.scorers import by_scorer
from cxengine.testing.oracle.values import value_of

SHARES = ("share met", "share of points")


Key = tuple[str | None, int | None]


def all_scores(scored: Scored) -> dict[Key, Fraction | None]:
    """Every score that can be asked for, by aspect and level; None where there is none or it is unknown."""
    model = scored.setting.model
    aspects = [None, *(aspect.name.text for aspect in model.aspects)]
    levels = [None, *(level.number for level in model.levels)]
    return {(aspect, level): score_of(scored, aspect, level) for level in levels for aspect in aspects}


def score_of(scored: Scored, name: str | None, number: int | None) -> Fraction | None:
    """The score of the model or of an aspect, whole or at a level."""
    model = scored.setting.model
    if number is not None:
        return at_level(scored, name, next(level for level in model.levels if level.number == number)).points
    if name is None:
        return model_part(scored).points
    return shown(scored, next(aspect for aspect in model.aspects if aspect.name.text == name)).points


def shown(scored: Scored, aspect: ast.Aspect) -> Part:
    """An aspect's score as it is given: rounded as the model says, where it does not say so itself."""
    part, rounding = aspect_part(scored, aspect), scored.setting.model.round_to
    if part.points is None or aspect.round_to is not None or rounding is None:
        return part
    return Part(rounded(part.points, rounding, rule_of(scored.setting.model, aspect)))


def model_part(scored: Scored) -> Part:
    """The whole model: over its top aspects and the criteria of no aspect."""
    model = scored.setting.model
    criteria = [c for c in criteria_of(model) if not c.aspects]
    aspects = [aspect for aspect in model.aspects if aspect.parent is None]
    raw = node(scored, rule_of(model, None), criteria, aspects, [c.name.text for c in criteria_of(model)])
    return finished(scored, raw, model, rule_of(model, None))


def aspect_part(scored: Scored, aspect: ast.Aspect) -> Part:
    """One aspect, in what it stands in: one without any answer is itself unknown, and that policy applies."""
    model = scored.setting.model
    rule, weight = rule_of(model, aspect), aspect.weight or Fraction(1)
    under = criteria_under(model, aspect.name.text, criteria_of(model))
    parent = next((a for a in model.aspects if aspect.parent is not None and a.name == aspect.parent), None)
    if rule is not None and is_withheld(scored.setting, scored.judgements, scored.truths, aspect):
        return Part(None, weight, known=False)
    if rule is not None and without_answer(scored, under):
        policy = scored.setting.policies_of(parent.name.text if parent is not None else None)["unknown"]
        if policy in ("unknown", "left out"):
            return Part(None, weight, known=policy == "left out")
        low, high = ends_of(scored, aspect)
        raw = Part(high if policy == "met" else low)
    else:
        criteria = [c for c in criteria_of(model) if aspect.name.text in [name.text for name in c.aspects]]
        inner = [a for a in model.aspects if a.parent is not None and a.parent.text == aspect.name.text]
        raw = node(scored, rule, criteria, inner, under)
    part = finished(scored, raw, aspect, rule)
    return Part(part.points, weight, part.known)


def without_answer(scored: Scored, under: Sequence[str]) -> bool:
    """Whether all that count are unknown, and there is one."""
    named = {c.name.text: c for c in criteria_of(scored.setting.model)}
    outcomes = [scored.judgements[name].outcome for name in under]
    others = [named[name] for name in under if scored.judgements[name].outcome != "unknown"]
    return "unknown" in outcomes and all(criterion_part(scored, each) == left_out(each) for each in others)


def rule_of(model: ast.Model, aspect: ast.Aspect | None) -> ast.ScoreRule | None:
    """The aspect's own rule, else that of what it stands in. What starts at a figure is a sum."""
    here = model if aspect is None else aspect
    if here.score is not None or here.starts_at is not None:
        return here.score or "sum"
    if aspect is None:
        return None
    if aspect.parent is None:
        return rule_of(model, None)
    return rule_of(model, next(a for a in model.aspects if a.name == aspect.parent))


def node(
    scored: Scored,
    rule: ast.ScoreRule | None,
    criteria: Sequence[ast.Criterion],
    aspects: Sequence[ast.Aspect],
    under: Sequence[str],
) -> Part:
    """A node of the tree by its rule."""
    if rule is None:
        return NOTHING
    if rule == "by plugin":
        return by_scorer(scored, under)
    if rule in ("share met", "count met"):
        return counted_met(scored, rule, under)
    if rule == "share of points":
        return share_of_points(scored, under)
    return together(rule, [criterion_part(scored, c) for c in criteria] + [aspect_part(scored, a) for a in aspects])


def together(rule: ast.ScoreRule, parts: Sequence[Part]) -> Part:
    """Parts as one score."""
    if not all(part.known for part in parts):
        return UNKNOWN
    present = [(part.points, part.weight) for part in parts if part.points is not None]
    return Part(rolled_up(rule, present)) if present else NOTHING


def at_level(scored: Scored, aspect: str | None, level: ast.Level) -> Part:
    """The level's own rule, else that of the aspect or the model, over the criteria of that level."""
    model = scored.setting.model
    found = next((a for a in model.aspects if a.name.text == aspect), None)
    rule = level.score or rule_of(model, found)
    members = [c.name.text for c in criteria_of(model)]
    if found is not None and is_withheld(scored.setting, scored.judgements, scored.truths, found):
        return UNKNOWN
    if aspect is not None:
        members = criteria_under(model, aspect, criteria_of(model))
    criteria = [c for c in level.criteria if c.name.text in members]
    names = [c.name.text for c in criteria]
    policy = scored.setting.policies_of(aspect)["unknown"]
    if rule is not None and policy in ("unknown", "left out") and without_answer(scored, names):
        return NOTHING
    return node(scored, rule, criteria, [], names)


def finished(scored: Scored, part: Part, of: ast.Model | ast.Aspect, rule: ast.ScoreRule | None) -> Part:
    """With what it starts at, rounded, then bounded; unknown where a bound may or may not hold."""
    if part.points is None:
        return part
    value = part.points + (of.starts_at or 0)
    if of.round_to is not None:
        value = rounded(value, of.round_to, rule)
    for bound in of.bounds:
        limit = value_of(bound.value, lambda ref: None, date.min)
        assert isinstance(limit, Fraction)
        beyond = value < limit if bound.bound == "at least" else value > limit
        held = True
        if bound.when is not None and beyond:
            truth = condition_truth(bound.when, scored.truths, scored.judgements, scored.setting)
            if truth is None:
                return UNKNOWN
            held = truth
        if beyond and held:
            value = limit
    return Part(value)


def ends_of(scored: Scored, aspect: ast.Aspect) -> Ends:
    """The lowest and highest that an aspect could be, were all its criteria so; without start and bounds."""
    model = scored.setting.model
    rule = rule_of(model, aspect)
    assert rule is not None
    under = criteria_under(model, aspect.name.text, criteria_of(model))
    scorer = scored.setting.scorer
    if rule == "by plugin" and scorer is not None:
        return (scorer.low, scorer.high)
    if rule in ("share met", "count met"):
        return (NONE, Fraction(len(under) if rule == "count met" else 1))
    if rule == "share of points":
        low, high = (sum((scored.ends[name][side] for name in under), NONE) for side in (0, 1))
        return (low / high, Fraction(1)) if high > 0 else (NONE, NONE)
    criteria = [c for c in criteria_of(model) if aspect.name.text in [name.text for name in c.aspects]]
    inner = [a for a in model.aspects if a.parent is not None and a.parent.text == aspect.name.text]
    both: list[Fraction] = []
    for side in (0, 1):
        parts = [(scored.ends[c.name.text][side], c.weight or Fraction(1)) for c in criteria]
        parts += [
            (ends_of(scored, a)[side] + (a.starts_at or 0), a.weight or Fraction(1))
            for a in inner
            if criteria_under(model, a.name.text, criteria_of(model))
        ]
        both.append(rolled_up(rule, parts))
    return (both[0], both[1])


def rolled_up(rule: ast.ScoreRule, parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Points and weights as one score; weights only matter to the mean."""
    points = [each for each, _ in parts]
    if rule == "sum":
        return sum(points, NONE)
    if rule == "lowest":
        return min(points)
    if rule == "highest":
        return max(points)
    weights = sum((weight for _, weight in parts), NONE)
    return sum((each * weight for each, weight in parts), NONE) / weights


def counted_met(scored: Scored, rule: ast.ScoreRule, under: Sequence[str]) -> Part:
    """How many, or what share, of all criteria under a node count as met."""
    named = {c.name.text: c for c in criteria_of(scored.setting.model)}
    counted = [counts_as(scored.setting, named[name], scored.judgements[name], MET) for name in under]
    asked = [each for each in counted if each != "left out"]
    if "unknown" in asked:
        return UNKNOWN
    if not asked:
        return NOTHING
    met = Fraction(asked.count("met"))
    return Part(met if rule == "count met" else met / len(asked))


def share_of_points(scored: Scored, under: Sequence[str]) -> Part:
    """The points reached over the most that there could have been, of all criteria under a node that count."""
    named = {c.name.text: c for c in criteria_of(scored.setting.model)}
    parts = {name: criterion_part(scored, named[name]) for name in under}
    if not all(part.known for part in parts.values()):
        return UNKNOWN
    reached = [part.points for part in parts.values() if part.points is not None]
    most = sum((scored.ends[name][1] for name, part in parts.items() if part.points is not None), NONE)
    return Part(sum(reached, NONE) / most) if most > 0 else NOTHING


def rounded(value: Fraction, rounding: ast.RoundTo, rule: ast.ScoreRule | None) -> Fraction:
    """A score as it is rounded, away from nothing for one below it; decimals of a share are of its percentage."""
    if value < 0:
        return -rounded(-value, rounding, rule)
    unit = Fraction(1, 10 ** (rounding.decimals + (2 if rule in SHARES else 0)))
    whole, rest = divmod(value, unit)
    return (whole + goes_up(rounding.rule, int(whole), rest / unit)) * unit


def goes_up(rule: ast.Rounding, whole: int, rest: Fraction) -> int:
    """1 where what is over a whole unit is rounded up, else 0."""
    if rest == 0 or rule == "down":
        return 0
    if rule == "up" or rest > Fraction(1, 2):
        return 1
    if rest < Fraction(1, 2):
        return 0
    return 1 if rule == "half up" else whole % 2
