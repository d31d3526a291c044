"""What is said of one row as sqlglot trees: values, conditions, groups and literals.

Every node says its own type where databases differ: whole numbers are HUGEINT, what a database may round is cast.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from cxengine import plan
from cxengine.metrics.sql_lists import listed

if TYPE_CHECKING:
    from sqlglot import exp

IN_64_BITS = 18
"""Digits of a decimal."""
SPACES = " \t\n\r\f\v"
WHITE_SPACE = tuple(sign for sign in map(chr, range(0x3001)) if sign.isspace())
"""All signs that are white space in some alphabet."""


def condition(row: plan.Row) -> exp.Expr:
    """A row expression, three-valued; each part in its own brackets where it could be read another way."""
    from sqlglot import exp

    match row:
        case plan.Column(name):
            return column_named(name)
        case plan.Constant(value):
            return constant(value)
        case plan.Compare(op, left, right):
            return _compare(op, left, right)
        case plan.InSet(value, options):
            if not options:  # never, and missing where the value is
                return exp.NEQ(this=condition(value), expression=condition(value))
            return exp.In(this=condition(value), expressions=[constant(option) for option in options])
        case plan.Within(value, first, last):
            return _within(value, first, last)
        case plan.Mentions(value, phrases):
            return _mentions(value, phrases)
        case plan.IsNull(plan.Whole(column)):
            return exp.Paren(this=exp.Is(this=column_named(column.name), expression=exp.Null()))
        case plan.IsNull(value):
            return exp.Paren(this=exp.Is(this=_bracketed(value), expression=exp.Null()))
        case plan.Untidy(value):
            return _untidy(value)
        case plan.Not(value):
            return exp.Not(this=_bracketed(value))
        case plan.And(parts) | plan.Or(parts):
            if not parts:
                return exp.Boolean(this=isinstance(row, plan.And))
            join = exp.And if isinstance(row, plan.And) else exp.Or
            found = _bracketed(parts[0])
            for part in parts[1:]:
                found = join(this=found, expression=_bracketed(part))
            return found
    return _value(row)


def _value(row: plan.Row) -> exp.Expr:
    from sqlglot import exp

    match row:
        case plan.Whole(column) if column.places:
            scaled = exp.Mul(this=_wide_enough(column), expression=constant(10**column.places))
            return cast_to(scaled, "HUGEINT")
        case plan.Whole(column):
            return cast_to(column_named(column.name), "HUGEINT")
        case plan.Folded(value):
            trimmed = exp.Trim(this=condition(value), expression=constant(SPACES))
            return exp.Lower(this=trimmed)
        case plan.Arithmetic(op, left, right):
            kind = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}[op]
            return exp.Paren(this=kind(this=_number(left), expression=_number(right)))
        case plan.Truncated(value, by):
            return exp.Paren(this=exp.IntDiv(this=_number(value), expression=_huge(by)))
        case plan.Lookup(place, numbers):
            return cast_to(listed(_number(place), numbers.each), "HUGEINT")
        case plan.NotZero(value):
            return exp.Nullif(this=_number(value), expression=_huge(0))
        case plan.DateOf(value):
            return cast_to(condition(value), "DATE")
        case plan.DateDifference(later, earlier, unit):
            return cast_to(_difference(condition(later), condition(earlier), unit), "HUGEINT")
        case plan.DateShift(value, by, unit):
            return _shift(value, by, unit)
    raise TypeError(f"no SQL for {type(row).__name__}")


def _wide_enough(column: plan.Column) -> exp.Expr:
    """A decimal column in which there is room for its places once more: DuckDB keeps 64 bits in 64 bits."""
    from sqlglot import exp

    held = column_named(column.name)
    if column.digits <= IN_64_BITS < column.digits + column.places:
        return exp.Cast(this=held, to=exp.DataType.build(f"DECIMAL({IN_64_BITS + 1}, {column.places})"))
    return held


def _untidy(value: plan.Row) -> exp.Expr:
    from sqlglot import exp

    ends = [side(this=condition(value), expression=constant(1)) for side in (exp.Left, exp.Right)]
    spaces = [constant(sign) for sign in ("", *WHITE_SPACE)]
    found = [exp.In(this=end, expressions=[space.copy() for space in spaces]) for end in ends]
    return exp.Paren(this=exp.Or(this=found[0], expression=found[1]))


def class_of(value: plan.Row, tests: list[plan.Row]) -> exp.Expr:
    """The number of the first test that holds, else of none; missing where the value is."""
    from sqlglot import exp

    arms = [exp.If(this=condition(test), true=constant(at)) for at, test in enumerate(tests)]
    arms.append(exp.If(this=condition(plan.IsNull(value)), true=exp.Null()))
    return cast_to(exp.Case(ifs=arms, default=constant(len(tests))), "TINYINT" if len(tests) < 128 else "SMALLINT")


def _compare(op: str, left: plan.Row, right: plan.Row) -> exp.Expr:
    from sqlglot import exp

    kind = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE, "=": exp.EQ}[op]
    if isinstance(left, plan.Whole) and isinstance(right, plan.Constant) and isinstance(right.value, int):
        bound = Decimal(right.value).scaleb(-left.column.places) if abs(right.value) < 10**27 else None
        if bound is not None:  # the column as it is, so that a database may use its statistics
            return kind(this=column_named(left.column.name), expression=exp.Literal.number(f"{bound:f}"))
    return kind(this=_bracketed(left), expression=_bracketed(right))


def _mentions(value: plan.Row, phrases: tuple[str, ...]) -> exp.Expr:
    """The text with one space for all that is no letter, digit or mark; each phrase is looked for in it."""
    from sqlglot import exp

    words = exp.RegexpReplace(
        this=exp.Lower(this=condition(value)), expression=constant(r"[^\p{L}\p{N}\p{M}]+"), replacement=constant(" "),
        modifiers=constant("g"),
    )  # fmt: skip
    around = exp.DPipe(this=exp.DPipe(this=constant(" "), expression=exp.Trim(this=words)), expression=constant(" "))
    found: list[exp.Expr] = [
        exp.Anonymous(this="CONTAINS", expressions=[around.copy(), constant(phrase)]) for phrase in phrases
    ]
    return exp.Paren(this=exp.or_(*found, copy=False, wrap=False))


def _within(value: plan.Row, first: date, last: date) -> exp.Expr:
    from sqlglot import exp

    tested = condition(value)
    moment = isinstance(value, plan.Column) and value.type == "moment"
    below: exp.Expr
    if moment and last < date.max:
        below = exp.LT(this=tested.copy(), expression=cast_to(constant(last + timedelta(days=1)), "TIMESTAMP"))
    else:
        below = exp.LTE(this=cast_to(tested.copy(), "DATE") if moment else tested.copy(), expression=constant(last))
    start = cast_to(constant(first), "TIMESTAMP") if moment else constant(first)
    return exp.Paren(this=exp.And(this=exp.GTE(this=tested, expression=start), expression=below))


def _difference(later: exp.Expr, earlier: exp.Expr, unit: str) -> exp.Expr:
    from sqlglot import exp

    if unit == "days":
        return exp.DateDiff(this=cast_to(later, "DATE"), expression=cast_to(earlier, "DATE"), unit=exp.var("DAY"))
    micros = [exp.Anonymous(this="EPOCH_US", expressions=[side]) for side in (later, earlier)]
    return exp.Sub(this=micros[0], expression=micros[1])


def _shift(value: plan.Row, by: plan.Row, unit: str) -> exp.Expr:
    """Python has already shifted constants; here a column is shifted, clipped to the month's end by the database."""
    from sqlglot import exp

    made = {"months": "TO_MONTHS", "days": "TO_DAYS", "microseconds": "TO_MICROSECONDS"}[unit]
    size = "BIGINT" if unit == "microseconds" else "INT"
    length = exp.Anonymous(this=made, expressions=[cast_to(condition(by), size)])
    shifted = exp.Paren(this=exp.Add(this=_bracketed(value), expression=length))
    return shifted if unit == "microseconds" or _is_moment(value) else cast_to(shifted, "DATE")


def _is_moment(row: plan.Row) -> bool:
    match row:
        case plan.Column(_, kind):
            return kind == "moment"
        case plan.DateShift(value, _, unit):
            return unit == "microseconds" or _is_moment(value)
    return False


def grouped_by(group: plan.Group) -> exp.Expr:
    """A month counts 12 in a year from year 0, a quarter 4; weekdays count from Monday, 1.

    A moment without a part counts by its date.
    """
    from sqlglot import exp

    if group.part is None:
        column = column_named(group.column.name)
        return cast_to(column, "DATE") if group.column.type == "moment" else column
    if group.part in ("weekday", "hour"):
        field = "ISODOW" if group.part == "weekday" else "HOUR"
        return exp.Extract(this=exp.var(field), expression=column_named(group.column.name))
    year: exp.Expr = exp.Year(this=column_named(group.column.name))  # quicker in DuckDB than EXTRACT
    if group.part == "year":
        return year
    within: exp.Expr = exp.Month(this=column_named(group.column.name))
    if group.part == "quarter":
        within = exp.Extract(this=exp.var("QUARTER"), expression=column_named(group.column.name))
    size = 12 if group.part == "month" else 4
    return exp.Sub(
        this=exp.Add(this=exp.Mul(this=year, expression=constant(size)), expression=within), expression=constant(1)
    )


def _bracketed(row: plan.Row) -> exp.Expr:
    from sqlglot import exp

    made = condition(row)
    simple = exp.Column | exp.Literal | exp.Paren | exp.Func | exp.Null | exp.Boolean
    joined = isinstance(made, exp.Connector)  # And and Or are functions too, for sqlglot
    return made if isinstance(made, simple) and not joined else exp.Paren(this=made)


def _number(row: plan.Row) -> exp.Expr:
    if isinstance(row, plan.Constant) and isinstance(row.value, int):
        return _huge(row.value)
    return _bracketed(row)


def constant(value: int | str | date | bool | None) -> exp.Expr:
    """A value as a literal of its type."""
    from sqlglot import exp

    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if value is None:
        return exp.Null()
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, date):
        return cast_to(exp.Literal.string(value.isoformat()), "DATE")
    return exp.Literal.number(value)


def _huge(value: int) -> exp.Expr:
    return cast_to(constant(value), "HUGEINT")


def cast_to(value: exp.Expr, kind: str) -> exp.Expr:
    """A value as of a type that each database has under some name."""
    from sqlglot import exp

    types = {
        "HUGEINT": exp.DataType.Type.INT128,
        "BIGINT": exp.DataType.Type.BIGINT,
        "TINYINT": exp.DataType.Type.TINYINT,
        "SMALLINT": exp.DataType.Type.SMALLINT,
        "INT": exp.DataType.Type.INT,
        "DATE": exp.DataType.Type.DATE,
        "TIMESTAMP": exp.DataType.Type.TIMESTAMP,
    }
    return exp.Cast(this=value, to=exp.DataType(this=types[kind]))


def column_named(name: str) -> exp.Expr:
    """A column, quoted."""
    from sqlglot import exp

    return exp.Column(this=exp.Identifier(this=name, quoted=True))
