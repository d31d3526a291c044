"""When the actions of one list begin and end, one working day after the other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.periods import add_months
from cxengine.testing.oracle.working_days import is_open, moved_anyway

MONTHS = {"month": 1, "quarter": 3, "year": 12}
HOURS = {"minute": Fraction(1, 60), "hour": Fraction(1), "day": Fraction(15, 2), "week": Fraction(75, 2)}
"""Hours of work: a day has seven and a half, a week five days."""
MONTH = 21 * Fraction(15, 2)


@dataclass(frozen=True)
class Due:
    """An action that is to be done: when, by whom and for how much."""

    starts: date
    ends: date | None
    effort: Fraction | None
    """In working days."""
    effort_estimate: bool
    cost: Fraction | None
    a_year: bool
    cost_estimate: bool
    owner: str | None
    phase: str | None
    needs_money: bool


def planned(
    actions: Sequence[ast.Action],
    names: frozenset[str],
    on: date,
    with_level: frozenset[str],
    calendar: ast.WorkingCalendar | None,
) -> Mapping[str, Due]:
    """Of some actions those that are proposed, each after the proposed ones that it comes after.

    ``with_level`` are those of a level that cannot be reached without new money; ``calendar`` that of their file.
    """
    wanted = [action for action in actions if action.name.text in names]
    done: dict[str, Due] = {}
    while len(done) < len(wanted):
        action = next(
            each
            for each in wanted
            if each.name.text not in done and all(n.text in done for n in each.after if n.text in names)
        )
        ends = [done[name.text].ends or done[name.text].starts for name in action.after if name.text in names]
        starts = max([on, *ends]) + timedelta(days=1)
        if action.not_before is not None:
            starts = max(starts, action.not_before)
        if not is_open(starts, calendar):
            starts = moved_anyway(starts, 1, calendar)
        done[action.name.text] = due_from(starts, action, action.name.text in with_level, calendar)
    return done


def due_from(starts: date, action: ast.Action, of_dear_level: bool, calendar: ast.WorkingCalendar | None) -> Due:
    """One action that starts on a working day."""
    return Due(
        starts=starts,
        ends=None if action.effort is None else last_day(starts, action.effort, calendar),
        effort=None if action.effort is None else hours_of(action.effort) / HOURS["day"],
        effort_estimate=action.effort_estimate,
        cost=action.cost,
        a_year=action.cost_a_year,
        cost_estimate=action.cost_estimate,
        owner=action.owner.text if action.owner is not None else None,
        phase=action.phase.text if action.phase is not None else None,
        needs_money=action.only_with_investment or of_dear_level,
    )


def hours_of(effort: ast.Period) -> Fraction:
    """How many hours of work an effort is."""
    if effort.unit in MONTHS:
        return effort.count * MONTHS[effort.unit] * MONTH
    return effort.count * HOURS[effort.unit]


def last_day(starts: date, effort: ast.Period, calendar: ast.WorkingCalendar | None) -> date:
    """Whole months go by the calendar year; else working day after working day is worked off."""
    if effort.unit in MONTHS and (effort.count * MONTHS[effort.unit]).denominator == 1:
        return max(starts, add_months(starts, int(effort.count) * MONTHS[effort.unit]) - timedelta(days=1))
    return moved_anyway(starts, max(math.ceil(hours_of(effort) / HOURS["day"]), 1) - 1, calendar)
