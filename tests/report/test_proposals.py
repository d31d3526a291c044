"""What is said of an action that several subjects share."""

from __future__ import annotations

from typing import Any

from cxengine.report.proposals import (
    cost_words,
    effort_words,
    for_whom,
    how_much,
    most_useful,
    together,
    without_action,
)


def action(subject: str, **known: Any) -> dict[str, Any]:
    """An action for one subject."""
    return {
        "id": f"m.a@service:{subject}", "action": "a", "title": "A", "for": [{"kind": "service", "id": subject}],
        "meets": [{"model": "m", "criterion": "1.1"}], "starts": "2026-04-01", "due": "2026-04-02", "depends_on": [],
        "owner": "head", "owner_title": "Head", "effort_days": 5, "effort_estimate": True, "cost": 10,
        "cost_estimate": False, "at": "service", **known,
    }  # fmt: skip


def test_what_differs_between_those_it_is_for_is_not_told_of_the_first_alone() -> None:
    shared = [action("a"), action("b", owner_title="Jo", effort_days=20, effort_from="hr", effort_estimate=False)]
    (same,) = together({"actions": [action("a"), action("b")]})
    assert (same["owners"], effort_words(same), cost_words(same)) == (["Head"], "5 days of work (estimate)", "£10")
    (both,) = together({"actions": shared})
    assert both["owners"] == ["Head", "Jo"] and effort_words(both) == "5 to 20 days of work (by hr, estimate)"


def blocked(*ids: str) -> dict[str, Any]:
    """Subject `a` before a level for which these criteria are not met."""
    criteria = [{"criterion": id, "title": f"Title of {id}"} for id in ids]
    model = {"model": "m", "criteria": criteria, "to_next": {"unmet": list(ids), "unknown": [], "accepted": False}}
    return {"kind": "service", "id": "a", "title": "Parking", "models": [model]}


def test_what_stands_in_the_way_without_an_action_is_named() -> None:
    result = {"subjects": [blocked("1.1", "1.2")], "actions": [action("a")]}
    told = "No action is written for 1.2 (Title of 1.2), which stands before the next level of Parking."
    assert without_action(result) == [told]
    result["subjects"][0]["models"][0]["to_next"]["accepted"] = True
    assert without_action(result) == []


def test_what_is_beyond_the_level_aimed_at_comes_last() -> None:
    beyond = action("a", id="m.b@service:a", action="b", beyond_aim=True, meets=[{"model": "m", "criterion": "1.1"}])
    useful = action("a", meets=[{"model": "m", "criterion": "9.9"}])
    found = most_useful({"subjects": [blocked("1.1")], "actions": [beyond, useful]})
    assert [each["action"] for each in found] == ["a", "b"]


def test_those_who_do_not_aim_as_high_are_told_apart() -> None:
    result = {"subjects": [blocked("1.1")], "actions": [action("b", beyond_aim=True), action("a"), action("c")]}
    within, beyond = most_useful(result)
    assert [[who["id"] for who in each["for"]] for each in (within, beyond)] == [["a", "c"], ["b"]]
    assert (within["beyond_aim"], beyond["beyond_aim"]) == (False, True)
    assert [how_much(each).endswith("beyond the level aimed at") for each in (within, beyond)] == [False, True]


def test_what_is_done_once_for_all_is_one_action_for_all() -> None:
    shared = [action("a", at="organisation"), action("b", at="organisation", beyond_aim=True)]
    result = {"subjects": [blocked("1.1")], "actions": shared}
    (one,) = together(result)
    assert one["beyond_aim"] is False
    said = "for the whole organisation, needed by a (criterion 1.1); for b beyond the level aimed at"
    assert for_whom(one, {}) == said
