"""What is found in a journey, as it stands in the result."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import attrs

from cxengine.journeys.finding import Finding, Saving
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.redundancy import findings
from cxengine.journeys.written import not_compared
from cxengine.lang.flows.flow import Flow
from cxengine.lang.names import Names

Number = int | float


@attrs.frozen(kw_only=True)
class SavingSaid:
    """What each case no longer takes; null where a step does not say."""

    contacts: int
    days: Number | None
    effort_days: Number | None
    cost: Number | None


@attrs.frozen(kw_only=True)
class PlaceSaid:
    """Where a step stands in the rule files."""

    step: str
    filename: str
    line: int


@attrs.frozen(kw_only=True)
class JourneyFindingSaid:
    """Something in a journey that may be redundant. ``remove`` is the one step that could go without harm to a later
    one; ``accepted`` says why it stays."""

    kind: str
    steps: tuple[str, ...]
    remove: str | None
    confidence: Literal["certain", "likely", "review"]
    severity: Literal["high", "medium", "low"]
    text: str
    suggestion: str
    heuristic: str
    drawback: str
    saves: SavingSaid | None
    accepted: str | None
    places: tuple[PlaceSaid, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class NotComparedSaid:
    """Steps that a rule could not compare with others, because they do not say something that it asks for."""

    rule: str
    title: str
    attribute: str
    steps: tuple[str, ...]


def findings_said(flow: Flow, names: Names) -> tuple[JourneyFindingSaid, ...]:
    """Every finding of a journey."""
    return tuple(_said(finding, flow) for finding in findings(flow, names))


def not_compared_said(flow: Flow, names: Names) -> tuple[NotComparedSaid, ...]:
    """What the rules over two steps could not compare in a journey."""
    return tuple(
        NotComparedSaid(rule=each.rule.name.text, title=each.rule.title, attribute=each.attribute, steps=each.steps)
        for each in not_compared(Knowledge(flow=flow, names=names))
    )


def _said(finding: Finding, flow: Flow) -> JourneyFindingSaid:
    spans = {name: flow.steps[name].span for name in finding.steps}
    return JourneyFindingSaid(
        kind=finding.kind,
        steps=finding.steps,
        remove=finding.remove,
        confidence=finding.confidence,
        severity=finding.severity,
        text=finding.text,
        suggestion=finding.suggestion,
        heuristic=finding.heuristic.name,
        drawback=finding.heuristic.drawback,
        saves=_saving(finding.saves) if finding.saves is not None else None,
        accepted=finding.accepted,
        places=tuple(PlaceSaid(step=name, filename=span.filename, line=span.line) for name, span in spans.items()),
        notes=finding.rule.notes if finding.rule is not None else (),
    )


def _saving(saves: Saving) -> SavingSaid:
    days, effort, cost = (
        as_number(value) if value is not None else None for value in (saves.days, saves.effort_days, saves.cost)
    )
    return SavingSaid(contacts=saves.contacts, days=days, effort_days=effort, cost=cost)


def as_number(value: Fraction) -> Number:
    """A number with at most four decimals, rounded half away from zero."""
    scaled = abs(value) * 10_000 + Fraction(1, 2)
    whole = scaled.numerator // scaled.denominator
    rounded = Fraction(whole if value >= 0 else -whole, 10_000)
    return rounded.numerator if rounded.denominator == 1 else float(rounded)
