"""Named groups of customers and themes of comments: what counts, and what is hidden."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import cxengine

ON = date(2019, 3, 31)
RULES = """pack made: Made
version 1 from 2018-04-01
subject council: Council
table replies: Replies
  key id
  field id is text
  field council is council
  field age is number, may be missing
  field happy is yes_no
  field comment is text, may be missing
  publish groups of at least 3
segment young: Under 30
  from replies
  where age < 30
segment not_old: Under 70
  from replies
  where age < 70
theme delay: They had to wait
  words: too slow, WAITED, été
metric happy_ones: Happy
  from replies
  formula share(happy is yes)
  by segment
metric happy_young: Happy and young
  formula happy_ones(young)
metric waiting: They speak of waiting
  from replies
  formula share(comment mentions delay)
"""
COMMENTS = {
    "Far TOO   slow!": True, "too-slow": True, "slow, too": False, "awaited": False, "We waited.": True, "fine": False,
    "L'Été, toujours": True, "too\nslow": True, "too slowly": False, "stool slow": False,
}  # fmt: skip


def measured(rows: list[dict[str, Any]], rules: str = RULES, **asked: Any) -> dict[tuple[str, str | None], Any]:
    data = {"council": [{"id": "c", "title": "C"}], "replies": rows}
    made = cxengine.compile({"made.cx": rules}).metrics(data, as_of=ON, **asked)
    return {(each.metric, each.by.get("segment")): each for each in made.metrics}


def row(place: int, age: int | None, happy: bool = True, comment: str | None = None) -> dict[str, Any]:
    return {"id": str(place), "council": "c", "age": age, "happy": happy, "comment": comment}


def test_a_metric_by_segment_has_a_figure_for_each_though_they_overlap() -> None:
    rows = [row(n, 20, happy=n < 2) for n in range(4)] + [row(n, 50) for n in range(4, 8)]
    rows += [row(n, 90, happy=False) for n in range(8, 12)] + [row(12, None)]
    found = measured(rows, by=("segment",))
    assert {key: (each.value, each.n) for key, each in found.items()} == {
        ("happy_ones", "young"): (50, 4),
        ("happy_ones", "not_old"): (75, 8),
    }
    assert measured(rows)["happy_young", None].value == 50


@pytest.mark.parametrize(("outside", "hidden"), [(2, True), (3, False), (0, False)])
def test_a_segment_is_hidden_where_those_outside_it_are_few(outside: int, hidden: bool) -> None:
    rows = [row(n, 20) for n in range(5)] + [row(5 + n, 90) for n in range(outside)]
    found = measured(rows, by=("segment",))["happy_ones", "young"]
    assert (found.suppressed, found.value is None, found.n is None) == (hidden, hidden, hidden)


def test_a_small_segment_is_hidden() -> None:
    rows = [row(n, 20) for n in range(2)] + [row(2 + n, 90) for n in range(5)]
    assert measured(rows, by=("segment",))["happy_ones", "young"].suppressed


@pytest.mark.parametrize("comment", COMMENTS)
def test_a_theme_is_found_by_whole_words_in_a_row_whatever_their_capitals(comment: str) -> None:
    rows = [row(n, 20, comment=comment) for n in range(3)]
    assert measured(rows)["waiting", None].value == (100 if COMMENTS[comment] else 0)


def test_a_comment_that_is_missing_is_left_out() -> None:
    rows = [row(n, 20, comment="waited" if n < 3 else None) for n in range(5)] + [row(5, 20, comment="fine")]
    assert (measured(rows)["waiting", None].value, measured(rows)["waiting", None].excluded) == (75, 2)


AGES = """segment old: 70 and over
  from replies
  where age >= 70
segment middle: 30 to 69
  from replies
  where age >= 30 and age < 70
"""


@pytest.mark.parametrize(("in_none", "hidden"), [(2, True), (3, False), (0, False)])
def test_segments_that_share_nobody_leave_no_few_people_in_none(in_none: int, hidden: bool) -> None:
    """Of six, five and five people, and two whose age is unknown, one of the smallest segments goes."""
    start = RULES.index("segment not_old")
    rules = RULES[:start] + AGES + RULES[RULES.index("theme delay") :]
    ages = [20] * 6 + [50] * 5 + [90] * 5 + [None] * in_none
    found = measured([row(n, age) for n, age in enumerate(ages)], rules, by=("segment",))
    gone = {name for (_, name), figure in found.items() if figure.suppressed}
    assert gone in ({"old"}, {"middle"}) if hidden else gone == set()
    whole = measured([row(n, age) for n, age in enumerate(ages)], rules)["happy_ones", None].n
    shown = sum(figure.n for figure in found.values() if not figure.suppressed)
    assert whole - shown == 0 or whole - shown >= 3


@pytest.mark.parametrize(("came", "hidden"), [(2, True), (3, False), (0, False)])
def test_the_earlier_figure_is_hidden_where_few_came_to_those_outside_the_segment(came: int, hidden: bool) -> None:
    """The others are ten before: that two of them are new would tell what these two say."""
    rules = RULES.replace("  field age is", "  field on_day is date\n  field age is")
    young = [row(n, 20) | {"on_day": date(2018, 6, 1)} for n in range(10)]
    young += [row(10 + n, 20) | {"on_day": date(2019, 3, 1)} for n in range(4)]
    others = [row(20 + n, 90) | {"on_day": date(2018, 6, 1)} for n in range(10)]
    others += [row(30 + n, 90, happy=False) | {"on_day": date(2019, 3, 1)} for n in range(came)]
    share = "  formula share(happy is yes)"
    rules = rules.replace(share, f"  where on_day in last 36 months\n{share}")
    rows, since = young + others, date(2018, 12, 31)
    whole = measured(rows, rules, change_since=since)["happy_ones", None]
    segments = measured(rows, rules, by=("segment",), change_since=since)
    assert (whole.n, segments["happy_ones", "young"].n, segments["happy_ones", "not_old"].n) == (24 + came, 14, 14)
    gone = [figure for figure in (whole, *segments.values()) if figure.change.n_before is None]
    assert all(figure.change.before is None and "protect" in figure.change.unknown for figure in gone)
    assert (whole in gone or len(gone) == len(segments)) if hidden else not gone
