"""When proposed actions can start and end: each after those it depends on.

Days of effort are working days, Monday to Friday; bank holidays are not counted. One person at a time works on
an action, and actions that do not depend on each other run side by side. What would end after the year 9999
ends on its last day.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs

from cxengine.actions.choose import Proposed
from cxengine.lang import ast
from cxengine.lang.dates import months, plus_days, plus_months

_WORKING_DAYS: dict[str, Fraction] = {
    "minute": Fraction(1, 450),
    "hour": Fraction(2, 15),
    "day": Fraction(1),
    "week": Fraction(5),
}
_WORKING_DAYS_IN_MONTH = 21


@attrs.frozen(kw_only=True)
class Scheduled:
    """A proposed action with its first and last day; ``due`` is None where no effort is written."""

    proposed: Proposed
    starts: date
    due: date | None


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return plus_days(day, Fraction(7 - day.weekday())) if day.weekday() > 4 else day


def _next(day: date) -> date:
    return plus_days(day, Fraction(1))


def working_days_after(start: date, count: int) -> date:
    """The last of ``count`` working days that begin with ``start`` (itself a working day)."""
    weeks, rest = divmod(max(count, 1) - 1, 5)
    day = plus_days(start, Fraction(7 * weeks))
    for _ in range(rest):
        day = working_day(_next(day))
    return day


def effort_days(period: ast.Period) -> Fraction:
    """Effort in working days: a week is 5, a month 21, an hour 2/15 of a 7½-hour day."""
    in_months = months(period)
    if in_months is not None:
        return in_months * _WORKING_DAYS_IN_MONTH
    return period.count * _WORKING_DAYS[period.unit]


def last_day(start: date, period: ast.Period) -> date:
    """The last day of an effort that starts on a working day; months and longer run by the calendar."""
    in_months = months(period)
    if in_months is not None and in_months.denominator == 1:
        return max(start, plus_days(plus_months(start, int(in_months)), Fraction(-1)))
    return working_days_after(start, math.ceil(effort_days(period)))


def schedule(proposed: Sequence[Proposed], as_of: date) -> tuple[Scheduled, ...]:
    """Earliest dates, in an order in which each action stands after those it depends on.

    Actions that are ready at the same time keep the order of the rule file. The checker has refused cycles.
    """
    import networkx

    graph = networkx.DiGraph()
    place = {item.action.name.text: index for index, item in enumerate(proposed)}
    graph.add_nodes_from(place)
    graph.add_edges_from((before, item.action.name.text) for item in proposed for before in item.after)
    done: dict[str, Scheduled] = {}
    for name in networkx.lexicographical_topological_sort(graph, key=place.__getitem__):
        item = proposed[place[name]]
        earliest = _next(as_of)
        for before in item.after:
            earliest = max(earliest, _next(done[before].due or done[before].starts))
        if item.action.not_before is not None:
            earliest = max(earliest, item.action.not_before)
        starts = working_day(earliest)
        due = last_day(starts, item.action.effort) if item.action.effort is not None else None
        done[name] = Scheduled(proposed=item, starts=starts, due=due)
    return tuple(done.values())
