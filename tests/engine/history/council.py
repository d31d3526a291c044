"""A council of two services that is assessed again and again, in the tests of records and of what they tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import cxengine
from cxengine.engine.assessment import Assessment
from cxengine.engine.said.history import CriterionChangeSaid, ResultChangeSaid

RULES = """pack p: P
version 1 from 2017-01-01
subject service: Service
table contacts: Contacts
  field service is service
  field made_on is date
  field email is text, personal, may be missing
  publish groups of at least 3
metric made: Contacts made
  from contacts
  where made_on in last 12 months
  formula count
model m for service: Maturity
  unknown counts as unmet
  level 1: Begun
    criterion 1.1: We ask
      ask: Do you ask?
      evidence required when met
      review every 12 months
    criterion 1.2: People come
      when made >= 4
  level 2: Good
    criterion 2.1: We act
      ask: Do you act?
"""
WAIVED = """pack own: Own
version 1 from 2017-01-01
extends p 1
waive criterion 1.2
  until 2019-06-30
  because: The counter is broken
"""
FIRST, SECOND, THIRD = date(2018, 3, 31), date(2019, 3, 31), date(2020, 3, 31)
EMAIL = "canary@example.org"
WHO, EVIDENCE = "Canary Officer", "Canary folder 7"


def answer(criterion: str, said: str, on: date, subject: str = "a", evidence: str = EVIDENCE) -> dict[str, Any]:
    """One answer about a service."""
    return {"kind": "service", "subject": subject, "criterion": criterion, "answer": said, "on": on,
            "by": WHO, "evidence": evidence}  # fmt: skip


def contacts(made: int, on: date, subject: str = "a") -> list[dict[str, Any]]:
    """So many contacts of a service on one day."""
    return [{"service": subject, "made_on": on, "email": EMAIL}] * made


def assessed(
    as_of: date,
    answers: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    *,
    rules: str = RULES,
    waived: bool = False,
    history: list[dict[str, Any]] | None = None,
    services: tuple[str, ...] = ("a", "b"),
    **options: Any,
) -> Assessment:
    """An assessment of the council on a date."""
    texts = {"p/p.cx": rules, "own/own.cx": WAIVED} if waived else {"p/p.cx": rules}
    sources = {"service": [{"id": id, "title": f"Service {id}"} for id in services], "answers": answers,
               "contacts": rows}  # fmt: skip
    return cxengine.compile(texts).assess(sources, as_of=as_of, history=history, **options)


def kept(assessment: Assessment) -> dict[str, Any]:
    """What the council keeps of an assessment."""
    assert assessment.record is not None
    return assessment.record.to_dict()


def change(before: Assessment, after: Assessment, subject: str = "a") -> ResultChangeSaid:
    """What changed for a service between two assessments, of which the later was made beside the earlier."""
    assert after.history is not None and after.history.compared is not None
    return next(each for each in after.history.compared.results if each.id == subject)


def criterion(changed: ResultChangeSaid, id: str) -> CriterionChangeSaid:
    """One criterion of a change."""
    return next(each for each in changed.criteria if each.criterion == id)
