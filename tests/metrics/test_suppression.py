"""What is hidden beside small groups, on tables small enough to see why."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

import cxengine
from cxengine import plan
from cxengine.lang import ast
from cxengine.metrics.suppress import PROTECTING, WITHHELD
from cxengine.metrics.suppression.answers import answers
from cxengine.metrics.suppression.cells import Family
from tests.metrics.measuring import COUNCIL, HEAD, HOUSING, PARKS, WASTE, run

COUNT = "metric m: M\n  from cases\n  formula count\n  by channel\n"
CHANNEL = (ast.Dimension(ast.Name("channel")),)


def rows(*groups: tuple[str, str, int], **more: Any) -> list[dict[str, Any]]:
    """So many rows of a service and a channel."""
    return [{"service": service, "channel": channel, **more} for service, channel, n in groups for _ in range(n)]


def said(text: str, data: list[dict[str, Any]], least: int, metric: str = "m") -> dict[str, Any]:
    """What is shown of each service and of the council: the value, or why there is none."""
    measured = run(text, data, head=f"{HEAD}  publish groups of at least {least}\n")
    found = {}
    for key in (COUNCIL, HOUSING, WASTE, PARKS):
        m = measured.value(key, ast.Ref(ast.Name(metric)))
        found[key.id] = m.masked or m.unknown or int(m.value or 0)
    return found


def test_the_next_smallest_goes_along_as_in_the_nhs_friends_and_family_test() -> None:
    """Its worked example: trusts with 150, 80 and 2 answers."""
    data = rows(("housing", "web", 150), ("waste", "web", 80), ("parks", "web", 2))
    assert said(COUNT.replace("  by channel\n", ""), data, 5) == {
        "enfield": 232, "housing": 150, "waste": PROTECTING, "parks": "fewer than 5 in the group"
    }  # fmt: skip


def test_nothing_more_is_hidden_where_nothing_is_small() -> None:
    data = rows(("housing", "web", 15), ("waste", "web", 8), ("parks", "web", 5))
    assert said(COUNT, data, 5) == {"enfield": 28, "housing": 15, "waste": 8, "parks": 5}


def test_a_group_of_a_listing_that_nobody_asked_for_counts() -> None:
    """One channel of one service is small: the service's own total may stay only where another channel is hidden."""
    data = rows(("housing", "web", 3), ("housing", "phone", 40), ("waste", "web", 30), ("waste", "phone", 50))
    listed = run(
        COUNT, data, head=f"{HEAD}  publish groups of at least 5\n",
        listings=[("m", "service", CHANNEL), ("m", "council", CHANNEL)],
    )  # fmt: skip
    shown = {
        (key.id if key else "", dict(m.by)["channel"]): m.suppressed
        for kind in ("service", "council")
        for key, m in listed.listing("m", kind, CHANNEL)
    }
    assert sum(shown.values()) == 4 and not shown["enfield", "web"] and not shown["enfield", "phone"]


def test_a_metric_over_fewer_of_the_same_rows_does_not_give_it_away() -> None:
    """All cases less those by phone are the few others."""
    text = COUNT.replace("  by channel\n", "") + "".join(
        f"metric {name}: M\n  from cases\n  where channel is {'' if name == 'phone' else 'not '}phone\n"
        f"  formula count\n"
        for name in ("phone", "others")
    )
    data = rows(("housing", "phone", 95), ("housing", "web", 3), ("waste", "phone", 60), ("waste", "web", 40))
    assert said(text, data, 5, "others")["housing"] == "fewer than 5 in the group"
    assert PROTECTING in (said(text, data, 5, "m")["housing"], said(text, data, 5, "phone")["housing"])


URGENT = COUNT.replace("  by channel\n", "") + "metric u: U\n  from cases\n  where urgent is yes\n  formula count\n"


@pytest.mark.parametrize(("calm", "hidden"), [(1, True), (4, True), (0, False), (5, False)])
def test_few_who_are_in_one_metric_s_rows_alone_are_a_group_too(calm: int, hidden: bool) -> None:
    """A hundred cases and 99 that are urgent: the one that is not would be told, whatever field it is told by."""
    data = rows(("housing", "web", 99), ("waste", "web", 40), urgent=True)
    data += rows(("housing", "web", calm), ("waste", "web", 30), urgent=False)
    found = said(URGENT, data, 5)["housing"], said(URGENT, data, 5, "u")["housing"]
    assert (PROTECTING in found) == hidden
    assert hidden or found == (99 + calm, 99)


def test_so_are_few_whom_metrics_leave_that_share_nobody() -> None:
    text = COUNT.replace("  by channel\n", "") + "".join(
        f"metric {name}: M\n  from cases\n  where channel is {name}\n  formula count\n" for name in ("web", "phone")
    )
    data = rows(("housing", "web", 40), ("housing", "phone", 30), ("housing", "post", 2), ("waste", "post", 9))
    found = [said(text, data, 5, name)["housing"] for name in ("m", "web", "phone")]
    assert PROTECTING in found


def test_services_that_can_only_have_one_each_are_not_published() -> None:
    data = rows(("housing", "web", 1), ("waste", "web", 1), ("parks", "web", 1))
    found = said(COUNT.replace("  by channel\n", ""), data, 4)
    assert found["enfield"] == WITHHELD and found["housing"] == "fewer than 4 in the group"
    measured = run(COUNT, data, head=f"{HEAD}  publish groups of at least 4\n")
    (problem,) = measured.problems()["cases"]
    assert problem.code == "not-published"


def test_what_an_answer_decides() -> None:
    """Conditions on one column besides those that keep rows change together; one on two columns is on none."""
    day, score, other = (plan.Column(name, "whole") for name in ("day", "score", "other"))
    kept = plan.Compare(">", day, plan.Constant(1))
    known, high = plan.Not(plan.IsNull(score)), plan.Compare(">", score, plan.Constant(3))
    both = plan.Compare(">", other, score)
    conditions = [plan.CountWhere(plan.all_of(kept, *more)) for more in ((), (known,), (known, high))]
    family = Family(number=0, kept=0, published=(0, 1, 2), sensitive=frozenset({1}), combinations=(), needs=())
    found = answers(conditions, [family])
    assert {bit: (each.decides, each.kept) for bit, each in found.items()} == {1: (0b110, 1), 2: (0b110, 1)}
    conditions.append(plan.CountWhere(plan.all_of(kept, both)))
    wider = Family(number=0, kept=0, published=(0, 1, 2, 3), sensitive=frozenset({1}), combinations=(), needs=())
    assert answers(conditions, [wider]) == {}


def test_what_is_hidden_does_not_hang_on_the_order_of_the_rows() -> None:
    """Two runs that hid different groups would give both away."""
    people = {"housing": 3, "waste": 20, "parks": 20}
    data = rows(*((service, channel, n) for service, n in people.items() for channel in ("web", "phone", "post")))
    found = []
    for seed in range(6):
        Random(seed).shuffle(data)
        measured = run(
            COUNT, data, head=f"{HEAD}  publish groups of at least 5\n", listings=[("m", "service", CHANNEL)]
        )
        found.append([(key, m.by, m.unknown) for key, m in measured.listing("m", "service", CHANNEL)])
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize("without_date", [1, 4])
def test_later_rows_beside_one_filter_tell_of_none(without_date: int) -> None:
    """All rows less those that are later are those without a date; the one window keeps none of them."""
    rules = f"{RULES_OF_DATES}metric n: N\n  from cases\n  formula count\n"
    rules += "metric recent: R\n  from cases\n  formula share(opened in last 12 months)\n"
    cases = [{"opened": None if at < without_date else date(2020, 6, 1)} for at in range(60)]
    sources = {"cases": cases, "service": [{"id": "a", "title": "A"}]}
    result = cxengine.compile({"t.cx": rules}).metrics(sources, as_of=date(2019, 12, 31)).to_dict()
    (told,) = (source for source in result["sources"] if source["table"] == "cases")
    shown = {row["metric"]: row["n"] for row in result["metrics"]}
    assert shown["n"] is None or f"{60 - without_date} rows" not in str(told["problems"])


RULES_OF_DATES = """pack t: T
version 1 from 2018-01-01
subject service: Service
table cases: Cases
  field opened is date, may be missing
  publish groups of at least 5
"""
