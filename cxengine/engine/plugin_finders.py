"""What the finders of plugins find in a journey."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cxengine.diagnostics import Diagnostic
from cxengine.host.contracts import Finder, FoundInJourney, JourneyGiven, PluginFailure, StepGiven
from cxengine.journeys.finding import Finding, Heuristic
from cxengine.lang import ast
from cxengine.lang.flows.flow import Flow
from cxengine.lang.flows.lengths import in_days


def found_by_plugins(
    flow: Flow, finders: Mapping[str, Finder]
) -> tuple[tuple[Finding, ...], tuple[Diagnostic, ...]]:
    """The findings of every finder, in the order of their names, and an error for each that failed."""
    given = journey_given(flow) if finders else None
    found: list[Finding] = []
    failures: list[Diagnostic] = []
    for name, finder in finders.items():
        assert given is not None
        try:
            offered = finder.find(given)
        except PluginFailure as failure:
            failures.append(_failed(name, failure.problem.message, flow))
            continue
        strangers = sorted({step for each in offered for step in each.steps} - set(flow.steps))
        if strangers:
            reason = f"The finder `{name}` is left out: it names a step `{strangers[0]}`, which the journey has not"
            failures.append(_failed(name, reason, flow))
            continue
        found += [_finding(each, finder) for each in offered]
    return tuple(found), tuple(failures)


def _failed(name: str, message: str, flow: Flow) -> Diagnostic:
    help = f"What `{name}` would find in the journey `{flow.journey.name}` is missing; all else was looked for."
    return Diagnostic(code="finder-failed", message=message, help=help)


def _finding(found: FoundInJourney, finder: Finder) -> Finding:
    kind = finder.kinds[found.kind]
    return Finding(
        kind=found.kind, steps=found.steps, remove=found.remove, confidence=found.confidence, text=found.text,
        suggestion=found.suggestion, heuristic=Heuristic(kind.heuristic, kind.drawback),
    )  # fmt: skip


def journey_given(flow: Flow) -> JourneyGiven:
    """A journey as finders see it: the steps that people take, in the order of the file."""
    steps = tuple(_step(flow, step) for name, step in flow.steps.items() if name not in flow.silent)
    return JourneyGiven(
        name=flow.journey.name.text,
        title=flow.journey.title,
        steps=steps,
        follows=tuple((name, edge.to) for name, edge in flow.edges()),
        reaches=_texts(flow.reaches),
    )


def _step(flow: Flow, step: ast.Step) -> StepGiven:
    times = [in_days(length) for length in (step.takes, step.waits) if length is not None]
    return StepGiven(
        name=step.name.text,
        title=step.title,
        stage=flow.stages[step.name.text],
        kind=step.contact.text if step.contact is not None else None,
        by=step.actor.text if step.actor is not None else None,
        to=step.other_party.text if step.other_party is not None else None,
        channel=step.channels[0].text if step.channels else None,
        needs=(*_texts(step.needs), *_texts(step.asks)),
        gives=(*_texts(step.gives), *_texts(step.checks)),
        optional=flow.optional(step.name.text),
        takes_days=sum(times, Fraction(0)) if times else None,
        effort_days=in_days(step.takes) if step.takes is not None else None,
        cost=step.cost,
    )


def _texts(names: tuple[ast.Name, ...]) -> tuple[str, ...]:
    return tuple(name.text for name in names)
