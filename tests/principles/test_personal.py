"""No value of a personal field is ever said: not in a problem, a reason, a listing or an error."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import cxengine
from cxengine.engine.run import explain_project

CANARY = "canary7x"
GOOD = {
    "text": "x{n}",
    "date": "2019-03-{n:02}",
    "date_and_time": "2019-03-{n:02}T10:00",
    "number": "{n}",
    "number, 2 decimals": "{n}.25",
    "money": "{n}.20",
    "days": "{n}",
    "minutes": "{n}",
    "yes_no": "yes",
    "answer": "3",
    "channel": "phone",
    "service": "a",
    "one of (aa, bb)": "aa",
}
RULES = """pack p: P
version 1 from 2018-04-01
category channel: Channel
  option phone: By phone
subject service: Service
scale answer 1 to 5, higher is better: Answer
table contacts: Contacts
  {key}
  field service is service
  field seen_on is date
  field secret is {type}
  field email is text, personal, may be missing
  reject when secret is known and seen_on < 2000-01-01: too old
metric held: Held
  from contacts
  for service
  formula count(secret is known)
metric listed: Listed
  from contacts
  for service
  formula share(seen_on > 2019-01-01)
  by month of seen_on
model m for service: M
  level 1: One
    criterion c: C
      when held >= 5 and listed >= 50%
"""
TOML = """[project]
name = "P"
as_of = "2019-03-31"
[sources.contacts]
plugin = "csv"
path = "contacts.csv"
{more}
[sources.service]
plugin = "csv"
path = "service.csv"
"""


def everything_said(folder: Path) -> str:
    """All that an assessment, a listing and an explanation of the project put into words, or their error."""
    program = cxengine.compile(folder)
    try:
        result = program.assess()
        said = [json.dumps(result.to_dict(), default=str), repr(result)]
        said += [repr(result.diagnostics), repr(program.metrics())]
        said += [repr(explain_project(folder, "service:a", "c"))]

    except cxengine.CxError as error:
        said = [str(error), repr(error), repr(list(error.diagnostics)), repr(error.__cause__)]
    return "\n".join(said).casefold()


def project(folder: Path, kind: str, rows: list[str], *, key: str = "key secret", more: str = "") -> Path:
    """Rows are what stands in the personal column."""
    optional = "" if key.endswith("secret") else ", may be missing"
    name, comma, decimals = kind.partition(", 2")
    field = f"{name}, personal{optional}{comma}{decimals}"
    (folder / "rules.cx").write_text(RULES.format(type=field, key=key), "utf-8")
    (folder / "cx.toml").write_text(TOML.format(more=more), "utf-8")
    (folder / "service.csv").write_text("id,title\na,Alpha\nb,Beta\n", "utf-8")
    lines = [f"a,2019-03-{n:02},{row},{CANARY}@example.org" for n, row in enumerate(rows, 1)]
    (folder / "contacts.csv").write_text("\n".join(["service,seen_on,secret,email", *lines, ""]), "utf-8")
    return folder


@pytest.mark.parametrize("key", ["key secret", "key seen_on"])
@pytest.mark.parametrize("kind", GOOD)
def test_no_value_is_said(tmp_path: Path, kind: str, key: str) -> None:
    good = [GOOD[kind].format(n=n) for n in range(1, 13)]
    bad = [CANARY, CANARY, f"{CANARY},{CANARY}", f"1{CANARY}", f"9999999999999999999999{CANARY}"]
    said = everything_said(project(tmp_path, kind, [*good, *bad], key=key))
    assert CANARY not in said
    if kind not in ("text", "service"):
        assert "secret" in said


@pytest.mark.parametrize("kind", GOOD)
def test_no_value_is_said_where_none_fits(tmp_path: Path, kind: str) -> None:
    assert CANARY not in everything_said(project(tmp_path, kind, [CANARY] * 3))


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ([f'"{CANARY}'], ""),
        ([f"{CANARY}\0"], ""),
        ([f"{CANARY}"], "header_rows = 9"),
        ([f"{CANARY}"], 'encoding = "utf-16"'),
        ([f"{CANARY},x,y,{CANARY}"], ""),
        (["31/12/2018", f"{CANARY}"], 'dates = ["%d/%m/%Y", "%m/%d/%Y"]'),
        (["01/02/2018", f"{CANARY}"], 'dates = ["%d/%m/%Y", "%m/%d/%Y"]'),
    ],
)
def test_a_file_that_cannot_be_read_is_not_quoted(tmp_path: Path, rows: list[str], more: str) -> None:
    assert CANARY not in everything_said(project(tmp_path, "date", rows, more=more))


def test_data_of_a_caller_are_not_quoted(tmp_path: Path) -> None:
    program = cxengine.compile(project(tmp_path, "text", []))
    row = {"service": "a", "seen_on": date(2019, 3, 1), "secret": CANARY, "email": None}
    for odd in ({**row, "secret": 7}, {**row, "secret": b"\xff" + CANARY.encode()}, {**row, "secret": [CANARY]}):
        try:
            said = repr(program.assess({"contacts": [row, odd], "service": [{"id": "a"}]}))
        except cxengine.CxError as error:
            said = repr(list(error.diagnostics)) + str(error)
        assert CANARY not in said
