"""Lengths of time, dates moved by them, and windows that end on a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.working_days import moved_anyway

DAYS_IN = {"minute": Fraction(1, 1440), "hour": Fraction(1, 24), "day": Fraction(1), "week": Fraction(7)}
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, order=True)
class Months:
    """A length of time in months, which has no fixed number of days."""

    count: Fraction


def length(period: ast.Period) -> Fraction | Months:
    """Days for minutes to weeks, Months for months to years."""
    if period.unit in DAYS_IN:
        return period.count * DAYS_IN[period.unit]
    return Months(period.count * MONTHS_IN[period.unit])


def last_day(year: int, month: int) -> int:
    """28 to 31."""
    next_month = date(year + month // 12, month % 12 + 1, 1)
    return (next_month - timedelta(days=1)).day


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last day where there is none. A time of day stays."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month0 + 1, day=min(day.day, last_day(year, month0 + 1)))


def moved(day: date, by: Fraction | Months, sign: int) -> date:
    """The date or moment before (sign -1) or after (sign 1)."""
    if isinstance(by, Months):
        return add_months(day, sign * int(by.count))
    return day + sign * timedelta(microseconds=int(by * 86_400_000_000))


def at_distance(day: date, period: ast.Period, sign: int) -> date:
    """The day that lies a period before (sign -1) or after (sign 1)."""
    if period.unit == "working day":
        return moved_anyway(day, sign * int(period.count), period.calendar)
    return moved(day, length(period), sign)


def window(on: date, period: ast.Period, full: bool) -> tuple[date, date]:
    """First and last day of ``in last PERIOD`` as of ``on``."""
    if full:
        return full_window(on, period)
    if period.unit == "working day":
        tomorrow = on + timedelta(days=1)
        start = moved_anyway(tomorrow, -int(period.count) - 1, period.calendar)
        return (start + timedelta(days=1), on)
    start = moved(on, length(period), -1)
    return (start + timedelta(days=1), on)


def full_window(on: date, period: ast.Period) -> tuple[date, date]:
    """First and last day of the whole weeks, months, quarters or years; the one that ``on`` ends counts."""
    count = int(period.count)
    tomorrow = on + timedelta(days=1)
    if period.unit == "week":
        monday = tomorrow - timedelta(days=tomorrow.weekday())
        return (monday - timedelta(weeks=count), monday - timedelta(days=1))
    size = MONTHS_IN[period.unit]
    first_month = (tomorrow.month - 1) // size * size + 1
    start_of_current = date(tomorrow.year, first_month, 1)
    return (add_months(start_of_current, -size * count), start_of_current - timedelta(days=1))
