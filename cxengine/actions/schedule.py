"""When proposed actions can start and end: each after those it depends on.

Days of effort are working days by the calendar of the pack, else Monday to Friday. One person at a time works on
an action, and actions that do not depend on each other run side by side. What would end after the year 9999
ends on its last day.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from graphlib import TopologicalSorter
from heapq import heappop, heappush

import attrs

from cxengine.actions.choose import Proposed
from cxengine.lang import ast
from cxengine.lang.dates import WEEKDAYS, months, plus_days, plus_months, plus_working_days
from cxengine.lang.working_days import is_open

_WORKING_DAYS: dict[str, Fraction] = {
    "minute": Fraction(1, 450),
    "hour": Fraction(2, 15),
    "day": Fraction(1),
    "working day": Fraction(1),
    "week": Fraction(5),
}
_WORKING_DAYS_IN_MONTH = 21


@attrs.frozen(kw_only=True)
class Scheduled:
    """A proposed action with its first and last day; ``due`` is None where no effort is written."""

    proposed: Proposed
    starts: date
    due: date | None
    calendar: ast.WorkingCalendar | None = None
    """The days on which nobody works, beside weekends."""


def working_day(day: date, calendar: ast.WorkingCalendar | None = None) -> date:
    """The day itself, or the first day after it on which people work."""
    return day if is_open(calendar or WEEKDAYS, day) else plus_working_days(day, 1, calendar)


def _next(day: date) -> date:
    return plus_days(day, Fraction(1))


def working_days_after(start: date, count: int, calendar: ast.WorkingCalendar | None = None) -> date:
    """The last of ``count`` working days that begin with ``start`` (itself a working day)."""
    return plus_working_days(start, max(count, 1) - 1, calendar)


def effort_days(period: ast.Period) -> Fraction:
    """Effort in working days: a week is 5, a month 21, an hour 2/15 of a 7½-hour day."""
    in_months = months(period)
    if in_months is not None:
        return in_months * _WORKING_DAYS_IN_MONTH
    return period.count * _WORKING_DAYS[period.unit]


def last_day(start: date, period: ast.Period, calendar: ast.WorkingCalendar | None = None) -> date:
    """The last day of an effort that starts on a working day; months and longer run by the calendar."""
    in_months = months(period)
    if in_months is not None and in_months.denominator == 1:
        return max(start, plus_days(plus_months(start, int(in_months)), Fraction(-1)))
    return last_day_of(start, effort_days(period), calendar)


def last_day_of(start: date, days: Fraction, calendar: ast.WorkingCalendar | None) -> date:
    """The last day of so many working days that begin with ``start`` (itself a working day)."""
    return working_days_after(start, math.ceil(days), calendar)


def first_day(
    action: ast.Action, ends: Sequence[date], as_of: date, calendar: ast.WorkingCalendar | None
) -> date:
    """The working day on which an action can start: after the assessment and after what it waits for has ended."""
    earliest = max([_next(as_of), *map(_next, ends)])
    if action.not_before is not None:
        earliest = max(earliest, action.not_before)
    return working_day(earliest, calendar)


def schedule(
    proposed: Sequence[Proposed], as_of: date, calendars: Mapping[str, ast.WorkingCalendar]
) -> tuple[Scheduled, ...]:
    """Earliest dates, in an order in which each action stands after those it depends on.

    ``calendars`` are those of the rule files. Where there is none, nobody works on Saturdays and Sundays only.

    Actions that are ready at the same time keep the order of the rule file. The checker has refused cycles.
    """
    place = {item.action.name.text: index for index, item in enumerate(proposed)}
    waiting = TopologicalSorter({item.action.name.text: item.after for item in proposed})
    waiting.prepare()
    ready: list[int] = []
    done: dict[str, Scheduled] = {}
    while waiting.is_active():
        for name in waiting.get_ready():
            heappush(ready, place[name])
        item = proposed[heappop(ready)]
        calendar = calendars.get(item.action.span.filename)
        ends = [done[before].due or done[before].starts for before in item.after]
        starts = first_day(item.action, ends, as_of, calendar)
        due = last_day(starts, item.action.effort, calendar) if item.action.effort is not None else None
        done[item.action.name.text] = Scheduled(proposed=item, starts=starts, due=due, calendar=calendar)
        waiting.done(item.action.name.text)
    return tuple(done.values())
