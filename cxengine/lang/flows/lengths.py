"""Lengths of time of steps, in days of the calendar."""

from __future__ import annotations

from fractions import Fraction

from cxengine.lang import ast

_DAYS = {
    "minute": Fraction(1, 1440), "hour": Fraction(1, 24), "day": Fraction(1), "week": Fraction(7),
    "working day": Fraction(7, 5),
}
_SHORTEST = {"month": 28, "quarter": 90, "year": 365}


def in_days(length: ast.Length) -> Fraction:
    """A time in days; five working days are a week. The checker refuses months, which are no fixed time."""
    days = length.period.count * _DAYS[length.period.unit]
    return days * _DAYS["working day"] if length.working else days


def shortest_days(period: ast.Period) -> Fraction:
    """The fewest days that a length of time can be: a month may have 28."""
    if period.unit in _SHORTEST:
        return period.count * _SHORTEST[period.unit]
    return period.count * _DAYS[period.unit]
