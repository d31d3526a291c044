"""Values and conditions of one row: from the tree to plan expressions.

Numbers are kept exact as a whole-number expression times a constant fraction, over a whole-number divisor where
one field is divided by another. What the checker refuses is not expected here and raises ``CannotLower``.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor, gcd
from typing import Literal

import attrs

from cxengine import plan
from cxengine.lang import ast, dates
from cxengine.lang.phrases import small

MICROSECONDS = 86_400_000_000
"""In a day."""


class CannotLower(Exception):
    """An expression that the checker should have refused."""


@attrs.frozen
class Quantity:
    """A number: ``whole × factor``, divided by ``over`` where that is given. Lengths of time are in days."""

    whole: plan.Row
    factor: Fraction = Fraction(1)
    over: plan.Row | None = None

    @property
    def constant(self) -> Fraction | None:
        """The number itself, where no field takes part."""
        return self.factor if self.whole == ONE and self.over is None else None

    @property
    def known(self) -> plan.Row:
        """Whether the number is known."""
        parts = [plan.known(self.whole)]
        if self.over is not None:
            parts.append(plan.known(plan.NotZero(self.over)))
        return plan.all_of(*parts)


@attrs.frozen
class Months:
    """A length of time in months."""

    count: Fraction


@attrs.frozen
class Working:
    """A length of time in working days, as written."""

    count: Fraction
    calendar: ast.WorkingCalendar | None


@attrs.frozen
class When:
    """A date, or a moment."""

    row: plan.Row
    moment: bool = False

    @property
    def day(self) -> plan.Row:
        """The date of it."""
        return plan.DateOf(self.row) if self.moment else self.row


@attrs.frozen
class Words:
    """Text; ``options`` are the names that a column of a closed list holds, with their titles."""

    row: plan.Row
    options: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class Truth:
    """A condition."""

    row: plan.Row


@attrs.frozen
class Standing:
    """A level: ``certain`` where there is one, else missing, between ``low`` and ``high`` of the ``levels``."""

    certain: Quantity
    low: Quantity
    high: Quantity
    levels: tuple[int, ...]


Value = Quantity | Months | Working | When | Words | Truth | Standing
Op = Literal["<", "<=", ">", ">=", "="]
ONE = plan.Constant(1)
FLIPPED: dict[Op, Op] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
NO_NUMBER = Quantity(plan.Constant(None))


def number(value: Fraction | int) -> Quantity:
    """A constant."""
    return Quantity(ONE, Fraction(value))


def add(left: Quantity, right: Quantity) -> Quantity:
    """Exact sum of two numbers."""
    if left.constant is not None and right.constant is not None:
        return number(left.constant + right.constant)
    first, second, factor = _common(left, right)
    if left.over == right.over:
        return Quantity(plan.Arithmetic("+", first, second), factor, left.over)
    if left.over is not None:
        second = _times(second, plan.NotZero(left.over))
    if right.over is not None:
        first = _times(first, plan.NotZero(right.over))
    over = left.over if right.over is None else right.over if left.over is None else _times(left.over, right.over)
    return Quantity(plan.Arithmetic("+", first, second), factor, over)


def negative(value: Quantity) -> Quantity:
    """The number with the other sign."""
    return attrs.evolve(value, factor=-value.factor)


def multiply(left: Quantity, right: Quantity) -> Quantity:
    """Exact product of two numbers."""
    over = left.over if right.over is None else right.over if left.over is None else _times(left.over, right.over)
    return Quantity(_times(left.whole, right.whole), left.factor * right.factor, over)


def divide(left: Quantity, right: Quantity) -> Quantity:
    """Exact quotient; missing where the divisor is zero."""
    if right.factor == 0:
        return NO_NUMBER
    above = left.whole if right.over is None else _times(left.whole, plan.NotZero(right.over))
    factor = left.factor / right.factor
    if right.whole == ONE:
        return Quantity(above, factor, left.over)
    return Quantity(above, factor, right.whole if left.over is None else _times(left.over, right.whole))


def compare(op: Op, left: Quantity, right: Quantity) -> plan.Row:
    """Exact comparison of two numbers."""
    if left.constant is not None and right.constant is not None:
        return plan.Constant(_holds(op, left.constant, right.constant))
    if left.constant is not None:
        return compare(FLIPPED[op], right, left)
    if right.constant is not None and left.over is None and left.factor != 0:
        return _against(op if left.factor > 0 else FLIPPED[op], left.whole, right.constant / left.factor)
    first, second, _ = _common(left, right)
    if left.over is None and right.over is None:
        return plan.Compare(op, first, second)
    sign: plan.Row = ONE
    for over in (left.over, right.over):
        if over is not None:
            sign = _times(sign, plan.NotZero(over))
    if right.over is not None:
        first = _times(first, plan.NotZero(right.over))
    if left.over is not None:
        second = _times(second, plan.NotZero(left.over))
    # Both arms are missing where a divisor is zero or anything is missing, so their disjunction is too.
    zero = plan.Constant(0)
    return plan.Or(
        (
            plan.And((plan.Compare(">", sign, zero), plan.Compare(op, first, second))),
            plan.And((plan.Compare("<", sign, zero), plan.Compare(FLIPPED[op], first, second))),
        )
    )


def difference(left: When, right: When) -> Quantity:
    """Days from right to left; exact to the microsecond where both are moments."""
    if left.moment and right.moment:
        return Quantity(plan.DateDifference(left.row, right.row, "microseconds"), Fraction(1, MICROSECONDS))
    return Quantity(plan.DateDifference(left.day, right.day, "days"))


def shift(when: When, by: Quantity | Months, sign: int) -> When:
    """A date or moment a length of time later (sign 1) or earlier (-1). A part of a day is dropped from a date."""
    if isinstance(by, Months):
        if isinstance(when.row, plan.Constant) and isinstance(when.row.value, date):
            return When(plan.Constant(dates.plus_months(when.row.value, sign * int(by.count))))
        return When(plan.DateShift(when.row, plan.Constant(sign * int(by.count)), "months"), when.moment)
    if by.over is not None:
        raise CannotLower("a date shifted by a quotient of fields")
    if isinstance(when.row, plan.Constant) and isinstance(when.row.value, date) and by.constant is not None:
        return When(plan.Constant(dates.plus_days(when.row.value, by.constant * sign)))
    factor = by.factor * sign * (MICROSECONDS if when.moment else 1)
    unit: Literal["days", "microseconds"] = "microseconds" if when.moment else "days"
    if by.constant is not None:
        return When(plan.DateShift(when.row, plan.Constant(int(factor)), unit), when.moment)
    whole = _scaled(by.whole, factor.numerator)
    return When(
        plan.DateShift(when.row, whole if factor.denominator == 1 else plan.Truncated(whole, factor.denominator), unit),
        when.moment,
    )


def compare_dates(op: Op, left: When, right: When) -> plan.Row:
    """By the moment where both are moments, else by the date."""
    if left.moment and right.moment:
        return plan.Compare(op, left.row, right.row)
    return plan.Compare(op, left.day, right.day)


def fold(text: str) -> str:
    """Without outer spaces and case, as texts are compared."""
    return small(text.strip())


def same_words(left: Words, right: Words) -> plan.Row:
    """Whether two texts are the same; a constant against a closed list is looked up by name and title."""
    if isinstance(left.row, plan.Constant) and not isinstance(right.row, plan.Constant):
        return same_words(right, left)
    if isinstance(right.row, plan.Constant) and isinstance(right.row.value, str):
        wanted = fold(right.row.value)
        if left.options:
            named = [name for name, title in left.options if wanted in (fold(name), fold(title))]
            return plan.Compare("=", left.row, plan.Constant(named[0] if named else right.row.value))
        return plan.Compare("=", plan.Folded(left.row), plan.Constant(wanted))
    if left.options and left.options == right.options:
        return plan.Compare("=", left.row, right.row)
    return plan.Compare("=", plan.Folded(left.row), plan.Folded(right.row))


def _against(op: Op, whole: plan.Row, bound: Fraction) -> plan.Row:
    if op == "=" and bound.denominator != 1:  # never, and missing where the number is
        below = plan.Constant(ceil(bound))
        return plan.And((plan.Compare("<", whole, below), plan.Compare(">=", whole, below)))
    nearest = ceil(bound) if op in ("<", ">=") else floor(bound)
    return plan.Compare(op, whole, plan.Constant(nearest))


def _holds(op: Op, left: Fraction, right: Fraction) -> bool:
    match op:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "=":
            return left == right


def _common(left: Quantity, right: Quantity) -> tuple[plan.Row, plan.Row, Fraction]:
    """Both as whole numbers of one positive factor."""
    a, b = left.factor, right.factor
    above = gcd(a.numerator * b.denominator, b.numerator * a.denominator)
    factor = Fraction(above or 1, a.denominator * b.denominator)
    return _scaled(left.whole, int(a / factor)), _scaled(right.whole, int(b / factor)), factor


def _scaled(whole: plan.Row, by: int) -> plan.Row:
    if isinstance(whole, plan.Constant) and isinstance(whole.value, int):
        return plan.Constant(whole.value * by)
    return whole if by == 1 else plan.Arithmetic("*", plan.Constant(by), whole)


def _times(left: plan.Row, right: plan.Row) -> plan.Row:
    if left == ONE:
        return right
    if right == ONE:
        return left
    return plan.Arithmetic("*", left, right)
