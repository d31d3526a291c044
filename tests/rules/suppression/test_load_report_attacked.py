"""The attacker reads the load report too: how many rows a table has is the total of all that there is."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

import cxengine
from cxengine.report.gaps import data_gaps

from .attacker import Cell, recovered
from .reading import Place, Read, Told

RULES = """pack made: Made by chance
version 1 from 2018-01-01
subject service: Service
table replies: Answers
  field service is service
  field channel is one of (web, phone)
  field answered_on is date
  publish groups of at least {least}
metric all: Answers
  from replies
  formula count
  by channel
metric this_year: Answers of this year
  from replies
  where answered_on in last 12 months
  formula count
"""
TABLES = range(40)


def made(seed: int) -> tuple[int, dict[str, Any]]:
    """The smallest group, and sources: services of which none is above the others, some with very few answers."""
    chance = Random(seed)
    rows = [
        {"service": f"s{at}", "channel": channel, "answered_on": date(chance.choice((2018, 2019)), 6, 1)}
        for at in range(chance.choice((1, 2, 3)))
        for channel in ("web", "phone")
        for _ in range(chance.choice((0, 1, 2, 4, 12, 30)))
    ]
    listed = [{"id": f"s{at}", "title": f"S{at}"} for at in range(3)]
    return chance.choice((3, 5, 10)), {"replies": rows, "service": listed}


def read(seed: int) -> tuple[Read, set[Cell], int | None]:
    """All figures with the load report's total of them, what is hidden, and the total that is told."""
    least, sources = made(seed)
    program = cxengine.compile({"made.cx": RULES.format(least=least)})
    parents: dict[str, str | None] = {f"service:s{at}": "everybody" for at in range(3)}
    told = {"all": Told("all", least, counts=True), "this_year": Told("of a year", least, counts=True)}
    found = Read(told, parents)
    rows: set[int | None] = set()
    for by in ((), ("channel",)):
        said = program.metrics(sources, by=by, as_of=date(2019, 12, 31)).to_dict()
        found.figures(said["metrics"])
        rows |= {source["rows"] for source in said["sources"] if source["table"] == "replies"}
    (total,) = rows
    whole: Place = ("everybody", frozenset())
    found.places["all"].add(whole)
    for cell in (("n", "all", whole), ("kept", "all", whole)):
        found.known.ends[cell] = (0, float("inf")) if total is None else (total, total)
    found.hang_together()
    for place in found.places["this_year"]:
        found.known.at_most.append((("n", "this_year", place), ("n", "all", place)))
    return found, found.first | found.second | found.withheld, total


def test_no_hidden_count_follows_from_the_number_of_rows(capsys: pytest.CaptureFixture[str]) -> None:
    cells = hidden = untold = 0
    for seed in TABLES:
        if not made(seed)[1]["replies"]:
            continue
        found, secret, total = read(seed)
        broken = recovered(found.known, secret)
        assert not broken, (seed, broken)
        cells, hidden = cells + sum(map(len, found.places.values())), hidden + len(secret)
        untold += total is None
    with capsys.disabled():
        print(f"\nWith the load report: {cells} cells, {hidden} hidden, {untold} totals not told, 0 recovered")
    assert hidden > 50 and 0 < untold < len(TABLES) / 2


def test_a_total_that_is_not_told_says_why_and_so_do_those_of_files(tmp_path: Any) -> None:
    (tmp_path / "cx.toml").write_text(
        '[project]\nname = "P"\nas_of = "2019-12-31"\n[sources.replies]\nplugin = "csv"\npaths = ["a.csv", "b.csv"]\n'
        '[sources.service]\nplugin = "csv"\npath = "services.csv"\n'
    )
    (tmp_path / "made.cx").write_text(RULES.format(least=5))
    (tmp_path / "services.csv").write_text("id,title\ns0,S0\ns1,S1\n")
    for name, service, n in (("a.csv", "s0", 40), ("b.csv", "s1", 2)):
        lines = [f"{service},web,2019-06-01"] * n + [f"{service},fax,2019-06-01"]
        (tmp_path / name).write_text("\n".join(["service,channel,answered_on", *lines, ""]))
    said = cxengine.compile(tmp_path).metrics().to_dict()
    (source,) = (each for each in said["sources"] if each["table"] == "replies")
    assert (source["rows"], [each["rows"] for each in source["files"]]) == (None, [None, None])
    assert any("how many rows there are is not told" in note for note in source["notes"])
    text = " ".join(data_gaps(said))
    assert "replies: 2 rows rejected" in text and "44" not in text
    figures = {(each["subject"], each["metric"]): each["suppressed"] for each in said["metrics"]}
    assert figures["service:s1", "all"]


def test_how_many_figures_are_hidden_does_not_say_how_many_groups_a_line_stands_for() -> None:
    """Each answer of a small service is of another channel and month: no group of it is listed or counted by itself."""
    rules = RULES.format(least=5).replace("(web, phone)", "(web, phone, post, mail)")
    rules = rules.replace("by channel", "by channel, month of answered_on")
    counted = set()
    for n in range(1, 5):
        answers = [("s0", "web", 1)] * 40 + [("s2", "web", 1)] * 40
        answers += [("s1", channel, 2 * at + 1) for at, channel in enumerate(("web", "phone", "post", "mail")[:n])]
        rows = [{"service": s, "channel": c, "answered_on": f"2019-{month:02}-01"} for s, c, month in answers]
        services = [{"id": each, "title": each} for each in ("s0", "s1", "s2")]
        said = cxengine.compile({"made.cx": rules}).metrics(
            {"replies": rows, "service": services}, as_of="2019-12-31"
        ).to_dict()  # fmt: skip
        (source,) = (each for each in said["sources"] if each["table"] == "replies")
        hiding = source["hiding"]
        assert hiding is not None
        counted.add((hiding["figures"], hiding["first"] + hiding["second"] + hiding["withheld"]))
    assert len(counted) == 1, counted
