"""What is found in journeys, as it stands in the result."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.engine.journey_actions import actions_by_finding, saving_said
from cxengine.engine.plugin_finders import found_by_plugins
from cxengine.engine.said.journeys import ActionOfFinding, JourneyFindingSaid, NotComparedSaid, PlaceSaid
from cxengine.host.contracts import Finder
from cxengine.journeys.finding import Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.redundancy import findings
from cxengine.journeys.written import not_compared
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.names import Names


@attrs.frozen(kw_only=True)
class FoundIn:
    """A journey with its changes made, everything that is found in it, and the finders of plugins that failed."""

    known: Knowledge
    findings: tuple[Finding, ...]
    failures: tuple[Diagnostic, ...] = ()


def found_in_journeys(names: Names, finders: Mapping[str, Finder]) -> tuple[FoundIn, ...]:
    """Every journey of the rules, in file order."""
    flows = (flow_of(journey, names.journeys) for journey in names.journeys.values())
    return tuple(found_in(Knowledge(flow=flow, names=names), finders) for flow in flows if flow is not None)


def found_in(known: Knowledge, finders: Mapping[str, Finder]) -> FoundIn:
    """One journey."""
    more, failures = found_by_plugins(known.flow, finders)
    return FoundIn(known=known, findings=findings(known, more), failures=failures)


def findings_said(found: FoundIn) -> tuple[JourneyFindingSaid, ...]:
    """Every finding of a journey, with what to do about it."""
    actions = actions_by_finding(found.findings, found.known)
    return tuple(
        _said(finding, found.known, actions.get((finding.kind, finding.steps), ())) for finding in found.findings
    )


def not_compared_said(known: Knowledge) -> tuple[NotComparedSaid, ...]:
    """What the rules over two steps could not compare in a journey."""
    return tuple(
        NotComparedSaid(rule=each.rule.name.text, title=each.rule.title, attribute=each.attribute, steps=each.steps)
        for each in not_compared(known)
    )


def _said(finding: Finding, known: Knowledge, actions: tuple[ActionOfFinding, ...]) -> JourneyFindingSaid:
    spans = {name: known.steps[name].span for name in finding.steps}
    return JourneyFindingSaid(
        kind=finding.kind,
        steps=finding.steps,
        remove=finding.remove,
        stays=finding.stays,
        confidence=finding.confidence,
        severity=finding.severity,
        text=finding.text,
        suggestion=finding.suggestion,
        heuristic=finding.heuristic.name,
        drawback=finding.heuristic.drawback,
        saves=saving_said(finding.saves),
        accepted=finding.accepted,
        places=tuple(PlaceSaid(step=name, filename=span.filename, line=span.line) for name, span in spans.items()),
        notes=finding.rule.notes if finding.rule is not None else (),
        actions=actions,
    )
