"""Calendar arithmetic at the ends of the calendar, and with periods that no calendar holds."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from cxengine.actions.schedule import last_day, working_day, working_days_after
from cxengine.lang import ast
from cxengine.lang.dates import DAYS_IN, MONTHS_IN, day_written, minus, plus, plus_days, window

UNITS = (*DAYS_IN, *MONTHS_IN)
HUGE = 10**29


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("day", [date.min, date(1, 1, 6), date(2019, 3, 31), date(9999, 12, 30), date.max])
def test_periods_are_clipped_to_the_calendar(day: date, unit: str) -> None:
    period = ast.Period(Fraction(HUGE), unit)
    assert (minus(day, period), plus(day, period)) == (date.min, date.max)
    assert last_day(day, period) >= day
    for count in (1, 12, HUGE):
        for full in (False, unit not in ("minute", "hour", "day")):
            first, last = window(day, ast.Period(Fraction(count), unit), full=full)
            assert last <= day and first <= plus_days(day, Fraction(1))


def test_work_at_the_end_of_the_calendar() -> None:
    assert working_day(date.max) == date.max
    assert working_days_after(date(9999, 12, 30), 5) == date.max
    assert working_days_after(date(2019, 4, 1), HUGE) == date.max


@pytest.mark.parametrize("text", ["2018-W13-6", "20180331", "2018-3-31", "2018-02-29", "2018-03-31 ", "٢٠١٨-03-31", ""])
def test_what_is_no_day_as_rule_files_write_it(text: str) -> None:
    assert day_written(text) is None and day_written("2020-02-29") == date(2020, 2, 29)
