"""Figures at the steps of a journey: of everybody, with the answers behind them, hidden where a group is small."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import cxengine
from cxengine.engine.journey_show import show_journeys
from tests.engine.write_schemas import FOLDER

RULES = """
pack visits: Visits at home
version 1 from 2020-01-01
party customer: Customer
party care: Adult social care
scale satisfied 1 to 5, higher is better: How satisfied are you?
  point 1: Not at all
  point 2: Not much
  point 3: So so
  point 4: Quite
  point 5: Very
subject team: Team
table visits: What people said after each stage
  key answer
  field answer is text
  field team is team
  field stage is one of (contact, assessment, review)
  field said is satisfied, may be missing
  publish groups of at least 10
metric happy_at_contact: Satisfied at first contact
  from visits
  where stage is contact
  formula csat(said)
  target at least 80%
metric happy_at_assessment: Satisfied with the assessment
  from visits
  where stage is assessment
  formula csat(said)
metric happy_at_review: Satisfied with the review
  from visits
  where stage is review
  formula csat(said)
journey assessment for customer: An assessment
  step contact: First contact
    actor customer
    other party care
    measured by happy_at_contact
  step assess: Assessment
    actor care
    measured by happy_at_assessment
  step look_again: Review
    actor care
    measured by happy_at_review
journey better for customer: A better assessment
  changes assessment
  readiness: Fine
  change step assess
    because: Faster
    action: By phone
"""


def answers(**counts: tuple[int, int]) -> list[dict[str, object]]:
    """For each stage so many content and so many discontent answers, in two teams by turns."""
    rows: list[dict[str, object]] = []
    for stage, (content, discontent) in counts.items():
        for number in range(content + discontent):
            said = 5 if number < content else 1
            rows.append(
                {"answer": f"{stage}{number}", "team": "ab"[number % 2], "stage": stage, "said": said}
            )
    return rows


def project(folder: Path, rows: list[dict[str, object]] | None) -> Path:
    """A project with these rules, and the answers as a file where there are any."""
    (folder / "rules.cx").write_text(RULES, "utf-8")
    settings = '[project]\nname = "Visits"\nas_of = "2026-03-31"\n[sources.team]\nplugin = "csv"\npath = "teams.csv"\n'
    (folder / "teams.csv").write_text("id,title\na,Team A\nb,Team B\n", "utf-8")
    if rows is not None:
        settings += '[sources.visits]\nplugin = "csv"\npath = "visits.csv"\n'
        lines = [",".join(map(str, row.values())) for row in rows]
        (folder / "visits.csv").write_text("\n".join(["answer,team,stage,said", *lines, ""]), "utf-8")
    (folder / "cx.toml").write_text(settings, "utf-8")
    return folder


def figures(result: dict[str, Any], journey: str = "assessment") -> dict[str, dict[str, Any]]:
    """The first figure of each step."""
    found = next(each for each in result["journeys"] if each["journey"] == journey)
    return {step["step"]: step["figures"][0] for step in found["steps"] if step["figures"]}


def test_each_step_has_its_figure_of_all_teams_together(tmp_path: Path) -> None:
    result = show_journeys(project(tmp_path, answers(contact=(41, 9), assessment=(30, 10), review=(12, 12))), None)
    said = result.to_dict()
    found = figures(said)
    assert {step: (each["value"], each["n"]) for step, each in found.items()} == {
        "contact": (82, 50), "assess": (75, 40), "look_again": (50, 24),
    }  # fmt: skip
    assert (found["contact"]["target"], found["contact"]["status"], found["contact"]["subject"]) == (80, "met", None)
    assert found["contact"]["low"] < 82 < found["contact"]["high"]
    assert (said["as_of"], said["as_of_given"], said["project"]) == ("2026-03-31", True, "Visits")
    assert [source["rows"] for source in said["sources"] if source["table"] == "visits"] == [114]
    schema = json.loads((FOLDER / "journeys-1.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(said)) == []


def test_a_journey_made_by_changes_keeps_the_figures_of_the_steps_that_stay(tmp_path: Path) -> None:
    shown = show_journeys(project(tmp_path, answers(contact=(41, 9), review=(12, 12))), "better").to_dict()
    assert list(figures(shown, "better")) == ["contact", "assess", "look_again"]


def test_a_small_group_is_hidden_and_so_is_what_would_give_it_away(tmp_path: Path) -> None:
    rows = answers(contact=(41, 9), assessment=(3, 1), review=(12, 12))
    found = figures(show_journeys(project(tmp_path, rows), None).to_dict())
    hidden = found["assess"]
    assert hidden["suppressed"] and (hidden["value"], hidden["n"], hidden["low"]) == (None, None, None)
    assert found["contact"]["n"] == 50


def test_all_teams_and_each_of_them_do_not_give_a_small_team_away() -> None:
    """One team has 4 answers: with the other's 20 shown, all 24 together would tell of them."""
    rows = [*answers(contact=(20, 20)), *answers(review=(0, 0))]
    rows += [{"answer": f"r{n}", "team": "a" if n < 20 else "b", "stage": "review", "said": 5} for n in range(24)]
    teams = [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]
    program = cxengine.compile({"r.cx": RULES})
    result = program.assess({"visits": rows, "team": teams}, as_of=date(2026, 3, 31)).to_dict()
    of_all = figures(result)["look_again"]
    of_teams = {
        subject["id"]: metric
        for subject in result["subjects"]
        for metric in subject["metrics"]
        if metric["metric"] == "happy_at_review"
    }
    assert of_teams["b"]["value"] is None
    assert of_all["value"] is None or of_teams["a"]["value"] is None


def test_where_no_data_is_bound_the_reason_stands_at_the_step(tmp_path: Path) -> None:
    found = figures(show_journeys(project(tmp_path, None), None).to_dict())
    assert found["contact"]["value"] is None
    assert found["contact"]["unknown"] == "no source bound for table visits"


def test_the_assessment_has_the_same_figures(tmp_path: Path) -> None:
    folder = project(tmp_path, answers(contact=(41, 9), assessment=(30, 10), review=(12, 12)))
    shown = show_journeys(folder, None).to_dict()
    assessed = cxengine.compile(folder).assess().to_dict()
    assert figures(assessed) == figures(shown)


def test_a_journey_that_nothing_measures_reads_no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxengine.engine.journey_show.Run", None)
    rules = "pack p: P\nversion 1 from 2026-01-01\nparty me: Me\njourney way for me: A way\n  step a: A\n"
    (tmp_path / "j.cx").write_text(rules, "utf-8")
    (tmp_path / "cx.toml").write_text('[project]\nname = "P"\n', "utf-8")
    said = show_journeys(tmp_path, "way").to_dict()
    assert (said["as_of"], said["as_of_given"], said["sources"]) == (None, True, [])
