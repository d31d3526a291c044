"""Small rule texts about one kind of subject, assessed through the front door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import cxengine
from cxengine.engine.said.levels import ModelSaid

END = date(2019, 3, 31)
HEAD = """pack p: Tried
version 1 from 2018-04-01
subject service: Service
  field a is yes_no, may be missing
  field b is yes_no, may be missing
  field x is number, may be missing
table responses: Answers
  field service is service
  field good is yes_no, may be missing
  field kind is text, may be missing
"""
SERVICE = {"id": "s", "title": "Service", "a": None, "b": None, "x": None}


def compiled(text: str) -> cxengine.Program:
    """The program of a text below the common head."""
    return cxengine.compile({"tried.cx": HEAD + text})


def assessed(
    text: str,
    answers: Mapping[str, str | Mapping[str, Any]] | None = None,
    *,
    rows: Sequence[Mapping[str, Any]] = (),
    as_of: date = END,
    **attributes: Any,
) -> cxengine.Assessment:
    """The assessment of service `s`; an answer is its words, or its columns."""
    given = [
        {"kind": "service", "subject": "s", "criterion": id, **({"answer": said} if isinstance(said, str) else said)}
        for id, said in (answers or {}).items()
    ]
    sources = {
        "service": [{**SERVICE, **attributes}],
        "answers": given,
        "responses": [{"service": "s", "good": None, "kind": None, **row} for row in rows],
    }
    return compiled(text).assess(sources, as_of=as_of)


def model_of(*args: Any, **kwargs: Any) -> ModelSaid:
    """The only model of the only service."""
    return assessed(*args, **kwargs)["service:s"].models[0]


def outcomes(said: ModelSaid) -> dict[str, str]:
    """Criterion to outcome."""
    return {criterion.criterion: criterion.outcome for criterion in said.criteria}


def number(said: ModelSaid) -> int:
    """The number of the level."""
    assert said.level is not None
    return said.level.number


def asking(*criteria: str, lines: Sequence[str] = (), above: str = "") -> str:
    """A model of one level; each criterion is asked, with the clauses given."""
    made = [above, "model m for service: M", *(f"  {line}" for line in lines), "  level 1: One"]
    for place, clauses in enumerate(criteria, 1):
        made += [f"    criterion 1.{place}: C{place}", "      ask: So?"]
        made += [f"      {clause}" for clause in clauses.split("\n") if clause]
    return "\n".join(line for line in made if line) + "\n"


def worked_out(*conditions: str, lines: Sequence[str] = (), above: str = "") -> str:
    """A model of one level; each criterion is a condition."""
    made = [above, "model m for service: M", *(f"  {line}" for line in lines), "  level 1: One"]
    for place, condition in enumerate(conditions, 1):
        made += [f"    criterion 1.{place}: C{place}", f"      when {condition}"]
    return "\n".join(line for line in made if line) + "\n"
