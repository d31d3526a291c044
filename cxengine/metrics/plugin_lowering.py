"""What the lowering of a plugin's function is put together of, for values of rows and for figures."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from cxengine import plan
from cxengine.metrics import formula as tree, rows
from cxengine.metrics.conditions import known_of, quantity
from cxengine.metrics.formula import Formula
from cxengine.metrics.rows import CannotLower, Months, Op, Quantity, Truth, Value, When, Words

_ARITHMETIC = {"+": rows.add, "*": rows.multiply, "/": rows.divide}


class RowKit:
    """Values of one row."""

    def number(self, value: Fraction | int) -> Value:
        """The same number in each row."""
        return rows.number(value)

    def arithmetic(self, left: Value, op: str, right: Value) -> Value:
        """Two numbers."""
        if op == "-":
            return rows.add(quantity(left), rows.negative(quantity(right)))
        return _ARITHMETIC[op](quantity(left), quantity(right))

    def days(self, later: Value, earlier: Value) -> Value:
        """Days from one date to another."""
        if not isinstance(later, When) or not isinstance(earlier, When):
            raise CannotLower("days are between two dates")
        return rows.difference(later, earlier)

    def compare(self, left: Value, op: Op, right: Value) -> Value:
        """Two numbers or two dates."""
        if isinstance(left, When) and isinstance(right, When):
            return Truth(rows.compare_dates(op, left, right))
        return Truth(rows.compare(op, quantity(left), quantity(right)))

    def is_text(self, value: Value, *words: str) -> Value:
        """Whether a text is one of these."""
        if not isinstance(value, Words):
            raise CannotLower("not a text")
        return Truth(plan.Or(tuple(rows.same_words(value, Words(plan.Constant(word))) for word in words)))

    def known(self, value: Value) -> Value:
        """Whether there is a value."""
        return Truth(known_of(value))

    def every(self, *conditions: Value) -> Value:
        """All hold."""
        return Truth(plan.all_of(*map(truth, conditions)))

    def some(self, *conditions: Value) -> Value:
        """At least one holds."""
        return Truth(plan.Or(tuple(map(truth, conditions))))

    def opposite(self, condition: Value) -> Value:
        """Does not hold."""
        return Truth(plan.Not(truth(condition)))


@attrs.frozen
class FigureKit(RowKit):
    """Figures of the rows that ``kept`` keeps, too."""

    kept: plan.Row

    def count(self, condition: Value | None = None) -> Formula:
        """How many rows, or how many for which it holds."""
        kept = plan.CountWhere(self.kept)
        if condition is None:
            return tree.Count(kept, kept)
        row = truth(condition)
        return tree.Count(self._where(row), kept, self._where(plan.IsNull(row)))

    def share(self, condition: Value) -> Formula:
        """The part for which it holds, of the rows for which it is known."""
        row = truth(condition)
        return tree.Share(self._where(row), self._where(plan.known(row)), plan.CountWhere(self.kept))

    def mean(self, value: Value) -> Formula:
        """The average over the rows where it is known."""
        amount = quantity(value)
        squares = plan.Arithmetic("*", amount.whole, amount.whole)
        spread = plan.SumWhere(squares, self.kept) if amount.over is None else None
        known, kept = self._where(amount.known), plan.CountWhere(self.kept)
        return tree.Mean(self._total(amount), known, kept, amount.factor, spread)

    def total(self, value: Value) -> Formula:
        """The sum over the rows where it is known."""
        amount = quantity(value)
        return tree.Sum(self._total(amount), self._where(amount.known), plan.CountWhere(self.kept), amount.factor)

    def percentile(self, value: Value, part: Fraction) -> Formula:
        """The value that a part of the known rows lie at or below."""
        amount = quantity(value)
        over = plan.NotZero(amount.over) if amount.over is not None else None
        tally = plan.TallyWhere(amount.whole, self.kept, over)
        known, kept = self._where(amount.known), plan.CountWhere(self.kept)
        return tree.Order(tally, known, kept, amount.factor, Fraction(part))

    def distinct(self, value: Value) -> Formula:
        """How many different values there are."""
        over: plan.Row | None = None
        whole: plan.Row
        known: plan.Row
        match value:
            case Words(row, options):
                whole, known = row if options else plan.Folded(row), plan.known(row)
            case Truth(row) | When(row):
                whole, known = row, plan.known(row)
            case _:
                amount = quantity(value)
                whole, known = amount.whole, amount.known
                over = plan.NotZero(amount.over) if amount.over is not None else None
        tally = plan.TallyWhere(whole, self.kept, over)
        return tree.Distinct(tally, self._where(known), plan.CountWhere(self.kept), people=False)

    def constant(self, value: Fraction | int) -> Formula:
        """A figure of its own."""
        return tree.Constant(Fraction(value))

    def combine(self, left: Formula, op: str, right: Formula) -> Formula:
        """Two figures."""
        if op not in ("+", "-", "*", "/"):
            raise CannotLower(f"no operator {op}")
        return tree.Combined(op, left, right)  # type: ignore[arg-type]

    def _where(self, row: plan.Row) -> plan.CountWhere:
        return plan.CountWhere(plan.all_of(self.kept, row))

    def _total(self, amount: Quantity) -> plan.SumWhere | plan.TallyWhere:
        if amount.over is not None:
            return plan.TallyWhere(amount.whole, self.kept, plan.NotZero(amount.over))
        return plan.SumWhere(amount.whole, self.kept)


def missing_with(made: Value, values: Sequence[Value]) -> Value:
    """What a function of one row gives; a condition that is missing where one of the values is, whatever was lowered.

    A number is missing with what it is made of in any case.
    """
    if not isinstance(made, Truth):
        return made
    known = plan.all_of(*(_known_or_missing(value) for value in values if not isinstance(value, Months)))
    return Truth(plan.Or((plan.And((made.row, known)), plan.Not(known))))


def _known_or_missing(value: Value) -> plan.Row:
    """A condition that holds where there is a value, and is missing where there is none."""
    match value:
        case Truth(row):
            return plan.Or((row, plan.Not(row)))
        case When():
            return rows.compare_dates("=", value, value)
        case Words():
            return rows.same_words(value, value)
    amount = quantity(value)
    return rows.compare("=", amount, amount)


def truth(value: Value) -> plan.Row:
    """The value as a condition. Raises CannotLower where it is none."""
    if isinstance(value, Truth):
        return value.row
    raise CannotLower(f"not a condition: {type(value).__name__}")
