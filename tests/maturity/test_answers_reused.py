"""Answers of another model or pack: proofs and day come with them; what they must be is said where they count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import cxengine
from cxengine.engine.said.criteria import CriterionSaid

ASKING = """pack first: First
version 1 from 2018-04-01
subject service: Service
subject council: Council
scale far: How far?
  point none: Not at all
  point some: In part
  point full: In full
model asking for service: Asking
  level 1: One
    criterion 1.1: Plain
      ask: So?
    criterion 1.2: On a scale
      ask: How far?
      scale far
    criterion 1.3: Worked out
      when criterion 1.1 is met
model of_council for council: Of the council
  level 1: One
    criterion 1.1: Plain
      ask: So?
model two for service: By two
  assessed by self, peer
  on disagreement take lowest
  level 1: One
    criterion T1: Plain
      ask: So?
"""
USING = """pack second: Second
version 1 from 2018-04-01
uses first 1
model using for service: Using
  level 1: One
    criterion U1: Used
"""
END = date(2019, 3, 31)
ANSWER = {"kind": "service", "subject": "s", "by": "Ann", "on": date(2019, 1, 1), "evidence": "seen"}


def used(clauses: str, *answers: dict[str, Any]) -> CriterionSaid:
    """The criterion of the second pack, with these clauses; answers are to the first pack's unless they say so."""
    lines = "".join(f"      {line}\n" for line in clauses.split("; "))
    program = cxengine.compile({"first/a.cx": ASKING, "second/b.cx": USING + lines})
    sources = {"service": [{"id": "s", "title": "S"}], "answers": [{**ANSWER, **answer} for answer in answers]}
    return program.assess(sources, as_of=END)["service:s"]["using"].criterion("U1")


PLAIN = {"criterion": "1.1", "answer": "met"}


@pytest.mark.parametrize("source", ["asking 1.1", "asking 1.1; evidence required"])
def test_the_answer_comes_with_its_proofs_its_day_and_its_author(source: str) -> None:
    said = used(f"answer from {source}", {**PLAIN, "model": "asking"})
    assert said.outcome == "met"
    assert said.because.text == "answered “met” to asking 1.1 by Ann on 1 January 2019"
    assert [(e.text, e.by, e.on) for e in said.evidence] == [("seen", "Ann", date(2019, 1, 1))]
    assert said.answer_from is not None and (said.answer_from.model, said.answer_from.criterion) == ("asking", "1.1")


def test_a_pack_may_be_named_where_one_of_its_models_has_the_criterion() -> None:
    assert used("answer from first 1.2; scale far", {"criterion": "1.2", "answer": "full"}).outcome == "met"


@pytest.mark.parametrize(
    ("clauses", "answer", "outcome"),
    [
        ("link required when met", {}, "unknown"),
        ("review every 2 months", {}, "unknown"),
        ("review every 3 months", {}, "met"),
        ("target at least partly", {"answer": "partly"}, "met"),
        ("obligation should", {"answer": "partly"}, "partly"),
        ("not applicable allowed", {"answer": "not applicable"}, "not_applicable"),
        ("obligation must", {"answer": "not applicable"}, "unknown"),
        ("unmet when criterion U1 is known", {}, None),
    ],
)
def test_the_demands_are_those_of_the_criterion_that_takes_it(
    clauses: str, answer: dict[str, Any], outcome: str | None
) -> None:
    if outcome is None:  # it cannot rest on itself
        with pytest.raises(cxengine.CxError):
            used(f"answer from asking 1.1; {clauses}", {**PLAIN, **answer})
        return
    assert used(f"answer from asking 1.1; {clauses}", {**PLAIN, **answer}).outcome == outcome


def test_what_would_change_it_names_where_people_answer() -> None:
    assert used("answer from asking 1.1").because.missing == ("an answer to asking 1.1",)


def test_several_assessors_come_with_the_answer() -> None:
    both = [{"criterion": "T1", "answer": said, "assessor": who} for who, said in (("self", "met"), ("peer", "unmet"))]
    said = used("answer from two T1", *both)
    assert said.outcome == "unmet"
    assert [each.assessor for each in said.answers] == ["self", "peer"]


def test_an_answer_to_the_criterion_that_takes_one_is_rejected_with_the_place_to_answer() -> None:
    program = cxengine.compile({"first/a.cx": ASKING, "second/b.cx": USING + "      answer from asking 1.1\n"})
    given = [{**ANSWER, "criterion": "U1", "answer": "met"}]
    report = program.assess({"service": [{"id": "s", "title": "S"}], "answers": given}, as_of=END).sources
    assert "Criterion `U1` takes the answer to asking 1.1. Answer that one." in str(report)


@pytest.mark.parametrize(
    ("clauses", "code", "help"),
    [
        ("answer from askin 1.1", "unknown-name", "Did you mean `asking`?"),
        ("answer from asking 1.4", "unknown-name", ""),
        ("answer from first 1.1", "answer-from", "Name the model: `answer from asking 1.1`."),
        ("answer from asking 1.3", "answer-from", "Write the same condition: `when …`."),
        ("answer from asking 1.2", "answer-from", "Write `scale far` here."),
        ("answer from asking 1.1; scale far", "answer-from", "Ask here: `ask: …`."),
        ("answer from of_council 1.1", "answer-from", "Ask here: `ask: …`."),
        ("answer from using U1", "answer-from", ""),
        ("answer from asking 1.1; ask: So?", "repeated-clause", "Keep one of them."),
        ("answer asking 1.1", "syntax", "answer from PACK ID"),
    ],
)
def test_mistakes(clauses: str, code: str, help: str) -> None:
    with pytest.raises(cxengine.CxError) as caught:
        used(clauses)
    assert [d.code for d in caught.value.diagnostics][:1] == [code], caught.value.diagnostics
    assert help in caught.value.diagnostics[0].help
