"""No command prints a value of a personal field, on the screen or into a file, whatever form is asked for."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

import cxengine

from .conftest import Ran

CANARY = "canary7x"
RULES = """pack p: P
version 1 from 2018-04-01
party customer: Customer
item answer: Answer
subject service: Service
table contacts: Contacts
  key secret
  field service is service
  field seen_on is date
  field step is text
  field secret is text, personal
  field other is text
  field born is date, personal, may be missing
  reject when secret is known and seen_on < 2000-01-01: too old
metric held: Held
  from contacts
  formula distinct(secret)
  by month of seen_on
model m for service: M
  level 1: One
    criterion c: C
      when held >= 50
      action ask: Ask
rule few for service: Few
  when held < 50
  finding: Only {held}
journey way for customer: The way
  reaches answer
  step ask: Ask
    action: Ask
  step told: Told
    gives answer
test m: Expected wrongly
  given held is 9
  expect level 1
"""
TOML = """[project]
name = "P"
as_of = "2019-03-31"
[sources.contacts]
plugin = "csv"
path = "contacts.csv"
columns = { other = "secret" }
[sources.service]
plugin = "csv"
path = "service.csv"
"""
LOG = ("--case", "secret", "--time", "seen_on", "--activity", "step", "--source", "contacts")
COMMANDS: tuple[tuple[str, ...], ...] = (
    *(("assess", ".", "--format", form) for form in ("text", "json", "csv", "markdown")),
    ("assess", ".", "--change-since", "2018-03-31"),
    *(("metrics", ".", "--format", form) for form in ("text", "json", "csv", "markdown")),
    ("metrics", ".", "--change-since", "2018-03-31", "--by", "month of seen_on"),
    ("metrics", ".", "--by", "secret"),
    *(("explain", "c", "--project", ".", "--stage", stage) for stage in ("ast", "names", "types", "plan", "sql")),
    ("explain", "c", "--project", "."),
    ("check", "."),
    ("test", "."),
    ("form", ".", "--out", "form.xlsx"),
    ("journey", "check", ".", "way", "--source", "contacts", *LOG[:6]),
    ("journey", "log", "--project", ".", *LOG),
    ("journey", "log", "--project", ".", "--format", "json", *LOG),
    ("journey", "mine", "--project", ".", *LOG),
    *(
        ("journey", "log", "--project", ".", *LOG, f"--{role}", "secret")
        for role in ("activity", "resource", "group", "channel", "reason", "by")
    ),
    ("journey", "log", "--project", ".", *LOG, "--time", "born"),
    *(
        ("journey", "check", ".", "way", *LOG, f"--{role}", heading, "--format", form, "--with-small-groups")
        for role in ("activity", "resource", "group", "channel", "reason", "by", "time", "order", "lifecycle")
        for heading, form in (("secret", "text"), ("secret", "json"), ("SECRET", "text"), ("other", "text"))
    ),
    ("journey", "show", ".", "way"),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Rows that are taken, rows that are not, and a value of each that nobody may see."""
    (tmp_path / "rules.cx").write_text(RULES, "utf-8")
    (tmp_path / "cx.toml").write_text(TOML, "utf-8")
    (tmp_path / "service.csv").write_text("id,title\na,Alpha\n", "utf-8")
    rows = [f"a,2019-03-{n:02},{('ask', 'told')[n % 2]},{CANARY}{n // 2},1970-01-01" for n in range(1, 20)]
    rows += [f"a,1999-01-01,ask,{CANARY}old,1970-01-01", f"a,2019-03-01,ask,{CANARY}born,{CANARY}"]
    rows += [f"{CANARY},2019-03-01,ask", f"a,soon,ask,{CANARY}when,1970-01-01"]
    (tmp_path / "contacts.csv").write_text("\n".join(["service,seen_on,step,secret,born", *rows, ""]), "utf-8")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("debug", [(), ("--debug",)], ids=["", "debug"])
def test_no_command_says_it(
    command: tuple[str, ...], debug: tuple[str, ...], project: Path, cx: Callable[..., Ran],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    try:
        done = cx(*command, *debug)
        said = done.out + done.err
    except cxengine.CxError as error:  # as Python reports it, with the values that stand in messages
        said = "".join(traceback.format_exception(error))
    assert "No such option" not in said and "No such command" not in said, said
    assert said, "nothing was said, so nothing was tried"
    assert CANARY not in said + caplog.text
    written = [file for file in project.iterdir() if file.name != "contacts.csv" and file.is_file()]
    assert all(CANARY.encode() not in file.read_bytes() for file in written)


@pytest.mark.parametrize("heading", ["secret", " Secret ", "other"])
@pytest.mark.parametrize("role", ["activity", "resource", "group", "channel", "reason", "by"])
def test_a_log_beside_a_journey_takes_no_personal_column(
    role: str, heading: str, project: Path, cx: Callable[..., Ran]
) -> None:
    """Whichever way the column is written: as another field that is bound to it, or with other letters."""
    done = cx("journey", "check", ".", "way", *LOG, f"--{role}", heading)
    assert (done.code, done.out) == (2, "") and "code: personal-published" in done.err


def test_a_personal_column_of_a_log_is_refused_with_what_to_do(project: Path, cx: Callable[..., Ran]) -> None:
    done = cx("journey", "log", "--project", ".", *LOG, "--reason", "secret")
    said = " ".join(done.err.split())
    assert done.code == 2 and "`secret` is personal, and what stands in `--reason` is shown" in said
    assert "Cases may be told apart by it: `--case`." in said
