"""Metrics of the last months that are split by month: each month's figure is over the months up to its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine import plan
from cxengine.metrics.measured import Measured
from cxengine.metrics.planning import plan_for
from cxengine.metrics.suppress import MONTHS_HIDDEN, WINDOWS_OVERLAP
from cxengine.testing.oracle.weights import weighted

HEAD = """pack made: Made
version 1 from 2017-04-01
subject service: Service
scale five 1 to 5, higher is better: Satisfaction
table calls: Calls
  field service is service
  field on_day is date, may be missing
  field ended_at is date_and_time, may be missing
  field channel is one of (web, phone), may be missing
  field urgent is yes_no, may be missing
  field took is number, 1 decimal, may be missing
  field happy is five, may be missing
  field caller is text, may be missing, personal
"""
ON = date(2018, 12, 31)
LAST = "where on_day in last 3 months"


def calls(months: Mapping[str, int], **more: Any) -> list[dict[str, Any]]:
    """So many calls on the 10th of each month."""
    return [
        {"service": "parks", "on_day": date.fromisoformat(f"{month}-10"), **more}
        for month, count in months.items()
        for _ in range(count)
    ]


def compiled(*lines: str, publish: str = "") -> cxengine.Program:
    more = f"  publish {publish}\n" if publish else ""
    metric = "metric m: M\n  from calls\n" + "".join(f"  {line}\n" for line in lines)
    return cxengine.compile({"made.cx": HEAD + more + metric})


def listed(
    program: cxengine.Program, rows: Sequence[Mapping[str, Any]], *by: str, on: date = ON, **sources: Any
) -> dict[Any, Measured]:
    """The figures by what they are split by; None for the line of those that are hidden. The table says the same."""
    given = {"calls": list(rows), "service": [{"id": "parks", "title": "Parks"}], **sources}
    found: dict[Any, Measured] = {}
    for figure in program.metrics(given, metrics=("m",), by=by, as_of=on).metrics:
        assert figure.measured is not None
        values = tuple(figure.by.get(each) for each in by)
        found[None if None in values else values[0] if len(values) == 1 else values] = figure.measured
    told = program.figures(given, metrics=("m",), by=by, as_of=on).to_pylist()
    shown = {tuple(row[each] for each in by): row for row in told if not row["suppressed"]}
    for group, measured in found.items():
        if group is not None:
            row = shown[group if isinstance(group, tuple) else (group,)]
            assert (row["n"], row["excluded"]) == (measured.n, measured.excluded)
            assert row["value"] is None if measured.value is None else row["value"] == float(measured.value)
    assert len(shown) == len([group for group in found if group is not None])
    return found


def values(found: Mapping[Any, Measured]) -> dict[Any, Any]:
    return {group: measured.value for group, measured in found.items()}


MONTHS = {
    "2018-05": 1, "2018-06": 2, "2018-07": 4, "2018-08": 8, "2018-09": 16, "2018-10": 32, "2018-11": 64, "2018-12": 128,
}  # fmt: skip


def test_each_month_has_the_months_up_to_its_end() -> None:
    program = compiled(LAST, "formula count", "by month of on_day, channel")
    found = listed(program, calls(MONTHS), "month of on_day")
    assert values(found) == {"2018-10": 8 + 16 + 32, "2018-11": 16 + 32 + 64, "2018-12": 32 + 64 + 128}
    assert found["2018-10"].window == (date(2018, 8, 1), date(2018, 10, 31))
    assert found["2018-12"].window == (date(2018, 10, 1), ON)
    plain = program.metrics({"calls": calls(MONTHS), "service": [{"id": "parks"}]}, metrics=("m",), as_of=ON).to_dict()
    assert plain["metrics"][0]["value"] == 32 + 64 + 128 and plain["metrics"][0]["window"] is None
    said = program.metrics(
        {"calls": calls(MONTHS), "service": [{"id": "parks"}]}, metrics=("m",), by=("month of on_day",), as_of=ON
    ).to_dict()
    assert said["metrics"][1]["window"] == {"from": "2018-09-01", "to": "2018-11-30"}


def test_the_month_of_the_assessment_date_ends_on_it() -> None:
    """On 10 December it began on 11 September; in September's own window it has calls of July and August."""
    program = compiled(LAST, "formula count", "by month of on_day")
    rows = [*calls(MONTHS), {"service": "parks", "on_day": date(2018, 9, 11)}, {"service": "parks", "on_day": ON}]
    found = listed(program, rows, "month of on_day", on=date(2018, 12, 10))
    assert values(found) == {
        "2018-09": 4 + 8 + 17, "2018-10": 8 + 17 + 32, "2018-11": 17 + 32 + 64, "2018-12": 1 + 32 + 64 + 128
    }  # fmt: skip
    assert found["2018-12"].window == (date(2018, 9, 11), date(2018, 12, 10))


def test_whole_months_are_counted_also_where_a_month_is_shorter_than_the_one_it_began_in() -> None:
    """Three months back from 30 November is 30 August, and not the end of that month."""
    rows = [*calls(MONTHS), {"service": "parks", "on_day": date(2018, 8, 31)}]
    found = listed(compiled(LAST, "formula count", "by month of on_day"), rows, "month of on_day")
    assert found["2018-11"].value == 16 + 32 + 64


def test_a_month_whose_window_begins_before_the_data_is_left_out() -> None:
    program = compiled(LAST, "formula count", "by month of on_day")
    rows = calls({month: n for month, n in MONTHS.items() if month >= "2018-08"})
    assert values(listed(program, rows, "month of on_day")) == {"2018-11": 16 + 32 + 64, "2018-12": 32 + 64 + 128}
    fewer = calls({"2018-10": 3, "2018-12": 1})
    assert values(listed(program, fewer, "month of on_day")) == {"2018-12": 4}
    assert values(listed(program, calls({"2018-11": 3, "2018-12": 1}), "month of on_day")) == {}
    before = [*fewer, {"service": "elsewhere", "on_day": date(2018, 1, 1)}]
    assert values(listed(program, before, "month of on_day")) == {"2018-10": 3, "2018-11": 3, "2018-12": 4}


def test_a_month_without_calls_has_those_before_it() -> None:
    program = compiled(LAST, "formula count", "by month of on_day")
    rows = calls({"2018-01": 1, "2018-08": 5, "2018-12": 7})
    assert values(listed(program, rows, "month of on_day")) == {"2018-10": 5, "2018-12": 7}


def test_quarters_years_and_other_fields_beside_months() -> None:
    program = compiled(
        "where on_day in last 12 full months", "where urgent is yes", "formula count",
        "by month of on_day, quarter of on_day, year of on_day, channel, weekday of on_day",
    )  # fmt: skip
    rows = [
        row
        for channel, times in (("web", 1), ("phone", 2))
        for year in (2016, 2017, 2018)
        for row in calls({f"{year}-{month:02}": times for month in range(1, 13)}, channel=channel, urgent=True)
    ]
    rows += calls({"2018-02": 50}, urgent=False)
    found = listed(program, rows, "quarter of on_day", on=date(2018, 11, 29))
    assert values(found) == dict.fromkeys(("2017-Q4", "2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4"), 36)
    assert found["2018-Q4"].window == (date(2017, 11, 1), date(2018, 10, 31))
    assert values(listed(program, rows, "year of on_day")) == {"2018": 36}
    by_both = values(listed(program, rows, "channel", "month of on_day"))
    assert by_both["phone", "2018-01"] == 24 and by_both["web", "2018-12"] == 12 and len(by_both) == 24
    by_weekday = values(listed(program, rows, "month of on_day", "weekday of on_day"))
    tenths = [date(2017 + month // 12, month % 12 + 1, 10).isoweekday() for month in range(6, 18)]
    assert by_weekday["2018-06", "3 Wednesday"] == 3 * tenths.count(3)


def test_what_is_told_value_by_value_rolls_too() -> None:
    rows = [{**row, "took": at % 7 + 1, "happy": at % 5 + 1} for at, row in enumerate(calls(MONTHS))]
    september = sorted(row["took"] for row in rows if "2018-07" <= f"{row['on_day']:%Y-%m}" <= "2018-09")
    program = compiled(LAST, "formula median(took)", "by month of on_day")
    median = listed(program, rows, "month of on_day", on=date(2018, 11, 30))
    assert median["2018-09"].value == september[len(september) // 2 - 1] / F(2) + september[len(september) // 2] / F(2)
    different = listed(compiled(LAST, "formula distinct(took)", "by month of on_day"), rows, "month of on_day")
    assert different["2018-10"].value == 7
    share = listed(compiled(LAST, "formula csat(happy)", "by month of on_day"), rows, "month of on_day")
    fit = [row["happy"] >= 4 for row in rows if "2018-09" <= f"{row['on_day']:%Y-%m}" <= "2018-11"]
    assert share["2018-11"].value == F(sum(fit), len(fit)) and share["2018-11"].low is not None


@pytest.mark.parametrize(
    "lines",
    [
        ("where on_day in last 90 days", "formula count", "by month of on_day"),
        ("where on_day in last 3 months or urgent is yes", "formula count", "by month of on_day"),
        (LAST, "formula count(on_day in last 1 month)", "by month of on_day"),
        ("where ended_at in last 3 months", "formula count", "by month of on_day"),
    ],
)
def test_all_else_has_each_month_s_own_rows(lines: tuple[str, ...]) -> None:
    rows = calls(MONTHS, ended_at=date(2018, 12, 1))
    rows = [{**row, "ended_at": "2018-12-01 10:00"} for row in rows]
    found = listed(compiled(*lines), rows, "month of on_day")
    own = {month: n for month, n in MONTHS.items() if month >= "2018-10" or "ended_at" in lines[0]}
    if "count(" in lines[1]:
        own = {month: n if month == "2018-12" else 0 for month, n in own.items()}
    assert values(found) == own and not any(measured.window for measured in found.values())


def test_a_window_is_told_where_each_of_its_months_is() -> None:
    """Three in August: all windows with that month are not published; they stand in one line."""
    some = {**MONTHS, "2018-05": 20, "2018-06": 20, "2018-07": 20, "2018-08": 3}
    lines = "where on_day in last 6 full months", "formula count", "by month of on_day"
    program = compiled(*lines, publish="groups of at least 10")
    early = {f"2017-{month:02}": 20 for month in range(1, 13)} | {f"2018-{month:02}": 20 for month in range(1, 5)}
    found = listed(program, calls({**early, **some}), "month of on_day")
    hidden = found.pop(None)
    assert hidden.unknown == MONTHS_HIDDEN and hidden.n is None and hidden.window is None
    assert set(found) <= {"2018-07", "2018-12"} and found["2018-07"].value == 20 * 6
    enough = listed(program, calls({**early, **some, "2018-08": 10}), "month of on_day")
    assert values(enough) == {
        "2018-07": 120, "2018-08": 110, "2018-09": 106, "2018-10": 118, "2018-11": 162,
        "2018-12": 20 + 10 + 16 + 32 + 64 + 128,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "publish"),
    [("count", "groups of at least 10\n  publish counts rounded to 5"), ("distinct(caller)", "groups of at least 3")],
)
def test_rounded_numbers_and_people_are_not_told_over_windows_that_overlap(formula: str, publish: str) -> None:
    each = {f"2018-{month:02}": 40 for month in range(1, 13)}
    rows = [{**row, "caller": f"c{at}"} for at, row in enumerate(calls(each))]
    found = listed(compiled(LAST, f"formula {formula}", "by month of on_day", publish=publish), rows, "month of on_day")
    assert found[None].unknown == WINDOWS_OVERLAP
    assert set(found) == ({None, "2018-12"} if "rounded" in publish else {None})


def test_weights_are_those_of_the_answers_of_each_window(tmp_path: Path) -> None:
    """How many came by phone differs from month to month."""
    answers = [
        (date(2018, month, 10), channel, (at + month) % 5 + 1)
        for month in range(1, 13)
        for channel, times in (("web", month), ("phone", 13 - month))
        for at in range(times)
    ]
    margins = {"channel": {"web": 300, "phone": 700}}
    made = HEAD + f"metric m: M\n  from calls\n  {LAST}\n  formula csat(happy)\n  by month of on_day\n"
    (tmp_path / "made.cx").write_text(made, "utf-8")
    (tmp_path / "services.csv").write_text("id,title\nparks,Parks\n", "utf-8")
    lines = (f"parks,{day},,{channel},,,{happy}," for day, channel, happy in answers)
    heading = "service,on_day,ended_at,channel,urgent,took,happy,caller"
    (tmp_path / "calls.csv").write_text("\n".join((heading, *lines)) + "\n", "utf-8")
    (tmp_path / "cx.toml").write_text(
        "[project]\nname = 'Made'\n[sources.calls]\npath = 'calls.csv'\n[sources.service]\npath = 'services.csv'\n"
        "[population.calls]\nchannel = { web = 300, phone = 700 }\n",
        "utf-8",
    )
    said = cxengine.compile(tmp_path).metrics(by=("month of on_day",), as_of=ON)
    assert [figure.by["month of on_day"] for figure in said.metrics] == ["2018-10", "2018-11", "2018-12"]
    for figure in said.metrics:
        assert figure.measured is not None and figure.measured.window is not None
        first, last = figure.measured.window
        there = [({"channel": channel}, F(happy >= 4)) for day, channel, happy in answers if first <= day <= last]
        expected = weighted(there, there, margins)
        assert expected is not None and abs(float(figure.measured.value or 0) - expected.value) < 1e-6


def test_months_are_counted_in_one_scan() -> None:
    program = compiled(LAST, "formula median(took)", "by month of on_day, channel")
    metric = program.names.metrics["m"]
    listings = [("m", "service", metric.by[:1]), ("m", "service", metric.by)]
    planned = plan_for((), names=program.names, as_of=ON, listings=listings)
    kinds = [(type(scan), len(scan.groups)) for scan in planned.scans]
    assert kinds == [(plan.Scan, 2), (plan.Tallies, 2), (plan.Scan, 3), (plan.Tallies, 3)]


def test_the_table_says_that_figures_are_over_more_than_their_month() -> None:
    from cxengine.report.figures import in_common

    def row(first: str, last: str) -> dict[str, object]:
        return {"by": {"month of on_day": last[:7]}, "window": {"from": first, "to": last}, "target": None}

    months = [row("2017-12-01", "2018-11-30"), row("2018-01-01", "2018-12-31")]
    assert in_common(months) == ["Each figure is over 12 months, to the end of its month or to the date above"]
    own = row("2018-01-15", "2019-01-14")
    assert in_common([*months, own]) == in_common(months)
    assert in_common([{**own, "window": None}]) == []
