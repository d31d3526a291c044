"""Scores: the six rules, weights, nested aspects, policies and rounding."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

import cxengine
from cxengine.lang import ast
from cxengine.maturity.scoring import rounded_score

from .assessing import asking, compiled, model_of

GRADES = "scale grade 0 to 10: Grade"
F = Fraction


def exact(text: str, answers: Mapping[str, str], **attributes: object) -> Fraction | None:
    """The score before it is shown."""
    said = model_of(text, answers, **attributes)
    assert said.result is not None
    return said.result.score.value


@pytest.mark.parametrize(
    ("rule", "score"),
    [
        ("mean", F(17, 30)),
        ("sum", F(17, 10)),
        ("lowest", F(0)),
        ("highest", F(1)),
        ("share met", F(1, 3)),
        ("count met", F(1)),
    ],
)
def test_rules(rule: str, score: Fraction) -> None:
    text = asking("", "", "", lines=["scale grade", f"score is {rule}"], above=GRADES)
    assert exact(text, {"1.1": "10", "1.2": "7", "1.3": "0"}) == score


WEIGHTED = ("weight 3", "", "weight 0.5")


def test_weights_count_in_a_mean() -> None:
    text = asking(*WEIGHTED, lines=["scale grade", "score is mean"], above=GRADES)
    assert exact(text, {"1.1": "10", "1.2": "7", "1.3": "0"}) == (F(3) + F(7, 10)) / F(9, 2)


@pytest.mark.parametrize("rule", ["sum", "lowest", "share met"])
def test_weights_that_would_change_nothing_are_refused(rule: str) -> None:
    with pytest.raises(cxengine.CxError):
        compiled(asking(*WEIGHTED, lines=[f"score is {rule}"]))


@pytest.mark.parametrize(
    ("line", "rule", "score"),
    [
        ("unknown counts as unknown", "mean", None),
        ("unknown counts as unmet", "mean", F(1, 2)),
        ("unknown counts as met", "mean", F(5, 6)),
        ("unknown is left out", "mean", F(3, 4)),
        ("unknown counts as unknown", "count met", None),
        ("unknown counts as unmet", "count met", F(1)),
        ("unknown counts as met", "count met", F(2)),
        ("unknown is left out", "share met", F(1, 2)),
        ("unknown counts as unmet", "lowest", F(0)),
        ("unknown is left out", "lowest", F(1, 2)),
    ],
)
def test_unknown(line: str, rule: str, score: Fraction | None) -> None:
    text = asking("", "", "", lines=[line, f"score is {rule}"])
    assert exact(text, {"1.1": "met", "1.2": "partly"}) == score


@pytest.mark.parametrize(
    ("line", "rule", "score"),
    [
        ("not applicable is left out", "mean", F(1, 2)),
        ("not applicable counts as met", "mean", F(3, 4)),
        ("not applicable counts as unmet", "mean", F(1, 4)),
        ("not applicable counts as met", "count met", F(1)),
        ("not applicable counts as unmet", "share met", F(0)),
        ("not applicable is left out", "sum", F(1, 2)),
    ],
)
def test_not_applicable(line: str, rule: str, score: Fraction) -> None:
    text = asking("not applicable allowed", "", lines=[line, f"score is {rule}"])
    assert exact(text, {"1.1": "n/a", "1.2": "partly"}) == score


def test_lowest_points_need_not_be_zero() -> None:
    scale = "scale grade: Grade\n  point few is 0.25: Few\n  point many is 0.75: Many"
    text = asking("", "", lines=["scale grade", "unknown counts as unmet", "score is sum"], above=scale)
    assert exact(text, {"1.1": "many"}) == 1
    said = model_of(text, {"1.1": "many"})
    assert (said.score_from, said.score_to) == (0.5, 1.5)
    assert said.score_could_be is not None and (said.score_could_be.from_, said.score_could_be.to) == (1, 1.5)


def test_nothing_left_to_score_is_no_score() -> None:
    text = asking("not applicable allowed", lines=["score is mean"])
    said = model_of(text, {"1.1": "n/a"})
    assert said.score is None and said.score_unknown == "nothing is left to score"


TREE = """model m for service: M
  {policy}
  score is mean
  aspect people: People
    weight 3
    score is lowest
  aspect skills: Skills
    in people
    score is mean
  aspect process: Process
    score is share met
  level 1: One
    criterion 1.1: A
      aspect people
      ask: So?
    criterion 1.2: B
      aspect skills
      weight 2
      ask: So?
    criterion 1.3: C
      aspect skills
      ask: So?
    criterion 1.4: D
      aspect process
      ask: So?
    criterion 1.5: E
      aspect process
      ask: So?
"""


@pytest.mark.parametrize(
    ("answers", "policy", "scores"),
    [
        ("mpmmu", "unknown counts as unknown", (F(2, 3), F(2, 3), F(1, 2), (3 * F(2, 3) + F(1, 2)) / 4)),
        ("pmmmm", "unknown counts as unknown", (F(1, 2), F(1), F(1), F(5, 8))),
        ("m-mmm", "unknown counts as unknown", (None, None, F(1), None)),
        ("m-mmm", "unknown counts as unmet", (F(1, 3), F(1, 3), F(1), F(1, 2))),
        ("m-umm", "unknown is left out", (F(0), F(0), F(1), F(1, 4))),
        ("m--mm", "unknown is left out", (F(1), None, F(1), F(1))),
        ("---um", "unknown is left out", (None, None, F(1, 2), F(1, 2))),
    ],
)
def test_aspects_score_over_their_aspects_and_their_own_criteria(
    answers: str, policy: str, scores: tuple[Fraction | None, ...]
) -> None:
    words = {"m": "met", "p": "partly", "u": "unmet"}
    given = {f"1.{place}": words[letter] for place, letter in enumerate(answers, 1) if letter != "-"}
    said = model_of(TREE.format(policy=policy), given)
    assert said.result is not None
    found = {x.node.name: x.score.value for x in said.result.aspects}
    assert (found["people"], found["skills"], found["process"], said.result.score.value) == scores


@pytest.mark.parametrize(
    ("rounding", "shown"),
    [("half up to 2 decimals", 0.13), ("half even to 2 decimals", 0.12), ("down to 2 decimals", 0.12),
     ("up to 2 decimals", 0.13), ("up to 0 decimals", 1), ("half up to 1 decimal", 0.1)],
)  # fmt: skip
def test_rounding_of_a_score(rounding: str, shown: float) -> None:
    text = asking(*[""] * 8, lines=["score is mean", f"round {rounding}"])
    assert model_of(text, {"1.1": "met", **{f"1.{n}": "unmet" for n in range(2, 9)}}).score == shown


@pytest.mark.parametrize(
    ("score", "half_up", "half_even", "down", "up"),
    [
        (F("0.125"), "0.13", "0.12", "0.12", "0.13"),
        (F("0.135"), "0.14", "0.14", "0.13", "0.14"),
        (F("0.121"), "0.12", "0.12", "0.12", "0.13"),
        (F("0.129"), "0.13", "0.13", "0.12", "0.13"),
        (F("0.12"), "0.12", "0.12", "0.12", "0.12"),
        (F("-0.125"), "-0.13", "-0.12", "-0.12", "-0.13"),
        (F("-0.135"), "-0.14", "-0.14", "-0.13", "-0.14"),
        (F("-0.121"), "-0.12", "-0.12", "-0.12", "-0.13"),
        (F(-1, 1000), "0", "0", "0", "-0.01"),
    ],
)
def test_rounding_is_the_same_on_both_sides_of_zero(
    score: Fraction, half_up: str, half_even: str, down: str, up: str
) -> None:
    rules: dict[ast.Rounding, str] = {"half up": half_up, "half even": half_even, "down": down, "up": up}
    for rule, expected in rules.items():
        assert rounded_score(score, "mean", ast.RoundTo(rule, 2)) == F(expected), rule


def test_a_share_is_rounded_as_a_percentage_and_so_is_that_of_an_aspect() -> None:
    lines = ["score is share met", "round half up to 1 decimal"]
    assert model_of(asking("", "", "", lines=lines), {"1.1": "met", "1.2": "met", "1.3": "unmet"}).score == 0.667
    text = """model m for service: M
  score is mean
  round half up to 1 decimal
  aspect one: One
    score is share met
  level 1: One
"""
    for place in range(1, 4):
        text += f"    criterion 1.{place}: C\n      aspect one\n      ask: So?\n"
    said = model_of(text, {"1.1": "met", "1.2": "met", "1.3": "unmet"})
    assert said.aspects[0].score == 0.667 and said.score == 0.7


def test_the_range_of_a_score_holds_every_way_the_unknown_turns_out() -> None:
    text = asking("weight 2", "", "", lines=["scale grade", "score is mean"], above=GRADES)
    said = model_of(text, {"1.2": "4"})
    assert said.score is None and said.score_unknown == "2 criteria are unknown"
    assert said.score_could_be is not None
    assert (said.score_could_be.from_, said.score_could_be.to) == (0.1, 0.85)


def test_a_weight_of_zero_divides_nothing() -> None:
    try:
        said = model_of(asking("weight 0", lines=["score is mean"]), {"1.1": "met"})
    except cxengine.CxError as error:
        assert error.diagnostics
    else:
        assert said.score is None


FORBIDDEN = """model m for service: M
  partly counts as met
  score is mean
  level 1: One
    score is share met
    criterion 1.1: Complaints are turned away
      ask: Are they?
      obligation must not
      unmet when a is yes
  level 2: Two
    when score of level 1 >= 100%
"""


@pytest.mark.parametrize(
    ("answer", "a", "levels"),
    [
        ("unmet", None, (2, 2)),  # what must not be is not: 1 of 1
        ("met", False, (0, 0)),
        ("partly", False, (0, 0)),  # counts as met, and must not be
        ("partly", True, (2, 2)),  # the condition makes it unmet
        ("partly", None, (0, 2)),
        (None, None, (0, 2)),
        (None, True, (2, 2)),
    ],
)
def test_score_of_a_level_whose_only_criterion_must_not_be(
    answer: str | None, a: bool | None, levels: tuple[int, int]
) -> None:
    """Worked by hand; the 422nd generated program was such a one."""
    said = model_of(FORBIDDEN, {"1.1": answer} if answer is not None else {}, a=a)
    assert (said.could_be.from_, said.could_be.to) == levels
