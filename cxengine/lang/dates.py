"""Calendar arithmetic of the language: periods are added to dates and clipped to the month's end."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.working_days import working_days_later

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
WEEKDAYS = ast.WorkingCalendar("weekdays", date.min, date.max, ())
"""Monday to Friday, with no day closed."""
DAYS_IN = {"minute": Fraction(1, 1440), "hour": Fraction(1, 24), "day": Fraction(1), "week": Fraction(7)}


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar as rule files write it: ``2018-03-31``."""
    return day_written(text) is not None


def day_written(text: str) -> date | None:
    """The day that ``2018-03-31`` is; None for any other text."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None  # a week (2018-W13-6) can be read, and is not written so


def months(period: ast.Period) -> Fraction | None:
    """The length in months; None for a period counted in days."""
    factor = MONTHS_IN.get(period.unit)
    return None if factor is None else period.count * factor


def days(period: ast.Period) -> Fraction | None:
    """The length in days; None for a period counted in months."""
    factor = DAYS_IN.get(period.unit)
    return None if factor is None else period.count * factor


def length(period: ast.Period) -> Fraction:
    """The length in days, in working days or in months, whichever it is counted in."""
    for counted in (days(period), months(period)):
        if counted is not None:
            return counted
    return period.count


def plus_months(day: date, count: int) -> date:
    """The same day of another month, or that month's last day: 31 January plus a month is the end of February.

    Dates outside the years 1 to 9999 are clipped to them.
    """
    place = day.year * 12 + day.month - 1 + count
    year, month = divmod(place, 12)
    if year < 1:
        return date.min
    if year > 9999:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def plus_days(day: date, count: Fraction) -> date:
    """Whole days are added; a part of a day is dropped. Dates outside the years 1 to 9999 are clipped to them."""
    try:
        return day + timedelta(days=int(count))
    except OverflowError:
        return date.max if count > 0 else date.min


def working(period: ast.Period) -> int | None:
    """How many working days it is; None for every other period."""
    return int(period.count) if period.unit == "working day" else None


def plus_working_days(day: date, count: int, calendar: ast.WorkingCalendar | None) -> date:
    """The so-manieth working day after a day, or before it with a negative count.

    Where the calendar does not reach, days from Monday to Friday count. Dates outside the years 1 to 9999 are clipped.
    """
    found = working_days_later(calendar, day, count) if calendar is not None else None
    if found is None:
        found = working_days_later(WEEKDAYS, day, count)
    return found if found is not None else date.max if count > 0 else date.min


def plus(day: date, period: ast.Period, *, sign: int = 1) -> date:
    """The day a period later, or earlier with ``sign=-1``."""
    in_working_days = working(period)
    if in_working_days is not None:
        return plus_working_days(day, sign * in_working_days, period.calendar)
    in_months = months(period)
    if in_months is not None:
        return plus_months(day, sign * int(in_months))
    return plus_days(day, sign * (days(period) or Fraction(0)))


def minus(day: date, period: ast.Period) -> date:
    """The day a period earlier."""
    return plus(day, period, sign=-1)


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def window(as_of: date, period: ast.Period, *, full: bool = False) -> tuple[date, date]:
    """First and last day of ``in last PERIOD`` on the assessment date, both in.

    ``in last 12 months`` starts the day after the date 12 months before, ``in last 5 working days`` the day after the
    sixth working day that is past when the date ends. With ``full``, whole calendar
    months (or weeks from Monday, quarters, years) that have ended; the last one counts when it ends on the date.
    """
    in_working_days = working(period)
    if in_working_days is not None:
        before = plus_working_days(plus_days(as_of, Fraction(1)), -in_working_days - 1, period.calendar)
        return plus_days(before, Fraction(1)), as_of
    if not full:
        return plus_days(minus(as_of, period), Fraction(1)), as_of
    count = int(period.count)
    if period.unit == "week":
        end = as_of if as_of.weekday() == 6 else plus_days(as_of, Fraction(-as_of.weekday() - 1))
        return plus_days(end, Fraction(1 - 7 * count)), end
    size = MONTHS_IN.get(period.unit, 1)
    first_of_unit = as_of.replace(month=(as_of.month - 1) // size * size + 1, day=1)
    end = month_end(plus_months(first_of_unit, size - 1))
    if end > as_of:
        end = plus_days(first_of_unit, Fraction(-1))
        first_of_unit = plus_months(first_of_unit, -size)
    return plus_months(first_of_unit, -size * (count - 1)), end
