"""Figures by group, and which of them stay hidden."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction as F
from typing import Any

import pytest

from cxengine.lang import ast
from cxengine.metrics.measure import Measurements
from cxengine.metrics.suppress import PROTECTING
from tests.metrics.measuring import COUNCIL, HEAD, HOUSING, PARKS, WASTE, figure, run

CHANNEL = (ast.Dimension(ast.Name("channel")),)
MONTH = (ast.Dimension(ast.Name("opened_on"), "month"),)
QUARTER = (ast.Dimension(ast.Name("opened_on"), "quarter"),)
YEAR = (ast.Dimension(ast.Name("opened_on"), "year"),)
SEEN = (ast.Dimension(ast.Name("seen_at")),)
SMALL = HEAD + "  publish groups of at least 10\n"
METRIC = "metric m: M\n  from cases\n  formula csat(satisfied)\n  by channel\n"


def by_group(measured: Measurements, metric: str, kind: str | None, dimensions: tuple[ast.Dimension, ...]) -> Any:
    """Group to (value, n, unknown); with the subject's id in front where there is a kind."""
    return {
        (*((key.id,) if key is not None else ()), *(value for _, value in m.by)): (m.value, m.n, m.unknown)
        for key, m in measured.listing(metric, kind, dimensions)
    }


def answers(*groups: tuple[str | None, int, int], service: str = "housing") -> list[dict[str, Any]]:
    """Rows of a channel: so many satisfied, so many not."""
    return [
        {"service": service, "channel": channel, "satisfied": score}
        for channel, good, bad in groups
        for score in [5] * good + [1] * bad
    ]


def test_by_a_field_and_by_parts_of_a_date() -> None:
    rows = [{"opened_on": date(2017, 12, 31)}, {"opened_on": date(2018, 1, 1)}, {"opened_on": date(2018, 4, 30)}]
    rows = [{**row, "seen_at": datetime(2018, 5, 31, 23, at)} for at, row in enumerate(rows)]
    listings = [("m", "service", MONTH), ("m", "council", QUARTER), ("m", None, YEAR), ("m", None, SEEN)]
    measured = run("metric m: M\n  from cases\n  formula count\n", rows, listings=listings)
    assert by_group(measured, *listings[0]) == {
        ("housing", "2017-12"): (1, 1, None), ("housing", "2018-01"): (1, 1, None), ("housing", "2018-04"): (1, 1, None)
    }  # fmt: skip
    assert list(by_group(measured, *listings[1])) == [("enfield", q) for q in ("2017-Q4", "2018-Q1", "2018-Q2")]
    assert by_group(measured, *listings[3]) == {("2018-05-31",): (3, 3, None)}
    assert by_group(measured, *listings[2]) == {("2017",): (1, 1, None), ("2018",): (2, 2, None)}


def test_by_weekday_and_by_hour() -> None:
    days = (date(2026, 1, 4), date(2026, 1, 5), date(2026, 1, 12))  # a Sunday and two Mondays
    rows = [{"opened_on": day, "seen_at": datetime(2018, 5, 31, 9 + at // 2, 59)} for at, day in enumerate(days)]
    parts = (ast.Dimension(ast.Name("opened_on"), "weekday"),), (ast.Dimension(ast.Name("seen_at"), "hour"),)
    listings = [("m", None, part) for part in parts]
    measured = run("metric m: M\n  from cases\n  formula count\n", rows, listings=listings)
    assert by_group(measured, *listings[0]) == {("1 Monday",): (2, 2, None), ("7 Sunday",): (1, 1, None)}
    assert by_group(measured, *listings[1]) == {("09:00",): (2, 2, None), ("10:00",): (1, 1, None)}


def test_a_missing_value_is_a_group_and_a_group_without_kept_rows_is_none() -> None:
    rows = answers((None, 1, 0), ("web", 1, 1)) + [{"channel": "post", "urgent": True}]
    listing = ("m", "service", CHANNEL)
    text = "metric m: M\n  from cases\n  where urgent is unknown\n  formula csat(satisfied)\n  by channel\n"
    measured = run(text, rows, listings=[listing])
    assert by_group(measured, *listing) == {("housing", "web"): (F(1, 2), 2, None), ("housing", None): (1, 1, None)}


def test_small_groups_are_hidden_with_everything_that_tells_their_size() -> None:
    found = figure("csat(satisfied)", answers(("web", 9, 0)), head=SMALL)
    assert (found.value, found.n, found.hits, found.low, found.suppressed) == (None, None, None, None, True)
    assert found.unknown == "fewer than 10 in the group"
    assert figure("csat(satisfied)", answers(("web", 10, 0)), head=SMALL).value == 1
    assert figure("count", answers(("web", 0, 9)), head=SMALL).suppressed
    assert figure("count", answers(("web", 9, 0)), "where channel is post", head=SMALL).value == 0
    part = figure("count / count(satisfied >= 1)", answers(("web", 9, 0)), head=SMALL)
    assert part.suppressed and part.n is None


def test_a_sum_and_a_count_of_a_few_people_are_hidden_among_many_rows() -> None:
    few = [{"cost": 100}] * 3 + [{}] * 23
    assert figure("sum(cost)", few, head=SMALL).suppressed
    enough = figure("sum(cost)", [{"cost": 100}] * 10 + [{}] * 16, head=SMALL)
    assert (enough.value, enough.n, enough.excluded) == (1000, 10, 16)
    assert figure("sum(cost)", [{}] * 26, head=SMALL).unknown == "no answers"
    assert figure("count(cost is known)", few, head=SMALL).suppressed
    assert figure("count(cost is unknown)", few, head=SMALL).suppressed  # the three others follow
    assert figure("count(channel is web)", few, head=SMALL).value == 0


def test_one_hidden_group_takes_the_smallest_shown_one_along() -> None:
    listing = ("m", "service", CHANNEL)
    rows = answers(("web", 9, 0), ("phone", 20, 0), ("post", 11, 0)) + answers(("web", 30, 0), service="waste")
    found = by_group(run(METRIC, rows, listings=[listing], head=SMALL), *listing)
    assert found == {
        ("housing", "phone"): (1, 20, None),
        ("housing", "post"): (None, None, PROTECTING),
        ("housing", "web"): (None, None, "fewer than 10 in the group"),
        ("waste", "web"): (1, 30, None),
    }


def test_three_hidden_groups_that_could_be_no_larger_are_given_away_by_their_total() -> None:
    """Fewer than 10 each and 27 together is 9 each: with 8 each the total may stay."""
    hidden = {}
    for web in (8, 9):
        rows = [
            row for service in ("housing", "waste", "parks")
            for row in answers(("web", web, 0), ("phone", 20, 0), ("post", 30, 0), service=service)
        ]  # fmt: skip
        measured = run(METRIC, rows, listings=[("m", "council", CHANNEL)], head=SMALL)
        hidden[web] = by_group(measured, "m", "council", CHANNEL)["enfield", "web"][2]
    assert hidden == {8: None, 9: PROTECTING}


FIGURES = """metric a: A
  from cases
  formula csat(satisfied)
  by channel
  needs 40 answers
metric b: B
  from cases
  formula nps(recommend)
  by channel
metric c: C
  from cases
  formula sum(cost) / count
  by channel
metric d: D
  from cases
  formula mean(took)
  by channel
metric e: E
  formula a / a of council
metric f: F
  from cases
  formula count(satisfied >= 4)
  by channel
metric g: G
  from cases
  formula sum(hours)
  by channel
metric h: H
  from cases
  where channel is web or channel is unknown
  formula share(satisfied is known and recommend >= 5)
  by channel
  confidence 80%
"""


def test_the_table_of_listings_says_what_the_listings_say() -> None:
    rows = [
        {"service": ("housing", "waste", "parks", "gone")[i % 4 if i % 7 else 1], "satisfied": i % 6 or None,
         "recommend": None if i % 5 == 0 else i % 11, "channel": ("web", "phone", "post", None)[i * i % 13 % 4],
         "cost": None if i % 9 == 0 else i, "took": None if i % 3 else i, "hours": i if i % 100 < 3 else None}
        for i in range(400)
    ]  # fmt: skip
    listings = [(m, kind, CHANNEL) for m in "abcdefgh" for kind in ("service", "council", None)]
    measured = run(FIGURES, rows, listings=listings, head=SMALL)
    table = iter(measured.to_arrow().to_pylist())
    seen = set()
    for metric, kind, dimensions in listings:
        for key, m in measured.listing(metric, kind, dimensions):
            row = next(table)
            assert (row["metric"], row["kind"], row["id"]) == (metric, *(key or (None, None)))
            assert row["channel"] == m.by[0][1]
            assert row["value"] == (None if m.value is None else pytest.approx(float(m.value), rel=1e-15))
            excluded = None if m.suppressed else m.excluded
            assert (row["n"], row["excluded"], row["suppressed"]) == (m.n, excluded, m.suppressed), (row, m)
            assert row["unknown"] == m.unknown
            for end in ("low", "high"):
                assert row[end] == (None if getattr(m, end) is None else pytest.approx(getattr(m, end), abs=1e-14))
            seen.add(m.unknown and "needed" in m.unknown or m.unknown)
    assert next(table, None) is None
    assert {None, PROTECTING, "fewer than 10 in the group", True} <= seen


def test_a_table_without_a_subject_is_the_topmost_one_s() -> None:
    head = HEAD.replace("  field service is service\n", "")
    for key, value in ((COUNCIL, 1), (HOUSING, None), (WASTE, None)):
        assert figure("count", [{}], key=key, head=head).value == value


def test_a_listing_of_a_table_without_a_source_is_empty() -> None:
    listing = ("m", "service", CHANNEL)
    measured = run(METRIC, None, listings=[listing])
    assert measured.listing(*listing) == () and measured.to_arrow().num_rows == 0


def test_a_filtered_figure_is_masked_where_its_group_is_hidden_to_protect_another() -> None:
    text = METRIC + "".join(f"metric only_{c}: M\n  formula m(channel is {c})\n" for c in ("post", "phone"))
    rows = [
        row for service in ("housing", "waste", "parks")
        for row in answers(("web", 8, 0), ("phone", 20, 0), ("post", 11, 0), service=service)
    ]  # fmt: skip
    listing = ("m", "service", CHANNEL)
    measured = run(text, rows, listings=[listing], head=SMALL)
    hidden = {place for place, (_, _, why) in by_group(measured, *listing).items() if why == PROTECTING}
    masked = {
        (key.id, channel)
        for key in (HOUSING, WASTE, PARKS)
        for channel in ("post", "phone")
        if measured.value(key, ast.Ref(ast.Name(f"only_{channel}"))).masked
    }
    assert masked == hidden
    assert measured.value(HOUSING, ast.Ref(ast.Name("m"))).masked
    assert all(measured.value(HOUSING, ast.Ref(ast.Name(f"only_{c}"))).value == 1 for c in ("post", "phone"))


def test_groups_of_few_people_together_are_not_listed_one_by_one() -> None:
    rows = [
        {"service": service, "channel": channel, "opened_on": date(2018, month, 1), "satisfied": 5}
        for service, channel, month, number in (
            ("housing", "web", 1, 12), ("housing", "web", 2, 3), ("housing", "phone", 1, 4), ("housing", "phone", 2, 5),
            ("waste", "web", 1, 1), ("waste", None, 2, 2),
            ("parks", "web", 1, 20), ("parks", "phone", 1, 3),
        )
        for _ in range(number)
    ]  # fmt: skip
    metrics = METRIC.replace("  by channel\n", "  by channel, month of opened_on\n")
    listing = ("m", "service", (*CHANNEL, *MONTH))
    measured = run(metrics, rows, head=SMALL, listings=[listing])
    told = [(key.id, dict(m.by), m.n, m.suppressed) for key, m in measured.told(*listing) if key is not None]
    jan, few = "month of opened_on", (None, True)
    assert told == [
        ("housing", {"channel": "web", jan: "2018-01"}, *told[0][2:]),
        ("housing", {"channel": "phone"}, *few),
        ("housing", {jan: "2018-02"}, *few),
        ("parks", {"channel": "web", jan: "2018-01"}, *told[3][2:]),
        ("parks", {"channel": "phone"}, *few),
        ("waste", {}, *few),
    ]
    shown = measured.to_arrow().to_pylist()
    columns = [(row["id"], row["channel"], row[jan], row["suppressed"]) for row in shown]
    assert columns == [(name, by.get("channel"), by.get(jan), hidden) for name, by, _, hidden in told]
    assert all(row["value"] is row["n"] is row["excluded"] is None for row in shown if row["suppressed"])
