"""Calendars and working days: what is refused, and what is said of it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.calendars import built_in_calendars
from cxengine.lang.check import check
from cxengine.lang.dates import plus_working_days, window
from cxengine.lang.effective import effective
from cxengine.lang.parse import parse
from cxengine.lang.resolve import resolve
from cxengine.lang.vocabulary import VOCABULARY
from cxengine.lang.working_days import is_open, working_days_between, working_days_later
from cxengine.source import Source
from cxengine.testing.oracle.working_days import counted, moved_by

HEAD = "pack p: P\nversion 1 from 2018-01-01\n"
TABLE = (
    "subject service: Service\n  field since is date\ntable cases: Cases\n  field service is service\n"
    "  field opened is date\n  field closed is date\n  field waited is days\n"
)
CLOSED = tuple(each.day for each in built_in_calendars()["england"].closed)
ENGLAND = ast.WorkingCalendar("england", date(1995, 1, 1), date(2028, 12, 31), CLOSED)
NARROW = ast.WorkingCalendar("narrow", date(2019, 4, 15), date(2019, 5, 10), (date(2019, 4, 19), date(2019, 4, 22)))


def codes(text: str) -> list[str]:
    """The codes of a pack with a table of cases."""
    found = Diagnostics()
    files = effective([parse(Source("rules.cx", text), found)], found)
    check(files, resolve(files, VOCABULARY, found), found)
    return [each.code for each in found]


def of_metric(line: str, calendar: str = "calendar england\n") -> list[str]:
    """The codes of a metric over cases."""
    return codes(HEAD + calendar + TABLE + f"metric m: M\n  from cases\n  {line}\n")


@pytest.mark.parametrize(
    "line",
    [
        "formula share(closed - opened <= 10 working days)",
        "formula share(2 working days < closed - opened)",
        "formula mean(closed - opened in working days)\n  target at most 8 working days",
        "formula share(closed <= opened + 5 working days)",
        "formula share(today - opened in working days is 3)",
        "where opened in last 20 working days\n  formula count",
    ],
)
def test_working_days_stand_where_days_do(line: str) -> None:
    expected = ["wrong-unit"] if "is 3" in line else []
    assert of_metric(line) == expected
    if not expected:
        assert of_metric(line, calendar="") == ["no-calendar"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("formula share(waited <= 10 working days)", "mixed-durations"),
        ("formula mean(waited in working days)", "not-two-dates"),
        ("formula mean(closed - opened)\n  target at most 8 working days", "wrong-unit"),
        ("formula mean(closed - opened in working days)\n  target at most 8 days", "wrong-unit"),
        ("formula share(closed - opened <= 1.5 working days)", "period-length"),
        ("formula share(closed <= opened + (closed - opened in working days))", "type-mismatch"),
        ("where opened in last 5 full working days\n  formula count", "full-days"),
        ("formula mean(closed - opened in working days)\n  shown as days", "shown-unit"),
    ],
)
def test_what_working_days_do_not_go_with(line: str, code: str) -> None:
    assert of_metric(line) == [code]


@pytest.mark.parametrize(
    ("calendar", "code"),
    [
        ("calendar town: Town\n  closed 2018-12-24: Eve\n", "calendar-range"),
        ("calendar town: Town\n  covers 2018-01-01 to 2018-12-31\n  closed 2019-12-24: Eve\n", "calendar-range"),
        ("calendar town: Town\n  covers 2018-12-31 to 2018-01-01\n", "wrong-order"),
        ("calendar town: Town\n  includes england\n  closed 2018-12-22: A Saturday\n", "closed-day"),
        ("calendar town: Town\n  includes england\n  closed 2018-12-24: Eve\n  closed 2018-12-24: Eve\n", "closed-day"),
        ("calendar town: Town\n  includes town\n", "circular-calendars"),
        ("calendar town: Town\n  includes other\ncalendar other: Other\n  includes town\n", "circular-calendars"),
        ("calendar town: Town\n  includes englund\n", "unknown-name"),
        ("calendar town: Town\n  covers 2018-01-01 to 2019-12-31\ncalendar town: Town\n  includes england\n",
         "duplicate-name"),
    ],
)
def test_a_calendar_that_is_not_right_is_told_once(calendar: str, code: str) -> None:
    assert codes(HEAD + "calendar town\n" + calendar + TABLE) == [code]


def test_the_bank_holidays_that_come_with_cx_are_weekdays_in_order() -> None:
    """Compared by hand with those of GOV.UK for these years."""
    assert all(day.weekday() < 5 for day in CLOSED) and list(CLOSED) == sorted(set(CLOSED))
    assert [day for day in CLOSED if day.year == 2022] == [
        date(2022, 1, 3), date(2022, 4, 15), date(2022, 4, 18), date(2022, 5, 2), date(2022, 6, 2), date(2022, 6, 3),
        date(2022, 8, 29), date(2022, 9, 19), date(2022, 12, 26), date(2022, 12, 27),
    ]  # fmt: skip
    assert {day.year: 0 for day in CLOSED} == dict.fromkeys(range(1995, 2029), 0)
    assert all(len([d for d in CLOSED if d.year == year]) >= 8 for year in range(1995, 2029))


near = st.dates(date(2019, 4, 1), date(2019, 5, 25))


@pytest.mark.parametrize("calendar", [ENGLAND, NARROW], ids=lambda each: each.name)
@given(first=near, last=near, count=st.integers(-12, 12))
def test_working_days_are_those_counted_one_by_one(
    calendar: ast.WorkingCalendar, first: date, last: date, count: int
) -> None:
    assert working_days_between(calendar, first, last) == counted(first, last, calendar)
    assert working_days_later(calendar, first, count) == moved_by(first, count, calendar)


@given(day=st.dates(date(1995, 3, 1), date(2028, 10, 1)), count=st.integers(1, 40))
def test_a_day_moved_by_working_days_lies_so_many_away(day: date, count: int) -> None:
    later = working_days_later(ENGLAND, day, count)
    assert later is not None and is_open(ENGLAND, later)
    assert working_days_between(ENGLAND, day, later) == count
    first, last = window(day, ast.Period(Fraction(count), "working day", calendar=ENGLAND))
    inside = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum(is_open(ENGLAND, each) for each in inside) == count and last == day


def test_beyond_a_calendar_differences_are_unknown_and_windows_go_on() -> None:
    assert working_days_between(NARROW, date(2019, 4, 12), date(2019, 4, 16)) is None
    assert working_days_later(NARROW, date(2019, 5, 9), 2) is None
    assert plus_working_days(date(2019, 5, 9), 2, NARROW) == date(2019, 5, 13)
    assert plus_working_days(date(9999, 12, 30), 5, None) == date.max
