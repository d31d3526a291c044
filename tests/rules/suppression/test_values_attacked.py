"""The attacker reads medians, percentiles and numbers of different values of fields that others are filtered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

import cxengine

LEAST = 5
HEAD = f"""pack made: Made
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
scale stars 1 to 5: How was it?
table replies: Answers
  field service is service
  field channel is one of (web, phone, post, mail, fax, shop)
  field took is number
  field opened is date
  field closed is date
  field happy is stars
  publish groups of at least {LEAST}
"""
SERVICES = "s0", "s1", "s2"
Row = Mapping[str, Any]
Told = Mapping[tuple[str, str], Mapping[str, Any]]
"""What is printed of a metric and a subject."""


def metric(name: str, formula: str, *lines: str) -> str:
    return f"metric {name}: M\n  from replies\n" + "".join(f"  {line}\n" for line in (*lines, f"formula {formula}"))


def told(rules: str, rows: Sequence[Row]) -> Told:
    sources: dict[str, Any] = {
        "replies": rows, "council": [{"id": "c", "title": "C"}],
        "service": [{"id": each, "title": each, "parent": "c"} for each in SERVICES],
    }  # fmt: skip
    made = cxengine.compile({"made.cx": HEAD + rules}).metrics(sources, as_of=date(2019, 12, 31)).to_dict()
    return {(each["metric"], each["subject"].split(":")[1]): each for each in made["metrics"]}


def row(service: str, channel: str = "web", took: int = 1) -> Row:
    closed = date(2019, 5, 1 + took)
    return {
        "service": service, "channel": channel, "took": took, "opened": date(2019, 5, 1), "closed": closed, "happy": 4,
    }  # fmt: skip


ORDERS = {"lower": "percentile({}, 40%)", "middle": "median({})", "upper": "percentile({}, 60%)"}
TOOK = [row("s0", took=took) for took in [7] * 2 + [8] * 38]
TOOK += [row(service, took=took) for service in ("s1", "s2") for took in [7] * 20 + [8] * 20]


def in_a_week(figures: Told, subject: str) -> int | None:
    """How many took 7 days at most, who are whole numbers of days; also where that is hidden."""
    fast = figures["fast", subject]["value"]
    percentiles = [figures[name, subject]["value"] for name in ORDERS]
    return fast if fast is not None else figures["all", subject]["n"] // 2 if percentiles == [7, 7.5, 8] else None


@pytest.mark.parametrize("days", ["took", "closed - opened"])
@pytest.mark.parametrize("where", [True, False])
def test_a_median_does_not_tell_how_many_lie_on_either_side(days: str, where: bool) -> None:
    within = f"{days} <= 7" + (" days" if " " in days else "")
    fast = metric("fast", "count", f"where {within}") if where else metric("fast", f"count({within})")
    rules = fast + metric("all", "count") + "".join(metric(name, each.format(days)) for name, each in ORDERS.items())
    figures = told(rules, TOOK)
    assert figures["fast", "s0"]["suppressed"] and figures["fast", "c"]["value"] == 42
    assert None in (in_a_week(figures, "s1"), in_a_week(figures, "s2"))
    assert figures["all", "s1"]["n"] == 40


def test_nor_a_number_of_different_values_how_many_came_by_each_channel() -> None:
    channels = {"web": 20, "phone": 1, "post": 1, "mail": 1, "fax": 1, "shop": 1}
    rows = [row("s0", channel) for channel, n in channels.items() for _ in range(n)] + [row("s1")] * 20
    minor = "where channel is not web"
    rules = metric("minor", "count", minor) + metric("kinds", "distinct(channel)", minor)
    figures = told(rules + metric("phoned", "count", "where channel is phone"), rows)
    assert figures["phoned", "s0"]["suppressed"]
    assert None in (figures["minor", "s0"]["value"], figures["kinds", "s0"]["value"])


def test_what_tells_of_nobody_is_shown() -> None:
    rows = [*TOOK, *(row("s1", "phone") for _ in range(3))]
    other = metric("middle", "median(took)") + metric("kinds", "distinct(channel)") + metric("all", "count")
    assert all(figure["value"] is not None for figure in told(other, rows).values())
    many = other + metric("fast", "count", "where took <= 7")
    assert all(figure["value"] is not None for figure in told(many, TOOK[40:]).values() if figure["n"])
    of_stars = metric("stars", "median(happy)") + metric("good", "count", "where happy >= 4")
    few = [*TOOK, *({**row("s0"), "happy": 1} for _ in range(3))]
    assert told(of_stars + metric("all", "count"), few)["stars", "s2"]["value"] == 4
