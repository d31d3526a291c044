"""Several people's answers to one criterion: whose counts, what is unknown, and what is said of differences."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

import cxengine
from cxengine.engine.said.levels import ModelSaid
from cxengine.report.agreement import draw_agreement

from .assessing import END

HEAD = """pack p: Tried
version 1 from 2018-04-01
subject service: Service
subject team: Team
  belongs to service
scale far: How far it is
  point none: Not at all
  point some: In part
  point full: In full
"""


def result(lines: str, answers: dict[str, str], *, teams: bool = False, clauses: str = "") -> cxengine.Assessment:
    """One criterion on the scale, answered by each of the people; an answer with a ``*`` lacks its evidence."""
    text = HEAD + f"model m for service: M\n  scale far\n  score is mean\n{lines}\nlevel 1: L\n  criterion 1.1: C\n"
    text += f"    ask: So?\n    evidence required when met\n{clauses}\n"
    given: list[dict[str, Any]] = [
        {"kind": "team" if teams else "service", "subject": who if teams else "s", "criterion": "1.1",
         "assessor": None if teams else who, "answer": said.rstrip("*"), "on": date(2019, 1, 1),
         "evidence": "" if said.endswith("*") else "seen"}
        for who, said in answers.items()
    ]  # fmt: skip
    sources = {
        "service": [{"id": "s", "title": "Service"}, {"id": "other", "title": "Other"}],
        "team": [{"id": f"t{n}", "title": f"Team {n}", "parent": "s" if n < 3 else "other"} for n in range(4)],
        "answers": given,
    }
    return cxengine.compile({"tried.cx": text}).assess(sources, as_of=END)


def said(*args: Any, **kwargs: Any) -> ModelSaid:
    """The model of the service."""
    return result(*args, **kwargs)["service:s"]["m"]


def two(rule: str = "", *more: str) -> str:
    """A model that is assessed by self and peer."""
    return "\n".join(["  assessed by self, peer", f"  on disagreement take {rule}" if rule else "", *more])


HALF = Fraction(1, 2)
CASES = [
    # rule, further policies, self, peer, outcome, points, could be
    ("lowest", (), "full", "some", "partly", HALF, (0, 0)),
    ("highest", (), "full", "some", "met", Fraction(1), (1, 1)),
    ("mean", (), "full", "some", "partly", Fraction(3, 4), (0, 0)),
    ("mean", (), "full", "full", "met", Fraction(1), (1, 1)),
    ("mean", (), "none", "none", "unmet", Fraction(0), (0, 0)),
    ("peer", (), "full", "some", "partly", HALF, (0, 0)),
    ("self", (), "full", "some", "met", Fraction(1), (1, 1)),
    ("", (), "full", "some", "unknown", None, (0, 1)),
    ("", (), "full", "full", "met", Fraction(1), (1, 1)),
    # somebody who has not answered is passed over
    ("lowest", (), "full", None, "met", Fraction(1), (1, 1)),
    ("peer", (), "full", None, "met", Fraction(1), (1, 1)),
    ("mean", (), "full", "", "met", Fraction(1), (1, 1)),
    ("lowest", (), None, None, "unknown", None, (0, 1)),
    # an answer that is unknown is not
    ("lowest", (), "full", "full*", "unknown", None, (0, 1)),
    ("lowest", (), "none", "full*", "unmet", Fraction(0), (0, 0)),
    ("highest", (), "full", "full*", "met", Fraction(1), (1, 1)),
    ("highest", (), "some", "full*", "unknown", None, (0, 1)),
    ("mean", (), "some", "full*", "unknown", None, (0, 0)),
    ("peer", (), "full", "unknown", "unknown", None, (0, 1)),
    ("self", (), "full", "full*", "met", Fraction(1), (1, 1)),
    ("mean", ("unknown counts as unmet",), "full", "full*", "partly", HALF, (0, 1)),
    ("mean", ("unknown counts as met",), "some", "full*", "partly", Fraction(3, 4), (0, 0)),
    ("mean", ("unknown is left out",), "full", "full*", "met", Fraction(1), (0, 1)),
    ("lowest", ("unknown counts as unmet",), "full*", "full*", "unknown", Fraction(0), (0, 1)),
    # not applicable
    ("lowest", (), "full", "not applicable", "met", Fraction(1), (1, 1)),
    ("lowest", ("not applicable counts as unmet",), "full", "not applicable", "unmet", Fraction(0), (0, 0)),
    ("lowest", (), "not applicable", "not applicable", "not_applicable", None, (0, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "policies", "own", "peer", "outcome", "points", "could"), CASES)
def test_two_assessors(
    rule: str, policies: tuple[str, ...], own: str | None, peer: str | None, outcome: str, points: Fraction | None,
    could: tuple[int, int],
) -> None:  # fmt: skip
    answers = {who: answer for who, answer in (("self", own), ("peer", peer)) if answer is not None}
    model = said(two(rule, *policies), answers, clauses="    not applicable allowed")
    assert model.criteria[0].outcome == outcome
    assert model.result is not None and model.result.score.value == points
    assert (model.could_be.from_, model.could_be.to, model.could_be.exact) == (*could, True)


def test_a_mean_is_met_from_the_target_up() -> None:
    answers = {"self": "full", "peer": "some"}
    assert said(two("mean"), answers, clauses="    target at least some").criteria[0].outcome == "met"


def test_differences_are_listed() -> None:
    model = said(two("lowest"), {"self": "full", "peer": "some"})
    criterion, agreement = model.criteria[0], model.agreement
    assert criterion.because.text == (
        "self answered “full” on 1 January 2019; peer answered “some” on 1 January 2019; "
        "they differ, and the lowest counts: “some”"
    )
    assert [(a.assessor, a.answer, a.outcome) for a in criterion.answers] == [
        ("self", "full", "met"), ("peer", "some", "partly"),
    ]  # fmt: skip
    assert len(criterion.evidence) == 2
    assert agreement is not None and agreement.on_disagreement == "lowest"
    assert (agreement.compared, agreement.agreed, agreement.differ) == (1, 0, ("1.1",))
    assert [part.text.split()[0] for part in model.result.outcomes.because(0).parts] == ["self", "peer"]  # type: ignore[union-attr]


def test_without_a_rule_agreement_is_what_is_missing() -> None:
    model = said(two(), {"self": "full", "peer": "some"})
    assert model.criteria[0].because.missing == ("agreement of self and peer",)


def test_who_answered_may_stand_in_by_and_anybody_else_is_a_problem() -> None:
    text = HEAD + f"model m for service: M\n{two('lowest')}\nlevel 1: L\n  criterion 1.1: C\n    ask: So?\n"
    rows = [{"subject": "s", "criterion": "1.1", "answer": "met", "by": who} for who in ("Self", "Ada Example")]
    assessed = cxengine.compile({"tried.cx": text}).assess(
        {"service": [{"id": "s", "title": "S"}], "answers": rows}, as_of=END
    )
    (source,) = [source for source in assessed.sources if source.table == "answers"]
    assert [(problem.code, problem.rows) for problem in source.problems] == [("unknown-assessor", (2,))]
    assert "Ada" not in source.problems[0].message
    assert assessed["service:s"]["m"].criteria[0].because.text == "self answered “met”"


def test_an_assessor_who_is_none_of_the_model_s_is_not_said_to_be_missing() -> None:
    text = HEAD + f"model m for service: M\n{two('lowest')}\nlevel 1: L\n  criterion 1.1: C\n    ask: So?\n"
    row = {"subject": "s", "criterion": "1.1", "answer": "met", "by": "self", "assessor": "boss"}
    assessed = cxengine.compile({"tried.cx": text}).assess(
        {"service": [{"id": "s", "title": "S"}], "answers": [row]}, as_of=END
    )
    (problem,) = [each for source in assessed.sources for each in source.problems]
    assert problem.message == "The `assessor` of an answer to `1.1` is none of those who may be: self or peer."


WHOLE = [("4.0", "met"), ("4.00", "met"), ("2.0", "partly"), ("4.5", "unknown")]


@pytest.mark.parametrize(("answer", "outcome"), WHOLE)
def test_whole_numbers_are_taken_as_programs_write_them(answer: str, outcome: str) -> None:
    text = HEAD + (
        "scale five 1 to 5, higher is better: How far?\nmodel m for service: M\n  level 1: L\n  criterion 1.1: C\n"
        "    ask: So?\n    scale five\n    target at least 4\n"
    )
    rows = [{"subject": "s", "criterion": "1.1", "answer": answer}]
    assessed = cxengine.compile({"tried.cx": text}).assess(
        {"service": [{"id": "s", "title": "S"}], "answers": rows}, as_of=END
    )
    assert assessed["service:s"]["m"].criteria[0].outcome == outcome


@pytest.mark.parametrize(
    ("rule", "answers", "outcome"),
    [
        ("lowest", {"t0": "full", "t1": "full", "t2": "full"}, "met"),
        ("lowest", {"t0": "full", "t1": "some"}, "partly"),
        ("mean", {"t0": "full", "t1": "none"}, "partly"),
        ("mean", {"t0": "full", "t3": "none"}, "met"),
        ("mean", {}, "unknown"),
    ],
)
def test_teams_answer_for_the_service_they_belong_to(rule: str, answers: dict[str, str], outcome: str) -> None:
    lines = f"  assessed by team\n  on disagreement take {rule}"
    model = said(lines, answers, teams=True)
    assert model.criteria[0].outcome == outcome
    assert model.agreement is not None and model.agreement.could_answer == 3
    assert model.agreement.answered == tuple(f"Team {who[1]}" for who in answers if who != "t3")


def test_the_report_says_who_answered_and_where_they_differ() -> None:
    out = StringIO()
    made = result(two("peer"), {"self": "full", "peer": "some"})
    draw_agreement(made.to_dict(), Console(file=out, width=100))
    assert "Service: self and peer answered; they agree on 0 of 1 criterion" in out.getvalue()
    assert "1.1: self “full”, peer “some”; what peer says counts" in out.getvalue()
    assert "Other: none of 2 has answered" in out.getvalue()
