"""Tests of journeys: nothing is given, and findings are expected."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.resolve_journeys import found_in_journeys


def check_journey_test(test: ast.Test, checking: Checking) -> None:
    """Every line of the test of a journey."""
    journeys = checking.names.journeys
    flow = flow_of(journeys[test.name.text], journeys)
    for line in (*test.givens, *(e for e in test.expects if not isinstance(e, ast.ExpectFinding))):
        checking.error(
            "test-of-journey",
            line.span,
            f"`{test.name}` is a journey, in which only findings can be expected",
            "Write `expect finding duplicate_step on STEP, STEP`, or `expect no finding duplicate_step`.",
        )
    for expect in test.expects:
        if isinstance(expect, ast.ExpectFinding):
            known = found_in_journeys(checking.names)
            if expect.rule.text not in known and not checking.names.vocabulary.left_out:
                message = f"There is no kind of finding `{expect.rule}`"
                help = f"What is found in a journey is one of: {', '.join(known)}."
                checking.lookup.unknown(expect.rule, message, known, help)
            for step in expect.steps if flow is not None else ():
                if flow is not None and step.text not in flow.steps:
                    message = f"There is no step in the journey `{test.name}` called `{step}`"
                    checking.lookup.unknown(step, message, flow.steps, "Name steps that the journey has.")


def refuse_steps(expect: ast.ExpectFinding, test: ast.Test, checking: Checking) -> None:
    """Report steps where no journey is tried."""
    if expect.steps:
        checking.error(
            "steps-of-nothing",
            expect.span,
            f"`on` names steps, and `{test.name}` is no journey",
            "Take `on` and the steps out, or write `test` with the name of a journey.",
        )
