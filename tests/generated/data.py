"""Rows, subjects and answers for a generated program, with the edges that go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from cxengine.testing.oracle.periods import add_months

from .metrics import WrittenTable
from .models import Asked
from .vocabulary import CHANNELS, COMMENTS, COVERED, LISTED, PROGRESS, STAGES, YES_LIST, Column
from .writing import Pen

Cell = str | bool | int | Decimal | date | None
MONTHS_BACK = (1, 3, 6, 12, 24)


def day_near(pen: Pen, as_of: date) -> date:
    """A date on the edge of a window, or any, now and then after the assessment."""
    if pen.likely(0.35):
        edge = add_months(as_of, -pen.one(MONTHS_BACK))
        return edge + timedelta(days=pen.number(-1, 1))
    if pen.likely(0.1):
        pen.use("row at the assessment date or after")
        return as_of + timedelta(days=pen.number(0, 20))
    return as_of - timedelta(days=pen.number(0, 800))


def cell(pen: Pen, column: Column, as_of: date) -> Cell:
    """A value of a column."""
    if column.kind == "range":
        return pen.number(column.low, column.high)
    if column.kind in _OPTIONS:
        return pen.one(_OPTIONS[column.kind])
    if column.kind == "yes_no":
        return pen.likely(0.5)
    if column.kind == "date":
        return day_near(pen, as_of)
    if column.kind == "moment":
        at = datetime.combine(day_near(pen, as_of), datetime.min.time())
        return at + timedelta(seconds=pen.number(0, 86_399), microseconds=pen.one((0, 0, 1, 999_999)))
    if column.kind == "text":
        return pen.one(COMMENTS)
    if column.kind == "personal":
        return f"resident{pen.number(1, 9)}@example.org"
    if column.kind in ("money", "number"):
        return Decimal(pen.number(0, 5_000)) / 100
    return Decimal(pen.number(0, 240)) / pen.one((1, 2, 4))


_OPTIONS = {
    "category": tuple(name for name, _ in CHANNELS),
    "points": tuple(name for name, _ in PROGRESS),
    "list": LISTED,
    "yes_list": YES_LIST,
}


def rows(
    pen: Pen, table: WrittenTable, subjects: dict[str, list[str]], may_miss: frozenset[str], as_of: date
) -> list[dict[str, Cell]]:
    """The rows of a table: none for some subjects, some for a subject that nobody listed."""
    made: list[dict[str, Cell]] = []
    about = [*subjects[table.subject_kinds[0]], "ghost"] if table.subject_kinds else ["everyone"]
    for subject in about:
        size = pen.one((0, 1, 3, 6, 10, 16)) if subject != "ghost" else pen.one((0, 0, 2))
        if size == 0:
            pen.use("subject without rows")
        elif subject == "ghost":
            pen.use("unlisted subject")
        for _ in range(size):
            row: dict[str, Cell] = {"id": f"{table.name}-{len(made)}"}
            for kind in table.subject_kinds:
                row[kind] = subject if kind == table.subject_kinds[0] else pen.one(subjects[kind])
            row[table.date_field] = day_near(pen, as_of)
            for column in table.columns:
                if column.kind == "segment":
                    continue
                row[column.name] = cell(pen, column, as_of)
                if pen.likely(0.2 if column.name in may_miss else 0.004):
                    pen.use("missing value" if column.name in may_miss else "missing value that may not be")
                    row[column.name] = None
            made.append(row)
    pen.chance.shuffle(made)
    return made


ANSWERS_ON = {
    None: ("met", "met", "met", "partly", "unmet", "yes", "no", "Met"),
    "progress": ("none", "some", "most", "all", "all", "All"),
    "stages": (*STAGES, "late"),
    "covered": (*(name for name, _ in COVERED), "100%", "86%", "85%", "50.5%", "0%"),
    "rating": ("1", "2", "3", "4", "5", "5"),
    "worry": ("1", "1", "2", "3", "4"),
    "trained": ("100%", "80%", "79.9%", "62.5%", "40 %", "0%"),
    "reviewed": ("never", "2018-06-01", "2018-05-31", "2019-02-01"),
}
BEST = {
    None: "met", "progress": "all", "stages": "late", "covered": "100%", "rating": "5", "worry": "1",
    "trained": "100%", "reviewed": "never",
}  # fmt: skip
DAYS_AGO = (0, -1, 10, 89, 90, 364, 365, 366)
"""How long before the assessment date a date that is answered may lie."""


def answers(
    pen: Pen, asked: Sequence[Asked], kind: str, ids: Sequence[str], as_of: date, assessors: Sequence[str] = ()
) -> list[dict[str, Cell]]:
    """None, one or two answers to each question for each subject, by each assessor where there are several."""
    made: list[dict[str, Cell]] = []
    for subject in ids:
        generous = pen.likely(0.6)
        for question, who in [(question, who) for question in asked for who in (assessors or (None,))]:
            count = pen.one((0, 1, 1, 1, 2)) if not generous else pen.one((1, 1, 1, 2))
            if count == 0:
                pen.use("no answer")
            for _ in range(count):
                said = answer(pen, question, as_of, generous)
                made.append({"kind": kind, "subject": subject, "assessor": who, **said})
    return made


def answer(pen: Pen, question: Asked, as_of: date, generous: bool) -> dict[str, Cell]:
    """One answer with its date and proofs."""
    proof = 0.95 if generous else 0.5
    return {
        "criterion": question.name,
        "answer": said(pen, question, as_of, generous),
        "on": answered_on(pen, as_of, generous),
        "evidence": pen.one(("minutes of the board", "see https://example.org/page")) if pen.likely(proof) else "",
        "justification": pen.one(("because", "  ")) if pen.likely(proof) else "",
        "plan": pen.one(("by May", "a new rota from July on")) if pen.likely(proof) else "",
        "link": pen.one(("https://intranet.example.org/a", "http://localhost/x")) if pen.likely(proof) else "",
    }


def said(pen: Pen, question: Asked, as_of: date, generous: bool) -> str:
    """What was answered: on the scale, or one of the things that people write besides."""
    if pen.likely(0.06 if generous else 0.15):
        pen.use("answer not applicable")
        return "not applicable"
    if pen.likely(0.03 if generous else 0.12):
        other = pen.one(("", "unknown", "maybe", "9"))
        pen.use("answer off the scale" if other in ("maybe", "9") else "answer blank or unknown")
        return other
    if question.scale == "reviewed" and pen.likely(0.8):
        return str(as_of - timedelta(days=10 if generous and pen.likely(0.7) else pen.one(DAYS_AGO)))
    if generous and pen.likely(0.75):
        return BEST[question.scale]
    return pen.one(ANSWERS_ON[question.scale])


def answered_on(pen: Pen, as_of: date, generous: bool) -> date | None:
    """A date, at an edge of the review period, in the future, or none."""
    if generous and pen.likely(0.8):
        return as_of - timedelta(days=pen.number(0, 80))
    if pen.likely(0.08):
        pen.use("answer without date")
        return None
    if pen.likely(0.08):
        pen.use("answer after the assessment date")
        return as_of + timedelta(days=pen.number(1, 40))
    if pen.likely(0.3):
        pen.use("answer at the edge of its review")
        return add_months(as_of, -pen.one((6, 12))) + timedelta(days=pen.number(-1, 1))
    return as_of - timedelta(days=pen.number(0, 300))
