"""One model for one subject: outcomes, level, range, band, aspects and scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.actions import proposed
from cxengine.testing.oracle.asked import Judgement, judgements_on, point_values, points_on, scale_of
from cxengine.testing.oracle.conditions import Truths
from cxengine.testing.oracle.given import Key, ModelResult, Range, Setting, World
from cxengine.testing.oracle.late import with_late
from cxengine.testing.oracle.levels import aspect_result, band_of, is_withheld, level_reached
from cxengine.testing.oracle.outcomes import answers_of, asked_for, criteria_of, judged, truths_of, waived_on
from cxengine.testing.oracle.points import Ends, Scored, taken_off, with_points
from cxengine.testing.oracle.ranges import could_be
from cxengine.testing.oracle.scorers import with_scorers
from cxengine.testing.oracle.scores import all_scores


def model_result(world: World, model: ast.Model, key: Key, on: date) -> ModelResult:
    """All that a model says of a subject on a date."""
    criteria = criteria_of(model)
    asked = {c.name.text: scale_of(world, model, c) for c in criteria if c.when is None}
    points = {name: points_on(scale) for name, scale in asked.items()}
    of_any = {name: scale.takes.text for name, scale in asked.items() if scale is not None and scale.takes is not None}
    setting = Setting(model, points, waived_on(model, on), open_scales=of_any)
    truths, answers = truths_of(world, model, key, on), answers_of(world, model, key, on)
    judgements = judged(setting, truths, answers)
    outcomes = {name: judgement.outcome for name, judgement in judgements.items()}
    ends = {criterion.name.text: criterion_ends(world, model, criterion) for criterion in criteria}
    setting = with_scorers(setting, ends, world.data.offers)
    early, truths = truths, with_late(setting, truths, judgements, ends, on)
    level = level_reached(setting, judgements, truths)
    by_name = {criterion.name.text: criterion for criterion in criteria}
    ways = {name: judgements_on(scale, by_name[name], asked_for(model)) for name, scale in asked.items()}
    withheld = is_withheld(setting, judgements, truths)

    def range_of(each: Setting) -> Range | None:
        return could_be(each, early, answers, ways, lambda t, j: with_late(each, t, j, ends, on))

    return ModelResult(
        outcomes=outcomes,
        level=level,
        withheld=withheld,
        band=band_of(model, level) if level is not None else None,
        could_be=range_of(setting),
        aspect_levels={
            aspect.name.text: aspect_result(setting, aspect, judgements, early)
            for aspect in model.aspects
            if not is_withheld(setting, judgements, early, aspect)
        },
        scores=all_scores(Scored(setting, with_points(criteria, judgements), ends, truths)),
        actions=proposed(setting, truths, judgements),
        without_waivers=level_without_waivers(setting, early, answers, ends, on) if setting.waived else None,
        could_be_without_waivers=range_of(replace(setting, waived=frozenset())) if setting.waived else None,
        aim=aimed_at(model, key, level, on, withheld=withheld),
    )


def aimed_at(model: ast.Model, key: Key, level: int | None, on: date, *, withheld: bool) -> tuple[int, str] | None:
    """The subject's own aim, or else that of all, and where it stands."""
    aims = [aim for aim in model.aims if aim.kind is not None and aim.subject is not None]
    aims = [aim for aim in aims if aim.kind and aim.subject and (aim.kind.text, aim.subject.text) == key]
    aims += [aim for aim in model.aims if aim.subject is None]
    if not aims:
        return None
    if withheld or level is None:
        return aims[0].level, "unknown"
    if level >= aims[0].level:
        return aims[0].level, "reached"
    return aims[0].level, "overdue" if aims[0].by is not None and aims[0].by < on else "on_the_way"


def level_without_waivers(
    setting: Setting, truths: Truths, answers: Mapping[str, Judgement], ends: Mapping[str, Ends], on: date
) -> int | None:
    """The level were nothing waived."""
    unwaived = replace(setting, waived=frozenset())
    judgements = judged(unwaived, truths, answers)
    return level_reached(unwaived, judgements, with_late(unwaived, truths, judgements, ends, on))


def criterion_ends(world: World, model: ast.Model, criterion: ast.Criterion) -> tuple[Fraction, Fraction]:
    """The least and the most that a criterion can give: what it deducts, where it says so."""
    if not criterion.deductions:
        return scale_ends(world, model, criterion)
    ways = [Judgement("met"), Judgement("unmet")]
    if criterion.when is None:
        ways = judgements_on(scale_of(world, model, criterion), criterion)
    values = [-taken_off(criterion, way) for way in ways]
    return (min(values), max(values))


def scale_ends(world: World, model: ast.Model, criterion: ast.Criterion) -> tuple[Fraction, Fraction]:
    """The points of the lowest and the highest answer to a criterion."""
    scale = scale_of(world, model, criterion) if criterion.when is None else None
    if scale is None or scale.low is not None or scale.takes is not None:
        return (Fraction(0), Fraction(1))
    values = point_values(scale.points)
    return (min(values), max(values))
