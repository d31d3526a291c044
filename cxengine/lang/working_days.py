"""Working days: Monday to Friday without the closed days of a calendar, which knows them between two dates."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta
from typing import TypeVar

import attrs

from cxengine.lang import ast


def start_of(calendar: ast.WorkingCalendar) -> date:
    """The Monday from which the days of a calendar are numbered."""
    return calendar.first - timedelta(days=calendar.first.weekday())


def is_open(calendar: ast.WorkingCalendar, day: date) -> bool:
    """Whether people work on a day."""
    place = bisect_left(calendar.closed, day)
    return day.weekday() < 5 and calendar.closed[place : place + 1] != (day,)


def covers(calendar: ast.WorkingCalendar, day: date) -> bool:
    """Whether the calendar knows of the day whether it is closed."""
    return calendar.first <= plain(day) <= calendar.last


def plain(day: date) -> date:
    """The date of a moment."""
    return day.date() if isinstance(day, datetime) else day


def weekdays_up_to(day: date, start: date) -> int:
    """How many of the days from a Monday up to and including a day are Monday to Friday."""
    weeks, over = divmod((day - start).days, 7)
    return 5 * weeks + min(over + 1, 5)


def number_of(calendar: ast.WorkingCalendar, day: date) -> int:
    """How many working days have passed at the end of a day, from the calendar's first Monday."""
    return weekdays_up_to(day, start_of(calendar)) - bisect_right(calendar.closed, day)


def before(calendar: ast.WorkingCalendar, day: date) -> int:
    """How many working days have passed when a day begins."""
    return number_of(calendar, day) - is_open(calendar, day)


def thresholds(calendar: ast.WorkingCalendar) -> tuple[int, ...]:
    """For each closed day the number of the first working day after it."""
    start = start_of(calendar)
    return tuple(weekdays_up_to(day, start) - place for place, day in enumerate(calendar.closed))


def day_numbered(calendar: ast.WorkingCalendar, number: int) -> date:
    """The working day of a number."""
    weekday = number + bisect_right(thresholds(calendar), number) - 1
    return start_of(calendar) + timedelta(days=weekday + weekday // 5 * 2)


def working_days_between(calendar: ast.WorkingCalendar, earlier: date, later: date) -> int | None:
    """The working days after one day up to and including another; negative where that is earlier.

    None where the calendar does not reach one of the two.
    """
    first, last = plain(earlier), plain(later)
    if not (covers(calendar, first) and covers(calendar, last)):
        return None
    return number_of(calendar, last) - number_of(calendar, first)


def working_days_later(calendar: ast.WorkingCalendar, day: date, count: int) -> date | None:
    """The so-manieth working day after a day, or before it where ``count`` is negative. A time of day stays.

    None where the calendar does not reach one of the two.
    """
    if count == 0:
        return day
    here = plain(day)
    if not covers(calendar, here):
        return None
    number = count + (number_of(calendar, here) if count > 0 else before(calendar, here) + 1)
    if not before(calendar, calendar.first) < number <= number_of(calendar, calendar.last):
        return None
    return day + (day_numbered(calendar, number) - here)


C = TypeVar("C", ast.Compare, ast.Is)


def in_alike(expr: C) -> C:
    """A comparison in which a difference of dates beside working days is counted in working days too."""
    left, right = expr.left, expr.right
    for side, other in ((left, right), (right, left)):
        if isinstance(side, ast.Arithmetic) and side.op == "-":
            counted = _counted_in(other)
            if counted is not None and _counted_in(side) is None:
                working = ast.InWorkingDays(side, side.span, counted.calendar)
                return attrs.evolve(expr, left=working) if side is left else attrs.evolve(expr, right=working)
    return expr


def _counted_in(expr: ast.Expr) -> ast.Period | ast.InWorkingDays | None:
    """What makes a value one in working days."""
    match expr:
        case ast.InWorkingDays():
            return expr
        case ast.Duration(period) if period.unit == "working day":
            return period
        case ast.Arithmetic(_, left, right):
            return _counted_in(left) or _counted_in(right)
        case ast.Negative(value):
            return _counted_in(value)
    return None


def open_days(declared: ast.Calendar, first: date, last: date, closed: frozenset[date]) -> ast.WorkingCalendar:
    """By what a declared calendar counts, with a first and a last day and the closed days between them."""
    return ast.WorkingCalendar(
        declared.name.text, first, last,
        tuple(sorted(day for day in closed if first <= day <= last and day.weekday() < 5)),
        title=declared.title, cites=declared.cites, notes=declared.notes,
    )  # fmt: skip

