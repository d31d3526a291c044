"""What is said of an action that several subjects share."""

from __future__ import annotations

from typing import Any

from cxengine.report.proposals import cost_words, effort_words, together


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
