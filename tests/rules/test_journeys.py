"""The journeys that ship: the words of the documents, and what is found in them."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import cxengine
from cxengine.cli import cx
from cxengine.engine.journey_findings import found_in_journeys
from cxengine.engine.journey_show import show_journeys
from cxengine.engine.journeys_said import journeys_said
from cxengine.engine.rule_tests import run_tests
from cxengine.engine.said.journeys import JourneySaid

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "rules" / "journeys"
TOOLKIT = ROOT.parent / "shared" / "seeds" / "000_98d7c20e9a3f6991.txt"
GUIDE = TOOLKIT.with_name("004_985ee3c4c52b7ea6.txt")


@pytest.fixture(scope="module")
def journeys() -> dict[str, JourneySaid]:
    """Every journey of the pack."""
    return {said.journey: said for said in journeys_said(found_in_journeys(cxengine.compile(FOLDER).names, {}))}


def test_steps_5_and_6_are_the_same_step_and_6_adds_nothing(journeys: dict[str, JourneySaid]) -> None:
    found = journeys["council_tax_discount"].findings
    assert [(f.kind, f.steps, f.remove, f.confidence) for f in found] == [
        ("duplicate_step", ("step_5", "step_6"), "step_6", "certain"),
        ("nothing_new", ("step_5", "step_6"), "step_6", "certain"),
    ]
    assert [f.saves.contacts for f in found if f.saves is not None] == [1, 1]


def test_without_items_the_same_step_twice_is_still_seen() -> None:
    texts = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.cx")}
    name = "council_tax_discount.cx"
    bare = re.sub(r"\n    (gives|needs) [^\n]*|\n  reaches [^\n]*", "", texts[name])
    said = journeys_said(found_in_journeys(cxengine.compile({**texts, name: bare}).names, {}))
    found = next(journey.findings for journey in said if journey.journey == "council_tax_discount")
    assert [(f.kind, f.steps) for f in found] == [("duplicate_step", ("step_5", "step_6"))]


def test_nothing_false_is_found_in_the_others(journeys: dict[str, JourneySaid]) -> None:
    assert {name for name, said in journeys.items() if said.findings} == {"council_tax_discount"}


def test_the_better_journey_has_three_contacts_in_place_of_five(journeys: dict[str, JourneySaid]) -> None:
    def contacts(said: JourneySaid) -> int:
        pairs = [{step.actor.id, step.other_party.id} for step in said.steps if step.actor and step.other_party]
        return sum("customer" in pair for pair in pairs)

    assert contacts(journeys["council_tax_discount"]) == 5
    assert contacts(journeys["council_tax_discount_to_be"]) == 3


def words(text: str) -> str:
    """The letters of a text, so that line breaks do not matter."""
    return re.sub(r"\W+", "", text.casefold())


@pytest.mark.skipif(not TOOLKIT.exists(), reason="the documents are not at hand")
def test_the_words_are_those_of_the_toolkit(journeys: dict[str, JourneySaid]) -> None:
    printed = words(TOOLKIT.read_text("utf-8"))
    steps = journeys["council_tax_discount"].steps
    assert len(steps) == 7
    said = [text for s in steps for text in (s.goal, s.action, s.touchpoint, *s.pains, *s.opportunities) if text]
    said += [step.emotion.text for step in steps if step.emotion is not None]
    assert len(said) == 7 * 6 - 1 + 1  # step 2 has no action printed, and two opportunities
    assert [text for text in said if words(text) not in printed] == []


@pytest.mark.skipif(not GUIDE.exists(), reason="the documents are not at hand")
def test_the_words_are_those_of_the_guide(journeys: dict[str, JourneySaid]) -> None:
    printed = words(GUIDE.read_text("utf-8"))
    steps = journeys["social_care_assessment"].steps
    assert [step.title for step in steps] == ["Initial contact", "Assessment", "Service start", "Review", "Closure"]
    said = [text for step in steps for text in (*step.pains, *step.opportunities)]
    said += [step.emotion.text for step in steps if step.emotion is not None]
    assert len(said) == 14 and [text for text in said if words(text) not in printed] == []


def test_the_tests_of_the_pack_pass() -> None:
    results = run_tests(cxengine.compile("journeys"))
    assert (results.passed, results.failed) == (9, 0)


def test_drafts_are_marked(journeys: dict[str, JourneySaid]) -> None:
    drafts = {name for name, said in journeys.items() if said.draft}
    assert drafts == {"home_repair", "planning_application", "recruit_and_induct"}


def test_the_command_says_what_is_found_and_ends_with_1() -> None:
    run = CliRunner().invoke(cx, ["journey", "check", "journeys", "council_tax_discount"], standalone_mode=False)
    assert run.return_value == 1
    text = " ".join(run.output.split())
    assert "“Contact the GP surgery” (step_5) and “Contact the GP surgery” (step_6) are the same step twice." in text
    assert "Without “Contact the GP surgery” (step_6) no later step goes short; each case takes 1 contact less." in text


def test_the_command_gives_the_elements_of_an_assessment() -> None:
    run = CliRunner().invoke(cx, ["journey", "check", "journeys", "--format", "json"], standalone_mode=False)
    assessed = cxengine.compile("journeys").assess({}).to_dict()["journeys"]
    for journey in assessed:
        for step in journey["steps"]:
            assert [figure["metric"] for figure in step["figures"]] == step["measured_by"]
            step["figures"] = []  # which the command does not read data for
    assert json.loads(run.stdout) == assessed


def test_a_journey_that_nothing_is_found_in_ends_with_0() -> None:
    run = CliRunner().invoke(cx, ["journey", "check", "journeys", "home_repair"], standalone_mode=False)
    assert run.return_value == 0 and "Nothing redundant is found." in run.output


def test_a_journey_that_is_not_there_is_told_of() -> None:
    run = CliRunner().invoke(cx, ["journey", "check", "journeys", "home_repairs"], standalone_mode=False)
    assert isinstance(run.exception, cxengine.CxError)
    assert run.exception.diagnostics[0].help == "Did you mean `home_repair`?"


def test_satisfaction_stands_at_each_stage_of_the_assessment_and_a_small_group_is_hidden() -> None:
    shown = show_journeys(FOLDER, "social_care_assessment").to_dict()
    with (FOLDER / "data" / "assessment_answers.csv").open(encoding="utf-8") as file:
        answers = [(row["stage"], int(row["satisfied"])) for row in csv.DictReader(file) if row["satisfied"]]
    for step in shown["journeys"][0]["steps"]:
        (figure,) = step["figures"]
        given = [answer for stage, answer in answers if stage == step["stage"]]
        if len(given) < 10:
            assert (figure["value"], figure["n"], figure["suppressed"]) == (None, None, True)
        else:
            content = sum(answer >= 4 for answer in given)
            assert (figure["value"], figure["n"]) == (round(100 * content / len(given), 1), len(given))
    assert shown["journeys"][0]["steps"][-1]["figures"][0]["suppressed"]


def test_the_sample_data_are_those_that_the_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "make_stage_answers.py", tmp_path], check=True)
    (made,) = tmp_path.iterdir()
    assert made.read_bytes() == (FOLDER / "data" / made.name).read_bytes()
