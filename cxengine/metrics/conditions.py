"""Expressions of one row: fields, literals and conditions to plan expressions. One case per kind of expression."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import attrs

from cxengine import plan
from cxengine.host.contracts import PluginFailure, PluginProblem
from cxengine.lang import ast, dates
from cxengine.lang.names import (
    FieldMeaning,
    FunctionMeaning,
    LevelMeaning,
    MissingMeaning,
    Names,
    ScoreMeaning,
    SegmentMeaning,
    ValueMeaning,
)
from cxengine.lang.phrases import folded
from cxengine.lang.working_days import in_alike
from cxengine.metrics import levels, rows, working_rows
from cxengine.metrics.rows import CannotLower, Months, Quantity, Standing, Truth, Value, When, Words, Working

PLACES = {"number": 6, "money": 2, "days": 6, "minutes": 6}
"""Decimals that a field keeps where it declares none."""
DIGITS = {"number": 28, "money": 18, "days": 18, "minutes": 18}
"""Digits that a field's numbers have at most."""


@attrs.frozen(kw_only=True)
class RowScope:
    """What a row's expressions are lowered in: the names, and the date that ``today`` stands for."""

    names: Names
    as_of: date

    def condition(self, expr: ast.Expr) -> plan.Row:
        """The condition, three-valued."""
        match expr:
            case ast.Compare(op):
                alike = in_alike(expr)
                return self._compare(op, self.value(alike.left), self.value(alike.right))
            case ast.Is():
                same = in_alike(expr)
                return self._negated(self._same(self.value(same.left), self.value(same.right)), same.negated)
            case ast.OneOf(left, options, negated):
                value = self.value(left)
                wanted = [self.value(option) for option in options]
                if isinstance(value, Standing):
                    return self._negated(levels.is_one_of(value, wanted), negated)
                return self._negated(_any_of([self._same(value, option) for option in wanted]), negated)
            case ast.IsKnown(value, known):
                return self._negated(known_of(self.value(value)), not known)
            case ast.InLast():
                return self._in_last(expr)
            case ast.Mentions(value, theme):
                words = self.names.themes[theme.text].words
                return plan.Mentions(self._text(value), tuple(folded(word) for word in words))
            case ast.Not(value):
                return plan.Not(self.condition(value))
            case ast.And(parts):
                return plan.all_of(*(self.condition(part) for part in parts))
            case ast.Or(parts):
                return plan.Or(tuple(self.condition(part) for part in parts))
            case ast.Ref():
                value = self.value(expr)
                if isinstance(value, Truth):
                    return value.row
        raise CannotLower(f"not a condition on rows: {type(expr).__name__}")

    def keeping(self, expr: ast.Expr) -> plan.Row:
        """The condition of rows that are kept where it is true: unknown may stand as false, which is less work."""
        match expr:
            case ast.InLast():
                return self._window(expr)
            case ast.And(parts):
                return plan.all_of(*(self.keeping(part) for part in parts))
            case _:
                return self.condition(expr)

    def _window(self, expr: ast.InLast) -> plan.Row:
        first, last = dates.window(self.as_of, expr.period, full=expr.full)
        return plan.Within(_when(self.value(expr.value)).row, first, last)

    def _in_last(self, expr: ast.InLast) -> plan.Row:
        """Unknown for a day after the assessment date, so that ``not`` does not turn it into a row that counts."""
        later = plan.Compare(">", _when(self.value(expr.value)).day, plan.Constant(self.as_of))
        return plan.Or((self._window(expr), plan.And((later, plan.Constant(None)))))

    def value(self, expr: ast.Expr) -> Value:
        """The value of an expression in each row."""
        match expr:
            case ast.Number(value) | ast.Percent(value) | ast.Points(value) | ast.Money(value):
                return rows.number(value)
            case ast.Day(value):
                return When(plan.Constant(value))
            case ast.Today():
                return When(plan.Constant(self.as_of))
            case ast.Text(value) if expr.span not in self.names.meanings:
                return Words(plan.Constant(value))
            case ast.Duration(period):
                return _length(period)
            case ast.Ref() | ast.Text():
                return self._named(expr)
            case ast.Negative(value):
                return rows.negative(quantity(self.value(value)))
            case ast.Arithmetic(op, left, right):
                return _arithmetic(op, self.value(left), self.value(right))
            case ast.InWorkingDays():
                return self._in_working_days(expr)
        return Truth(self.condition(expr))

    def _in_working_days(self, expr: ast.InWorkingDays) -> Value:
        """Between two dates; what is in working days already stays so."""
        if isinstance(expr.value, ast.Arithmetic) and expr.calendar is not None:
            left, right = self.value(expr.value.left), self.value(expr.value.right)
            if isinstance(left, When) and isinstance(right, When):
                return working_rows.between(right.day, left.day, expr.calendar)
        return self.value(expr.value)

    def _named(self, expr: ast.Ref | ast.Text) -> Value:
        """A field, an option, a point, yes or no; options may be written as their titles in quotes."""
        match self.names.meanings.get(expr.span):
            case FieldMeaning(_, field):
                return self.field(field)
            case SegmentMeaning(segment):
                return Truth(plan.all_of(*(self.condition(where) for where in segment.where)))
            case LevelMeaning(model):
                return levels.level(model)
            case ScoreMeaning(model):
                return levels.score(model)
            case FunctionMeaning(name) if isinstance(expr, ast.Ref):
                return self._of_plugin(name, expr.arguments or ())
            case MissingMeaning(reason):
                raise PluginFailure(PluginProblem(name="", reason=reason))
            case ValueMeaning(value):
                if isinstance(value, bool):
                    return Truth(plan.Constant(value))
                return Words(plan.Constant(value)) if isinstance(value, str) else rows.number(value)
        raise CannotLower(f"neither a field nor a value: {expr}")

    def _of_plugin(self, name: str, arguments: tuple[ast.Expr, ...]) -> Value:
        """The value of a plugin's function in each row. Raises PluginFailure."""
        from cxengine.metrics.plugin_lowering import RowKit, missing_with

        function = self.names.vocabulary.functions[name]
        values = [self.value(argument) for argument in arguments]
        return missing_with(function.lower(RowKit(), *values), values)

    def _text(self, expr: ast.Expr) -> plan.Row:
        value = self.value(expr)
        if isinstance(value, Words):
            return value.row
        raise CannotLower("not a text")

    def field(self, field: ast.Field) -> Value:
        """A field of the row, as its type is."""
        return field_value(field, self.names)

    def _compare(self, op: ast.Comparison, left: Value, right: Value) -> plan.Row:
        if isinstance(left, When) and isinstance(right, When):
            return rows.compare_dates(op, left, right)
        if isinstance(left, Standing) and not isinstance(right, Standing):
            return levels.compare(op, left, quantity(right))
        if isinstance(right, Standing) and not isinstance(left, Standing):
            return levels.compare(rows.FLIPPED[op], right, quantity(left))
        return rows.compare(op, quantity(left), quantity(right))

    def _same(self, left: Value, right: Value) -> plan.Row:
        if isinstance(left, When) and isinstance(right, When):
            return rows.compare_dates("=", left, right)
        if isinstance(left, Words) and isinstance(right, Words):
            return rows.same_words(left, right)
        if isinstance(left, Truth) and isinstance(right, Truth):
            return _same_truth(left.row, right.row)
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Standing) and not isinstance(other, Standing):
                return levels.is_one_of(one, [other])
        return rows.compare("=", quantity(left), quantity(right))

    @staticmethod
    def _negated(condition: plan.Row, negated: bool) -> plan.Row:
        return plan.Not(condition) if negated else condition


def column(field: ast.Field, names: Names) -> plan.Column:
    """The column that holds the field, with its canonical type."""
    return attrs.evolve(_column(field, names), filled=not field.may_be_missing)


def _column(field: ast.Field, names: Names) -> plan.Column:
    name = field.name.text
    if isinstance(field.type, ast.ListType):
        return plan.Column(name, "option", options=len(field.type.options))
    kind = field.type.name.text
    if kind in PLACES:
        places = field.decimals if field.decimals is not None and kind == "number" else PLACES[kind]
        return plan.Column(name, "decimal", places, digits=DIGITS[kind])
    if kind in names.scales:
        scale = names.scales[kind]
        if scale.low is not None and scale.high is not None:
            return plan.Column(name, "whole", ends=(scale.low, scale.high))
        return plan.Column(name, "option", options=len(scale.points))
    if kind in names.categories:
        return plan.Column(name, "option", options=len(names.categories[kind].options))
    match kind:
        case "date":
            return plan.Column(name, "date")
        case "date_and_time":
            return plan.Column(name, "moment")
        case "yes_no":
            return plan.Column(name, "yes_no", options=2)
    return plan.Column(name, "text")


def field_value(field: ast.Field, names: Names) -> Value:
    """A field of the row, as its type is."""
    held = column(field, names)
    kind = field.type.name.text if isinstance(field.type, ast.NamedType) else ""
    match held.type:
        case "decimal" | "whole":
            unit = Fraction(1, 1440) if kind == "minutes" else Fraction(1)
            return Quantity(plan.Whole(held), unit / 10**held.places)
        case "date" | "moment":
            return When(held, held.type == "moment")
        case "yes_no":
            return Truth(held)
    if isinstance(field.type, ast.ListType):
        return Words(held, tuple((option, option) for option in field.type.options))
    if kind in names.categories:
        return Words(held, tuple((o.name.text, o.title) for o in names.categories[kind].options))
    if kind in names.scales:
        return Words(held, tuple((p.name.text, p.title) for p in names.scales[kind].points))
    return Words(held)


def quantity(value: Value) -> Quantity:
    """The value as a number. Raises CannotLower where it is none."""
    match value:
        case Quantity():
            return value
        case Months(count) | Working(count):
            return rows.number(count)
        case Standing():
            return value.certain
    raise CannotLower(f"not a number: {type(value).__name__}")


def _when(value: Value) -> When:
    if isinstance(value, When):
        return value
    raise CannotLower(f"not a date: {type(value).__name__}")


def _length(period: ast.Period) -> Value:
    if period.unit == "working day":
        return Working(period.count, period.calendar)
    in_days = dates.days(period)
    if in_days is not None:
        return rows.number(in_days)
    return Months(dates.months(period) or Fraction(0))


def _arithmetic(op: ast.Operator, left: Value, right: Value) -> Value:
    if isinstance(left, When) and isinstance(right, When):
        return rows.difference(left, right)
    if isinstance(left, When) and isinstance(right, Working):
        return working_rows.later(left, right, -1 if op == "-" else 1)
    if isinstance(right, When) and isinstance(left, Working):
        return working_rows.later(right, left, 1)
    if isinstance(left, When) and isinstance(right, Quantity | Months):
        return rows.shift(left, right, -1 if op == "-" else 1)
    if isinstance(right, When) and isinstance(left, Quantity | Months):
        return rows.shift(right, left, 1)
    in_months = isinstance(left, Months) or isinstance(right, Months)
    first, second = quantity(left), quantity(right)
    match op:
        case "+":
            result = rows.add(first, second)
        case "-":
            result = rows.add(first, rows.negative(second))
        case "*":
            result = rows.multiply(first, second)
        case "/":
            result = rows.divide(first, second)
    both = isinstance(left, Months) and isinstance(right, Months)
    if in_months and result.constant is not None and not (both and op == "/"):
        return Months(result.constant)
    return result


def known_of(value: Value) -> plan.Row:
    """Whether there is a value; never missing itself."""
    match value:
        case Quantity():
            return value.known
        case Standing():
            return value.certain.known
        case Months() | Working():
            return plan.ALWAYS
    return plan.known(value.row)


def _same_truth(left: plan.Row, right: plan.Row) -> plan.Row:
    if isinstance(left, plan.Constant):
        left, right = right, left
    if isinstance(right, plan.Constant):
        return left if right.value else plan.Not(left)
    return plan.Or((plan.And((left, right)), plan.And((plan.Not(left), plan.Not(right)))))


def _any_of(conditions: list[plan.Row]) -> plan.Row:
    """One of the conditions; comparisons of one value with constants become a set."""
    values = {c.left for c in conditions if isinstance(c, plan.Compare)}
    options: list[int | str] = []
    for condition in conditions:
        if not (isinstance(condition, plan.Compare) and condition.op == "=" and len(values) == 1):
            return plan.Or(tuple(conditions))
        value = condition.right.value if isinstance(condition.right, plan.Constant) else None
        if not isinstance(value, int | str) or isinstance(value, bool):
            return plan.Or(tuple(conditions))
        options.append(value)
    return plan.InSet(values.pop(), tuple(dict.fromkeys(options))) if options else plan.Or(())
