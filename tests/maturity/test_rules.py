"""Rules for levels: all states of eight criteria against the slow evaluator, and what no rule over positive conditions
may do.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest

from cxengine.engine.rule_tests import run_tests
from cxengine.lang import ast
from cxengine.maturity.answers import Answer, Answered
from cxengine.maturity.evaluate import evaluate
from cxengine.maturity.facts import Facts
from cxengine.subjects import SubjectKey
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.given import Setting
from cxengine.testing.oracle.levels import level_reached
from cxengine.testing.oracle.outcomes import judged
from tests.maturity.assessing import END, compiled

IDS = tuple(f"{level}.{place}" for level in (1, 2, 3) for place in (1, 2, 3))[:8]
RULES = {
    "default": "",
    "a share here, and all below": "reached when at least 66% of criteria here are met\n"
    "    and every level below is reached",
    "here only": "reached when every criterion here is met\n  unknown counts as unmet",
    "a share at or below": "reached when at least 80% of criteria at or below are met\n  suggested counts as met",
    "one after the other": "stop at first unmet",
}
State = tuple[str | None, ...]


def text_of(rule: str) -> str:
    lines = ["model m for service: M", f"  {RULES[rule]}"]
    for level in (1, 2, 3):
        lines.append(f"  level {level}: L{level}")
        for id in (each for each in IDS if each.startswith(f"{level}.")):
            lines += [f"    criterion {id}: C", "      ask: So?"]
            lines += ["      obligation suggested"] if id == "2.2" and "suggested" in RULES[rule] else []
    return "\n".join(line for line in lines if line.strip()) + "\n"


@cache
def states(rule: str) -> dict[State, tuple[int, int, int]]:
    """For every state of the eight criteria the level and the range."""
    model = compiled(text_of(rule)).models[0]
    facts, subject = Facts((), {}, END), SubjectKey("service", "s")
    found: dict[State, tuple[int, int, int]] = {}
    for state in product(("met", "unmet", None), repeat=8):
        given = {
            id: (Answer(subject=subject, criterion=id, answer=said),)
            for id, said in zip(IDS, state, strict=True)
            if said
        }
        result = evaluate(model, facts, Answered(given))
        found[state] = (result.level, result.range.low, result.range.high)
    return found


def by_the_slow_evaluator(rule: str) -> dict[State, tuple[int, int, int]]:
    """The same by the oracle. What is open may turn out met or unmet: the range is that of the two states there are
    once the first of it is known.
    """
    declared = next(d for file in compiled(text_of(rule)).files for d in file.declarations if isinstance(d, ast.Model))
    setting = Setting(declared, {id: ["unmet", "partly", "met"] for id in IDS})
    found: dict[State, tuple[int, int, int]] = {}
    for state in sorted(product(("met", "unmet", None), repeat=8), key=lambda each: each.count(None)):
        answers = {id: Judgement(said or "unknown", point=said) for id, said in zip(IDS, state, strict=True)}
        level = level_reached(setting, judged(setting, {}, answers), {})
        assert level is not None
        if None in state:
            place = state.index(None)
            met, unmet = (found[(*state[:place], said, *state[place + 1 :])] for said in ("met", "unmet"))
            found[state] = (level, min(met[1], unmet[1]), max(met[2], unmet[2]))
        else:
            found[state] = (level, level, level)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_level_and_range_of_all_states_of_eight_criteria_equal_the_slow_evaluator(rule: str) -> None:
    known, expected = states(rule), by_the_slow_evaluator(rule)
    assert len(known) == 3**8
    assert [(state, known[state], said) for state, said in expected.items() if known[state] != said][:5] == []


@pytest.mark.parametrize("rule", RULES)
def test_more_that_is_met_never_lowers_a_level(rule: str) -> None:
    known = states(rule)
    for state, (level, _, _) in known.items():
        for place in range(8):
            assert known[(*state[:place], "met", *state[place + 1 :])][0] >= level, (state, place)


@pytest.mark.parametrize("rule", RULES)
def test_what_becomes_known_only_narrows_the_range(rule: str) -> None:
    known = states(rule)
    for state, (_, low, high) in known.items():
        for place in (place for place in range(8) if state[place] is None):
            for said in ("met", "unmet"):
                _, lower, upper = known[(*state[:place], said, *state[place + 1 :])]
                assert low <= lower <= upper <= high, (state, place, said)


CASES = """scale far: How far?
  point no is 0: No
  point some is 0.5: Some
  point all is 1: All
model capped for service: Capped
  level at most 1 when criterion 1.2 is some
  withheld when every criterion is unknown
  partly counts as met
  should counts as met with justification
  scale far
  score is share of points
  score at most 75% when any criterion is some
  level 1: One
    criterion 1.1: A
      ask: So?
    criterion 1.2: B
      ask: So?
  level 2: Two
    when score >= 50%
    criterion 2.1: C
      obligation should
      ask: So?
  level 3: Three
    criterion 3.1: D
      obligation must not
      ask: So?
test capped: Nothing is known
  expect withheld
test capped: A veto
  given answers 1.1 to 2.1 are all
  given answer 3.1 is no
  given answer 1.2 is some
  expect level 1
  expect score is 75%
test capped: What must not be is not
  given answers 1.1 to 2.1 are all
  given answer 3.1 is no
  expect level 3
  expect score is 4 of 4
test capped: What must not be is
  given answers 1.1 to 3.1 are all
  expect level 2
  expect score is 3 of 4
test capped: A duty with a reason
  given answers 1.1 to 1.2 are all
  given answer 2.1 is no with justification
  given answer 3.1 is no
  expect level 3
  expect score is 75%
test capped: A duty without one
  given answers 1.1 to 1.2 are all
  given answer 2.1 is no
  given answer 3.1 is no
  expect level 1
  expect criterion 2.1 is no
model tree for service: A tree with policies of its own
  unknown counts as unmet
  score is mean
  aspect strict: Strict
    score is lowest
  aspect kind: Kind
    unknown is left out
    score is sum
    score at most 1
  criterion s1: A
    aspect strict
    ask: So?
  criterion s2: B
    aspect strict
    ask: So?
  criterion k1: C
    aspect kind
    ask: So?
  criterion k2: D
    aspect kind
    ask: So?
  criterion k3: E
    aspect kind
    ask: So?
test tree: Each has its own rule
  given answer s1 is met
  given answer k1 is met
  given answer k2 is partly
  expect score of strict is 0
  expect score of kind is 1
  expect score is 0.5
test tree: One without any answer is unknown, and the policy above decides
  given answers s1 to s2 are met
  expect score of kind is 0
  expect score is 0.5
model after_capped for service: After another
  level 1: Begun
    when level of capped >= 2
test after_capped: The other is far enough
  given level of capped is 2
  expect level 1
test after_capped: It is not known
  expect level 0, could be 1
"""


def test_worked_cases_of_rules_and_scores() -> None:
    results = run_tests(compiled(CASES))
    assert [test.message for test in results.tests if test.outcome == "failed"] == []
    assert results.passed == 10
