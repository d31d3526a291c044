"""``cx metrics --change-since`` on the Enfield pack, which has two years of data, and on a council of twelve."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

RULES = """pack own: Our council
version 1 from 2018-04-01
subject service: Service
scale five 1 to 5, higher is better: Satisfaction
table replies: Replies
  field service is service
  field on_day is date
  field happy is five
metric csat: Satisfied
  from replies
  where on_day in last 12 months
  formula csat(happy)
"""
TOML = """[project]
as_of = "2019-03-31"
[sources.service]
plugin = "csv"
path = "services.csv"
[sources.replies]
plugin = "csv"
path = "replies.csv"
"""
SERVICES = 12


@pytest.fixture
def twelve(tmp_path: Path) -> str:
    """Twelve services: of 40 people each half were satisfied in the first year, all but a few in the second."""
    council = tmp_path / "twelve"
    council.mkdir()
    (council / "own.cx").write_text(RULES, "utf-8")
    (council / "cx.toml").write_text(TOML, "utf-8")
    services = [f"s{n}" for n in range(SERVICES)]
    (council / "services.csv").write_text("\n".join(["id,title", *(f"{s},Service {s}" for s in services)]), "utf-8")
    replies = [
        f"{s},{year}-06-01,{5 if row % (2 if year == 2017 else 5 + at) else 1}"
        for at, s in enumerate(services) for year in (2017, 2018) for row in range(40)
    ]  # fmt: skip
    (council / "replies.csv").write_text("\n".join(["service,on_day,happy", *replies]), "utf-8")
    return "twelve"


def test_an_assessment_shows_the_surest_changes(cx: Any, twelve: str) -> None:
    asked = ("assess", twelve, "--change-since", "2018-03-31")
    made = json.loads(cx(*asked, "--format", "json").out)
    moved = [m["change"] for s in made["subjects"] for m in s["metrics"] if m["change"]["by"]]
    surest = min(moved, key=lambda change: (change["chance_of_all"] is None, change["chance_of_all"], change["chance"]))
    text, document = (cx(*asked, "--format", form).out for form in ("text", "markdown"))
    section = text.partition("What moved from 31 March 2018 to 31 March 2019\n")[2].partition("\n\n")[0]
    assert surest["shown"] in " ".join(section.split("\n  ")[0].split())
    words = " ".join(section.split())
    assert len(moved) == SERVICES and words.count("; now ") == 10 and f"{SERVICES - 10} more moved" in words
    assert "cx metrics twelve --change-since 2018-03-31 shows each" in words
    assert "## What moved from 31 March 2018 to 31 March 2019\n\n- " in document
    assert "What moved" not in cx("assess", twelve).out


def test_what_the_command_prints(cx: Any, twelve: str) -> None:
    done = cx(
        "metrics", "enfield", "--change-since", "2018-03-31", "--by", "channel", "--metric", "customers_satisfied",
        "--subject", "council:enfield",
    )  # fmt: skip
    said = " ".join(done.out.split())
    assert done.code == 0 and "What moved from 31 March 2018 to 31 March 2019" in said
    assert "Satisfied customers: 81.1% on 31 March 2019, up from 75.5% on 31 March 2018, by 5.7" in said
    assert "phone 48.1% to 48.5% 71.7 79.8 0.0 +3.9" in said
    made = json.loads(cx("metrics", twelve, "--change-since", "2018-03-31", "--format", "json").out)
    assert made["change_since"] == "2018-03-31" and any(m["change"]["significant"] for m in made["metrics"])
    rows = cx("metrics", twelve, "--change-since", "2018-03-31", "--format", "csv").out.splitlines()
    assert "change_from,change_before,change_by" in rows[0]


def test_what_cannot_be_compared_is_said(cx: Any, starter: Path) -> None:
    toml = starter / "cx.toml"
    lines = [line for line in toml.read_text("utf-8").splitlines() if not line.startswith(("as_of", "change_since"))]
    place = lines.index("[project]") + 1
    toml.write_text("\n".join([*lines[:place], 'change_since = "2026-03-31"', *lines[place:]]) + "\n", "utf-8")
    for command in ("assess", "metrics"):
        ran = cx(command, "council", "--as-of", "2026-03-31")
        assert ran.code == 0 and f"cx.toml:{place + 1}:1: info: No figure is compared" in ran.err, ran.err
        assert "No figure is compared" not in cx(command, "council", "--as-of", "2026-04-01").err
