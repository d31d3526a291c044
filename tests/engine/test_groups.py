"""Groups of figures stand as the rules declare them, under their titles; names stay in what programs read."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import cxengine
from cxengine.report.figures import figure_lines
from cxengine.report.rows import as_csv, metric_rows

RULES = """pack made: Made
version 1 from 2018-04-01
subject council: Council
subject service: Service
  belongs to council
scale mood 0 to 10, higher is better: Mood
scale feeling: Feeling
  point poor: Poor
  point fair: Fair
  point best: Very good
category age: Age
  option young: 18 to 29
  option mid: 30 to 44
  option old_ones: 45 and over
table replies: Replies
  field service is service
  field on_day is date
  field age is age, may be missing
  field mood is mood
  field feeling is feeling
  field size is one of (very_small, big)
  field wait is number
segment long: > 60 days
  from replies
  where wait > 60
segment at_once: Up to 60 days
  from replies
  where wait <= 60
metric count_all: All
  from replies
  where on_day in last 12 months
  formula count
  by age, mood, feeling, size, segment, service
metric happy: Happy
  from replies
  where on_day in last 12 months
  formula share(mood >= 7)
  by age
"""
COUNCIL = {"council": [{"id": "c", "title": "The Council"}]}
SERVICES = [{"id": "zoo", "title": "Animals", "council": "c"}, {"id": "bins", "title": "Waste", "council": "c"}]


def replies() -> list[dict[str, Any]]:
    return [
        {
            "service": service, "on_day": f"{year}-06-01", "age": age, "mood": mood, "feeling": feeling,
            "size": size, "wait": wait,
        }
        for service in ("bins", "zoo")
        for year in (2017, 2018)
        for age, mood, feeling, size, wait in (
            ("old_ones", 10, "poor", "very_small", 10), ("mid", 2, "best", "big", 70),
            ("young", 9, "fair", "big", 70), (None, 2, "fair", "very_small", 5),
        )
    ]  # fmt: skip


def measured(**asked: Any) -> dict[str, Any]:
    data = {**COUNCIL, "service": SERVICES, "replies": replies()}
    asked = {"as_of": date(2019, 3, 31), "metrics": "count_all", **asked}
    return cxengine.compile({"made.cx": RULES}).metrics(data, **asked).to_dict()


def groups(by: str, whose: str = "service:zoo") -> list[tuple[str | None, str]]:
    made = measured(by=by)["metrics"]
    shown = [line[by.capitalize()] for line in figure_lines(made)]
    return [(each["by"][by], said) for each, said in zip(made, shown, strict=True) if each["subject"] == whose]


def test_groups_stand_in_the_order_declared_under_their_titles() -> None:
    assert groups("age") == [
        ("young", "18 to 29"), ("mid", "30 to 44"), ("old_ones", "45 and over"), (None, "(not given)"),
    ]  # fmt: skip
    assert groups("feeling") == [("poor", "Poor"), ("fair", "Fair"), ("best", "Very good")]
    assert groups("segment") == [("long", "> 60 days"), ("at_once", "Up to 60 days")]
    assert groups("mood") == [("2", "2"), ("9", "9"), ("10", "10")]
    assert groups("size") == [("very_small", "very small"), ("big", "big")]
    assert groups("service", "council:c") == [("zoo", "Animals"), ("bins", "Waste")]


def test_each_subject_stands_with_all_its_groups_as_subjects_are_listed() -> None:
    subjects = ["council:c", "service:zoo", "service:bins"]
    for by, each in (("segment", 2), ("age", 4), ((), 1)):
        found = [metric["subject"] for metric in measured(by=by)["metrics"]]
        assert found == [subject for subject in subjects for _ in range(each)]


def test_titles_stand_beside_the_names() -> None:
    by_titles = [each["by_titles"] for each in measured(by="age", subjects="council:c")["metrics"]]
    assert by_titles == [{"age": "18 to 29"}, {"age": "30 to 44"}, {"age": "45 and over"}, {}]
    rows = list(csv.DictReader(io.StringIO(as_csv(metric_rows(measured(by="age", subjects="council:c"))))))
    assert [(row["age"], row["age_title"]) for row in rows] == [
        ("young", "18 to 29"), ("mid", "30 to 44"), ("old_ones", "45 and over"), ("", ""),
    ]  # fmt: skip
    assert "size_title" not in metric_rows(measured(by="size"))[0]


def test_a_change_is_taken_apart_by_titles_in_the_order_declared() -> None:
    made = measured(by="age", metrics="happy", change_since=date(2018, 3, 31), subjects="council:c")
    split = made["changes"][0]["splits"][0]
    assert [each["title"] for each in split["groups"]] == ["18 to 29", "30 to 44", "45 and over", "(not given)"]
    assert [each["by"]["age"] for each in split["groups"]] == ["young", "mid", "old_ones", None]


def test_the_table_for_many_groups_has_names_in_their_own_order() -> None:
    data = {**COUNCIL, "service": SERVICES, "replies": replies()}
    table = cxengine.compile({"made.cx": RULES}).figures(
        data, as_of=date(2019, 3, 31), metrics="count_all", by="age", subjects="council:c"
    )
    rows = [row["age"] for row in table.to_pylist() if row["id"] == "c"]
    assert rows == ["mid", "old_ones", "young", None]
