"""Answers on every kind of scale, with their proofs and their age."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from cxengine.engine.explanation import explain

from .assessing import END, SERVICE, asking, assessed, compiled, model_of, outcomes

RANGE = "\n  ".join(
    ["scale grade 1 to 5: Grade", "point 1: Poor", "point 2: Fair", "point 3: Good", "point 4: Better", "point 5: Best"]
)
LOWER = "scale grade 1 to 5, lower is better: Grade"
NAMED = "scale grade: Grade\n  point begun is 0.25: Only begun\n  point half is 0.5: Half way\n  point done is 1: Done"
EVEN = "scale grade: Grade\n  point none: None\n  point some: Some\n  point most: Most\n  point all_of_it: All of it"
BANDS = "scale grade: Grade\n  point N up to 15%: None\n  point P up to 50%: Partly\n  point F up to 100%: Fully"


@pytest.mark.parametrize(
    ("scale", "answer", "outcome", "value"),
    [
        ("", "met", "met", Fraction(1)),
        ("", " YES ", "met", Fraction(1)),
        ("", "partly", "partly", Fraction(1, 2)),
        ("", "no", "unmet", Fraction(0)),
        ("", "nearly", "unknown", None),
        ("", "Unknown", "unknown", None),
        (RANGE, "1", "unmet", Fraction(0)),
        (RANGE, "2", "partly", Fraction(1, 4)),
        (RANGE, "better", "partly", Fraction(3, 4)),
        (RANGE, "5", "met", Fraction(1)),
        (RANGE, "6", "unknown", None),
        (RANGE, "0", "unknown", None),
        (LOWER, "1", "met", Fraction(1)),
        (LOWER, "4", "partly", Fraction(1, 4)),
        (LOWER, "5", "unmet", Fraction(0)),
        (NAMED, "Only begun", "unmet", Fraction(1, 4)),
        (NAMED, "half", "partly", Fraction(1, 2)),
        (NAMED, "DONE", "met", Fraction(1)),
        (NAMED, "50%", "unknown", None),
        (EVEN, "none", "unmet", Fraction(0)),
        (EVEN, "some", "partly", Fraction(1, 3)),
        (EVEN, "most", "partly", Fraction(2, 3)),
        (EVEN, "all of it", "met", Fraction(1)),
        (BANDS, "0%", "unmet", Fraction(15, 100)),
        (BANDS, "15%", "unmet", Fraction(15, 100)),
        (BANDS, "15.0001%", "partly", Fraction(1, 2)),
        (BANDS, "50 %", "partly", Fraction(1, 2)),
        (BANDS, "50.1%", "met", Fraction(1)),
        (BANDS, "100%", "met", Fraction(1)),
        (BANDS, "100.1%", "unknown", None),
        (BANDS, "Fully", "met", Fraction(1)),
    ],
)
def test_what_an_answer_comes_to(scale: str, answer: str, outcome: str, value: Fraction | None) -> None:
    lines = ["scale grade"] if scale else []
    said = model_of(asking("", lines=[*lines, "score is mean"], above=scale), {"1.1": answer})
    assert outcomes(said) == {"1.1": outcome}
    assert said.result is not None and said.result.score.value == value


@pytest.mark.parametrize("answer", ["nearly", "6"])
def test_an_answer_off_the_scale_is_a_problem_of_the_data(answer: str) -> None:
    result = assessed(asking("", "", lines=["scale grade"], above=RANGE), {"1.1": "3", "1.2": answer})
    problems = [p for source in result.sources for p in source.problems if source.table == "answers"]
    assert [(p.code, p.count, len(p.rows)) for p in problems] == [("answer-not-usable", 1, 1)]
    assert answer in problems[0].message


@pytest.mark.parametrize(
    ("scale", "answer", "meant"),
    [
        (EVEN, "mostt", "“mostt”, which is not one of none, some, most, all_of_it. Did you mean `most`?"),
        (BANDS, "0.755", "Did you mean `75.5%`?"),
        (BANDS, "1.0", "Did you mean `100%`?"),
        (BANDS, "95", "Did you mean `95%`?"),
        (BANDS, "ninety", "“ninety”, which is not one of N, P, F, nor a percentage such as 62%"),
        (BANDS, "120", "nor a percentage such as 62%"),
        (EVEN, "0.75", "“0.75”, which is not one of none, some, most, all_of_it"),
        (EVEN, "✓", "“✓”, which is not one of none, some, most, all_of_it"),
    ],
)
def test_the_answer_that_is_meant_is_suggested(scale: str, answer: str, meant: str) -> None:
    result = assessed(asking("", lines=["scale grade"], above=scale), {"1.1": answer})
    (message,) = (p.message for source in result.sources for p in source.problems if p.code == "answer-not-usable")
    assert message.endswith(meant)


def test_the_scale_of_a_criterion_goes_before_that_of_the_model() -> None:
    text = asking("scale grade", "", above=NAMED)
    assert outcomes(model_of(text, {"1.1": "done", "1.2": "done"})) == {"1.1": "met", "1.2": "unknown"}


@pytest.mark.parametrize("answer", ["not applicable", "N/A", "Not applicable "])
def test_not_applicable_counts_only_where_it_is_allowed(answer: str) -> None:
    said = model_of(asking("", "not applicable allowed"), {"1.1": answer, "1.2": answer})
    assert outcomes(said) == {"1.1": "unknown", "1.2": "not_applicable"}
    assert said.criterion("1.1").because.missing == ("an answer to 1.1",)


@pytest.mark.parametrize(
    ("clause", "answer", "proof", "outcome"),
    [
        ("evidence required", "met", {}, "unknown"),
        ("evidence required", "unmet", {}, "unknown"),
        ("evidence required", "met", {"evidence": "  "}, "unknown"),
        ("evidence required", "met", {"justification": "seen"}, "unknown"),
        ("evidence required", "met", {"evidence": "seen"}, "met"),
        ("evidence required when met", "partly", {}, "partly"),
        ("evidence required when met", "met", {}, "unknown"),
        ("justification required when partly", "partly", {}, "unknown"),
        ("justification required when partly", "partly", {"justification": "x"}, "partly"),
        ("justification required when partly", "unmet", {}, "unmet"),
        ("evidence required when unmet", "unmet", {}, "unknown"),
        ("evidence required when unmet", "met", {}, "met"),
        ("link required", "met", {"link": "example.org/a"}, "unknown"),
        ("link required", "met", {"link": "https://localhost/a"}, "unknown"),
        ("link required", "met", {"link": "https://example.org"}, "met"),
        ("link required", "met", {"evidence": "See HTTP://example.org/a?b, page 3"}, "met"),
        ("link required", "met", {"justification": "(https://a.b)"}, "met"),
        ("link required", "met", {"link": "https:// example.org"}, "unknown"),
        ("not applicable allowed\njustification required when not applicable", "n/a", {}, "unknown"),
        ("not applicable allowed\njustification required when not applicable", "n/a", {"justification": "x"},
         "not_applicable"),
        ("evidence required when met\nlink required when unmet", "met", {"evidence": "x"}, "met"),
        ("plan required when unmet", "unmet", {"justification": "x"}, "unknown"),
        ("plan required when unmet", "unmet", {"plan": "x"}, "unmet"),
        ("link required", "met", {"plan": "http://a.b"}, "met"),
        ("justification of at least 5 characters required when unmet", "unmet", {"justification": "four"}, "unknown"),
        ("justification of at least 5 characters required when unmet", "unmet", {"justification": "  four  "},
         "unknown"),
        ("justification of at least 5 characters required when unmet", "unmet", {"justification": "fünf!"}, "unmet"),
        ("justification of at least 5 characters required when unmet", "met", {}, "met"),
        ("evidence required\nevidence of at least 9 characters required when met", "partly", {"evidence": "short"},
         "partly"),
        ("evidence required\nevidence of at least 9 characters required when met", "met", {"evidence": "short"},
         "unknown"),
    ],
)  # fmt: skip
def test_proofs(clause: str, answer: str, proof: dict[str, str], outcome: str) -> None:
    said = model_of(asking(clause), {"1.1": {"answer": answer, **proof}})
    assert outcomes(said) == {"1.1": outcome}
    missing = said.criterion("1.1").because.missing
    assert bool(missing) is (outcome == "unknown")
    assert all(word in clause for word in missing)


@pytest.mark.parametrize(
    ("scale", "target", "answers"),
    [
        ("", "partly", {"unmet": "unmet", "partly": "met", "met": "met"}),
        (RANGE, "4", {"1": "unmet", "3": "partly", "4": "met", "5": "met"}),
        (LOWER, "2", {"5": "unmet", "3": "partly", "2": "met", "1": "met"}),
        (NAMED, "half", {"begun": "unmet", "half": "met", "done": "met"}),
        (EVEN, "most", {"none": "unmet", "some": "partly", "most": "met", "all_of_it": "met"}),
        (BANDS, "P", {"15%": "unmet", "15.1%": "met", "F": "met"}),
    ],
)
def test_an_answer_is_met_from_its_target_up(scale: str, target: str, answers: dict[str, str]) -> None:
    text = asking(f"target at least {target}", lines=["scale grade"] if scale else [], above=scale)
    assert {said: outcomes(model_of(text, {"1.1": said}))["1.1"] for said in answers} == answers


def test_a_target_leaves_the_points_of_the_score() -> None:
    text = asking("target at least some", lines=["scale grade", "score is mean"], above=EVEN)
    said = model_of(text, {"1.1": "some"})
    assert outcomes(said) == {"1.1": "met"} and said.score == pytest.approx(1 / 3, abs=1e-6)
    assert model_of(text).result.score_range == (0, 1)  # type: ignore[union-attr]


UNMET_WHEN = {
    (True, "met"): "unmet", (True, "partly"): "unmet", (True, "n/a"): "not_applicable", (True, ""): "unmet",
    (False, "met"): "met", (False, ""): "unknown", (None, "met"): "unknown", (None, "unmet"): "unmet",
    (None, "n/a"): "not_applicable",
}  # fmt: skip


@pytest.mark.parametrize(("holds", "answer"), UNMET_WHEN)
def test_an_answer_counts_as_unmet_while_a_condition_holds(holds: bool | None, answer: str) -> None:
    text = asking("unmet when a is yes\nnot applicable allowed", lines=["score is mean"])
    said = model_of(text, {"1.1": answer}, a=holds)
    assert outcomes(said) == {"1.1": UNMET_WHEN[holds, answer]}
    if said.criterion("1.1").outcome == "unmet":
        assert said.score == 0
    if (holds, answer) == (True, "met"):
        assert said.criterion("1.1").because.text == "answered “met”; counts as unmet: a (yes) is yes"
    if (holds, answer) == (None, "met"):
        assert said.criterion("1.1").because.missing == ("the a of this subject",)
        assert (said.could_be.from_, said.could_be.to, said.could_be.exact) == (0, 1, True)


@pytest.mark.parametrize(
    ("period", "on", "outcome"),
    [
        ("12 months", date(2018, 3, 31), "met"),
        ("12 months", date(2018, 3, 30), "unknown"),
        ("1 month", date(2019, 2, 28), "unknown"),
        ("31 days", date(2019, 2, 28), "met"),
        ("30 days", date(2019, 2, 28), "unknown"),
        ("12 months", None, "unknown"),
        ("12 months", END, "met"),
    ],
)
def test_age(period: str, on: date | None, outcome: str) -> None:
    answer: dict[str, Any] = {"answer": "met", "on": on}
    said = model_of(asking(f"review every {period}"), {"1.1": answer})
    assert outcomes(said) == {"1.1": outcome}
    if outcome == "unknown":
        assert said.criterion("1.1").because.missing
        assert said.criterion("1.1").evidence[0].stale is (on is not None)


def test_an_answer_without_a_date_needs_none_where_none_is_reviewed() -> None:
    assert outcomes(model_of(asking(""), {"1.1": {"answer": "met"}})) == {"1.1": "met"}


def test_the_latest_answer_up_to_the_assessment_counts() -> None:
    program_text = asking("")
    rows = [("2018-05-01", "met"), ("2019-03-31", "unmet"), ("2019-04-01", "met"), ("2018-12-01", "partly")]
    answers = [
        {"kind": "service", "subject": "s", "criterion": "1.1", "answer": a, "on": date.fromisoformat(d)}
        for d, a in rows
    ]
    program = compiled(program_text)
    found = {}
    for day in (date(2018, 4, 1), date(2018, 5, 1), date(2018, 12, 31), END, date(2019, 4, 1)):
        result = program.assess({"service": [SERVICE], "answers": answers}, as_of=day)
        found[day.isoformat()] = outcomes(result["service:s"].models[0])["1.1"]
    assert found == {
        "2018-04-01": "unknown", "2018-05-01": "met", "2018-12-31": "partly", "2019-03-31": "unmet",
        "2019-04-01": "met",
    }  # fmt: skip


def test_an_answer_is_shown_as_it_was_given() -> None:
    scales = f"{BANDS}\nscale looked is date: When?\nscale trained is percent: How many?"
    text = asking("scale grade", "scale looked", "scale trained", "", above=scales)
    said = model_of(text, {"1.1": "95 %", "1.2": "2019-01-05", "1.3": "62.5 %"})
    assert [criterion.answer for criterion in said.criteria] == ["95%", "5 January 2019", "62.5%", None]
    assert said.criteria[0].because.text.startswith("answered “95%” (“")


def test_an_answer_to_what_does_not_apply_is_not_dropped_without_a_word() -> None:
    text = asking("applies when a is yes", "applies when a is yes")
    told = [criterion.because.text for criterion in model_of(text, {"1.1": "met"}, a="no").criteria]
    assert told == [
        "does not apply: a (no) is not yes; what was answered, “met”, counts for nothing",
        "does not apply: a (no) is not yes",
    ]
    stops = asking("", "", lines=["stop at first unmet"])
    asked_for = model_of(stops, {"1.1": "unmet", "1.2": "met"}).criteria[1].because.text
    assert asked_for.endswith("; what was answered, “met”, counts for nothing")


def test_what_is_not_recorded_of_a_subject_is_to_be_recorded() -> None:
    said = assessed(asking("applies when a is yes") + "    criterion 1.2: C2\n      when x >= 3\n", {"1.1": "met"})
    for id, field in (("1.1", "a"), ("1.2", "x")):
        assert explain(said, "service:s", id).tree.would_change_it == (f"recording `{field}` in the list of subjects",)
    known = assessed(asking("applies when a is yes"), {"1.1": "met"}, a="no")
    assert explain(known, "service:s", "1.1").tree.would_change_it == ("a is yes",)
