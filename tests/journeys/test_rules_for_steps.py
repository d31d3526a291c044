"""Rules over two steps: what they find, what they leave out, and how few pairs they try."""

from __future__ import annotations

import pytest

import cxengine
from cxengine.engine.journey_findings import found_in_journeys
from cxengine.engine.journeys_said import journeys_said
from cxengine.engine.rule_tests import run_tests
from cxengine.journeys.finding import ABOUT, Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.pairs import PairSearch
from cxengine.journeys.redundancy import findings
from cxengine.journeys.step_values import StepValues
from cxengine.journeys.written import built_in_rules, rules_for
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.names import Names
from cxengine.lang.resolve_journeys import FINDINGS
from tests.journeys.finding_them import GROUND

WAY = """step a: Apply
  goal: To apply
  actor customer
  other party council
  channel web, post
  gives form
  asks number
  cost £2
  waits 3 days
  then b 50% or c 50%
step b: Call
  goal: To apply.
  actor customer
  other party council
  channel phone
  gives proof, form
  takes 1 hour
  emotion -1: Long wait
step c: Write
  after a
  goal: to  APPLY
  channel post
  checks poor
  value customer
step d: Decide
  after b or c
  actor council
  owner benefits
  asks number
  needs form
  checks poor, on_credit
  contact chasing
  waits 2 weeks
step e: Tell
  actor benefits
  other party customer
  only when offline
  statutory: An Act
step f: Close
  owner benefits
  only when offline
""".replace("  cost £2", "  costs £2")


def search(rule: str, way: str = WAY) -> tuple[PairSearch, Names]:
    """A search over a journey of these steps, with the rules that were read."""
    program = cxengine.compile({"j.cx": f"{GROUND}journey j for customer: J\n{way}{rule}"})
    flow = flow_of(program.names.journeys["j"], program.names.journeys)
    assert flow is not None
    known = Knowledge(flow=flow, names=program.names)
    return PairSearch(known=known, values=StepValues(known=known)), program.names


def pairs(condition: str, way: str = WAY) -> list[str]:
    """The pairs that a condition finds, as two letters each."""
    looking, names = search(f"rule r for steps x, y: R\n  when {condition}\n", way)
    return ["".join(pair) for pair in looking.pairs(names.step_rules["r"]).found]


# Each later step is named with the nearest earlier one, or the nearest after it where no order is asked.
FOUND = [
    ("same goal", ["ba", "ab", "bc"]),
    ("same goal and y follows x", ["ab", "ac"]),
    ("same goal and x before y", ["ab", "ac"]),
    ("same goal and x follows y", ["ba"]),
    ("same actor or none and not same actor", []),
    ("same checks or none and y follows x and checks of y is unknown", ["ab", "be", "ef"]),
    ("y directly follows x", ["de", "ef"]),
    ("same actor and y always follows x", ["ab"]),
    ("asks of y overlaps asks of x and y always follows x", ["ad"]),
    ("gives of y overlaps gives of x and y follows x", ["ab"]),
    ("gives of y within gives of x", ["ba"]),
    ("needs of y within gives of x + gives of x and y follows x", ["bd"]),
    ("needs of y within gives of x and same owner", []),
    ("needs of y within had of y and asks of y overlaps asks of x and y follows x", ["ad"]),
    ("same owner and y follows x", ["ab", "de", "ef"]),
    ("same block and y follows x", ["de", "ef"]),
    ("same only when and y follows x", ["ef"]),
    ("same stage", []),
    ("same work or none and y follows x", []),
    ("same goal and channel of y is phone", ["ab"]),
    ("same goal and channel of y is one of (phone, post) and y follows x", ["ab", "ac"]),
    ("same goal and channel of y is not phone and y follows x", ["ac"]),
    ("same goal and actor of y is customer and y follows x", ["ab"]),
    ("same goal and actor of y is not customer and y follows x", []),
    ("same goal and actor of y is unknown and y follows x", ["ac"]),
    ("same goal and value of y is customer", ["bc"]),
    ("same goal and cost of x >= £2", ["ab", "ac"]),
    ("same goal and takes of y >= 1 hour", ["ab"]),
    ("same goal and emotion of y < 0", ["ab"]),
    ("same goal and in_contact of y is yes and y follows x", ["ab"]),
    ("same goal and in_contact of y is no and x before y", ["ac"]),
    ("checks of y overlaps checks of x and y follows x", ["cd"]),
    ("checks of x within checked of y and checks of y overlaps checks of x and y follows x", []),
    ("same owner and contact of x is chasing and y follows x", ["de", "df"]),
    ("same owner and statutory of y is known and y follows x", ["de"]),
    ("same owner and y follows x and days_between >= 14 days", ["de", "df"]),
    ("same owner and y follows x and days_between < 14 days", ["ab", "ef"]),
    ("same goal and (cost of y is known or takes of y > 30 minutes) and y follows x", ["ab"]),
    ("same goal and not (channel of x overlaps channel of y) and y follows x", ["ab"]),
    ("same goal and owner of x is actor of y and y follows x", ["ab"]),
    ('same goal and title of y is "CALL"', ["ab"]),
]


@pytest.mark.parametrize(("condition", "expected"), FOUND, ids=[condition for condition, _ in FOUND])
def test_found(condition: str, expected: list[str]) -> None:
    assert pairs(condition) == expected


def test_words_that_both_have() -> None:
    way = "step a: Ring the GP surgery\n  goal: G\nstep b: Phone their surgery\n  goal: G\n"
    assert pairs("same goal and shared_words >= 66.6% and y follows x", way) == ["ab"]  # contact, surgery of gp too
    assert pairs("same goal and shared_words > 66.7% and y follows x", way) == []


def test_what_expires_is_renewed() -> None:
    way = "step a: A\n  gives pass\n  waits 2 weeks\nstep b: B\n  gives pass\nstep c: C\n  gives pass\n"
    assert pairs("gives of y overlaps gives of x and y follows x and renews of y is yes", way) == ["ab"]
    assert pairs("gives of y overlaps gives of x and y follows x and renews of y is no", way) == ["bc"]


def test_exclusive_ways_never_meet() -> None:
    assert "bc" in pairs("same goal") and "bc" not in pairs("same goal and y follows x")


def found(rules: str, way: str = WAY) -> list[Finding]:
    _, names = search(rules, way)
    flow = flow_of(names.journeys["j"], names.journeys)
    assert flow is not None
    return [f for f in findings(Knowledge(flow=flow, names=names)) if f.kind in names.step_rules]


RULE = """rule twice for steps x, y: Asked twice
  when asks of y overlaps asks of x
    and y follows x
  severity high
  confidence likely when waits of y > 1 week
  confidence certain
  finding: {y} of {owner of y} asks for {asks of y} again, {days_between} after {x}, {takes of y}
  suggestion: Ask once
  heuristic trusted_party
"""


def test_what_is_said() -> None:
    (finding,) = found(RULE)
    assert finding.text == (
        "“Decide” of Benefits team asks for National Insurance number again, 3.04 days after “Apply”, (not written)."
    )
    assert (finding.confidence, finding.severity, finding.suggestion) == ("likely", "high", "Ask once")
    assert (finding.heuristic.name, finding.remove, finding.steps) == ("trusted party", None, ("a", "d"))


def test_without_words_the_title_is_said() -> None:
    (finding,) = found("rule r for steps x, y: Asked twice\n  when asks of y overlaps asks of x and x before y\n")
    assert finding.text == "Asked twice: “Apply” and “Decide”."
    assert finding.confidence == "review" and finding.heuristic.name == "none"


def test_a_step_that_is_needed_is_not_proposed_for_removal() -> None:
    rule = "rule r for steps x, y: R\n  when needs of y within gives of x\n  removes x\n  confidence certain\n"
    way = "step a: A\n  gives form\nstep b: B\n  needs form\n"
    (finding,) = found(rule, way)
    assert (finding.remove, finding.confidence) == (None, "review")


def test_a_rule_for_one_journey_holds_there_only() -> None:
    rule = RULE.replace("for steps x, y:", "for steps x, y in journey JOURNEY:")
    other = "journey k for customer: K\nstep a: A\nstep b: B\n"
    assert len(found(other + rule.replace("JOURNEY", "j"))) == 1
    assert found(other + rule.replace("JOURNEY", "k")) == []


def test_accepted_findings_of_rules_stay_in_sight() -> None:
    accepting = WAY.replace("step d: Decide\n", "step d: Decide\n  accept twice of a because: It is law\n")
    (finding,) = found(RULE, accepting)
    assert finding.accepted == "It is law"


def test_tests_of_journeys_expect_what_rules_find() -> None:
    test = "test j: T\n  expect finding twice on a, d\n  expect no finding twice on a, b\n"
    program = cxengine.compile({"j.cx": f"{GROUND}journey j for customer: J\n{WAY}{RULE}{test}"})
    assert (run_tests(program).passed, run_tests(program).failed) == (1, 0)


def test_what_steps_do_not_say_is_listed_and_not_found() -> None:
    program = cxengine.compile({"j.cx": f"{GROUND}journey j for customer: J\n{WAY}rule r for steps x, y: R\n"
                                        "  when same other party\n"})  # fmt: skip
    (said,) = journeys_said(found_in_journeys(program.names, {}))
    assert [(n.attribute, n.steps) for n in said.not_compared if n.rule == "r"] == [("other_party", ("c", "d", "f"))]


def test_a_rule_of_the_same_name_takes_the_place_of_a_built_in_one() -> None:
    own = "rule near_duplicate for steps x, y: Near\n  when y follows x and same other party and shared_words >= 90%\n"
    way = "step a: Ring GP now\n  goal: P\n  other party gp\nstep b: Phone the surgery\n  goal: P\n  other party gp\n"
    _, plain = search("", way)
    assert [rule.name.text for rule in rules_for(plain.journeys["j"], plain)] == [
        rule.name.text for rule in built_in_rules()
    ]
    assert found(own, way) == []


def test_every_kind_is_a_rule_or_a_finder() -> None:
    assert {rule.name.text for rule in built_in_rules()} | set(ABOUT) == set(FINDINGS)
    assert {rule.name.text for rule in built_in_rules()} & set(ABOUT) == set()


def many(count: int) -> str:
    """A journey in which every tenth step is alike."""
    return "".join(
        f"step s{n}: Step\n  action: Do {n % (count // 10)}\n  goal: G{n % 7}\n  actor customer\n" for n in range(count)
    )


def test_pairs_are_not_tried_one_by_one() -> None:
    tried = {}
    for count in (100, 200, 400):
        looking, names = search("rule r for steps x, y: R\n  when same action and y follows x\n", many(count))
        outcome = looking.pairs(names.step_rules["r"])
        assert len(outcome.found) == count - count // 10
        tried[count] = outcome.tried
    assert tried == {100: 90, 200: 180, 400: 360}  # one for each pair that is found, of n(n - 1) that there are


def test_of_what_hashing_leaves_only_the_nearest_is_tried_first() -> None:
    rule = "rule r for steps x, y: R\n  when same goal and y follows x and shared_words >= 100%\n"
    looking, names = search(rule, many(140))
    assert looking.pairs(names.step_rules["r"]).tried < 140 * 20
