"""One model for one subject: outcomes, level, range, band, aspects and scores."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.actions import proposed
from cxengine.testing.oracle.asked import Judgement, outcomes_on, point_values, scale_of
from cxengine.testing.oracle.given import Key, ModelResult, World
from cxengine.testing.oracle.levels import aspect_level, band_of, criteria_under, level_reached
from cxengine.testing.oracle.outcomes import answers_of, criteria_of, judged, policies_of, truths_of
from cxengine.testing.oracle.ranges import could_be
from cxengine.testing.oracle.scores import Scored, all_scores


def model_result(world: World, model: ast.Model, key: Key, on: date) -> ModelResult:
    """All that a model says of a subject on a date."""
    policies = policies_of(model)
    truths, answers = truths_of(world, model, key, on), answers_of(world, model, key, on)
    judgements = judged(model, truths, answers, policies)
    outcomes = {name: judgement.outcome for name, judgement in judgements.items()}
    criteria = criteria_of(model)
    level = level_reached(model, outcomes, truths, policies)
    on_scales = {c.name.text: outcomes_on(scale_of(world, model, c), c) for c in criteria if c.when is None}
    ends = {criterion.name.text: scale_ends(world, model, criterion) for criterion in criteria}
    return ModelResult(
        outcomes=outcomes,
        level=level,
        band=band_of(model, level),
        could_be=could_be(model, truths, answers, on_scales, policies),
        aspect_levels={
            aspect.name.text: aspect_level(model, criteria_under(model, aspect.name.text, criteria), outcomes, policies)
            for aspect in model.aspects
        },
        scores=all_scores(Scored(model, with_points(judgements), policies, ends)),
        actions=proposed(model, outcomes),
    )


def with_points(judgements: dict[str, Judgement]) -> dict[str, Judgement]:
    """What is worked out counts 1 when met and 0 when not; an answer counts what its scale says."""
    plain = {"met": Fraction(1), "unmet": Fraction(0)}
    return {
        name: judgement if judgement.value is not None else Judgement(judgement.outcome, plain.get(judgement.outcome))
        for name, judgement in judgements.items()
    }


def scale_ends(world: World, model: ast.Model, criterion: ast.Criterion) -> tuple[Fraction, Fraction]:
    """The points of the lowest and the highest answer to a criterion."""
    scale = scale_of(world, model, criterion) if criterion.when is None else None
    if scale is None or scale.low is not None:
        return (Fraction(0), Fraction(1))
    values = point_values(scale.points)
    return (min(values), max(values))
