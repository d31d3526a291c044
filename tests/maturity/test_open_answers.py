"""Percentages and dates as answers: `scale trained is percent`, `scale looked is date`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest

import cxengine
from cxengine.diagnostics import CxError
from tests.maturity.assessing import HEAD, asking, model_of, number, outcomes

SCALES = "scale trained is percent: How many?\nscale looked is date: When?"
ON = date(2019, 3, 31)
GIVEN = "test m: T\n  expect level 1\n  given answer 1.1 is "


def said(answer: str, *clauses: str, lines: Sequence[str] = ("score is mean",)) -> tuple[str, float | None, str]:
    """The outcome, the score and the reason of one answer."""
    model = model_of(asking("\n".join(clauses), above=SCALES, lines=lines), {"1.1": answer}, as_of=ON)
    [criterion] = model.criteria
    return criterion.outcome, None if model.score is None else float(model.score), criterion.because.text


@pytest.mark.parametrize(
    ("answer", "outcome", "score"),
    [("80%", "met", 0.8), ("79.99%", "partly", 0.7999), ("0%", "unmet", 0), ("0.01 %", "partly", 0.0001),
     ("100%", "met", 1)],
)  # fmt: skip
def test_a_percentage_counts_as_itself_and_is_met_from_the_target_up(answer: str, outcome: str, score: float) -> None:
    assert said(answer, "scale trained", "target at least 80%")[:2] == (outcome, score)
    assert said(answer, "scale trained")[0] == ("met" if answer == "100%" else "unmet" if score == 0 else "partly")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("0.8", "answered “0.8”, which is no percentage from 0% to 100%. Did you mean `80%`?"),
        ("80", "answered “80”, which is no percentage from 0% to 100%. Did you mean `80%`?"),
        ("120%", "answered “120%”, which is no percentage from 0% to 100%"),
        ("most", "answered “most”, which is no percentage from 0% to 100%"),
    ],
)
def test_what_is_no_percentage_is_unknown_and_says_what_may_be_meant(answer: str, told: str) -> None:
    assert said(answer, "scale trained") == ("unknown", None, told)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("2018-04-01", "met"), ("2018-03-31", "unmet"), ("2019-03-31", "met"), ("2019-04-01", "unknown"),
     ("never", "unmet"), ("Never", "unmet"), ("2019-01-05 00:00:00", "met"), ("5.1.2019", "unknown"),
     ("2019-02-30", "unknown")],
)  # fmt: skip
def test_a_date_is_met_where_it_is_late_enough(answer: str, outcome: str) -> None:
    assert said(answer, "scale looked", "target in last 12 months")[0] == outcome
    assert said(answer, "scale looked", "target at least 2018-04-01")[0] == outcome


def test_any_date_is_enough_where_no_target_is_written() -> None:
    assert said("1999-01-01", "scale looked")[:2] == ("met", 1)
    assert said("never", "scale looked")[:2] == ("unmet", 0)


def test_a_date_to_come_and_what_is_no_date_say_so() -> None:
    assert said("2019-04-01", "scale looked")[2] == "answered “1 April 2019”, which is after the assessment date"
    assert said("in May", "scale looked")[2] == "answered “in May”, which is no date such as 2018-03-31, nor “never”"


@pytest.mark.parametrize(("rule", "score"), [("lowest", 0.4), ("highest", 0.9), ("mean", 0.65)])
def test_several_people_s_percentages(rule: str, score: float) -> None:
    text = asking("scale trained\ntarget at least 65%", above=SCALES, lines=(
        "score is mean", "assessed by self, peer", f"on disagreement take {rule}",
    ))  # fmt: skip
    service = {"id": "s", "title": "S", "a": None, "b": None, "x": None}
    answers = [
        {"kind": "service", "subject": "s", "criterion": "1.1", "assessor": who, "answer": answer}
        for who, answer in (("self", "40%"), ("peer", "90%"))
    ]
    program = cxengine.compile({"tried.cx": HEAD + text})
    model = program.assess({"service": [service], "answers": answers, "responses": []}, as_of=ON)["service:s"].models[0]
    assert model.score is not None and Fraction(str(model.score)) == Fraction(str(score))
    assert model.criteria[0].outcome == ("partly" if rule == "lowest" else "met")
    told = {"lowest": "the lowest counts: “40%”", "highest": "the highest counts: “90%”", "mean": "the mean is 65%"}
    assert model.criteria[0].because.text.endswith(told[rule])


def test_a_level_that_rests_on_a_score_of_percentages_has_a_range_that_is_sound_and_not_called_exact() -> None:
    text = SCALES + """
model m for service: M
  score is mean
  level 1: One
    when score >= 30% * 1 and not score >= 60% * 1
    criterion 1.1: C
      ask: Q
      scale trained
""".replace("30% * 1", "0.3").replace("60% * 1", "0.6")
    open_ = model_of(text, {}, as_of=ON)
    assert (open_.could_be.from_, open_.could_be.to, open_.could_be.exact) == (0, 1, False)
    assert outcomes(model_of(text, {"1.1": "100%"}, as_of=ON)) == {"1.1": "met"}
    assert number(model_of(text, {"1.1": "100%"}, as_of=ON)) == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("scale x is percentage: X", "unknown-name"),
        ("scale x is percent: X\n  point a: A", "mixed-points"),
        ("scale x is percent: X\ntable t: T\n  field service is service\n  field f is x", "unknown-name"),
        (asking("scale trained\ntarget at least 0%", above=SCALES), "target-kind"),
        (asking("scale trained\ntarget at most 80%", above=SCALES), "target-kind"),
        (asking("scale trained\ntarget in last 2 months", above=SCALES), "target-kind"),
        (asking("scale looked\ntarget at least 80%", above=SCALES), "target-kind"),
        (asking("scale looked\ntarget in last 2 months\ntarget at least 2018-01-01", above=SCALES), "written-twice"),
        (asking("scale looked\ntarget in last 2 hours", above=SCALES), "period-unit"),
        (asking("scale trained", above=SCALES) + GIVEN + "met", "answer-off-scale"),
        (asking("scale trained", above=SCALES) + GIVEN + "101%", "answer-off-scale"),
        (asking("scale looked", above=SCALES) + GIVEN + "80%", "answer-off-scale"),
    ],
)  # fmt: skip
def test_mistakes(text: str, code: str) -> None:
    with pytest.raises(CxError) as refused:
        cxengine.compile({"tried.cx": HEAD + text + "\n"})
    assert [each.code for each in refused.value.diagnostics if each.severity == "error"] == [code]
