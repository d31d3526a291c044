"""Answers that a workbook gave, as CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

import attrs

from cxengine.engine.form import AnswersRead
from cxengine.report.rows import as_csv

COLUMNS = ("subject", "model", "criterion", "answer", "by", "on", "evidence", "justification", "plan", "link", "note",
           "assessor")  # fmt: skip


def answers_text(read: AnswersRead, form: str) -> str:
    """In the form of ``[sources.answers]``: CSV, or JSON with the rows, the rejected ones and why."""
    if form == "json":
        return json.dumps(attrs.asdict(read), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return as_csv([{name: answer.get(name, "") for name in COLUMNS} for answer in read.answers], COLUMNS)


def problems_of(read: AnswersRead) -> Iterator[str]:
    """A line for each thing that could not be used, with its rows."""
    for problem in read.problems:
        rows = ", ".join(str(row) for row in problem.rows[:10]) + (" …" if (problem.count or 0) > 10 else "")
        which = f" ({'rows' if problem.count != 1 else 'row'} {rows})." if rows else "."
        yield problem.message.rstrip(".") + which
