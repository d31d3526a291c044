"""Small rule texts in which «marks» stand around what a diagnostic must underline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.lang import ast
from cxengine.lang.check import check
from cxengine.lang.names import Names, Types
from cxengine.lang.parse import parse
from cxengine.lang.resolve import resolve
from cxengine.lang.vocabulary import VOCABULARY
from cxengine.source import Source

BASE = """pack base: Base
version 1 from 2026-01-01
subject council: Council
subject directorate: Directorate
  belongs to council
subject service: Service
  belongs to directorate
  field has_phone is yes_no
  field region is one of (north, south)
  field budget is money
subject supplier: Supplier
party head: Head of service
scale satisfaction 1 to 5: How satisfied were you?
  point 1: Very dissatisfied
  point 2: Dissatisfied
  point 3: Neither
  point 4: Satisfied
  point 5: Very satisfied
scale ease 1 to 7, higher is better: How easy was it?
scale likelihood 0 to 10: How likely are you to recommend us?
scale ten 1 to 10: How likely, from 1 to 10?
scale effort 1 to 7, lower is better: How much effort was it?
scale progress: How far it has got
  point begun is 0: Begun
  point half is 0.5: Half way
  point full is 1: Done
scale rating: How far it is achieved
  point N up to 15%: Not
  point F up to 100%: Fully
category channel: Channel
  option web: Online
  option phone: By phone
table responses: Survey answers
  key id
  field id is text
  field service is service
  field answered_on is date
  field closed_at is date_and_time, may be missing
  field channel is channel
  field satisfied is satisfaction, may be missing
  field easy is ease, may be missing
  field effort is effort, may be missing
  field recommend is likelihood, may be missing
  field ten is ten, may be missing
  field progress is progress, may be missing
  field email is text, personal, may be missing
  field remark is text, may be missing
  field cost is money
  field minutes is minutes
  field ok is yes_no
  field how is one of (web, "by post")
table whole: About the whole project
  field on_day is date
  field n is number
table moves: From one service to another
  field from_service is service
  field to_service is service
table deals: Deals with suppliers
  field supplier is supplier
  field cost is money
metric csat: Satisfied
  from responses
  formula share(satisfied >= 4)
  target at least 80%
metric net: Net promoter
  from responses
  formula nps(recommend)
metric price: Cost of a case
  from responses
  formula sum(cost) / count
metric residents: Residents
  from whole
  formula sum(n)
metric spent: Spent
  from deals
  formula sum(cost)
"""
"""Sound declarations that the marked texts go on from."""


@cache
def _read(text: str, number: int) -> tuple[ast.File, tuple[Diagnostic, ...]]:
    found = Diagnostics()
    return parse(Source(f"{number}.cx", text), found), tuple(found)


def _files(texts: Sequence[str]) -> list[str]:
    """The texts, with the base as a file of its own, so that it is read once for all tests."""
    files: list[str] = []
    for text in texts:
        rest = text.removeprefix(BASE)
        files += [text] if rest == text else [BASE, rest] if rest else [BASE]
    return files


def checked(*texts: str) -> tuple[Names, Types, tuple[Diagnostic, ...]]:
    """Names and types of rule files, with everything found in them."""
    found = Diagnostics()
    files = []
    for number, text in enumerate(_files(texts)):
        file, problems = _read(text, number)
        files.append(file)
        for problem in problems:
            found.add(problem)
    names = resolve(files, VOCABULARY, found)
    return names, check(files, names, found), tuple(found)


def unmarked(text: str) -> str:
    """The text without its marks."""
    return text.replace("«", "").replace("»", "")


def marks(text: str) -> list[str]:
    """What stands between marks, from top to bottom."""
    return [part.split("»")[0] for part in text.split("«")[1:]]


def underlined(texts: Sequence[str], diagnostic: Diagnostic) -> str:
    """The words that a diagnostic stands under."""
    span = diagnostic.span
    text = texts[int(span.filename.removesuffix(".cx"))]
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def assert_marked(text: str, code: str) -> Diagnostic:
    """That exactly one problem is found, with the code, under the marked words, and with advice."""
    plain = unmarked(text)
    _, _, found = checked(plain)
    files = _files([plain])
    assert [(d.code, underlined(files, d)) for d in found] == [(code, marks(text)[0])]
    assert found[0].help
    return found[0]
