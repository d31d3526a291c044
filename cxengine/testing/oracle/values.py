"""The value of an expression and the truth of one comparison, given what its names stand for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.logic import Truth, kleene_not, kleene_or
from cxengine.testing.oracle.lookup import Value
from cxengine.testing.oracle.periods import Months, length, moved, window
from cxengine.testing.oracle.working_days import calendar_in, counted, is_in_working_days, moved_by

LookUp = Callable[[ast.Ref], Value]
"""What a name stands for, here and now."""
Option = Callable[[ast.Expr, ast.Expr], Value]
"""The named value that the right side of ``is`` stands for beside its left side; None where it is no name of one."""


def value_of(expr: ast.Expr, look_up: LookUp, today: date) -> Value:
    """The value of an expression; None where it is missing or unknown."""
    if isinstance(expr, (ast.Number, ast.Percent, ast.Points, ast.Money, ast.Day, ast.Text)):
        return expr.value
    if isinstance(expr, ast.Duration):
        return expr.period.count if expr.period.unit == "working day" else length(expr.period)
    if isinstance(expr, ast.InWorkingDays):
        return in_working_days(expr.value, expr.calendar, look_up, today)
    if isinstance(expr, ast.Today):
        return today
    if isinstance(expr, ast.Ref):
        return look_up(expr)
    if isinstance(expr, ast.Negative):
        return negative(value_of(expr.value, look_up, today))
    if isinstance(expr, ast.Arithmetic) and is_in_working_days(expr):
        return with_working_days(expr, look_up, today)
    if isinstance(expr, ast.Arithmetic):
        return arithmetic(expr.op, value_of(expr.left, look_up, today), value_of(expr.right, look_up, today))
    raise TypeError(f"{type(expr).__name__} has no value")


def in_working_days(
    expr: ast.Expr, calendar: ast.WorkingCalendar | None, look_up: LookUp, today: date
) -> Value:
    """A difference of two dates in working days; what is in working days stays."""
    if isinstance(expr, ast.Arithmetic) and expr.op == "-" and calendar is not None:
        left, right = value_of(expr.left, look_up, today), value_of(expr.right, look_up, today)
        if isinstance(left, date) and isinstance(right, date):
            return counted(right, left, calendar)
        if isinstance(left, date) or isinstance(right, date):
            return None
    return value_of(expr, look_up, today)


def with_working_days(expr: ast.Arithmetic, look_up: LookUp, today: date) -> Value:
    """Sums in which working days stand: they move a date, and are numbers otherwise."""
    left, right = value_of(expr.left, look_up, today), value_of(expr.right, look_up, today)
    for day, by, side in ((left, right, expr.right), (right, left, expr.left)):
        if isinstance(day, date):
            calendar = calendar_in(side)
            if not isinstance(by, Fraction) or calendar is None:
                return None
            return moved_by(day, int(by) if expr.op == "+" else -int(by), calendar)
    return arithmetic(expr.op, left, right)


def negative(value: Value) -> Value:
    """Minus a number or a length of time."""
    if isinstance(value, Months):
        return Months(-value.count)
    return -value if isinstance(value, Fraction) else None


def arithmetic(op: str, left: Value, right: Value) -> Value:
    """``left op right``; with nothing on one side, or zero below the line, nothing."""
    if left is None or right is None:
        return None
    if isinstance(left, date) and isinstance(right, date):
        return days_between(right, left)
    if isinstance(left, date) and isinstance(right, (Fraction, Months)):
        return moved(left, right, 1 if op == "+" else -1)
    if isinstance(right, date) and isinstance(left, (Fraction, Months)):
        return moved(right, left, 1)
    if isinstance(left, Months) or isinstance(right, Months):
        return months_arithmetic(op, left, right)
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return plain(op, left, right)
    raise TypeError(f"{left!r} {op} {right!r}")


def plain(op: str, left: Fraction, right: Fraction) -> Fraction | None:
    """Exact; a division by zero is unknown."""
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    return left / right if right != 0 else None


def months_arithmetic(op: str, left: Value, right: Value) -> Value:
    """Months with months, or months by a plain number."""
    if isinstance(left, Months) and isinstance(right, Months):
        result = plain(op, left.count, right.count)
        return result if op == "/" or result is None else Months(result)
    if isinstance(left, Months) and isinstance(right, Fraction):
        result = plain(op, left.count, right)
    elif isinstance(left, Fraction) and isinstance(right, Months):
        result = plain(op, left, right.count)
    else:
        raise TypeError(f"{left!r} {op} {right!r}")
    return None if result is None else Months(result)


def days_between(start: date, end: date) -> Fraction:
    """Days, whole for dates, to the microsecond for two moments; a moment beside a date counts as its date."""
    first, last = as_alike(start, end)
    passed = last - first
    microseconds = (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
    return Fraction(microseconds, 86_400_000_000)


def as_alike(left: date, right: date) -> tuple[date, date]:
    """A moment beside a date counts as its date."""
    if isinstance(left, datetime) and not isinstance(right, datetime):
        return (left.date(), right)
    if isinstance(right, datetime) and not isinstance(left, datetime):
        return (left, right.date())
    return (left, right)


def same(left: Value, right: Value) -> Truth:
    """Sameness; text without regard to case and outer spaces."""
    if left is None or right is None:
        return None
    if isinstance(left, str) and isinstance(right, str):
        return left.strip().casefold() == right.strip().casefold()
    if isinstance(left, date) and isinstance(right, date):
        first, second = as_alike(left, right)
        return first == second
    return left == right


def ordered(op: str, left: Value, right: Value) -> Truth:
    """``<``, ``<=``, ``>`` or ``>=``."""
    if left is None or right is None:
        return None
    if isinstance(left, date) and isinstance(right, date):
        first, second = as_alike(left, right)
        return by_sign(op, (first > second) - (first < second))
    if isinstance(left, Months) and isinstance(right, Months):
        return by_sign(op, (left > right) - (left < right))
    assert isinstance(left, Fraction) and isinstance(right, Fraction), (left, op, right)
    return by_sign(op, (left > right) - (left < right))


def by_sign(op: str, sign: int) -> bool:
    """The comparison from whether the left is smaller (-1), as large (0) or larger (1)."""
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[op]


def comparison(atom: ast.Expr, look_up: LookUp, option: Option, today: date) -> Truth:
    """The truth of one comparison that asks nothing but the values of its two sides."""

    def right_side(left: ast.Expr, right: ast.Expr) -> Value:
        named = option(left, right)
        return named if named is not None else value_of(right, look_up, today)

    if isinstance(atom, (ast.Compare, ast.Is)):
        for side, other in ((atom.left, atom.right), (atom.right, atom.left)):
            alike = isinstance(side, ast.Arithmetic) and side.op == "-" and not is_in_working_days(side)
            if alike and is_in_working_days(other):
                worked_out = in_working_days(side, calendar_in(other), look_up, today)
                rest = value_of(other, look_up, today)
                pair = (worked_out, rest) if side is atom.left else (rest, worked_out)
                if isinstance(atom, ast.Compare):
                    return ordered(atom.op, *pair)
                return kleene_not(same(*pair)) if atom.negated else same(*pair)
    if isinstance(atom, ast.Compare):
        return ordered(atom.op, value_of(atom.left, look_up, today), value_of(atom.right, look_up, today))
    if isinstance(atom, ast.Is):
        result = same(value_of(atom.left, look_up, today), right_side(atom.left, atom.right))
        return kleene_not(result) if atom.negated else result
    if isinstance(atom, ast.OneOf):
        left = value_of(atom.left, look_up, today)
        result = kleene_or(same(left, right_side(atom.left, each)) for each in atom.options)
        return kleene_not(result) if atom.negated else result
    if isinstance(atom, ast.IsKnown):
        return (value_of(atom.value, look_up, today) is not None) == atom.known
    if isinstance(atom, ast.InLast):
        return within(value_of(atom.value, look_up, today), atom.period, atom.full, today)
    if isinstance(atom, ast.Ref):
        bare = look_up(atom)
        assert bare is None or isinstance(bare, bool)
        return bare
    raise TypeError(type(atom).__name__)


def within(day: Value, period: ast.Period, full: bool, today: date) -> Truth:
    """Whether a day lies in the window that ends today; a day that is still to come is unknown."""
    if day is None:
        return None
    assert isinstance(day, date)
    plain_day = day.date() if isinstance(day, datetime) else day
    if plain_day > today:
        return None
    first, last = window(today, period, full)
    return first <= plain_day <= last
