"""Operators: what may stand on both sides, and what to write where it does not fit."""

from __future__ import annotations

from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.arithmetic import result_of
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.ratios import tells_of_ratio
from cxengine.lang.checks.time_units import TimeUnit, time_unit
from cxengine.lang.checks.written import rewritten
from cxengine.lang.types import (
    ANY,
    CONDITION,
    DATE,
    DAYS,
    MOMENT,
    MONEY,
    MONTHS,
    NUMBER,
    POINTS,
    SHARE,
    TEXT,
    WORKING_DAYS,
    YES_NO,
    ScaleType,
    Type,
)
from cxengine.lang.unparse import number_text
from cxengine.lang.walk import references, walk
from cxengine.source import Span

_ORDERED = frozenset({SHARE, POINTS, NUMBER, MONEY, DATE, MOMENT, DAYS, MONTHS, WORKING_DAYS})

_SAID: dict[ast.Operator, str] = {
    "+": "add {1} to {0}",
    "-": "take {1} away from {0}",
    "*": "multiply {0} by {1}",
    "/": "divide {0} by {1}",
}


def negative_type(expr: ast.Negative, given: Type, checking: Checking) -> Type:
    """The type of ``-x``."""
    if given in (SHARE, POINTS, NUMBER, MONEY, DAYS, WORKING_DAYS, ANY):
        return given
    checking.error("no-arithmetic", expr.span, f"`-` needs a number, and this is {given}", "Take the `-` out.")
    return ANY


def arithmetic_type(expr: ast.Arithmetic, left: Type, right: Type, checking: Checking) -> Type:
    """The type of ``left op right``; reported where the two do not go together."""
    if ANY in (left, right):
        return ANY
    for side in (left, right):
        if isinstance(side, ScaleType) and not is_counted(side, checking):
            _refuse_named_points(expr.span, side, checking)
            return ANY
    found = result_of(expr.op, left, right)
    if found is None:
        _refuse(expr.left, left, expr.right, right, _SAID[expr.op], expr, checking)
        return ANY
    if expr.op in ("+", "-") and _hides_scale(expr, left, right):
        _refuse(expr.left, left, expr.right, right, _SAID[expr.op], expr, checking)
        return ANY
    if found in (DATE, MOMENT) and any(_divides(side) for side in (expr.left, expr.right)):
        checking.error(
            "type-mismatch",
            expr.span,
            "A date cannot be moved by a quotient of fields",
            "Write the length of time, or compare the difference of the dates with it.",
        )
        return ANY
    if found in (DATE, MOMENT) and any(
        given == WORKING_DAYS and not isinstance(side, ast.Duration)
        for side, given in ((expr.left, left), (expr.right, right))
    ):
        checking.error(
            "type-mismatch",
            expr.span,
            "A date cannot be moved by working days that are worked out",
            "Write their number: `received_on + 10 working days`.",
        )
        return ANY
    return found


def _divides(expr: ast.Expr) -> bool:
    """Whether something in the data is divided by."""
    return any(
        isinstance(part, ast.Arithmetic) and part.op == "/" and any(True for _ in references(part.right))
        for part in walk(expr)
    )


def _hides_scale(expr: ast.Arithmetic, left: Type, right: Type) -> bool:
    """Whether a figure that is not written out joins an answer: ``mean(a) * 1 + mean(b)`` would mix scales."""
    if isinstance(left, ScaleType) and right == NUMBER:
        return plain_number(expr.right) is None
    return isinstance(right, ScaleType) and left == NUMBER and plain_number(expr.left) is None


def is_counted(scale: ScaleType, checking: Checking) -> bool:
    """Whether the scale's answers are whole numbers, which can be ordered and averaged."""
    declared = checking.names.scales.get(scale.scale)
    return declared is not None and declared.low is not None


def check_comparison(expr: ast.Compare | ast.Is, left: Type, right: Type, checking: Checking) -> bool:
    """Whether both sides can be compared; else reported. For ``is``, sameness is enough."""
    if ANY in (left, right):
        return True
    for scale, other, literal in ((left, right, expr.right), (right, left, expr.left)):
        if isinstance(scale, ScaleType) and other == NUMBER and is_counted(scale, checking):
            value = plain_number(literal)
            if value is not None:
                return check_in_range(value, literal, scale, isinstance(expr, ast.Is), checking)
    if isinstance(expr, ast.Compare) and left == right and isinstance(left, ScaleType):
        if not is_counted(left, checking):
            _refuse_named_points(expr.span, left, checking)
            return False
        return True
    same = left == right or {left, right} == {DATE, MOMENT}
    if same and (left in _ORDERED or (isinstance(expr, ast.Is) and left != CONDITION)):
        return True
    if same:
        checking.error(
            "not-ordered",
            expr.span,
            f"This is {left}, and none is more or less than another",
            "Write `is` or `is one of (…)`." if left != CONDITION else "Join conditions with `and` or `or`.",
        )
        return False
    _refuse(expr.left, left, expr.right, right, "compare {0} with {1}", expr, checking)
    return False


def plain_number(expr: ast.Expr) -> Fraction | None:
    """The value of ``8`` or ``-8``."""
    match expr:
        case ast.Number(value=value):
            return value
        case ast.Negative(value=ast.Number(value=value)):
            return -value
        case _:
            return None


def check_in_range(value: Fraction, literal: ast.Expr, scale: ScaleType, exact: bool, checking: Checking) -> bool:
    """Whether a number is one that the scale has; ``exact`` where it must be an answer itself, not only a bound."""
    declared = checking.names.scales[scale.scale]
    assert declared.low is not None and declared.high is not None
    whole = value.denominator == 1 or not exact
    if declared.low <= value <= declared.high and whole:
        return True
    checking.error(
        "beyond-scale",
        literal.span,
        f"{number_text(value)} is not on the scale `{scale.scale}`, which runs from {declared.low} to {declared.high}",
        f"Write a {'whole ' if exact else ''}number from {declared.low} to {declared.high}.",
    )
    return False


def _refuse_named_points(span: Span, scale: ScaleType, checking: Checking) -> None:
    declared = checking.names.scales.get(scale.scale)
    words = [point.name.text for point in declared.points] if declared is not None else []
    some = ", ".join(words[-2:])
    checking.error(
        "not-ordered",
        span,
        f"The scale `{scale.scale}` has named points, which are not counted with here",
        f"Write `is one of ({some})`.",
    )


def _refuse(
    left_expr: ast.Expr, left: Type, right_expr: ast.Expr, right: Type, verb: str, expr: ast.Expr, checking: Checking
) -> None:
    """Report two types that do not go together, with what to write where that is plain."""
    for literal, given, wanted in ((right_expr, right, left), (left_expr, left, right)):
        if _only_unit_missing(given, wanted):
            time = time_unit(left_expr if literal is right_expr else right_expr, checking)
            text = rewritten(literal, wanted, time)
            if text is not None:
                report_unit(literal, given, wanted, text, checking, time)
                return
    for literal, other in ((right_expr, left_expr), (left_expr, right_expr)):
        if tells_of_ratio(literal, checking.metric_of(other), checking):
            return
    message = f"Cannot {verb.format(left, right)}"
    if isinstance(left, ScaleType) and isinstance(right, ScaleType):
        code, help = "mixed-scales", "Answers on different scales mean different things. Compare shares of each."
    elif {left, right} == {DAYS, MONTHS}:
        code, help = "mixed-durations", "A month has no fixed number of days. Write both in days, or both in months."
    elif WORKING_DAYS in (left, right) and {left, right} & {DAYS, MONTHS}:
        code = "mixed-durations"
        help = "Working days are counted between two dates: `closed_on - opened_on in working days`."
    else:
        code, help = "type-mismatch", _range_of(left, right, checking) or _advice(left, right)
    checking.error(code, expr.span, message, help)


def _range_of(left: Type, right: Type, checking: Checking) -> str:
    """What to write in place of `75%` beside an answer on a scale; nothing where that is not the slip."""
    for given, other in ((left, right), (right, left)):
        scale = checking.names.scales.get(given.scale) if isinstance(given, ScaleType) else None
        if scale is not None and scale.low is not None and other in (SHARE, POINTS):
            return f"Write a number from {scale.low} to {scale.high}."
    return ""


def _only_unit_missing(given: Type, wanted: Type) -> bool:
    return wanted in (SHARE, POINTS, MONEY, DAYS, WORKING_DAYS) and given in (NUMBER, SHARE, POINTS) and given != wanted


def report_unit(
    literal: ast.Expr, given: Type, wanted: Type, text: str, checking: Checking, time: TimeUnit = "days"
) -> None:
    """Report a literal that lacks its unit, with the literal as it should be written, its times in ``time``."""
    code = "share-against-number" if wanted == SHARE and given == NUMBER else "wrong-unit"
    needed = f"a length of time in {time}" if wanted == DAYS else wanted
    message = f"This is {given}, where {needed} is needed"
    checking.error(code, literal.span, message, f"Write `{text}`.", replacement=text)


def _advice(left: Type, right: Type) -> str:
    if TEXT in (left, right):
        return "Only text fields compare with words in quotes."
    if YES_NO in (left, right):
        return "Write `is yes` or `is no`."
    if MONTHS in (left, right):
        return "Months only move a date or bound a window. Write one length, such as `12 months`."
    return "Both sides must be of one kind."
