"""Working days of a row: what ``lang/working_days`` works out, in plan expressions.

Each day that a calendar covers has a number, how many working days have passed when it ends; one list holds these and
another the day of each number. Beyond their ends a value is missing.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.working_days import is_open, working_days_later
from cxengine.metrics.rows import CannotLower, Quantity, When, Working


def between(earlier: plan.Row, later: plan.Row, calendar: ast.WorkingCalendar) -> Quantity:
    """The working days after one date up to and including another."""
    return Quantity(plan.Arithmetic("-", _number(later, calendar), _number(earlier, calendar)))


def later(when: When, by: Working, sign: int) -> When:
    """The so-manieth working day after a date (sign 1) or before it (-1). A time of day stays."""
    calendar, count = by.calendar, sign * int(by.count)
    if calendar is None:
        raise CannotLower("working days without a calendar")
    if isinstance(when.row, plan.Constant) and isinstance(when.row.value, date):
        return When(plan.Constant(working_days_later(calendar, when.row.value, count)))
    if count == 0:
        return when
    # one place of the list is the first working day; before a day itself only those of earlier days have passed
    place = _plus(_number(when.day, calendar), count - 1) if count > 0 else _plus(_number(when.day, calendar, 1), count)
    offset = plan.Lookup(place, _days(calendar))
    day = plan.DateShift(plan.Constant(calendar.first), offset, "days")
    if not when.moment:
        return When(day)
    return When(plan.DateShift(when.row, plan.DateDifference(day, when.day, "days"), "days"), moment=True)


def _number(day: plan.Row, calendar: ast.WorkingCalendar, ago: int = 0) -> plan.Row:
    """How many working days of the calendar have passed when a day, or one some days ago, ends."""
    place = plan.DateDifference(day, plan.Constant(calendar.first + timedelta(days=ago)), "days")
    return plan.Lookup(place, _numbers(calendar))


def _plus(number: plan.Row, count: int) -> plan.Row:
    return plan.Arithmetic("+", number, plan.Constant(count)) if count else number


@cache
def _numbers(calendar: ast.WorkingCalendar) -> plan.Numbers:
    passed, found = 0, []
    for offset in range((calendar.last - calendar.first).days + 1):
        passed += is_open(calendar, calendar.first + timedelta(days=offset))
        found.append(passed)
    return plan.Numbers(tuple(found))


@cache
def _days(calendar: ast.WorkingCalendar) -> plan.Numbers:
    days = range((calendar.last - calendar.first).days + 1)
    return plan.Numbers(tuple(n for n in days if is_open(calendar, calendar.first + timedelta(days=n))))
