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
    assert "Phone 48.1% to 48.5% 71.7 79.8 0.0 +3.9" in said
    made = json.loads(cx("metrics", twelve, "--change-since", "2018-03-31", "--format", "json").out)
    assert made["change_since"] == "2018-03-31" and any(m["change"]["significant"] for m in made["metrics"])
    rows = cx("metrics", twelve, "--change-since", "2018-03-31", "--format", "csv").out.splitlines()
    assert "change_from,change_before,change_by" in rows[0]


SEGMENTS = """segment by_phone: Customers who phone
  from replies
  where channel is phone
segment online: Customers online
  from replies
  where channel is web
metric csat"""
THEN = {"web": (360, 400), "phone": (50, 100)}
SHOUTED, DIPPED = {"web": (180, 200), "phone": (150, 300)}, {"web": (300, 400), "phone": (30, 100)}


@pytest.mark.parametrize(
    ("now", "parts", "told"),
    [
        (SHOUTED, "-16.0 is a change in who answered and 0.0 is within the groups.",
         "Like with like nothing is more than chance: others were heard, rather than the same people otherwise."),
        (DIPPED, "0.0 is a change in who answered and -16.0 is within the groups.",
         "Like with like it fell by 16.0 percentage points, which is more than chance: who answered makes no "
         "difference to it."),
    ],
    ids=["a group shouted", "satisfaction dipped"],
)  # fmt: skip
def test_whether_satisfaction_dipped_or_a_group_shouted_is_one_command(
    cx: Any, twelve: str, tmp_path: Path, now: dict[str, tuple[int, int]], parts: str, told: str
) -> None:
    """82% of 500 became 66% of 500: by Newcombe from the Wilson ends of both, 10.6 to 21.3 points less."""
    rules = RULES.replace("metric csat", SEGMENTS)
    rules = rules.replace("field happy", "field channel is one of (web, phone)\n  field happy")
    (tmp_path / twelve / "own.cx").write_text(f"{rules}  by segment\n", "utf-8")
    (tmp_path / twelve / "services.csv").write_text("id,title\ns,Service\n", "utf-8")
    replies = [
        f"s,{year}-06-01,{channel},{5 if at < happy else 1}"
        for year, answers in ((2017, THEN), (2018, now)) for channel, (happy, n) in answers.items() for at in range(n)
    ]  # fmt: skip
    (tmp_path / twelve / "replies.csv").write_text("\n".join(["service,on_day,channel,happy", *replies]), "utf-8")
    done = cx("metrics", twelve, "--change-since", "2018-03-31", "--by", "segment")
    said = " ".join(done.out.replace("\N{MINUS SIGN}", "-").split())
    assert done.code == 0 and "66.0% on 31 March 2019, down from 82.0% on 31 March 2018, by 16.0 percentage" in said
    assert "with 95% confidence between -21.3 and -10.6." in said and f"Of the -16.0, {parts} {told}" in said
    made = json.loads(cx("metrics", twelve, "--change-since", "2018-03-31", "--by", "segment", "--format", "json").out)
    assert {m["by"]["segment"] for m in made["metrics"] if m["by"]} == {"by_phone", "online"}


def test_what_cannot_be_compared_is_said(cx: Any, starter: Path) -> None:
    toml = starter / "cx.toml"
    lines = [line for line in toml.read_text("utf-8").splitlines() if not line.startswith(("as_of", "change_since"))]
    place = lines.index("[project]") + 1
    toml.write_text("\n".join([*lines[:place], 'change_since = "2026-03-31"', *lines[place:]]) + "\n", "utf-8")
    for command in ("assess", "metrics"):
        ran = cx(command, "council", "--as-of", "2026-03-31")
        assert ran.code == 0 and f"cx.toml:{place + 1}:1: info: No figure is compared" in ran.err, ran.err
        assert "No figure is compared" not in cx(command, "council", "--as-of", "2026-04-01").err
