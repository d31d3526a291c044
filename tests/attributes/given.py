"""The data that the small programs are tried on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import cxengine

AS_OF = date(2019, 3, 30)
Row = dict[str, Any]

REMARKS = ("Far too slow!", "fine", "We WAITED long", "slow")


def responses() -> list[Row]:
    """Answers of customers of three services, over a year and a half."""
    return [
        {
            "id": f"r{n}" if n != 11 else "r1", "service": "stv"[n % 3 and n % 4 % 3], "referrer": ("s", None)[n % 2],
            "answered_on": AS_OF - timedelta(days=n * 13), "asked_on": AS_OF - timedelta(days=n * 13 + n % 5),
            "at": datetime(2019, 3, 30, 23 - n % 12, n) - timedelta(days=n * 13),
            "channel": ("web", "phone", None)[n % 3], "satisfied": 5 if n % 5 else 2, "ease": n % 7 + 1,
            "cost": Decimal(n) if n != 7 else None, "lasted": Decimal(n) / 4, "online": (True, False, None)[n % 3],
            "minutes": n % 9 + n, "remark": REMARKS[n % 4], "email": "x@example.org",
        }
        for n in range(40)
    ]  # fmt: skip


TABLES = {"responses": responses()}
OF_FIGURES = ("calendars", "dimensions", "figures", "hidden", "overrides", "rules")
"""The programs that are about figures; to the others nobody has answered, which takes no time to count."""
SUBJECTS: Mapping[str, list[Row]] = {
    "council": [{"id": "c", "title": "C"}],
    "service": [
        {"id": id, "title": id.upper(), "parent": "c", "online": online, "size": size, "reviewed_on": AS_OF}
        for id, online, size in (("s", True, 3), ("t", False, 8), ("v", None, None))
    ],
    "team": [{"id": f"t{n}", "title": f"T{n}", "parent": "s"} for n in (1, 2, 3)],
}
ANSWERS: Mapping[str, Sequence[str]] = {
    "criteria": (
        "s met1 met", "s unmet1 unmet", "s partly1 partly on=2018-06-01", "s na1 not_applicable", "s half1 half",
        "s trained1 70%", "s looked1 2018-06-01", "s twelve met", "t met1 unmet", "t unmet1 not_applicable",
        "t partly1 unmet on=2018-01-01", "t na1 met", "t half1 begun", "t trained1 50%", "t looked1 2018-03-01",
        "s looked2 2018-04-01", "t looked2 2018-03-30",
        "v half1 done", "v trained1 90%", "v twelve met",
    ),
    "every_criterion": (
        "s a met evidence=seen", "t a partly", "v a unmet justification=why",
    ),
    "actions": ("s one unmet", "t one partly", "s two unmet"),
    "demands": (
        "s a half", "s b done", "t a begun", "t b half", "t c done", "t d done", "s e partly", "s f partly",
        "s g unmet", "t e unmet", "t f unmet", "t g partly",
    ),
    "proofs": tuple(
        f"{subject} {criterion} {said}"
        for subject, said in (("s", "met"), ("t", "partly"), ("v", "unmet"))
        for criterion in "abcdefghij"
    ) + ("s k not_applicable", "t k met", "v k not_applicable justification=why", "s m 1", "t m 3", "v m 4",
         "s long met evidence=see", "t long met evidence=see_it", "v long met evidence=se"),
    "expected": (
        "s one met assessor=own", "s two met assessor=own evidence=seen", "s na1 met assessor=own",
        "t one unmet assessor=own", "t one met assessor=peer", "t na1 unmet assessor=own", "v late met on=2018-01-01",
    ),
    "sides": (
        "s k1 done", "s k2 half", "s k3 begun", "s k4 half", "t k1 half", "t k2 done", "t k3 not_applicable",
        "t k4 done", "v k1 begun", "v k2 half justification=why", "v k4 begun",
    ),
    "score_rules": tuple(
        f"{subject} {criterion} {said}"
        for subject, answered in (("s", "4 2 4 1 2 1 2 1 4 1 4 1 4 2 2"), ("t", "4 4 2 4 1 4 4 4 2 4 4 4 2 1 4"))
        for criterion, said in zip(
            "abcdefghijklnop", answered.translate({49: "begun", 50: "half", 52: "done"}).split(), strict=True
        )
    ),
    "plugins": ("s a done", "s b half", "s c done", "s d begun", "t a half", "t c half"),
    "overrides": ("s one met", "s two met", "s three unmet", "s five met", "t one unmet"),
    "scores": (
        "s a done", "s b half", "s c begun", "s d half", "s g done", "t a half", "t b begun", "t c begun", "t d begun",
        "s e half", "s h half",
    ),
}  # fmt: skip
"""By program: subject, criterion, and what is answered, with what stands beside it."""


def given(name: str, program: cxengine.Program) -> dict[str, list[Row]]:
    """The data for what a program declares."""
    found = {table: TABLES[table] for table in program.names.tables if table in TABLES and name in OF_FIGURES}
    found |= {kind: SUBJECTS[kind] for kind in program.names.subjects if kind in SUBJECTS}
    return found | {"answers": [answer(line) for line in ANSWERS.get(name, ())]}


def answer(line: str) -> Row:
    """``s 1.1 done`` · ``s 1.1 done evidence=seen on=2018-01-01``."""
    subject, criterion, said, *more = line.split()
    made: Row = {"kind": "service", "subject": subject, "criterion": criterion, "answer": said.replace("_", " ")}
    made |= {"on": AS_OF} | dict(each.split("=") for each in more)
    if isinstance(made["on"], str):
        made["on"] = date.fromisoformat(made["on"])
    return made
