"""Working days, one day after the other."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from cxengine.lang import ast

ONE = timedelta(days=1)


def is_open(day: date, calendar: ast.WorkingCalendar | None) -> bool:
    """Whether it is neither a Saturday nor a Sunday nor closed."""
    return day.isoweekday() <= 5 and (calendar is None or date(day.year, day.month, day.day) not in calendar.closed)


def is_covered(day: date, calendar: ast.WorkingCalendar) -> bool:
    """Whether the calendar reaches a day."""
    return calendar.first <= date(day.year, day.month, day.day) <= calendar.last


def counted(first: date, last: date, calendar: ast.WorkingCalendar) -> Fraction | None:
    """How many are passed on the way from a day to another: the first one left out, the last one not."""
    if not is_covered(first, calendar) or not is_covered(last, calendar):
        return None
    start, end = date(first.year, first.month, first.day), date(last.year, last.month, last.day)
    if end < start:
        return -(counted(end, start, calendar) or Fraction(0))
    passed = 0
    while start < end:
        start += ONE
        passed += is_open(start, calendar)
    return Fraction(passed)


def stepped(day: date, count: int, calendar: ast.WorkingCalendar | None) -> date:
    """The day on which so many working days have been come to, going on or back."""
    way = ONE if count > 0 else -ONE
    left = abs(count)
    while left > 0:
        day += way
        left -= is_open(day, calendar)
    return day


def moved_by(day: date, count: int, calendar: ast.WorkingCalendar) -> date | None:
    """The same, unless the calendar does not reach the day or where one comes to."""
    there = stepped(day, count, calendar)
    if count == 0 or (is_covered(day, calendar) and is_covered(there, calendar)):
        return there
    return None


def moved_anyway(day: date, count: int, calendar: ast.WorkingCalendar | None) -> date:
    """The same, by Monday to Friday alone where the calendar does not reach."""
    there = moved_by(day, count, calendar) if calendar is not None else None
    return stepped(day, count, None) if there is None else there


def is_in_working_days(expr: ast.Expr) -> bool:
    """Whether an expression says that it is."""
    if isinstance(expr, ast.Duration):
        return expr.period.unit == "working day"
    if isinstance(expr, ast.Arithmetic):
        return is_in_working_days(expr.left) or is_in_working_days(expr.right)
    if isinstance(expr, ast.Negative):
        return is_in_working_days(expr.value)
    return isinstance(expr, ast.InWorkingDays)


def calendar_in(expr: ast.Expr) -> ast.WorkingCalendar | None:
    """The calendar of an expression in working days."""
    if isinstance(expr, ast.Duration):
        return expr.period.calendar
    if isinstance(expr, ast.Arithmetic):
        return calendar_in(expr.left) or calendar_in(expr.right)
    if isinstance(expr, ast.Negative):
        return calendar_in(expr.value)
    return expr.calendar if isinstance(expr, ast.InWorkingDays) else None
