"""Windows that end with each month in turn: what a metric of the last months is over where it is split by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs

from cxengine import plan
from cxengine.lang import ast, dates

PERIODS: Mapping[str | None, int] = {"month": 1, "quarter": 3, "year": 12}
"""Parts of a date by which windows go on, with how many months each has."""
PARTS: Mapping[int, ast.DatePart] = {1: "month", 3: "quarter", 12: "year"}
"""The same by how many months."""


def month_number(day: date) -> int:
    """The month that a day lies in, as months are numbered where rows are grouped by them."""
    return day.year * 12 + day.month - 1


def month_begins(number: int) -> date:
    """The first day of a month; months outside the years 1 to 9999 are clipped to them."""
    return dates.plus_months(date(1, 1, 1), number - 12)


def month_labelled(label: str) -> int:
    """The first month of the period that a group's value names, such as ``2018-03``, ``2018-Q2`` or ``2018``."""
    year, _, part = label.partition("-")
    within = 3 * int(part[1:]) - 2 if part.startswith("Q") else int(part or 1)
    return int(year) * 12 + within - 1


def longest(months: int, step: int) -> int:
    """The longest period, in months, of which windows of so many months are made that end with periods of ``step``."""
    return next(size for size in (12, 3, 1) if size <= step and months % size == 0)


@attrs.frozen(kw_only=True)
class End:
    """A window: the last of its months, and its days. ``own`` is that of the metric itself, on the assessment date."""

    month: int
    first: date
    last: date
    own: bool

    @property
    def begins(self) -> int:
        """The month that it begins in."""
        return month_number(self.first)

    def begun_in(self, month: int | None) -> bool:
        """Whether it is surely no shorter than it says, where the data begin in a period that has this first month.

        Where they may begin within its own first period, only what the metric says anyway is said.
        """
        return month is not None and (month < self.begins or (self.own and month == self.begins))


@attrs.frozen(kw_only=True)
class Window:
    """``FIELD in last 12 months`` of a metric that is split by months, quarters or years of that field.

    ``first`` and ``last`` are its days on the assessment date. Windows go on by ``step`` months at least, and are made
    of periods of ``size`` months.
    """

    field: ast.Name
    column: plan.Column
    months: int
    first: date
    last: date
    step: int
    size: int

    @property
    def within(self) -> plan.Within:
        """The condition on rows, on the assessment date."""
        return plan.Within(self.column, self.first, self.last)

    @property
    def span(self) -> plan.Within:
        """That a row is of a whole period of any of the windows, or of the period before the first.

        By that one it is seen that there were data when the first window began.
        """
        after = month_number(dates.plus_days(self.last, Fraction(1)))
        ended = dates.plus_days(month_begins(after // self.size * self.size), Fraction(-1))
        first_end = (month_number(self.first) // self.step + 1) * self.step
        return plan.Within(self.column, month_begins(first_end - self.months - self.size), ended)

    @property
    def period(self) -> ast.Dimension:
        """The periods that windows are made of, as what figures are split by."""
        return ast.Dimension(self.field, PARTS[self.size])

    def is_period(self, dimension: ast.Dimension) -> bool:
        """Whether windows go on by a dimension."""
        return dimension.field.text == self.field.text and dimension.part in PERIODS

    def splits(self, dimensions: Sequence[ast.Dimension]) -> bool:
        """Whether figures that are split so are over a window for each month, quarter or year."""
        return any(map(self.is_period, dimensions))

    def beside(self, dimensions: Sequence[ast.Dimension]) -> tuple[ast.Dimension, ...]:
        """What else figures are split by."""
        return tuple(each for each in dimensions if not self.is_period(each))

    def by_period(self, dimensions: Sequence[ast.Dimension]) -> tuple[ast.Dimension, ...]:
        """The dimensions of the periods that figures split so are made of; the period last."""
        return (*self.beside(dimensions), self.period)

    def ends(self, dimensions: Sequence[ast.Dimension]) -> tuple[End, ...]:
        """The windows: one for each period in which the metric's own window has a day, the last of them its own."""
        size = min(PERIODS[each.part] for each in dimensions if self.is_period(each))
        periods = range(month_number(self.first) // size, month_number(self.last) // size + 1)
        found: list[End] = []
        for period in periods:
            month = period * size + size - 1
            if period == periods[-1]:
                found.append(End(month=month, first=self.first, last=self.last, own=True))
            else:
                first, after = month_begins(month - self.months + 1), month_begins(month + 1)
                found.append(End(month=month, first=first, last=dates.plus_days(after, Fraction(-1)), own=False))
        return tuple(found)
