"""``cx journey show``, ``cx journey route`` and ``cx journey diff`` as people and programs see them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as etree

import pytest
from click.testing import CliRunner, Result

import cxengine
from cxengine.cli import cx
from tests.journeys.finding_them import GROUND


def run(*words: str) -> Result:
    """One command line."""
    return CliRunner().invoke(cx, ["journey", *words], standalone_mode=False)


def test_route_proves_that_nothing_is_lacking() -> None:
    done = run("route", "journeys", "council_tax_discount", "--without", "step_6")
    assert done.return_value == 0
    assert "no later step lacks an item that it has now" in " ".join(done.output.split())
    assert "5 → 4" in done.output and "not written" in done.output


def test_route_shows_what_would_be_lacking_and_on_which_way() -> None:
    done = run("route", "journeys", "council_tax_discount", "--without", "step_4", "--format", "json")
    found = json.loads(done.stdout)
    assert done.return_value == 1 and found["schema"] == "cxengine.route/1"
    (lacking,) = found["unmet"]
    assert (lacking["step"], lacking["item"]) == ("step_7", "benefit")
    assert lacking["route"] == ["step_1", "step_2", "step_3", "step_5", "step_6", "step_7"]


def test_route_says_that_the_journey_would_end_without_what_it_is_for() -> None:
    done = run("route", "journeys", "home_repair", "--without", "mend")
    text = " ".join(done.output.split())
    assert done.return_value == 1 and "would lack" not in text
    for last in ("Make it safe at once", "Agree a time"):
        way = f"Report the fault → Decide how urgent it is → {last}."
        assert f"The journey would end without “The repair done” on this way: {way}" in text


def test_diff_says_what_changes() -> None:
    done = run("diff", "journeys")
    text = " ".join(done.output.split())
    assert done.return_value == 0
    assert "become “The council asks the surgery”. South Gloucestershire's form lets" in text
    assert "Against “Customer obtaining a council tax discount for family member with a severe" in text
    assert "- Research: 0 - Ask the council: −1" in text and "Contact the GP surgery (step_5): −1; goes" in text
    assert "−0.57 → −0.40" in text and "No step says how long it takes or what it costs" in text
    assert "5 → 3" in done.output and "Could it be digital? For every step." in text


def test_show_draws_a_journey_in_every_form(tmp_path: Path) -> None:
    for form, begins in (
        ("html", "<!DOCTYPE html>"), ("svg", "<?xml"), ("mermaid", "flowchart LR"), ("dot", "digraph"), ("json", "{"),
    ):  # fmt: skip
        done = run("show", "journeys", "home_repair", "--format", form)
        assert done.return_value == 0 and done.stdout.startswith(begins), form
        out = tmp_path / f"journey.{form}"
        assert run("show", "journeys", "home_repair", "--format", form, "--out", str(out)).return_value == 0
        assert out.read_text("utf-8") == done.stdout
    etree.fromstring((tmp_path / "journey.svg").read_text("utf-8"))


def test_show_says_every_step_the_feelings_the_findings_and_the_questions() -> None:
    text = " ".join(run("show", "journeys", "council_tax_discount").output.split())
    assert "7 steps, 7 pain points, 8 opportunities; emotion from −1 to +1, −0.57 on average" in text
    assert "Emotion −1 (bad): Could be some frustration, anger, anxiety" in text
    assert "−1 · 2 3 4 5 6 · −2" in text
    assert "F1, F2: could go" in text and "F1 Certain, duplicate step" in text
    assert "Could it be digital? Open for every step." in text


def test_show_says_what_each_stage_comes_to() -> None:
    text = " ".join(run("show", "journeys", "social_care_assessment").output.split())
    assert "Closure 1 step, 1 pain point, 1 opportunity; emotion +1." in text


def test_show_without_a_name_has_every_journey_or_asks_which() -> None:
    found = json.loads(run("show", "journeys", "--format", "json").stdout)
    assert found["schema"] == "cxengine.journeys/1" and len(found["journeys"]) == 6
    assert "Enfield's strategy" in run("show", "journeys", "--format", "html").stdout
    for form in ("svg", "mermaid", "dot"):
        failure = run("show", "journeys", "--format", form).exception
        assert isinstance(failure, cxengine.CxError)
        assert failure.diagnostics[0].message == "say which journey is meant"


@pytest.mark.parametrize("words", [("show", "journeys", "home_repairs"), ("check", "journeys", "home_repairs")])
def test_a_journey_that_is_not_there_is_told_with_one_that_is(words: tuple[str, ...]) -> None:
    failure = run(*words).exception
    assert isinstance(failure, cxengine.CxError)
    assert (failure.diagnostics[0].code, "home_repair" in failure.diagnostics[0].help) == ("unknown-journey", True)


def test_mistakes_are_told() -> None:
    for words, said in (
        (("route", "journeys"), "say which journey is meant"),
        (("route", "journeys", "home_repairs"), "there is no journey `home_repairs`"),
        (("route", "journeys", "home_repair", "--without", "mends"), "the journey `home_repair` has no step `mends`"),
        (("diff", "journeys", "home_repair"), "the journey `home_repair` changes no other"),
    ):
        failure = run(*words).exception
        assert isinstance(failure, cxengine.CxError)
        assert failure.diagnostics[0].message == said and failure.diagnostics[0].help


def test_a_step_that_cases_go_back_to_is_not_left_out_alone(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text('[project]\nname = "P"\n')
    (tmp_path / "ground.cx").write_text(GROUND + """journey j for customer: J
step a: A
  actor customer
step b: B
  actor council
step c: C
  after b
  actor council
  repeats from b 20%: Wrong
""")
    failure = run("route", str(tmp_path), "j", "--without", "b").exception
    assert isinstance(failure, cxengine.CxError)
    (told,) = failure.diagnostics
    assert (told.code, told.message) == (
        "step-gone", "cases go back from `c` to `b`, so `b` cannot be left out alone",
    )  # fmt: skip
    assert "--without c" in told.help and "changes j" in told.help
    assert run("route", str(tmp_path), "j", "--without", "b", "--without", "c").exit_code == 0
