"""The values that conditions compare: metrics, attributes, literals and sums of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.dates import length, months, plus_days, plus_months, working
from cxengine.lang.names import (
    AttributeMeaning,
    LevelMeaning,
    MetricMeaning,
    Names,
    PartMeaning,
    ScoreMeaning,
    Types,
    ValueMeaning,
)
from cxengine.lang.types import SHARE, SimpleType, Type
from cxengine.lang.unparse import number_text, unparse
from cxengine.lang.walk import references, walk
from cxengine.lang.working_days import working_days_between, working_days_later
from cxengine.maturity.facts import Facts
from cxengine.maturity.results import ResultRef
from cxengine.maturity.words import Style, day_words, measured_words, shortly, shown, style_of
from cxengine.metrics.finish import unit as unit_of
from cxengine.metrics.measured import Measured, MeasuredUnit
from cxengine.metrics.suppress import PROTECTING

Value = Fraction | str | bool | date | None
_UNITS: dict[str, MeasuredUnit] = {
    "share": "share", "points": "points", "number": "number", "money": "money", "days": "days",
    "working_days": "working days",
}  # fmt: skip


@attrs.frozen(eq=False)
class Operand:
    """A value to be read. ``slot`` is set when it is one metric as it stands, ``constant`` when it is a literal."""

    read: Callable[[Facts], Value]
    words: Callable[[Facts], str]
    metrics: tuple[int, ...] = ()
    attributes: tuple[str, ...] = ()
    slot: int | None = None
    constant: Value = None
    ref: ast.Ref | None = None
    style: Style | None = None

    def known(self, facts: Facts) -> bool:
        """Whether there is a value, also one of which nothing more may be said."""
        hidden = self.slot is not None and facts.measured[self.slot].there
        return hidden or self.read(facts) is not None


class Operands:
    """Compiles expressions to operands, and gives every metric reference of a model one slot."""

    def __init__(self, names: Names, types: Types) -> None:
        self._names = names
        self._types = types
        self.refs: dict[ast.Ref, int] = {}
        self.results: dict[ast.Ref, ResultRef] = {}

    def reserve(self, conditions: Iterable[ast.Expr]) -> None:
        """Give every metric of these its slot, so that those of scores and levels come after."""
        for condition in conditions:
            for expr in references(condition):
                if isinstance(self._names.meanings.get(expr.span), MetricMeaning):
                    self.slot(expr)

    def slot(self, ref: ast.Ref) -> int:
        """The place of a metric reference; the same words always have the same one."""
        return self.refs.setdefault(ref, len(self.refs))

    def is_late(self, slots: Iterable[int]) -> bool:
        """Whether one of the slots holds a score or a level of the model itself."""
        own = {result.slot for result in self.results.values() if result.own}
        return any(slot in own for slot in slots)

    def is_level(self, expr: ast.Expr) -> bool:
        """Whether an expression is a level, of an aspect or of another model."""
        meaning = self._names.meanings.get(expr.span) if isinstance(expr, ast.Ref) else None
        return isinstance(meaning, LevelMeaning) or (isinstance(meaning, PartMeaning) and meaning.what == "level")

    def style(self, expr: ast.Expr) -> Style | None:
        """How figures of an expression are shown."""
        kind = self._types.expressions.get(expr.span)
        unit = _UNITS.get(kind.kind) if isinstance(kind, SimpleType) else None
        meaning = self._names.meanings.get(expr.span)
        return None if unit is None else style_of(meaning.metric if isinstance(meaning, MetricMeaning) else None, unit)

    def kind(self, expr: ast.Expr) -> Type | None:
        """The type of an expression."""
        return self._types.expressions.get(expr.span)

    def of(self, expr: ast.Expr) -> Operand:
        """The operand of an expression that stands for a value."""
        match expr:
            case ast.Number(value) | ast.Percent(value) | ast.Points(value) | ast.Money(value):
                return self._constant(expr, value)
            case ast.Text(text):
                meaning = self._names.meanings.get(expr.span)
                named = meaning.value if isinstance(meaning, ValueMeaning) else text
                return self._constant(expr, named)
            case ast.Day(day):
                return Operand(lambda facts: day, lambda facts: day_words(day), constant=day)
            case ast.Duration(period):
                return self._constant(expr, None if months(period) is not None else length(period))
            case ast.Today():
                return Operand(lambda facts: facts.as_of, lambda facts: "the assessment date")
            case ast.Ref():
                return self._ref(expr)
            case ast.Negative(inner):
                return self._negative(inner)
            case ast.Arithmetic():
                return self._arithmetic(expr)
            case ast.InWorkingDays():
                return self._in_working_days(expr)
            case _:
                raise AssertionError(f"{type(expr).__name__} is not a value")

    def _constant(self, expr: ast.Expr, value: Value) -> Operand:
        text = unparse(expr)
        return Operand(lambda facts: value, lambda facts: text, constant=value)

    def _ref(self, ref: ast.Ref) -> Operand:
        match self._names.meanings.get(ref.span):
            case MetricMeaning(metric):
                slot, said = self.slot(ref), unparse(ref)
                style = style_of(metric, unit_of(self._types.metrics.get(metric.name.text)))

                def make(measured: Measured) -> str:
                    return metric_words(said, measured, style)

                return Operand(
                    lambda facts: facts.measured[slot].value,
                    lambda facts: facts.words(slot, make),
                    metrics=(slot,), slot=slot, ref=ref, style=style,
                )  # fmt: skip
            case PartMeaning() | LevelMeaning() | ScoreMeaning() as meaning:
                return self._result(ref, meaning)
            case AttributeMeaning(_, field):
                name, paid = field.name.text, self.style(ref)
                paid = paid if paid is not None and paid.unit == "money" else None

                def said_of(facts: Facts) -> str:
                    value = facts.attributes.get(name)
                    return f"{name} is not recorded" if value is None else f"{name} ({attribute_words(value, paid)})"

                return Operand(
                    lambda facts: facts.attributes.get(name), said_of,
                    attributes=(name,), ref=ref, style=paid,
                )  # fmt: skip
            case ValueMeaning(value):
                return self._constant(ref, value)
            case other:
                raise AssertionError(f"`{ref.name.text}` stands for {other!r} in a condition")

    def _result(self, ref: ast.Ref, meaning: PartMeaning | LevelMeaning | ScoreMeaning) -> Operand:
        unit: MeasuredUnit = "share" if self._types.expressions.get(ref.span) == SHARE else "number"
        free = len(self.refs) + len(self.results)
        slot, said = self.results.setdefault(ref, ResultRef(ref, free, meaning, unit)).slot, unparse(ref)
        style = Style("percent" if unit == "share" else "number", 0 if self.is_level(ref) else 2)

        def make(measured: Measured) -> str:
            if measured.value is None:
                return f"{said} is unknown ({measured.unknown})"
            if measured.low is not None and measured.high is not None and measured.low != measured.high:
                return f"{said} (from {measured.low:.0f} to {measured.high:.0f})"
            return f"{said} ({shown(measured.value, style)})"

        return Operand(
            lambda facts: None if facts.measured[slot].open else facts.measured[slot].value,
            lambda facts: facts.words(slot, make), metrics=(slot,), slot=slot, ref=ref, style=style,
        )  # fmt: skip

    def _negative(self, inner: ast.Expr) -> Operand:
        of = self.of(inner)
        return attrs.evolve(
            of,
            read=lambda facts: _negative(of.read(facts)),
            words=lambda facts: f"-{of.words(facts)}",
            slot=None,
            constant=_negative(of.constant),
        )

    def _arithmetic(self, expr: ast.Arithmetic) -> Operand:
        left, right = self.of(expr.left), self.of(expr.right)
        moved = expr.right.period if isinstance(expr.right, ast.Duration) else None

        def read(facts: Facts) -> Value:
            day = left.read(facts)
            if moved is not None and isinstance(day, date):
                return later(day, moved, 1 if expr.op == "+" else -1)
            return calculated(expr.op, day, right.read(facts))

        return self._worked_out(expr, left, right, read)

    def _in_working_days(self, expr: ast.InWorkingDays) -> Operand:
        """Between two dates; what is in working days already stays so."""
        if not isinstance(expr.value, ast.Arithmetic):
            return self.of(expr.value)
        plain, calendar = self.of(expr.value), expr.calendar
        left, right = self.of(expr.value.left), self.of(expr.value.right)

        def read(facts: Facts) -> Value:
            last, first = left.read(facts), right.read(facts)
            if not (isinstance(first, date) and isinstance(last, date) and calendar is not None):
                return plain.read(facts)
            count = working_days_between(calendar, first, last)
            return None if count is None else Fraction(count)

        return self._worked_out(expr, left, right, read)

    def _worked_out(
        self, expr: ast.Expr, left: Operand, right: Operand, read: Callable[[Facts], Value]
    ) -> Operand:
        style, text = self.style(expr), unparse(expr)

        def words(facts: Facts) -> str:
            value = read(facts)
            if value is None:
                why = "; ".join(dict.fromkeys(side.words(facts) for side in (left, right) if side.read(facts) is None))
                return f"{text} is unknown: {why or _nothing(expr)}"
            if masks(facts, left.metrics + right.metrics):
                return f"{text} ({PROTECTING})"
            figure = shown(value, style) if style and isinstance(value, Fraction) else attribute_words(value)
            return f"{text} ({figure}: {left.words(facts)}; {right.words(facts)})"

        return Operand(
            read, words, metrics=left.metrics + right.metrics, attributes=left.attributes + right.attributes,
            style=style,
        )  # fmt: skip


def _nothing(expr: ast.Expr) -> str:
    """Why there is no value although both sides have one."""
    calendar = next((part.calendar for part in walk(expr) if isinstance(part, ast.InWorkingDays)), None)
    if calendar is None:
        calendar = next((p.period.calendar for p in walk(expr) if isinstance(p, ast.Duration)), None)
    if calendar is None:
        return "a division by zero"
    return f"the calendar {calendar.name} covers {day_words(calendar.first)} to {day_words(calendar.last)}"


def metric_words(said: str, measured: Measured, style: Style) -> str:
    """``csat 82.3% (256 of 311, 95% 77.7–86.2)``."""
    if measured.there:
        return f"{said} ({measured_words(measured, style)})"
    if measured.value is None:
        return f"{said} is unknown ({measured.unknown})"
    return f"{said} {measured_words(measured, style)}"


def masks(facts: Facts, slots: Sequence[int]) -> bool:
    """Whether a figure among these may count but not be said."""
    return any(facts.measured[slot].masked for slot in slots)


def attribute_words(value: Value, style: Style | None = None) -> str:
    """An attribute's value for people; an amount of money, whose ``style`` is given, as ``£4,000`` or ``£4,000.50``."""
    if value is None:
        return "not recorded"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return shortly(value, style) if style is not None else number_text(value)
    return day_words(value) if isinstance(value, date) else value


def _negative(value: Value) -> Value:
    return -value if isinstance(value, Fraction) else None


def calculated(op: str, left: Value, right: Value) -> Value:
    """Exact arithmetic; None where either side is unknown or the divisor is zero. Dates shift by whole days."""
    if isinstance(left, date) and isinstance(right, date):
        return _between(left, right)
    if isinstance(left, date) and isinstance(right, Fraction):
        return plus_days(left, right if op == "+" else -right)
    if not isinstance(left, Fraction) or not isinstance(right, Fraction):
        return None
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right if right else None


def later(day: date, by: ast.Period, sign: int) -> Value:
    """A date moved by a length of time that is written. None where a calendar does not reach."""
    count = working(by)
    if count is not None:
        return None if by.calendar is None else working_days_later(by.calendar, day, sign * count)
    in_months = months(by)
    if in_months is not None:
        return plus_months(day, sign * int(in_months))
    return plus_days(day, sign * length(by))


def _between(left: date, right: date) -> Fraction:
    if isinstance(left, datetime) and isinstance(right, datetime):
        gone = left - right
        return Fraction(gone.days) + Fraction(gone.seconds * 10**6 + gone.microseconds, 86400 * 10**6)
    return Fraction((_plain(left) - _plain(right)).days)


def _plain(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day
