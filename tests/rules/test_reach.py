"""What the worked cases of each pack reach: criteria that come out met and not met, rules that find and do not.

That each metric is worked out from rows, and comes to what is worked out by hand, is in the tests of each pack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import cxengine
from cxengine.engine.given import gather
from cxengine.engine.program import Program
from cxengine.engine.reached import reached_by_tests
from cxengine.engine.rule_tests import run_tests
from cxengine.lang import ast
from cxengine.lang.packs import pack_of
from cxengine.maturity.evaluate import evaluate
from cxengine.maturity.facts import Facts

ROOT = Path(__file__).resolve().parents[2]
CRITERIA = {"standard": 0, "enfield": 36, "highways_england": 21, "building_blocks": 101, "neighbour": 2, "journeys": 0}
RULES = {"highways_england": {"surely_below", "too_low"}}
STEP_RULES = {"duplicate_step", "nothing_new", "near_duplicate", "channel_switch"}
TRIED = """
journey tried for customer: A parking pass
  step ask: Ask about the pass
    goal: To have a pass
    action: Ask for a parking pass by phone
    actor customer
    other party contact_centre
    channel phone
  step ask_again: Ask about the pass online
    goal: To have a pass
    action: Ask for a parking pass online
    actor customer
    other party contact_centre
    channel web
journey as_it_should_be for customer: A parking pass, asked for once
  step ask: Ask about the pass
    goal: To have a pass
    actor customer
    other party contact_centre
    channel phone
  step send: Send it
    goal: To let them park
    actor contact_centre
    other party customer
    channel post
test tried: The same is asked for twice, elsewhere
  expect finding near_duplicate on ask, ask_again
  expect finding channel_switch on ask, ask_again
test as_it_should_be: Once is enough
  expect no finding near_duplicate
  expect no finding channel_switch
"""
"""Cases of the two rules over steps that find nothing in the journeys of the documents."""


def outcomes(program: Program) -> Iterator[tuple[tuple[str, str], str]]:
    """Model and criterion, with the outcome that it has in a worked case."""
    models = {model.declared.name.text: model for model in program.models}
    for test in program.names.tests:
        if (model := models.get(test.name.text)) is not None:
            pack = pack_of(test.span.filename, program.packs)
            assert pack is not None and pack.effective is not None
            given = gather(test, model, program.names, program.types, pack.effective)
            facts = Facts([given.measured(ref) for ref in model.refs], given.attributes, given.today)
            result = evaluate(model, facts, given.answers, given.others)
            for criterion, outcome in zip(model.criteria, result.outcomes.now.outcomes, strict=True):
                yield (test.name.text, criterion.id), outcome


@pytest.mark.parametrize("pack", CRITERIA)
def test_every_criterion_comes_out_met_and_not_met(pack: str) -> None:
    program = cxengine.compile(pack)
    models = {model.declared.name.text: model for model in program.models}
    assert reached_by_tests(program, models)["criteria"].of == CRITERIA[pack]
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for criterion, outcome in outcomes(program):
        found[criterion].add(outcome)
    own = {("maturity", "1.3"), ("maturity", "1.4")} if pack == "neighbour" else set(found)
    assert len(own) == CRITERIA[pack]
    assert {key: found[key] for key in own if not ("met" in found[key] and found[key] & {"unmet", "partly"})} == {}


@pytest.mark.parametrize("pack", CRITERIA)
def test_every_rule_finds_something_and_nothing(pack: str) -> None:
    program = cxengine.compile(pack)
    assert run_tests(program).failed == 0
    expected = {(e.rule.text, e.absent) for test in program.names.tests for e in test.expects
                if isinstance(e, ast.ExpectFinding)}  # fmt: skip
    assert set(program.names.rules) == RULES.get(pack, set())
    assert {(rule, absent) for rule in program.names.rules for absent in (True, False)} <= expected


def test_every_rule_over_steps_finds_something_and_nothing() -> None:
    texts = {path.name: path.read_text("utf-8") for path in (ROOT / "rules" / "journeys").glob("*.cx")}
    program = cxengine.compile({**texts, "tried.cx": TRIED})
    results = run_tests(program)
    assert [test.message for test in results.tests if test.outcome == "failed"] == []
    expected = {(e.rule.text, e.absent) for test in program.names.tests for e in test.expects
                if isinstance(e, ast.ExpectFinding)}  # fmt: skip
    assert {(rule, absent) for rule in STEP_RULES for absent in (True, False)} <= expected


def test_a_figure_reaches_the_criteria_that_are_worked_out_from_it() -> None:
    text = (ROOT / "rules/starter/service.cx").read_text("utf-8")
    program = cxengine.compile({"service.cx": text})
    reached = reached_by_tests(program, {model.declared.name.text: model for model in program.models})["criteria"]
    assert (reached.of, reached.missed) == (4, ())
    given = "  given csat is 90% of 20\n"
    program = cxengine.compile({"service.cx": text.replace(given, "").replace("expect level 2", "expect level 0")})
    reached = reached_by_tests(program, {model.declared.name.text: model for model in program.models})["criteria"]
    assert reached.missed == ("1.2", "2.1")


def test_coverage_names_a_rule_that_no_test_finds() -> None:
    texts = {path.name: path.read_text("utf-8") for path in (ROOT / "rules" / "highways_england").glob("*.cx")}
    quiet = texts["tests.cx"].replace("  expect finding too_low\n", "  expect no finding surely_below\n")
    program = cxengine.compile({**texts, "tests.cx": quiet})
    reached = reached_by_tests(program, {model.declared.name.text: model for model in program.models})["rules"]
    assert (reached.reached, reached.of, reached.missed) == (1, 2, ("too_low",))
