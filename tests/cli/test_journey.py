"""``cx journey route`` and ``cx journey diff`` as people and programs see them."""

from __future__ import annotations

import json

from click.testing import CliRunner, Result

import cxengine
from cxengine.cli import cx


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


def test_diff_says_what_changes() -> None:
    done = run("diff", "journeys")
    text = " ".join(done.output.split())
    assert done.return_value == 0
    assert "become “The council asks the surgery”. South Gloucestershire's form lets" in text
    assert "5 → 3" in done.output and "Could it be digital? step_1" in text


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
