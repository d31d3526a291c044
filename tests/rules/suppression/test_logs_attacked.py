"""The attacker reads a log beside a journey: what findings, activities and contacts tell of ways that are hidden."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cxengine.cli import run

Ways = dict[tuple[str, ...], int]
LEAST = 5
RULES = f"""pack made: Made
version 1 from 2018-01-01
party customer: Customer
category contact_reason: Reasons
  option asking: Asks for something
table events: Events
  field case is text
  field what is text
  publish groups of at least {LEAST}
journey fix for customer: A repair
  stage one: All of it
    step ask: Ask
      contact asking
    step mend: Mend
"""
CHECK = ("journey", "check", ".", "fix", "--source", "events", "--case", "case", "--activity", "what", "--time", "time")
DESIGNED = ("Ask", "Mend")
Told = Callable[[Ways], tuple[dict[str, Any], list[str]]]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """What is printed of a log of such ways, and the texts of its findings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.cx").write_text(RULES)
    (tmp_path / "cx.toml").write_text('[project]\nname = "P"\n[sources.events]\npath = "log.csv"\n')

    def printed(ways: Ways) -> tuple[dict[str, Any], list[str]]:
        cases = [way for way, n in ways.items() for _ in range(n)]
        rows = [f"{case},{what},2026-01-{day:02}" for case, way in enumerate(cases) for day, what in enumerate(way, 1)]
        (tmp_path / "log.csv").write_text("\n".join(["case,what,time", *rows, ""]))
        capsys.readouterr()
        run([*CHECK, "--format", "json"])
        (element,) = json.loads(capsys.readouterr().out)
        return element["log"], [finding["text"] for finding in element["findings"]]

    return printed


def test_a_finding_does_not_say_how_many_go_a_way_that_is_hidden(told: Told) -> None:
    """12 of 54 cases differ: were 9 of them said to have one activity more, 3 would have the one that is not named."""
    found, texts = told({DESIGNED: 42, ("Ask", "Look", "Mend"): 9, ("Ask", "Chase", "Mend"): 3})
    assert found["differs"]["cases"] == 12 and found["added"] == []
    (text,) = texts
    assert text.startswith("Cases have “Look”") and not re.search(r"\d", text)


def test_nor_how_many_do_a_step_again(told: Told) -> None:
    _, texts = told({DESIGNED: 42, ("Ask", "Ask", "Mend"): 9, ("Ask", "Mend", "Mend"): 3})
    assert [text for text in texts if "done again" in text] and not any(re.search(r"\d", text) for text in texts)


def test_contacts_of_a_step_do_not_say_how_many_pass_it_by(told: Told) -> None:
    """Of 54 cases the step has hidden numbers, since 3 go without it: 51 contacts would say so."""
    found, _ = told({DESIGNED: 42, ("Ask", "Look", "Mend"): 9, ("Mend",): 3})
    assert [step["suppressed"] for step in found["steps"]] == [True, False] and found["contacts"] == []


def test_what_tells_of_many_is_told(told: Told) -> None:
    found, texts = told({DESIGNED: 42, ("Ask", "Look", "Mend"): 9})
    assert [each["cases"] for each in found["added"]] == [9] and [each["cases"] for each in found["contacts"]] == [51]
    assert any(text.startswith("9 cases have “Look”") for text in texts)


def test_numbers_of_cases_leave_no_few_beside_the_ways_that_are_shown(told: Told) -> None:
    """Each number of cases with an activity: what it leaves, of all and of those whose ways are hidden, is not few."""
    chance, looked_at = Random(0), 0
    for _ in range(25):
        ways: Ways = {DESIGNED: 42}
        for _ in range(chance.randrange(1, 5)):
            way = (*chance.sample(("Ask", "Look", "Chase"), chance.randrange(1, 4)), "Mend")
            ways[way] = ways.get(way, 0) + chance.choice((1, 3, 6, 9, 14))
        found, texts = told(ways)
        shown = {tuple(each["steps"]) for each in found["by_variant"]}
        assert all(not 0 < ways[way] < LEAST for way in shown)
        having: Counter[str] = Counter()
        for way, n in ways.items():
            having.update(dict.fromkeys(set(way), n))
        said = [(each["activity"], each["cases"]) for each in found["added"]]
        said += [(name, int(n)) for text in texts for n, name in re.findall(r"^(\d+) cases have “(\w+)”", text)]
        for activity, n in said:
            in_hidden = n - sum(ways[way] for way in shown if activity in way)
            others = sum(n for way, n in ways.items() if way not in shown) - in_hidden
            looked_at += 1
            if n == having[activity] and in_hidden:
                assert in_hidden >= LEAST and not 0 < others < LEAST, (ways, activity)
    assert looked_at > 20


SERVICES = """subject service: Service
metric rows: Events
  from events
  formula count
  by area
"""


@pytest.mark.parametrize("source", [("--source", "events"), ("--log", "log.csv")])
def test_a_log_is_not_for_publication_beside_figures_of_its_rows(
    source: tuple[str, str], tmp_path: Path, told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 103 events those of one area are hidden, and another's: its 40 cases with one step each would tell of 3."""
    more = "  field service is service\n  field area is one of (north, east, west)\n  field what"
    rules = RULES.replace("  field what", more)
    (tmp_path / "rules.cx").write_text(rules + SERVICES)
    bound = '[sources.events]\npath = "log.csv"\n[sources.service]\npath = "services.csv"\n'
    (tmp_path / "cx.toml").write_text(f'[project]\nname = "P"\nas_of = "2026-12-31"\n{bound}')
    (tmp_path / "services.csv").write_text("id,title\ns,S\n")
    areas = ["north"] * 30 + ["east"] * 40 + ["west"] * 3
    rows = [f"{case},s,{area},Ask,2026-01-01" for case, area in enumerate(areas)]
    rows += [f"{case},s,north,Mend,2026-01-02" for case in range(30)]
    (tmp_path / "log.csv").write_text("\n".join(["case,service,area,what,time", *rows, ""]))
    run(["metrics", "--by", "area", "--format", "json"])
    figures = json.loads(capsys.readouterr().out)["metrics"]
    shown = {figure["by"]["area"]: figure["value"] for figure in figures}
    run([*CHECK[:4], *source, *CHECK[6:], "--by", "area", "--format", "json"])
    log = json.loads(capsys.readouterr().out)[0]["log"]
    assert shown == {"north": 60, "east": None, "west": None} and [each["group"] for each in log["by"]] == ["east"]
    assert log["events"] - shown["north"] - log["by"][0]["unfinished"] == 3
    assert log["not_for_publication"].startswith("Not for publication beside the figures of the table `events`")


def test_a_log_of_which_no_figure_counts_rows_is_for_publication(told: Told) -> None:
    assert told({DESIGNED: 42})[0]["not_for_publication"] is None
