"""One model for one subject: outcomes, level, range, band, aspects and scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.actions import proposed
from cxengine.testing.oracle.asked import Judgement, judgements_on, point_values, points_on, scale_of
from cxengine.testing.oracle.given import Key, ModelResult, Setting, World
from cxengine.testing.oracle.levels import aspect_level, band_of, criteria_under, is_withheld, level_reached
from cxengine.testing.oracle.outcomes import answers_of, criteria_of, judged, policies_of, truths_of, waived_on
from cxengine.testing.oracle.ranges import could_be
from cxengine.testing.oracle.scores import Scored, all_scores


def model_result(world: World, model: ast.Model, key: Key, on: date) -> ModelResult:
    """All that a model says of a subject on a date."""
    criteria = criteria_of(model)
    asked = {c.name.text: scale_of(world, model, c) for c in criteria if c.when is None}
    points = {name: points_on(scale) for name, scale in asked.items()}
    setting = Setting(model, policies_of(model), points, waived_on(model, on))
    unwaived = replace(setting, waived=frozenset())
    truths, answers = truths_of(world, model, key, on), answers_of(world, model, key, on)
    judgements = judged(setting, truths, answers)
    outcomes = {name: judgement.outcome for name, judgement in judgements.items()}
    level = level_reached(setting, judgements, truths)
    by_name = {criterion.name.text: criterion for criterion in criteria}
    ways = {name: judgements_on(scale, by_name[name]) for name, scale in asked.items()}
    ends = {criterion.name.text: scale_ends(world, model, criterion) for criterion in criteria}
    return ModelResult(
        outcomes=outcomes,
        level=level,
        withheld=is_withheld(setting, judgements, truths),
        band=band_of(model, level),
        could_be=could_be(setting, truths, answers, ways),
        aspect_levels={
            aspect.name.text: aspect_level(setting, criteria_under(model, aspect.name.text, criteria), judgements)
            for aspect in model.aspects
        },
        scores=all_scores(Scored(setting, with_points(criteria, judgements), ends)),
        actions=proposed(model, outcomes),
        without_waivers=level_reached(unwaived, judged(unwaived, truths, answers), truths) if setting.waived else None,
    )


def with_points(criteria: Sequence[ast.Criterion], judgements: dict[str, Judgement]) -> dict[str, Judgement]:
    """What is worked out counts 1 when met and 0 when not; an answer counts what its scale says."""
    worked_out = {c.name.text for c in criteria if c.when is not None}
    plain = {"met": Fraction(1), "unmet": Fraction(0)}
    return {
        name: judgement if name not in worked_out else replace(judgement, value=plain.get(judgement.outcome))
        for name, judgement in judgements.items()
    }


def scale_ends(world: World, model: ast.Model, criterion: ast.Criterion) -> tuple[Fraction, Fraction]:
    """The points of the lowest and the highest answer to a criterion."""
    scale = scale_of(world, model, criterion) if criterion.when is None else None
    if scale is None or scale.low is not None:
        return (Fraction(0), Fraction(1))
    values = point_values(scale.points)
    return (min(values), max(values))
