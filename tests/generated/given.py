"""A generated program's data in the form that the oracle takes, and in the form that the engine takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import cxengine
from cxengine.diagnostics import Diagnostics
from cxengine.engine.hosting import engine_host
from cxengine.lang import ast
from cxengine.lang.effective import effective
from cxengine.lang.parse import parse
from cxengine.source import Source
from cxengine.testing.oracle import Offers, OracleAnswer, OracleData, OracleFunction, OracleScorer, OracleSubject

from . import offered
from .overrides import OVERRIDES
from .programs import Program

FILENAME = "generated.cx"


def texts(program: Program) -> dict[str, str]:
    """The program's rule files by name."""
    return {FILENAME: program.text, **({OVERRIDES: program.overrides} if program.overrides else {})}


def tree(program: Program) -> ast.File:
    """The program's text as a tree, with its overrides folded in; that these are folded rightly is tested by hand."""
    found = Diagnostics()
    files = effective([parse(Source(name, text), found) for name, text in texts(program).items()], found)
    assert not found.has_errors, (program.seed, [str(each) for each in found])
    return files[0]


def for_oracle(program: Program) -> OracleData:
    """Rows as they are; subjects and answers as the oracle's own."""
    subjects = []
    for kind, listed in program.subjects.items():
        parent = program.parents[kind]
        for subject in listed:
            fields = {name: value for name, value in subject.items() if name not in ("id", "title", "parent")}
            above = (parent, str(subject["parent"])) if parent is not None else None
            subjects.append(OracleSubject(kind=kind, id=str(subject["id"]), parent=above, attributes=fields))
    return OracleData(
        tables=program.tables,
        subjects=subjects,
        answers=[oracle_answer(answer) for answer in program.answers],
        offers=OFFERS,
    )


OFFERS = Offers(
    functions={
        name: OracleFunction(
            over_rows=each.kind == "aggregate",
            reference=each.reference,
            part_of_known=name in offered.PARTS,
            tells_rows=name in offered.COUNTING,
        )
        for name, each in offered.FUNCTIONS.items()
    },
    scorers={
        name: OracleScorer(score=each.score, low=each.low, high=each.high) for name, each in offered.SCORERS.items()
    },
)
"""What the plugin of generated programs offers, for the oracle."""


def compiled(texts: Mapping[str, str]) -> cxengine.Program:
    """Rule files, with the plugin of generated programs."""
    return cxengine.compile(dict(texts), host=engine_host(also={"offered": offered}))


def oracle_answer(answer: dict[str, Any]) -> OracleAnswer:
    """One answer."""
    on = answer["on"]
    assert on is None or isinstance(on, date)
    return OracleAnswer(
        subject=(str(answer["kind"]), str(answer["subject"])),
        criterion=str(answer["criterion"]),
        answer=str(answer["answer"]),
        on=on,
        evidence=str(answer["evidence"]),
        justification=str(answer["justification"]),
        link=str(answer["link"]),
        plan=str(answer["plan"]),
        assessor=None if answer["assessor"] is None else str(answer["assessor"]),
    )


def for_engine(program: Program) -> dict[str, list[dict[str, Any]]]:
    """Tables, subject kinds and answers, each as a list of rows."""
    return {**program.tables, **program.subjects, "answers": [dict(answer) for answer in program.answers]}
