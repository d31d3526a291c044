"""What is asked of the data, without names of the language and without a backend. Imports nothing of ours.

A row expression is worked out for each row and may be missing (null); conditions are three-valued as in SQL.
Numbers are whole: a decimal column enters as its value times ten to the power of its places (``Whole``), so that
every comparison and every sum is exact in any backend. Fractions and units stand outside, in the formulas.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

import attrs

ColumnType = Literal["text", "option", "whole", "decimal", "date", "moment", "yes_no"]


@attrs.frozen(cache_hash=True)
class Column:
    """A column of the table; ``places`` are the decimals of a ``decimal``.

    ``options`` are how many different values it can have where they are few, ``digits`` how many a number can have;
    0 where that is not known. ``ends`` are the least and the greatest whole number of a range, and a ``filled`` column
    has a value in every row. They make no difference to what it is, but to how it is best worked on.
    """

    name: str
    type: ColumnType
    places: int = 0
    options: int = attrs.field(default=0, eq=False, kw_only=True)
    digits: int = attrs.field(default=0, eq=False, kw_only=True)
    ends: tuple[int, int] | None = attrs.field(default=None, eq=False, kw_only=True)
    filled: bool = attrs.field(default=False, eq=False, kw_only=True)

    def __str__(self) -> str:
        return self.name


@attrs.frozen(cache_hash=True)
class Constant:
    """A value of the rule file: a whole number, text, a date, or true, false and missing."""

    value: int | str | date | bool | None

    def __str__(self) -> str:
        return f'"{self.value}"' if isinstance(self.value, str) else str(self.value)


@attrs.frozen(cache_hash=True)
class Whole:
    """A numeric column as a whole number: its value times ten to the power of its places."""

    column: Column

    def __str__(self) -> str:
        return f"{self.column} × 10^{self.column.places}" if self.column.places else str(self.column)


@attrs.frozen(cache_hash=True)
class Folded:
    """Text without outer spaces and in lower case."""

    value: Row

    def __str__(self) -> str:
        return f"fold({self.value})"


@attrs.frozen(cache_hash=True)
class Arithmetic:
    """Whole numbers, added, subtracted or multiplied. There is no division: it is done outside."""

    op: Literal["+", "-", "*"]
    left: Row
    right: Row

    def __str__(self) -> str:
        return f"({self.left} {self.op} {self.right})"


@attrs.frozen(cache_hash=True)
class Truncated:
    """The number divided by a positive constant, with what is left over dropped."""

    value: Row
    by: int

    def __str__(self) -> str:
        return f"trunc({self.value} / {self.by})"


@attrs.frozen(cache_hash=True)
class Numbers:
    """A list of whole numbers."""

    each: tuple[int, ...]

    def __str__(self) -> str:
        return f"{len(self.each)} numbers from {self.each[0]} to {self.each[-1]}" if self.each else "no numbers"


@attrs.frozen(cache_hash=True)
class Lookup:
    """The number at a place of a list, counted from 0; missing where the list has no such place."""

    place: Row
    numbers: Numbers

    def __str__(self) -> str:
        return f"({self.place})th of {self.numbers}"


@attrs.frozen(cache_hash=True)
class NotZero:
    """The number, missing where it is zero: what something is divided by."""

    value: Row

    def __str__(self) -> str:
        return f"not_zero({self.value})"


@attrs.frozen(cache_hash=True)
class DateOf:
    """The date of a moment."""

    value: Row

    def __str__(self) -> str:
        return f"date_of({self.value})"


@attrs.frozen(cache_hash=True)
class DateDifference:
    """Days from one date to another, or microseconds from one moment to another."""

    later: Row
    earlier: Row
    unit: Literal["days", "microseconds"]

    def __str__(self) -> str:
        return f"{self.unit}({self.later} - {self.earlier})"


@attrs.frozen(cache_hash=True)
class DateShift:
    """A date or moment some months (clipped to the month's end), days or microseconds later."""

    value: Row
    by: Row
    unit: Literal["months", "days", "microseconds"]

    def __str__(self) -> str:
        return f"({self.value} + {self.by} {self.unit})"


@attrs.frozen(cache_hash=True)
class Compare:
    """``left op right``; missing where either side is."""

    op: Literal["<", "<=", ">", ">=", "="]
    left: Row
    right: Row

    def __str__(self) -> str:
        return f"{self.left} {self.op} {self.right}"


@attrs.frozen(cache_hash=True)
class InSet:
    """Whether the value is one of the constants; missing where the value is."""

    value: Row
    options: tuple[int | str, ...]

    def __str__(self) -> str:
        return f"{self.value} in ({', '.join(str(option) for option in self.options)})"


@attrs.frozen(cache_hash=True)
class Within:
    """Whether a date or moment falls on the first day, the last day or one between."""

    value: Row
    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.value} from {self.first} to {self.last}"


@attrs.frozen(cache_hash=True)
class Mentions:
    """Whether one of the phrases stands in a text, as whole words; missing where the text is.

    A phrase is in small letters with one space before, between and after its words.
    """

    value: Row
    phrases: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.value} mentions {', '.join(phrase.strip() for phrase in self.phrases)}"


@attrs.frozen(cache_hash=True)
class IsNull:
    """Whether the value is missing; never missing itself."""

    value: Row

    def __str__(self) -> str:
        return f"missing({self.value})"


@attrs.frozen(cache_hash=True)
class Untidy:
    """Whether a text is empty, or begins or ends with white space; missing where it is."""

    value: Row

    def __str__(self) -> str:
        return f"untidy({self.value})"


@attrs.frozen(cache_hash=True)
class Step:
    """How many of the rising bounds a number or date has reached; missing where it is."""

    value: Row
    bounds: tuple[int | date, ...]

    def __str__(self) -> str:
        return f"step of {self.value} at {', '.join(str(bound) for bound in self.bounds)}"


@attrs.frozen(cache_hash=True)
class Kind:
    """Which of the sets a text is in, counted from 0; one more where in none; missing where it is."""

    value: Row
    sets: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        return f"kind of {self.value} among {', '.join('(' + ', '.join(words) + ')' for words in self.sets)}"


@attrs.frozen(cache_hash=True)
class And:
    """All hold; none for no parts (always true)."""

    parts: tuple[Row, ...]

    def __str__(self) -> str:
        return " and ".join(_bracketed(part) for part in self.parts) if self.parts else "always"


@attrs.frozen(cache_hash=True)
class Or:
    """One of them holds."""

    parts: tuple[Row, ...]

    def __str__(self) -> str:
        return " or ".join(_bracketed(part) for part in self.parts) if self.parts else "never"


@attrs.frozen(cache_hash=True)
class Not:
    """The opposite; missing stays missing."""

    value: Row

    def __str__(self) -> str:
        return f"not {_bracketed(self.value)}"


Row = (
    Column | Constant | Whole | Folded | Arithmetic | Truncated | Lookup | NotZero | DateOf | DateDifference | DateShift
    | Compare | InSet | Within | Mentions | IsNull | Untidy | Step | Kind | And | Or | Not
)  # fmt: skip

ALWAYS = And(())
"""The condition that holds for every row."""


def all_of(*conditions: Row) -> Row:
    """The conditions together, flattened and each once; ``ALWAYS`` where none is left."""
    parts: dict[Row, None] = {}
    for condition in conditions:
        for part in condition.parts if isinstance(condition, And) else (condition,):
            parts.setdefault(part)
    return next(iter(parts)) if len(parts) == 1 else And(tuple(parts))


def known(value: Row) -> Row:
    """Whether there is a value: always, where it is a column that has one in every row."""
    column = value.column if isinstance(value, Whole) else value
    return ALWAYS if isinstance(column, Column) and column.filled else Not(IsNull(value))


@attrs.frozen(cache_hash=True)
class Group:
    """One column by which rows are gathered; a date may be cut to its month, quarter, year, weekday or hour.

    A moment without a part counts by its date.
    """

    column: Column
    part: Literal["month", "quarter", "year", "weekday", "hour"] | None = None

    def __str__(self) -> str:
        return self.column.name if self.part is None else f"{self.part} of {self.column.name}"


@attrs.frozen(cache_hash=True)
class CountWhere:
    """How many rows the condition holds for."""

    condition: Row

    def __str__(self) -> str:
        return f"count where {self.condition}"


@attrs.frozen(cache_hash=True)
class FewestWhere:
    """No more than the fewest rows, other than none, that the condition holds for among rows that agree on ``alike``.

    An engine may tell more rows apart than have to be, down to each by itself; so it may say less, and never more.
    Missing where the condition holds for no row.
    """

    condition: Row
    alike: tuple[Row, ...]

    def __str__(self) -> str:
        return f"fewest alike where {self.condition}"


@attrs.frozen(cache_hash=True)
class SumWhere:
    """The sum of a whole number over the rows for which the condition holds; missing values are passed over."""

    value: Row
    condition: Row

    def __str__(self) -> str:
        return f"sum of {self.value} where {self.condition}"


@attrs.frozen(cache_hash=True)
class TallyWhere:
    """How often each value, or each quotient of two, occurs over the rows; missing values are passed over.

    Quotients are told so because no database adds them up exactly.
    """

    value: Row
    condition: Row
    over: Row | None = None

    def __str__(self) -> str:
        of = str(self.value) if self.over is None else f"{self.value} / {self.over}"
        return f"tally of {of} where {self.condition}"


@attrs.frozen(cache_hash=True)
class DistinctWhere:
    """How many different values there are, or combinations of several; a single missing value is none."""

    values: tuple[Row, ...]
    condition: Row

    def __str__(self) -> str:
        return f"distinct {', '.join(str(value) for value in self.values)} where {self.condition}"


@attrs.frozen(cache_hash=True)
class ValuesWhere:
    """The different values there are, in no order."""

    value: Row
    condition: Row

    def __str__(self) -> str:
        return f"values of {self.value} where {self.condition}"


@attrs.frozen(cache_hash=True)
class ExtremeWhere:
    """The least or the greatest value."""

    end: Literal["least", "greatest"]
    value: Row
    condition: Row

    def __str__(self) -> str:
        return f"{self.end} {self.value} where {self.condition}"


Aggregate = CountWhere | FewestWhere | SumWhere | TallyWhere | DistinctWhere | ValuesWhere | ExtremeWhere


@attrs.frozen(cache_hash=True)
class Scan:
    """One pass over a table: every aggregate for every group.

    Rows that meet any condition of ``apart`` are gathered by themselves.
    """

    table: str
    groups: tuple[Group, ...]
    aggregates: tuple[Aggregate, ...]
    apart: tuple[Row, ...] = ()

    def __str__(self) -> str:
        by = ", ".join(str(group) for group in self.groups) or "nothing"
        lines = [f"scan {self.table} by {by}"]
        lines += [f"  {number}  {aggregate}" for number, aggregate in enumerate(self.aggregates, 1)]
        lines += [f"  apart where {condition}" for condition in self.apart]
        return "\n".join(lines)


@attrs.frozen(cache_hash=True)
class Tallies:
    """One pass over a table: for every group, how often each value occurs."""

    table: str
    groups: tuple[Group, ...]
    aggregates: tuple[TallyWhere, ...]

    def __str__(self) -> str:
        by = ", ".join(str(group) for group in self.groups) or "nothing"
        lines = [f"tally {self.table} by {by}"]
        lines += [f"  {number}  {aggregate}" for number, aggregate in enumerate(self.aggregates, 1)]
        return "\n".join(lines)


@attrs.frozen(cache_hash=True)
class Flags:
    """One pass over a table: for every row, in order, whether each condition holds."""

    table: str
    conditions: tuple[Row, ...]

    def __str__(self) -> str:
        lines = [f"flag rows of {self.table}"]
        lines += [f"  {number}  {condition}" for number, condition in enumerate(self.conditions, 1)]
        return "\n".join(lines)


@attrs.frozen(cache_hash=True)
class Patterns:
    """One pass over a table: how many rows of each group meet the same conditions.

    Rows that meet none are left out. A pattern is a number with a bit for each condition, ``WIDTH`` bits in a word.
    """

    WIDTH: ClassVar[int] = 60

    table: str
    groups: tuple[Group, ...]
    conditions: tuple[Row, ...]

    def __str__(self) -> str:
        by = ", ".join(str(group) for group in self.groups) or "nothing"
        lines = [f"patterns of {self.table} by {by}"]
        lines += [f"  {number}  {condition}" for number, condition in enumerate(self.conditions, 1)]
        return "\n".join(lines)


Pass = Scan | Tallies | Flags | Patterns
"""What a backend runs, with one result."""


def _bracketed(row: Row) -> str:
    return f"({row})" if isinstance(row, And | Or) and len(row.parts) > 1 else str(row)
