"""Tests of journeys: what is expected to be found in them, against what is."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.engine.journey_findings import found_in
from cxengine.host.contracts import Finder
from cxengine.journeys.finding import Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.lang import ast
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.names import Names


def journey_failures(test: ast.Test, names: Names, finders: Mapping[str, Finder]) -> list[str]:
    """A line for each expectation that does not hold. What is accepted is found all the same."""
    flow = flow_of(names.journeys[test.name.text], names.journeys)
    found = found_in(Knowledge(flow=flow, names=names), finders).findings if flow is not None else ()
    failures = []
    for expect in test.expects:
        if isinstance(expect, ast.ExpectFinding):
            fits = [finding for finding in found if _fits(finding, expect)]
            if bool(fits) is expect.absent:
                failures.append(f"line {expect.span.line}: {_said(expect, fits, found)}")
    return failures


def _fits(finding: Finding, expect: ast.ExpectFinding) -> bool:
    steps = {step.text for step in expect.steps}
    return finding.kind == expect.rule.text and (not steps or steps == set(finding.steps))


def _said(expect: ast.ExpectFinding, fits: list[Finding], found: tuple[Finding, ...]) -> str:
    on = f" on {', '.join(step.text for step in expect.steps)}" if expect.steps else ""
    if fits:
        return f"expected no finding {expect.rule}{on}; there is one: {fits[0].text}"
    alike = [finding for finding in found if finding.kind == expect.rule.text]
    elsewhere = f"; there is one on {', '.join(alike[0].steps)}" if alike else "; there is none"
    return f"expected finding {expect.rule}{on}{elsewhere}"
