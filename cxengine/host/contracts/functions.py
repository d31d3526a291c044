"""Functions that a plugin adds to the language: over the rows of a table, or of one row's values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, Literal, Protocol

import attrs

from cxengine.lang.functions import Example

Parameter = Literal["condition", "number", "money", "days", "date", "scale", "text", "yes_no", "any"]
"""What may stand in the brackets: a condition on a row; a value of that type; an answer on a range; anything.

``number`` also takes answers on a range of numbers.
"""
Result = Literal["share", "points", "number", "money", "days", "condition", "same"]
"""The type of what comes out; ``same``: that of the first argument. A condition only for functions of one row."""
Comparison = Literal["<", "<=", ">", ">=", "="]
Operator = Literal["+", "-", "*", "/"]
RowValue = Any
"""A value of each row as the plan holds it. Opaque: made and taken by ``Lowering`` alone."""
Figure = Any
"""A figure of a group of rows as the plan holds it. Opaque, too."""
Known = Fraction | bool | str | date
"""A value as a reference implementation sees it: numbers exact, answers as numbers, options as their names."""


class Lowering(Protocol):
    """What a function is put together of. All of it is exact, and missing where an argument is missing.

    The first group makes values of one row, the second figures of the rows that a metric keeps.
    """

    def number(self, value: Fraction | int) -> RowValue:
        """The same number in each row."""

    def arithmetic(self, left: RowValue, op: Operator, right: RowValue) -> RowValue:
        """Two numbers; missing where one is divided by zero."""

    def days(self, later: RowValue, earlier: RowValue) -> RowValue:
        """Days from one date to another."""

    def compare(self, left: RowValue, op: Comparison, right: RowValue) -> RowValue:
        """A condition on two numbers or two dates."""

    def is_text(self, value: RowValue, *words: str) -> RowValue:
        """Whether a text is one of these, outer spaces and case aside."""

    def known(self, value: RowValue) -> RowValue:
        """Whether there is a value; never missing itself."""

    def every(self, *conditions: RowValue) -> RowValue:
        """All hold (strong Kleene logic, as everywhere)."""

    def some(self, *conditions: RowValue) -> RowValue:
        """At least one holds."""

    def opposite(self, condition: RowValue) -> RowValue:
        """Does not hold."""

    def count(self, condition: RowValue | None = None) -> Figure:
        """How many rows, or how many for which it holds."""

    def share(self, condition: RowValue) -> Figure:
        """The part for which it holds, of the rows for which it is known."""

    def mean(self, value: RowValue) -> Figure:
        """The average over the rows where it is known."""

    def total(self, value: RowValue) -> Figure:
        """The sum over the rows where it is known."""

    def percentile(self, value: RowValue, part: Fraction) -> Figure:
        """The value that a part of the known rows lie at or below."""

    def distinct(self, value: RowValue) -> Figure:
        """How many different values there are."""

    def constant(self, value: Fraction | int) -> Figure:
        """A figure of its own."""

    def combine(self, left: Figure, op: Operator, right: Figure) -> Figure:
        """Two figures; unknown where one is, or is divided by zero."""


@attrs.frozen(kw_only=True)
class Function:
    """One function. Its name is the key under which ``cx_functions`` offers it.

    ``lower`` gets a ``Lowering`` and the values that stand in the brackets. It is called once for each place where
    the function stands, and gives a figure (``aggregate``) or a value of one row (``scalar``). ``reference`` gives
    the same in plain Python: of an aggregate from a list for each argument with a value for each row, None where it
    is missing; of a scalar from one row's values, of which none is missing: a function of one row is missing where one
    of its values is. It gives None where nothing is known.
    """

    kind: Literal["aggregate", "scalar"]
    parameters: tuple[Parameter, ...]
    result: Result
    doc: str
    """One sentence: what it tells, of which rows."""
    usage: str
    """As it stands in a rule file: ``top_box(x)``."""
    examples: tuple[Example, ...]
    """Tried before the function is used: a formula over a field ``x`` with these values, and what it comes to."""
    lower: Callable[..., Any]
    reference: Callable[..., Any]
