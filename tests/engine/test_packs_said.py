"""What results say of packs: their calendars, what follows from these, their remarks, and which version counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import cxengine

RULES = """pack town: A town
version 1 from 2018-01-01
calendar hall
calendar hall: When the hall is open
  cites: The notice at the door
  covers 2019-01-01 to 2019-12-31
  closed 2019-04-19: Good Friday
  closed 2019-04-22: Easter Monday
subject service: Service
  note: What residents would call one
party head: Head
scale satisfaction 1 to 5, higher is better: How satisfied were you?
  note: As asked since 2015
category channel: How they got in touch
  note: Walk-ins are not counted
  option web: Online
    note: The forms and the chat
table cases: Cases
  note: Closed cases only
  field service is service
  field opened is date
  field closed is date, may be missing
metric prompt: Closed within two working days
  from cases
  formula share(closed - opened <= 2 working days)
metric took: Working days to close
  from cases
  formula mean(closed - opened in working days)
  target at most 2 working days
model m for service: M
  unknown counts as unmet
  band first 1 to 1: First
    note: The only one
  phase now: Now
    note: This year
  level 1: Quick
    criterion 1.1: On target
      when took meets target
      action hurry: Be quick
        owner head
        effort 3 days
"""
CASES = [
    {"service": "a", "opened": date(2019, 4, 18), "closed": date(2019, 4, 23)},
    {"service": "a", "opened": date(2019, 4, 17), "closed": date(2019, 4, 26)},
    {"service": "a", "opened": date(2018, 12, 28), "closed": date(2019, 4, 26)},
    {"service": "a", "opened": date(2019, 4, 18), "closed": None},
]


SOURCES: dict[str, Any] = {"cases": CASES, "service": [{"id": "a", "title": "A"}]}


def program() -> cxengine.Program:
    """The rules, compiled."""
    return cxengine.compile({"town.cx": RULES})


def test_figures_and_plans_in_working_days() -> None:
    """One case took 1 working day and one 5; one began before the calendar does, and one is open: both are unknown."""
    measured = program().metrics(SOURCES, as_of=date(2019, 4, 17)).to_dict()["metrics"]
    prompt, took = measured
    assert (prompt["value"], prompt["n"], prompt["excluded"]) == (50, 2, 2)
    assert (took["value"], took["unit"], took["status"]) == (3, "working days", "unmet")
    action = program().assess(SOURCES, as_of=date(2019, 4, 17)).to_dict()["actions"][0]
    assert (action["starts"], action["due"]) == ("2019-04-18", "2019-04-24")


def test_what_is_said_of_a_pack() -> None:
    pack = program().assess(SOURCES, as_of=date(2019, 4, 17)).to_dict()["packs"][0]
    assert pack["calendar"] == {
        "name": "hall", "title": "When the hall is open", "first": "2019-01-01", "last": "2019-12-31", "closed": 2,
        "cites": ["The notice at the door"], "notes": [],
    }  # fmt: skip
    assert [(each["kind"], each["name"], each["notes"]) for each in pack["remarks"]] == [
        ("subject", "service", ["What residents would call one"]),
        ("scale", "satisfaction", ["As asked since 2015"]),
        ("category", "channel", ["Walk-ins are not counted"]),
        ("option", "web", ["The forms and the chat"]),
        ("table", "cases", ["Closed cases only"]),
        ("band", "first", ["The only one"]),
        ("phase", "now", ["This year"]),
    ]


def test_an_assessment_beyond_the_calendar_says_so() -> None:
    def codes(on: date) -> list[str]:
        return [each.code for each in program().assess(SOURCES, as_of=on).diagnostics]

    assert "calendar-ends" not in codes(date(2019, 12, 31))
    assert "calendar-ends" in codes(date(2020, 1, 1))


def test_the_version_that_is_pinned_counts_also_where_a_folder_has_the_name_of_a_bundled_pack(tmp_path: Path) -> None:
    bundled = next(p for p in cxengine.compile("standard").names.packs if p.name.text == "standard").version
    (tmp_path / "standard").mkdir()
    (tmp_path / "standard" / "cx.toml").write_text('[project]\nname = "standard"\n', "utf-8")
    (tmp_path / "standard" / "pack.cx").write_text("pack standard: Ours\nversion 9999 from 2026-01-01\n", "utf-8")
    (tmp_path / "cx.toml").write_text('[project]\npacks = ["standard"]\n', "utf-8")
    for version in (bundled, "9999"):
        (tmp_path / "own.cx").write_text(f"pack own: O\nversion 1 from 2026-01-01\nuses standard {version}\n", "utf-8")
        packs = cxengine.compile(tmp_path).names.packs
        assert {p.version for p in packs if p.name.text == "standard"} == {version}
