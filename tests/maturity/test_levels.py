"""From outcomes to a level: gates, policies, conditions of levels, empty levels, aspects and bands."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from .assessing import model_of, number, outcomes

TWO_EACH = """  level 1: One
    criterion 1.1: A
      ask: So?
    criterion 1.2: B
      ask: So?
      not applicable allowed
  level 2: Two
    criterion 2.1: C
      ask: So?
      not applicable allowed
  level 3: Three
    criterion 3.1: D
      ask: So?
      not applicable allowed
"""


def laddered(*lines: str, levels: str = TWO_EACH) -> str:
    """A model of three levels with policies."""
    return "model m for service: M\n" + "".join(f"  {line}\n" for line in lines) + levels


def answers(words: str) -> dict[str, str]:
    """Answers to 1.1, 1.2, 2.1, 3.1 by letter: m, p(artly), u(nmet), n(ot applicable); `-` is none."""
    said = {"m": "met", "p": "partly", "u": "unmet", "n": "not applicable"}
    return {id: said[w] for id, w in zip(("1.1", "1.2", "2.1", "3.1"), words, strict=True) if w != "-"}


@pytest.mark.parametrize(
    ("given", "level", "could_be"),
    [
        ("mmmm", 3, (3, 3)),
        ("mmmu", 2, (2, 2)),
        ("mmum", 1, (1, 1)),
        ("mmpm", 1, (1, 1)),
        ("ummm", 0, (0, 0)),
        ("uuuu", 0, (0, 0)),
        ("----", 0, (0, 3)),
        ("mm-m", 1, (1, 3)),
        ("-mmm", 0, (0, 3)),
        ("m-um", 0, (0, 1)),
        ("mnmm", 3, (3, 3)),
        ("mmnm", 3, (3, 3)),
        ("mmmn", 2, (2, 2)),
        ("mmnn", 1, (1, 1)),
        ("mmnu", 1, (1, 1)),
    ],
)
def test_every_criterion_at_or_below(given: str, level: int, could_be: tuple[int, int]) -> None:
    said = model_of(laddered(), answers(given))
    assert number(said) == level
    assert (said.could_be.from_, said.could_be.to, said.could_be.exact) == (*could_be, True)


@pytest.mark.parametrize(
    ("lines", "given", "level"),
    [
        (["unknown counts as met"], "m-m-", 3),
        (["unknown counts as met"], "m-mu", 2),
        (["unknown counts as unmet"], "mm-m", 1),
        (["unknown counts as unknown"], "mm-m", 1),
        (["unknown is left out"], "m-mm", 3),
        (["unknown is left out"], "mm-m", 3),
        (["unknown is left out"], "mmm-", 2),
        (["unknown is left out", "empty level counts as met"], "mmm-", 3),
        (["unknown is left out", "empty level counts as unmet"], "mm-m", 1),
        (["not applicable counts as met"], "mmmn", 3),
        (["not applicable counts as unmet"], "mnmm", 0),
        (["not applicable is left out"], "mnmm", 3),
        (["empty level counts as met"], "mmmn", 3),
        (["empty level counts as met"], "mmnu", 2),
        (["empty level counts as met"], "munn", 0),
        (["empty level counts as unmet"], "mmnm", 1),
        (["reached when every criterion at or below is met"], "mmum", 1),
    ],
)
def test_policies(lines: Sequence[str], given: str, level: int) -> None:
    assert number(model_of(laddered(*lines), answers(given))) == level


@pytest.mark.parametrize("policy", ["met", "unmet", "unknown"])
def test_the_range_ignores_the_policy_for_unknown(policy: str) -> None:
    said = model_of(laddered(f"unknown counts as {policy}"), answers("m-mm"))
    assert (said.could_be.from_, said.could_be.to) == (0, 3)


EMPTY = "  level 1: One\n    criterion 1.1: A\n      ask: So?\n  level 2: Two\n  level 3: Three\n    when a is yes\n"


@pytest.mark.parametrize(
    ("lines", "a", "level"),
    [
        ([], True, 3),
        ([], False, 1),
        ([], None, 1),
        (["empty level counts as met"], False, 2),
        (["empty level counts as met"], True, 3),
        (["empty level counts as unmet"], True, 1),
    ],
)
def test_an_empty_level_and_a_level_with_only_a_condition(lines: Sequence[str], a: bool | None, level: int) -> None:
    assert number(model_of(laddered(*lines, levels=EMPTY), {"1.1": "met"}, a=a)) == level


CONDITIONED = """  level 1: One
    when a is yes
    criterion 1.1: A
      ask: So?
  level 2: Two
    when b is yes
    criterion 2.1: B
      ask: So?
"""


@pytest.mark.parametrize(
    ("a", "b", "given", "level", "could_be"),
    [
        (True, True, ("met", "met"), 2, (2, 2)),
        (False, True, ("met", "met"), 2, (2, 2)),  # the condition of a lower level is not asked
        (True, False, ("met", "met"), 1, (1, 1)),
        (False, False, ("met", "met"), 0, (0, 0)),
        (True, None, ("met", "met"), 1, (1, 2)),
        (False, True, ("unmet", "met"), 0, (0, 0)),
        (False, None, ("met", "met"), 0, (0, 2)),
        (None, False, ("met", "unmet"), 0, (0, 1)),
    ],
)
def test_conditions_of_levels(
    a: bool | None, b: bool | None, given: tuple[str, str], level: int, could_be: tuple[int, int]
) -> None:
    said = model_of(laddered(levels=CONDITIONED), dict(zip(("1.1", "2.1"), given, strict=True)), a=a, b=b)
    assert number(said) == level
    assert (said.could_be.from_, said.could_be.to, said.could_be.exact) == (*could_be, True)


def test_criteria_above_the_first_level_only_score() -> None:
    levels = "  criterion free: Free\n    ask: So?\n  level 1: One\n    criterion 1.1: A\n      ask: So?\n"
    said = model_of(laddered("score is count met", levels=levels), {"free": "unmet", "1.1": "met"})
    assert (number(said), said.score, said.criterion("free").level) == (1, 1, None)


ASPECTS = """  aspect people: People
  aspect skills: Skills
    in people
  aspect process: Process
  aspect unused: Not in a level
  criterion 0.1: Z
    aspect unused
    ask: So?
  level 1: One
    criterion 1.1: A
      aspect people
      ask: So?
    criterion 1.2: B
      aspect process
      ask: So?
  level 2: Two
    when a is yes
    criterion 2.1: C
      aspect skills
      ask: So?
"""


def test_aspects_have_the_level_of_their_own_criteria() -> None:
    said = model_of(laddered(levels=ASPECTS), {"1.1": "met", "1.2": "unmet", "2.1": "met", "0.1": "met"}, a=False)
    assert number(said) == 0
    assert {x.aspect: x.level for x in said.aspects} == {"people": 2, "skills": 2, "process": 0, "unused": None}


def test_an_aspect_without_criteria_at_a_level_does_not_reach_it() -> None:
    said = model_of(laddered(levels=ASPECTS), {"1.1": "met", "1.2": "met", "2.1": "unmet"})
    assert {x.aspect: x.level for x in said.aspects} == {"people": 1, "skills": 0, "process": 1, "unused": None}


def test_bands_hold_both_their_ends() -> None:
    levels = "  band low 0 to 1: Low\n  band high 2 to 3: High\n  level 0: Beginning\n" + TWO_EACH
    bands = [
        (said.level.number, said.level.name, said.level.band)
        for given in ("uuuu", "mmuu", "mmmu", "mmmm")
        for said in [model_of(laddered(levels=levels), answers(given))]
        if said.level is not None
    ]
    assert bands == [(0, "Beginning", "Low"), (1, "One", "Low"), (2, "Two", "High"), (3, "Three", "High")]


CHAIN = """  level 1: One
    criterion 1.1: A
      ask: So?
      not applicable allowed
    criterion 1.2: Not A
      when criterion 1.1 is {outcome}
"""


@pytest.mark.parametrize(
    ("outcome", "answer", "policy", "came"),
    [
        ("met", "met", "", "met"),
        ("met", "partly", "", "unmet"),
        ("not met", "partly", "", "met"),
        ("partly", "partly", "", "met"),
        ("unmet", "partly", "", "unmet"),
        ("not applicable", "not applicable", "", "met"),
        ("met", "not applicable", "", "unmet"),
        ("met", "", "", "unknown"),
        ("not met", "", "", "unknown"),
        ("unknown", "", "", "met"),
        ("known", "", "", "unmet"),
        ("not known", "", "unknown counts as met", "met"),
        ("met", "", "unknown counts as met", "met"),
        ("unmet", "", "unknown counts as met", "unmet"),
        ("met", "", "unknown counts as unmet", "unmet"),
        ("unmet", "", "unknown counts as unmet", "met"),
        ("not unmet", "", "unknown counts as unmet", "unmet"),
        ("partly", "", "unknown counts as unmet", "unknown"),
        ("met", "", "unknown is left out", "unknown"),
    ],
)
def test_conditions_on_other_criteria(outcome: str, answer: str, policy: str, came: str) -> None:
    text = laddered(*([policy] if policy else []), levels=CHAIN.format(outcome=outcome))
    assert outcomes(model_of(text, {"1.1": answer} if answer else {}))["1.2"] == came


@pytest.mark.parametrize(("a", "outcome"), [(True, "met"), (False, "not_applicable"), (None, "unknown")])
def test_applies_when(a: bool | None, outcome: str) -> None:
    levels = "  level 1: One\n    criterion 1.1: A\n      ask: So?\n      applies when a is yes\n"
    said = model_of(laddered(levels=levels), {"1.1": "met"}, a=a)
    assert outcomes(said) == {"1.1": outcome}
    assert said.could_be.to == (0 if a is False else 1)
