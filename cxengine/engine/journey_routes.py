"""What-if and as-is against to-be: what a journey takes now, and what it would take."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.figures import short_number
from cxengine.engine.journey_findings import found_in
from cxengine.engine.journey_lived import ComparedSaid, compared
from cxengine.engine.journey_named import journey_named
from cxengine.engine.journeys_said import journey_said
from cxengine.engine.program import Program, compile
from cxengine.engine.to_json import to_json
from cxengine.journeys.differences import differences
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.routes import Routes, Totals, routes, what_if
from cxengine.lang.flows.changed import flow_of
from cxengine.suggest import did_you_mean

Number = int | float


@attrs.frozen(kw_only=True)
class TotalsSaid:
    """What one way takes; days of the calendar, days of work, pounds. Null where no step of the journey says."""

    contacts: Number
    hand_offs: Number
    days: Number | None
    effort_days: Number | None
    cost: Number | None


@attrs.frozen(kw_only=True)
class RoutesSaid:
    """The totals of a journey of so many ``steps``. ``expected`` is null where the share of a choice is not written;
    ``unsaid`` are steps without any time or cost, which count nothing; from ``repeats`` cases go back, which counts in
    ``expected`` only."""

    shortest: TotalsSaid | None
    expected: TotalsSaid | None
    worst: TotalsSaid | None
    steps: int
    unsaid: tuple[str, ...]
    repeats: tuple[str, ...]


@attrs.frozen(kw_only=True)
class LackingSaid:
    """A step that would lack an item that it has now, and a way on which it would.

    ``at_end``: not the step but the journey, which is for the item and would end with the step without it.
    """

    step: str
    item: str
    route: tuple[str, ...]
    at_end: bool


@attrs.frozen(kw_only=True)
class WhatIf:
    """A journey without some of its steps. ``titles`` are those of its steps, ``item_titles`` of what they hand on."""

    schema: Literal["cxengine.route/1"] = "cxengine.route/1"
    journey: str
    title: str
    titles: dict[str, str]
    item_titles: dict[str, str]
    without: tuple[str, ...]
    unmet: tuple[LackingSaid, ...]
    now: RoutesSaid
    then: RoutesSaid | None

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx journey route``."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made


@attrs.frozen(kw_only=True)
class Difference:
    """A journey against the one that it changes. ``open_questions`` are those of the six that are not answered;
    ``titles`` those of the steps of both."""

    schema: Literal["cxengine.diff/1"] = "cxengine.diff/1"
    journey: str
    title: str
    titles: dict[str, str]
    changes: str
    changes_title: str
    sentences: tuple[str, ...]
    now: RoutesSaid
    then: RoutesSaid
    lived: ComparedSaid
    readiness: tuple[str, ...]
    open_questions: dict[str, tuple[str, ...]]

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx journey diff``."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made


def route_project(folder: Path, journey: str | None, gone: tuple[str, ...]) -> WhatIf:
    """What a journey takes, and would take without some steps. Raises CxError."""
    known = known_journey(compile(folder), journey)
    unknown = [name for name in gone if name not in known.steps]
    if unknown:
        problem = f"the journey `{known.flow.journey.name}` has no step `{unknown[0]}`"
        steps = ", ".join(f"`{name}`" for name in list(known.steps)[:12])
        help = did_you_mean(unknown[0], known.steps) or f"Its steps are {steps}."
        raise CxError([Diagnostic(code="unknown-step", message=problem, help=help)])
    _refuse_lost_repeats(known, gone)
    less, lacking = what_if(known, tuple(dict.fromkeys(gone)))
    return WhatIf(
        journey=known.flow.journey.name.text,
        title=known.flow.journey.title,
        titles=_titles(known),
        item_titles={name: item.title or name for name, item in known.names.items.items()},
        without=gone,
        unmet=tuple(
            LackingSaid(step=each.step, item=each.item, route=each.route, at_end=each.at_end) for each in lacking
        ),
        now=_said(routes(known), known),
        then=_said(routes(less), less) if gone else None,
    )


def _refuse_lost_repeats(known: Knowledge, gone: Collection[str]) -> None:
    """Raise CxError where cases go back to a step that is left out: nobody says where they would go instead."""
    lost = [
        (name, repeat.start.text)
        for name, step in known.steps.items()
        for repeat in step.repeats
        if repeat.start.text in gone and name not in gone
    ]
    if not lost:
        return
    raise CxError([
        Diagnostic(
            code="step-gone",
            message=f"cases go back from `{name}` to `{start}`, so `{start}` cannot be left out alone",
            help=f"Leave out `{name}` too (`--without {name}`), or write a journey that "
            f"`changes {known.flow.journey.name}` and says to which step `{name}` goes back.",
        )
        for name, start in lost
    ])  # fmt: skip


def difference_of(folder: Path, journey: str | None) -> Difference:
    """A journey against the one that it changes. Raises CxError where it changes none."""
    program = compile(folder)
    known = known_journey(program, journey, changed=True)
    older = known.flow.journey.changes
    if older is None:
        problem = f"the journey `{known.flow.journey.name}` changes no other"
        help = "Name one with a `changes` line."
        raise CxError([Diagnostic(code="unknown-journey", message=problem, help=help)])
    before = known_journey(program, older.text)
    return Difference(
        journey=known.flow.journey.name.text,
        title=known.flow.journey.title,
        titles=_titles(before) | _titles(known),
        changes=older.text,
        changes_title=before.flow.journey.title,
        sentences=differences(before, known),
        now=_said(routes(before), before),
        then=_said(routes(known), known),
        lived=compared(*(journey_said(found_in(each, {})) for each in (before, known))),
        readiness=known.flow.journey.readiness,
        open_questions=_open(known),
    )


def _titles(known: Knowledge) -> dict[str, str]:
    return {name: step.title or name for name, step in known.steps.items()}


def _open(known: Knowledge) -> dict[str, tuple[str, ...]]:
    from cxengine.lang.resolve_journeys import QUESTIONS

    answered = {name: {q.about.text for q in step.questions} for name, step in known.steps.items()}
    return {word: tuple(name for name in known.steps if word not in answered[name]) for word in QUESTIONS}


def known_journey(program: Program, name: str | None, *, changed: bool = False) -> Knowledge:
    """A journey by its name, or the only one; with ``changed`` one that changes another. Raises CxError."""
    journeys = program.names.journeys
    flow = flow_of(journeys[journey_named(program.names, name, changed=changed)], journeys)
    assert flow is not None  # the checker refuses journeys that are made of nothing
    return Knowledge(flow=flow, names=program.names)


def _said(found: Routes, known: Knowledge) -> RoutesSaid:
    return RoutesSaid(
        steps=len(known.steps),
        shortest=_totals(found.shortest),
        expected=_totals(found.expected),
        worst=_totals(found.worst),
        unsaid=found.unsaid,
        repeats=found.repeats,
    )


def _totals(totals: Totals | None) -> TotalsSaid | None:
    if totals is None:
        return None
    return TotalsSaid(
        contacts=short_number(totals.contacts),
        hand_offs=short_number(totals.hand_offs),
        days=_if_known(totals.days),
        effort_days=_if_known(totals.effort_days),
        cost=_if_known(totals.cost),
    )


def _if_known(value: Fraction | None) -> Number | None:
    return short_number(value) if value is not None else None
