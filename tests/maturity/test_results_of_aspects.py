"""`withheld when` and `level at most` in an aspect: its own level and score, and what is made of them."""

from __future__ import annotations

import pytest

from cxengine.engine.explanation import explain
from cxengine.engine.said.levels import AspectSaid, ModelSaid
from tests.maturity.assessing import assessed, model_of, number

RULES = """model m for service: M
  score is mean
  unknown counts as unmet
  aspect safe: Safety
    withheld when criterion 1.1 is unknown
    level at most 1 when criterion 1.2 is not met
  aspect quick: Speed
  level 1: One
    criterion 1.1: C1
      aspect safe
      ask: So?
    criterion 1.2: C2
      aspect quick
      ask: So?
  level 2: Two
    when level of safe >= 2
    criterion 2.1: C3
      aspect safe
      ask: So?
"""


def safe(said: ModelSaid) -> AspectSaid:
    """What is said of safety."""
    return said.aspects[0]


def test_a_withheld_aspect_has_neither_level_nor_score_and_the_whole_is_unknown_rather_than_low() -> None:
    said = model_of(RULES, {"1.2": "met", "2.1": "met"})
    assert (safe(said).level, safe(said).score, said.aspects[1].score) == (None, None, 1)
    assert safe(said).withheld == "criterion 1.1 (C1) is unknown"
    assert (said.score, said.score_unknown) == (None, "the score of “Safety” is withheld")
    assert number(said) == 0 and (said.could_be.from_, said.could_be.to) == (0, 2)


def test_a_cap_bounds_the_level_of_the_aspect_alone() -> None:
    said = model_of(RULES, {"1.1": "met", "1.2": "met", "2.1": "met"})
    assert (safe(said).level, safe(said).capped, number(said)) == (2, (), 2)
    said = model_of(RULES, {"1.1": "met", "1.2": "partly", "2.1": "met"})
    assert (safe(said).level, said.aspects[1].level, safe(said).score) == (1, 0, 1)
    [cap] = safe(said).capped
    assert (cap.level, cap.certain, cap.because.text) == (1, True, "criterion 1.2 (C2) is partly")


def test_a_cap_of_which_nobody_knows_holds_and_may_go() -> None:
    rules = RULES.replace("  unknown counts as unmet\n", "")
    said = model_of(rules, {"1.1": "met", "2.1": "met"})
    assert (safe(said).level, safe(said).capped[0].certain) == (1, False)
    assert (said.could_be.from_, said.could_be.to, said.could_be.exact) == (0, 2, True)


@pytest.mark.parametrize(
    ("rule", "score"), [("share met", 0.6666666667), ("count met", 2)], ids=["a share of criteria", "a count of them"]
)
def test_rules_that_count_criteria_count_those_of_a_withheld_aspect(rule: str, score: float) -> None:
    said = model_of(RULES.replace("score is mean", f"score is {rule}"), {"1.2": "met", "2.1": "met"})
    assert said.score is not None and abs(float(said.score) - score) < 1e-5
    assert safe(said).score is None


def test_it_is_explained() -> None:
    told = explain(assessed(RULES, {"1.2": "met"}), "service:s", "safe").tree
    assert told.text == "Safety: withheld, because criterion 1.1 (C1) is unknown; 0 of 2 criteria met"
    assert [each.text for each in told.because][:1] == ["criterion 1.1 (C1) is unknown"]
