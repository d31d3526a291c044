"""A reader learns which line of the rules hides most: what one person among hundreds can do to a whole council."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import cxengine
from cxengine.metrics.suppression import costs
from cxengine.report.gaps import data_gaps

RULES = """pack town: Town
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
table replies: Answers
  field service is service
  field channel is one of (web, phone)
  field urgent is yes_no
  publish groups of at least 5
metric answers: Answers
  from replies
  formula count
  by channel
"""
URGENT = "metric urgent_ones: Urgent\n  from replies\n  where urgent is yes\n  formula count\n"


BY_PHONE = "metric by_phone: By phone\n  from replies\n  where channel is phone\n  formula count\n"


def said(rules: str, phone: int, calm: int = 30, what_hides: bool = True) -> dict[str, Any]:
    """The load report of 375 answers, some by phone and some not urgent."""
    rows = [{"service": "a", "channel": "web", "urgent": at >= calm} for at in range(200)]
    rows += [{"service": "b", "channel": "web", "urgent": at >= 30} for at in range(175 - phone)]
    rows += [{"service": "b", "channel": "phone", "urgent": True}] * phone
    listed = [{"id": name, "title": name.upper(), "parent": "t"} for name in ("a", "b")]
    sources = {"replies": rows, "service": listed, "council": [{"id": "t", "title": "Town"}]}
    return cxengine.compile({"town.cx": rules}).metrics(
        sources, as_of=date(2019, 12, 31), what_hides=what_hides
    ).to_dict()


def test_one_person_of_375_hides_a_council_and_the_reader_learns_by_which_line() -> None:
    result = said(RULES + BY_PHONE, phone=1)
    (hiding,) = (source["hiding"] for source in result["sources"] if source["table"] == "replies")
    assert hiding["whole"] == ["council:t"]
    assert {cost["leave_out"]: cost["more"] for cost in hiding["costs"]} == {"by channel": 2, "metric by_phone": 2}
    text = " ".join(data_gaps(result))
    assert "some of Town as a whole. Without `by channel` 2 more figures could be shown" in text
    assert of_all(result) == {"council:t": True, "service:a": False, "service:b": True}
    for rules in (RULES, RULES.replace("  by channel\n", "") + BY_PHONE):
        assert not any(of_all(said(rules, phone=1)).values()), "as it says"


def test_a_run_that_is_not_asked_says_how_to_ask() -> None:
    result = said(RULES + BY_PHONE, phone=1, what_hides=False)
    (hiding,) = (source["hiding"] for source in result["sources"] if source["table"] == "replies")
    assert (hiding["whole"], hiding["costs"]) == (["council:t"], [])
    assert "`cx metrics --what-hides` says for which line of the rules" in " ".join(data_gaps(result))


def test_of_too_many_figures_it_is_not_said_that_the_run_would_tell_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "MOST_FIGURES", 1)
    for asked in (True, False):
        text = " ".join(data_gaps(said(RULES + BY_PHONE, phone=1, what_hides=asked)))
        assert "--what-hides" not in text and "without `by` lines that split most" in text


def of_all(result: dict[str, Any]) -> dict[str, bool]:
    """Whether the number of all answers is hidden, by subject."""
    return {each["subject"]: each["suppressed"] for each in result["metrics"] if each["metric"] == "answers"}


def test_few_in_one_metric_s_rows_alone_are_told_of() -> None:
    result = said(RULES.replace("  by channel\n", "") + URGENT, phone=0, calm=2)
    (hiding,) = (source["hiding"] for source in result["sources"] if source["table"] == "replies")
    assert (hiding["first"], hiding["second"]) == (0, 2)
    assert "few people who are in the rows of one figure and not of another" in hiding["text"]


def test_nothing_is_said_where_nothing_is_hidden_but_small_groups() -> None:
    result = said(RULES, phone=0)
    assert all(source["hiding"] is None for source in result["sources"])
