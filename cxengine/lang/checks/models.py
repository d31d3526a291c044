"""Models: levels, bands, aspects and scoring."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.lang import ast
from cxengine.lang.checks.actions import check_actions
from cxengine.lang.checks.aims import check_aims
from cxengine.lang.checks.assessors import check_assessors
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.criteria import check_criteria
from cxengine.lang.checks.expressions import condition
from cxengine.lang.checks.level_rules import check_level_rules
from cxengine.lang.checks.scores import check_scores
from cxengine.lang.cycles import first_beyond, in_order, path_in_words
from cxengine.lang.resolve import declare_once
from cxengine.lang.scope import of_model
from cxengine.lang.walk import criteria_of, levels_left_out, levels_twice

MOST_NESTED_ASPECTS = 20
"""Aspects of which each stands in the next."""


def check_models(checking: Checking) -> None:
    """Every model."""
    for model in checking.names.models.values():
        _check_levels(model, checking)
        _check_bands(model, checking)
        _declare(model.phases, "phase", checking)
        aspects = _declare(model.aspects, "aspect", checking)
        _check_aspects(model, aspects, checking)
        check_assessors(model, checking)
        check_aims(model, checking)
        criteria = check_criteria(model, checking)
        scope = of_model(checking.names, model, criteria)
        for level in model.levels:
            if level.when is not None:
                condition(level.when, attrs.evolve(scope, own_results=True), checking)
        check_level_rules(model, scope, checking)
        check_scores(model, scope, checking)
        check_actions(model, checking)


def _declare(declarations: tuple[ast.Declaration, ...], kind: str, checking: Checking) -> dict[str, ast.Declaration]:
    first: dict[str, tuple[str, ast.Name]] = {}
    fresh = [d for d in declarations if declare_once(d.name, kind, first, checking.found)]
    return {declaration.name.text: declaration for declaration in fresh}


def _check_levels(model: ast.Model, checking: Checking) -> None:
    before: int | None = None
    said = any(policy.about == "empty level" for policy in model.policies)
    empty_matters = model.levelled_by is None and not said
    twice = levels_twice(model)
    for level in model.levels:
        if before is not None and level.number <= before:
            _report_order(before, level, model, checking)
        elif twice & {level.number}:
            pass  # which of the two has the wrong number is asked where the second stands
        elif before is not None and level.number > before + 1 and not checking.lookup.incomplete:
            _report_gap(before, level, model, checking)
        before = level.number if before is None else max(before, level.number)
        lowest_zero = level.number == 0 and level is model.levels[0]
        if not level.criteria and level.when is None and empty_matters and not lowest_zero:
            if not checking.lookup.incomplete:
                checking.found.warning(
                    "empty-level",
                    level.name.span,
                    f"Level {level.number} asks for nothing, so it is never the result",
                    "Add a criterion or a `when` line, or say `empty level counts as met` in the model.",
                )


def _report_order(before: int, level: ast.Level, model: ast.Model, checking: Checking) -> None:
    """A level that stands again, with the number that one of the two most likely has, or below a higher one."""
    help = "Levels stand once each, from the lowest to the highest."
    message = f"Level {level.number} stands after level {before}"
    if level.number == before:
        message = f"Level {level.number} stands twice"
        help += _likelier(level, model, checking)
    checking.error("level-order", level.name.span, message, help)


def _likelier(level: ast.Level, model: ast.Model, checking: Checking) -> str:
    """Which of two levels with one number has most likely which other: one that is missing beside it, or a further one.

    The number is noted, so that it is not told as missing too.
    """
    missing = levels_left_out(model)
    below, above = level.number - 1, level.number + 1
    first = next(other.span.line for other in model.levels if other.number == level.number)
    if below in missing:
        number, which = below, f"that of line {first}"
    elif above in missing or level.number == max(other.number for other in model.levels):
        number, which = above, "this one"
    else:
        return f" Put what it asks for into that of line {first}, or count the levels anew."
    told = ("unknown-level", model.name.text, str(number))
    if told in checking.said:
        return ""
    checking.said.add(told)
    return f" Is {which} level {number}?"


def _report_gap(before: int, level: ast.Level, model: ast.Model, checking: Checking) -> None:
    """A level that others count on is missing for certain; else its number may be left out on purpose."""
    gap = range(before + 1, level.number)
    if any(("unknown-level", model.name.text, str(number)) in checking.said for number in gap):
        return  # it was asked whether a level that stands twice is this one
    strays = [c for c in criteria_of(model) if c.name.text.partition(".")[0] in {str(number) for number in gap}]
    counted_on = strays or any(band.low in gap or band.high in gap for band in model.bands)
    said = f"Level {level.number} follows level {before}"
    if strays:
        said = f"Level {strays[0].name.text.partition('.')[0]} is missing above criterion {strays[0].name.text}"
    there = f"Write `level {before + 1}: TITLE` there."
    if strays == list(level.criteria):
        there = f"Write `level {before + 1}: {level.title}` in place of `level {level.number}`."
    checking.found.add(
        Diagnostic(
            code="level-gap",
            span=strays[0].name.span if strays else level.name.span,
            message=said,
            help=there if strays else f"Is level {before + 1} missing?",
            severity="error" if counted_on else "warning",
        )
    )


def _report_outside(band: ast.Band, levels: set[int], model: ast.Model, checking: Checking) -> None:
    """A band ends at a level that is not there; where criteria have its number, the head of the level is missing."""
    end = band.low if band.low not in levels else band.high
    headless = [criterion.name for criterion in model.criteria if criterion.name.text.startswith(f"{end}.")]
    if headless:
        checking.said.add(("unknown-level", model.name.text, str(end)))
        checking.error(
            "band-outside-levels",
            headless[0].span,
            f"Criterion {headless[0]} stands in no level, and the band `{band.name}` reaches to level {end}, which the "
            "model does not have",
            f"Is a line like `level {end}: TITLE` missing above it?",
        )
        return
    checking.error(
        "band-outside-levels",
        band.name.span,
        f"The band `{band.name}` reaches to level {end}, which the model does not have",
        f"The levels run from {min(levels)} to {max(levels)}.",
    )


def _check_bands(model: ast.Model, checking: Checking) -> None:
    _declare(model.bands, "band", checking)
    levels = {level.number for level in model.levels}
    if not model.bands or not levels:
        return
    taken: dict[int, ast.Band] = {}
    for band in model.bands:
        if band.low > band.high:  # reported where the line is read
            return
        if band.low not in levels or band.high not in levels:
            if levels_twice(model):
                return
            if checking.lookup.incomplete or {band.low, band.high} & levels_left_out(model):
                return
            _report_outside(band, levels, model, checking)
            return
        for number in sorted(levels):
            if not band.low <= number <= band.high:
                continue
            other = taken.setdefault(number, band)
            if other is not band:
                checking.error(
                    "bands-overlap",
                    band.name.span,
                    f"Level {number} is in the band `{other.name.text}` and in `{band.name.text}`",
                    "Each level belongs to one band.",
                )
                return
    missing = [number for number in sorted(levels) if number not in taken]
    if missing and not checking.lookup.incomplete:
        checking.error(
            "level-without-band",
            model.bands[-1].name.span,
            f"No band holds level {', '.join(map(str, missing))}",
            "Let the bands cover every level, each once.",
        )


def _check_aspects(model: ast.Model, aspects: Mapping[str, ast.Declaration], checking: Checking) -> None:
    by_name = {name: aspect for name, aspect in aspects.items() if isinstance(aspect, ast.Aspect)}
    needs = {name: (a.parent.text,) if a.parent is not None else () for name, a in by_name.items()}
    order, circles = in_order(needs)
    beyond = first_beyond(needs, order, MOST_NESTED_ASPECTS)
    if beyond is not None:
        checking.error(
            "nested-aspects",
            by_name[beyond].name.span,
            f"The aspect `{beyond}` stands in more than {MOST_NESTED_ASPECTS - 1} others",
            "Leave some of them out.",
        )
    for circle in circles:
        parent = by_name[circle[0]].parent
        assert parent is not None
        checking.error(
            "circular-aspects",
            parent.span,
            f"The aspect `{circle[0]}` would stand in itself: {path_in_words(circle)}",
            "Take one `in` line out.",
        )
    used = {aspect.text for criterion in criteria_of(model) for aspect in criterion.aspects}
    used |= {name for needed in needs.values() for name in needed}
    complete = not checking.lookup.incomplete and all(c.aspect is not None for c in criteria_of(model))
    told = {diagnostic.span for diagnostic in checking.found}
    for name, aspect in by_name.items():
        if name not in used and complete and aspect.name.span not in told:
            checking.found.warning(
                "unused-aspect",
                aspect.name.span,
                f"No criterion belongs to the aspect `{name}`",
                f"Write `aspect {name}` in the criteria that belong to it, or take it out.",
            )
    seen: set[str] = set()
    for first in model.assess_first:
        if first.text in seen:
            checking.error("written-twice", first.span, f"`{first.text}` stands twice", "Take one of them out.")
        seen.add(first.text)
