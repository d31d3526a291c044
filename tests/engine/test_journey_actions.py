"""What is found in journeys becomes actions of the action list, and plugins find more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import cxengine
from cxengine.backends import duckdb
from cxengine.cli import cx
from cxengine.engine.assessment import Assessment
from cxengine.engine.rule_tests import run_tests
from cxengine.host.contracts import Finder, FindingKind, FoundInJourney, JourneyGiven, PluginFailure, PluginProblem
from cxengine.host.plugin_host import Host
from cxengine.report.proposals import savings
from tests.journeys.finding_them import GROUND

ROOT = Path(__file__).resolve().parents[2]

WAY = """journey j for customer: Getting a pass
  step ask: Ask
    goal: To get it
    action: Ask for the pass
    actor customer
    other party council
    channel phone
    gives form
  step again: Ask once more
    goal: To get it
    action: Ask for the pass
    actor customer
    other party council
    channel phone
    gives form
    takes 30 minutes
    waits 2 days
    costs £4.50
  step print: Print it
    owner council
    gives answer
  step done: Done
    needs form
"""
AS_OF = date(2026, 3, 31)


def assessed(rules: str, host: Host | None = None) -> Assessment:
    """Rules assessed without any data."""
    return cxengine.compile({"j.cx": f"{GROUND}{rules}"}, host=host).assess({}, as_of=AS_OF)


def test_each_finding_has_an_action_and_those_that_remove_one_step_share_it() -> None:
    result = assessed(WAY)
    assert [(a.id, a.title) for a in result.actions] == [
        ("remove.again.remove_again@journey:j", "Take out “Ask once more”"),
        ("remove.print.remove_print@journey:j", "Take out “Print it”"),
    ]
    (journey,) = result.journeys
    assert [(f.kind, f.actions[0].id) for f in journey.findings] == [
        ("duplicate_step", "remove.again.remove_again@journey:j"),
        ("nothing_new", "remove.again.remove_again@journey:j"),
        ("dead_output", "remove.print.remove_print@journey:j"),
    ]


def test_an_action_has_an_owner_an_estimated_effort_dates_and_what_it_saves() -> None:
    action = assessed(WAY).to_dict()["actions"][0]
    assert (action["owner"], action["effort_days"], action["effort_estimate"], action["estimate"]) == (
        "council", 5, True, True,
    )  # fmt: skip
    assert (action["starts"], action["due"]) == ("2026-04-01", "2026-04-07")
    assert action["for"] == [{"kind": "journey", "id": "j"}] and action["at"] == "journey"
    assert action["journey"] == {
        "journey": "j", "kinds": ["duplicate_step", "nothing_new"], "steps": ["ask", "again"],
    }  # fmt: skip
    assert action["saves"] == {"contacts": 1, "days": 2.0208, "effort_days": 0.0208, "cost": 4.5}
    assert action["because"].startswith("“Ask” and “Ask once more” are the same step twice. “Ask once more” gives")


def test_an_action_says_which_step_has_to_stay_where_both_cannot_go() -> None:
    use = "step use: Use\n    asks form\n    gives proof\n  step done"
    way = WAY.replace("needs form", "gives answer").replace("step done", use)
    result = assessed(way).to_dict()
    said = "Where “Ask” goes, “Ask once more” has to stay."
    assert [a["id"] for a in result["actions"] if a["because"].endswith(said)] == ["remove.ask.remove_ask@journey:j"]
    assert [f["steps"] for f in result["journeys"][0]["findings"] if f["stays"] == said] == [["ask"]]


def test_what_is_accepted_calls_for_nothing() -> None:
    accepted = WAY.replace("    waits 2 days\n", "    waits 2 days\n    accept duplicate because: Letters get lost\n")
    result = assessed(accepted)
    assert [a.action for a in result.actions] == ["remove_print"]
    assert [(f.accepted, f.actions) for f in result.journeys[0].findings][:2] == [("Letters get lost", ())] * 2


def test_a_rule_brings_its_own_actions() -> None:
    rule = (
        "rule twice for steps x, y: Twice\n  when same action and y follows x\n  action join: Make one of them\n"
        "    owner benefits\n    effort 2 days\n  action tell: Tell people\n    after join\n"
    )
    own = [a for a in assessed(WAY + rule).actions if a.rule is not None]
    assert [(a.id, a.rule, a.owner, a.effort_days, a.effort_estimate) for a in own] == [
        ("twice.ask.again.join@journey:j", "twice", "benefits", 2, False),
        ("twice.ask.again.tell@journey:j", "twice", None, None, False),
    ]
    assert own[1].depends_on == (own[0].id,) and own[0].journey is not None


def host(find: object) -> Host:
    """A host with one plugin whose finder is this function."""

    class Plugin:
        @staticmethod
        @cxengine.hookimpl
        def cx_finders() -> dict[str, Finder]:
            kinds = {"long_title": FindingKind(heuristic="plain words", drawback="Some shades of meaning go.")}
            return {"titles": Finder(kinds=kinds, doc="Titles of many words.", find=find)}  # type: ignore[arg-type]

    return Host(built_in={"duckdb": duckdb, "titles": Plugin()})


def long_titles(journey: JourneyGiven) -> tuple[FoundInJourney, ...]:
    return tuple(
        FoundInJourney(
            kind="long_title", steps=(step.name,), remove=step.name, confidence="certain",
            text=f"“{step.title}” has many words.", suggestion="Say it in fewer.",
        )
        for step in journey.steps
        if len(step.title.split()) > 2
    )  # fmt: skip


def test_a_plugin_finds_more_and_what_it_calls_certain_is_tried() -> None:
    result = assessed(WAY.replace("step ask: Ask", "step ask: Ask for the first time"), host(long_titles))
    found = [f for f in result.journeys[0].findings if f.kind == "long_title"]
    assert [(f.steps, f.remove, f.confidence, f.heuristic) for f in found] == [
        (("ask",), "ask", "certain", "plain words"),
        (("again",), "again", "likely", "plain words"),  # with the first gone, nobody would give the form
    ]


def test_what_a_plugin_finds_may_be_accepted_and_expected() -> None:
    accepted = "    accept long_title because: It is asked\n"
    way = WAY.replace("step ask: Ask\n", f"step ask: Ask for the first time\n{accepted}")
    tried = f"{GROUND}{way}test j: What is found\n  expect finding long_title on ask\n"
    program = cxengine.compile({"j.cx": tried}, host=host(long_titles))
    assert run_tests(program).failed == 0
    (journey,) = program.assess({}, as_of=AS_OF).journeys
    assert {f.steps: f.accepted for f in journey.findings if f.kind == "long_title"}[("ask",)] == "It is asked"
    with pytest.raises(cxengine.CxError) as raised:
        cxengine.compile({"j.cx": tried.replace("long_title", "long_titel")}, host=host(long_titles))
    assert [d.help for d in raised.value.diagnostics] == ["Did you mean `long_title`?"] * 2


def broken(journey: JourneyGiven) -> tuple[FoundInJourney, ...]:
    """As the border of a host gives a plugin's fault on."""
    raise PluginFailure(PluginProblem(name="titles", reason="a finder failed: ZeroDivisionError"))


@pytest.mark.parametrize(
    ("find", "said"),
    [
        (broken, "ZeroDivisionError"),
        (lambda journey: (FoundInJourney(kind="long_title", steps=("no",), text="T", suggestion="S"),), "step `no`"),
    ],
)
def test_a_finder_that_fails_is_told_of_and_all_else_is_found(find: object, said: str) -> None:
    result = assessed(WAY, host(find))
    (failure,) = [d for d in result.diagnostics if d.code == "finder-failed"]
    assert said in failure.message and "`j`" in failure.help
    assert len(result.journeys[0].findings) == 3 and result.exit_code() == 3


@pytest.mark.parametrize("owner", [True, False])
def test_the_report_names_the_journey_the_owner_and_what_is_saved(owner: bool, tmp_path: Path) -> None:
    from click.testing import CliRunner

    for path in (ROOT / "rules" / "journeys").glob("*.cx"):
        text = path.read_text("utf-8")
        (tmp_path / path.name).write_text(text if owner else text.replace("    owner revenues\n", ""), "utf-8")
    (tmp_path / "cx.toml").write_text("")
    run = CliRunner().invoke(cx, ["assess", str(tmp_path), "--as-of", "2026-03-31"], standalone_mode=False)
    text = " ".join(run.output.split())
    assert "Take out “Contact the GP surgery” (step_6)" in text
    # the surgery does nothing in the journey itself
    named = "Council tax team" if owner else "no owner named (write `owner` in the step)"
    assert f"{named} · 1 April 2026 to 7 April 2026" in text
    assert "5 days of work (estimate) · each case takes 1 contact less" in text


def test_what_is_saved_is_said_once_in_units_that_people_use() -> None:
    saves = {"contacts": 1, "days": 0.0069, "effort_days": 0.0069, "cost": 5}
    assert savings(saves) == "each case takes 1 contact, 10 minutes of work and £5 less"
    waiting = {"contacts": 0, "days": 2.0208, "effort_days": 0.0208, "cost": None}
    assert savings(waiting) == "each case takes 2 days from begin to end and 30 minutes of work less"
    assert savings({"contacts": 0, "days": None, "effort_days": None, "cost": None}) == ""


@pytest.mark.parametrize(("back", "said"), [("", False), ("    repeats from ask 15%: Something is missing\n", True)])
def test_a_route_says_that_going_back_counts_in_expected_only(back: str, said: bool, tmp_path: Path) -> None:
    from click.testing import CliRunner

    (tmp_path / "cx.toml").write_text("")
    (tmp_path / "j.cx").write_text(f"{GROUND}{WAY}{back}")
    run = CliRunner().invoke(cx, ["journey", "route", str(tmp_path), "j"], standalone_mode=False)
    assert ("Cases that go back count in Expected only" in " ".join(run.output.split())) is said


def test_of_some_subjects_only_their_actions_are_listed() -> None:
    service = "subject service: Service\n  field late is yes_no\n"
    service += "rule slow for service: Slow\n  when late is yes\n  action do: Do it\n"
    program = cxengine.compile({"j.cx": f"{GROUND}{service}{WAY}"})
    sources = {"service": [{"id": "a", "title": "A", "late": "yes"}, {"id": "b", "title": "B", "late": "yes"}]}
    everything = program.assess(sources, as_of=AS_OF)
    of_a = program.assess(sources, as_of=AS_OF, subjects=("service:a",))
    assert {who.kind for action in everything.actions for who in action.for_} == {"service", "journey"}
    assert {(who.kind, who.id) for action in of_a.actions for who in action.for_} == {("service", "a")}
    assert len(of_a.journeys[0].findings) == 3  # what is found is still there, with what to do about it
