"""Which actions are proposed, what they wait for, and on which days they fall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import product

import pytest

from cxengine.actions.schedule import effort_days, last_day, working_day, working_days_after
from cxengine.engine.said.actions import ActionSaid
from cxengine.lang import ast
from tests.maturity.assessing import assessed

FRIDAY = date(2019, 3, 29)
MONDAY = date(2019, 4, 1)

Action = tuple[str, str, Sequence[str]]
"""The criterion it is for, its name, its clauses."""


def text(*actions: Action, level: Sequence[str] = ()) -> str:
    """A model that asks three criteria, with actions."""
    used = {clause for _, _, clauses in actions for clause in clauses}
    lines = ["party head: Head of service"] if "owner head" in used else []
    lines += ["model m for service: M", *(["  phase basics: Fix the basics"] if "phase basics" in used else [])]
    lines += ["  level 1: One", *(f"    {line}" for line in level)]
    for id in ("1.1", "1.2", "1.3"):
        lines += [f"    criterion {id}: C{id}", "      ask: So?", "      not applicable allowed"]
        for criterion, name, clauses in actions:
            if criterion == id:
                lines += [f"      action {name}: Do {name}", *(f"        {clause}" for clause in clauses)]
    return "\n".join(lines) + "\n"


def proposed(rules: str, answers: Mapping[str, str], as_of: date = FRIDAY) -> dict[str, ActionSaid]:
    """The actions by name, in the order of the list."""
    return {action.action: action for action in assessed(rules, answers, as_of=as_of).actions}


@pytest.mark.parametrize(
    ("answer", "there"),
    [("met", False), ("partly", True), ("unmet", True), ("not applicable", False), ("", False)],
)
def test_an_action_is_for_what_is_not_met(answer: str, there: bool) -> None:
    found = proposed(text(("1.1", "a", ())), {"1.1": answer} if answer else {})
    assert ("a" in found) is there
    if there:
        said = found["a"]
        assert "1.1" in said.because and [m.criterion for m in said.meets] == ["1.1"]
        assert (said.id, said.status, said.at) == ("p.m.a@service:s", "open", "service")


@pytest.mark.parametrize(
    ("of_b", "of_c", "names"),
    [
        ("unmet", "unmet", ["c", "b", "a"]),
        ("", "unmet", ["c", "b", "a"]),
        ("", "", ["c", "b", "a"]),
        ("", "met", ["b", "a"]),
        ("met", "", ["a"]),
        ("met", "unmet", ["c", "a"]),
        ("not applicable", "", ["a"]),
        ("partly", "", ["c", "b", "a"]),
    ],
)
def test_what_comes_before_joins_where_it_is_not_known_to_be_done(of_b: str, of_c: str, names: list[str]) -> None:
    rules = text(("1.1", "a", ["after b"]), ("1.2", "b", ["after c"]), ("1.3", "c", ()))
    answers = {id: said for id, said in (("1.1", "unmet"), ("1.2", of_b), ("1.3", of_c)) if said}
    found = proposed(rules, answers)
    assert sorted(found) == sorted(names)
    order = list(found)
    for name, before in (("a", "b"), ("b", "c")):
        if name in found:
            depends = [id.partition("@")[0] for id in found[name].depends_on]
            assert depends == ([f"p.m.{before}"] if before in found else [])
            if before in found:
                assert order.index(before) < order.index(name) and found[before].starts < found[name].starts
    if not of_b:
        assert "unknown" in found["b"].because and "Do a" in found["b"].because


def test_each_starts_after_all_it_depends_on() -> None:
    rules = text(
        ("1.1", "last", ["after short and long", "effort 1 day"]),
        ("1.1", "short", ["effort 2 days"]),
        ("1.2", "long", ["effort 2 weeks"]),
        ("1.3", "free", ["effort 1 day"]),
    )
    found = proposed(rules, dict.fromkeys(("1.1", "1.2", "1.3"), "unmet"))
    assert list(found) == ["short", "long", "last", "free"]
    assert (found["short"].starts, found["short"].due) == (MONDAY, date(2019, 4, 2))
    assert (found["long"].starts, found["long"].due) == (MONDAY, date(2019, 4, 12))
    assert (found["last"].starts, found["last"].due) == (date(2019, 4, 15), date(2019, 4, 15))
    assert (found["free"].starts, found["free"].due) == (MONDAY, MONDAY)


@pytest.mark.parametrize(
    ("as_of", "clauses", "starts", "due"),
    [
        (FRIDAY, ["effort 1 day"], MONDAY, MONDAY),
        (date(2019, 3, 28), ["effort 1 day"], FRIDAY, FRIDAY),
        (date(2019, 3, 28), ["effort 2 days"], FRIDAY, MONDAY),
        (date(2019, 3, 31), ["effort 5 days"], MONDAY, date(2019, 4, 5)),
        (date(2019, 3, 31), ["effort 6 days"], MONDAY, date(2019, 4, 8)),
        (FRIDAY, ["effort 1 week"], MONDAY, date(2019, 4, 5)),
        (FRIDAY, ["effort 7.5 hours"], MONDAY, MONDAY),
        (FRIDAY, ["effort 8 hours"], MONDAY, date(2019, 4, 2)),
        (FRIDAY, ["effort 450 minutes"], MONDAY, MONDAY),
        (FRIDAY, ["effort 1 month"], MONDAY, date(2019, 4, 30)),
        (FRIDAY, ["effort 1 quarter"], MONDAY, date(2019, 6, 30)),
        (FRIDAY, ["effort 1 year"], MONDAY, date(2020, 3, 31)),
        (FRIDAY, [], MONDAY, None),
        (FRIDAY, ["effort 1 day", "not before 2019-05-04"], date(2019, 5, 6), date(2019, 5, 6)),
        (FRIDAY, ["effort 1 day", "not before 2019-05-03"], date(2019, 5, 3), date(2019, 5, 3)),
        (FRIDAY, ["effort 1 day", "not before 2019-01-01"], MONDAY, MONDAY),
    ],
)
def test_days(as_of: date, clauses: Sequence[str], starts: date, due: date | None) -> None:
    said = proposed(text(("1.1", "a", clauses)), {"1.1": "unmet"}, as_of)["a"]
    assert (said.starts, said.due) == (starts, due)


def test_what_depends_on_an_action_without_effort_starts_after_it() -> None:
    found = proposed(text(("1.1", "a", ["after b"]), ("1.1", "b", ())), {"1.1": "unmet"})
    assert (found["b"].starts, found["a"].starts) == (MONDAY, date(2019, 4, 2))


def test_not_before_moves_what_comes_after() -> None:
    rules = text(("1.1", "a", ["after b", "effort 1 day"]), ("1.2", "b", ["not before 2019-06-01", "effort 3 days"]))
    found = proposed(rules, {"1.1": "unmet", "1.2": "unmet"})
    assert (found["b"].starts, found["b"].due) == (date(2019, 6, 3), date(2019, 6, 5))
    assert found["a"].starts == date(2019, 6, 6)


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ((20, "day"), 20), ((2, "week"), 10), ((1, "month"), 21), ((1, "quarter"), 63), ((15, "hour"), 2),
        ((45, "minute"), 0.1),
    ],
)  # fmt: skip
def test_effort_in_working_days(period: tuple[int, str], days: float) -> None:
    rules = text(("1.1", "a", [f"effort {period[0]} {period[1]}s"]))
    assert proposed(rules, {"1.1": "unmet"})["a"].effort_days == days


def test_working_days_are_counted_one_by_one() -> None:
    for start, count in product((FRIDAY + timedelta(days=n) for n in range(9)), range(1, 40)):
        begun = working_day(start)
        assert begun >= start and begun.weekday() < 5 and (begun - start).days <= 2
        days = [begun + timedelta(days=n) for n in range(100) if (begun + timedelta(days=n)).weekday() < 5]
        assert working_days_after(begun, count) == days[count - 1]
        assert last_day(begun, ast.Period(count, "day")) == days[count - 1]
        assert effort_days(ast.Period(count, "day")) == count


def test_owner_cost_phase_and_estimates_are_said() -> None:
    clauses = ["owner head", "effort 20 days, estimate", "costs £4,000.50 a year", "phase basics", "note: Careful"]
    said = proposed(text(("1.1", "a", clauses)), {"1.1": "unmet"})["a"]
    assert (said.owner, said.owner_title, said.phase, said.phase_title) == (
        "head", "Head of service", "basics", "Fix the basics",
    )  # fmt: skip
    assert (said.cost, said.cost_a_year, said.cost_estimate) == (4000.5, True, False)
    assert (said.effort_estimate, said.estimate, said.notes) == (True, True, ("Careful",))


@pytest.mark.parametrize("at", ["organisation", "department", "service", "team", "individual"])
def test_where_an_action_improves_things(at: str) -> None:
    rules = text(("1.1", "a", [f"at {at}"]), ("1.2", "b", []))
    said = proposed(rules, {"1.1": "unmet", "1.2": "unmet"})
    assert (said["a"].at, said["b"].at) == (at, "service")


@pytest.mark.parametrize(
    ("level", "clauses", "needs"),
    [((), (), False), ((), ["only with investment"], True), (["only with investment"], (), True)],
)
def test_investment(level: Sequence[str], clauses: Sequence[str], needs: bool) -> None:
    said = proposed(text(("1.1", "a", clauses), level=level), {"1.1": "unmet"})["a"]
    assert said.only_with_investment is needs


@pytest.mark.parametrize(
    ("of_1", "of_2", "there"),
    [("met", "met", True), ("unmet", "met", True), ("unmet", "unmet", False), ("unmet", "", False), ("", "met", True)],
)
def test_with_a_condition_it_is_there_exactly_when_that_holds(of_1: str, of_2: str, there: bool) -> None:
    rules = text(("1.1", "a", ["when criterion 1.2 is met"]))
    found = proposed(rules, {id: said for id, said in (("1.1", of_1), ("1.2", of_2)) if said})
    assert list(found) == (["a"] if there else [])
    if there:
        assert "1.2" in found["a"].because and [m.criterion for m in found["a"].meets] == ["1.1"]


@pytest.mark.parametrize(("of_3", "names"), [("met", ["b", "a"]), ("unmet", ["a"]), ("", ["a"])])
def test_one_with_a_condition_does_not_join_because_another_comes_after_it(of_3: str, names: list[str]) -> None:
    rules = text(("1.1", "a", ["after b"]), ("1.2", "b", ["when criterion 1.3 is met"]))
    answers = {id: said for id, said in (("1.1", "unmet"), ("1.3", of_3)) if said}
    assert list(proposed(rules, answers)) == names


def test_the_condition_of_an_action_leaves_the_range_as_it_is() -> None:
    rules = text(("1.1", "a", ["when x > 3"]))
    without = assessed(text(("1.1", "a", ())), {"1.1": "met", "1.2": "met", "1.3": "met"})
    said = assessed(rules, {"1.1": "met", "1.2": "met", "1.3": "met"})
    assert said["service:s"].models[0].could_be == without["service:s"].models[0].could_be
    assert not said.actions


def test_the_condition_of_an_action_may_be_about_every_other_criterion() -> None:
    rules = text(("1.1", "a", ["when every other criterion is met"]))
    assert list(proposed(rules, {"1.1": "unmet", "1.2": "met", "1.3": "met"})) == ["a"]


@pytest.mark.parametrize(("answer", "there"), [("met", True), ("unmet", False), ("", False)])
def test_the_condition_of_an_action_may_be_about_its_own_criterion(answer: str, there: bool) -> None:
    rules = text(("1.1", "a", ["when criterion 1.1 is met and every criterion is not partly"]))
    answers = {"1.1": answer} if answer else {}
    assert bool(proposed(rules, {**answers, "1.2": "unmet", "1.3": "met"})) is there
