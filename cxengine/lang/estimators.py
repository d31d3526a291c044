"""Which interval a formula has."""

from __future__ import annotations

from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.dates import length
from cxengine.lang.functions import FUNCTIONS, Estimator

MOST_PARTS = 8
"""Functions in a sum that has an interval; every two are counted together. A net promoter score counts twice."""


def estimator_of(metric: ast.Metric) -> Estimator:
    """Wilson for a single share, adjusted Wald for a net score, Student's t for a single mean, else none.

    A net score is ``nps(x)`` or ``share(x >= high) - share(x <= low)``: two ends of one answer, which exclude
    each other and leave out the same rows. A mean of quotients row by row has none. What is made of one such
    function and of numbers has that function's, turned as the figure is (``turned_of``). What adds up several, each
    as often as a number says, is the mean of a number of each row, where all rest on the same rows: a score where
    they are shares, else a mean.
    """
    formula = metric.formula
    if metric.table is None or formula is None:
        return "none"
    formula = _statistic(formula)
    if isinstance(formula, ast.Ref):
        function = FUNCTIONS.get(formula.name.text)
        if function is None or not formula.arguments:
            return "none"
        return "none" if function.estimator == "mean" and _divides(formula.arguments[0]) else function.estimator
    if formula == metric.formula and isinstance(formula, ast.Arithmetic) and formula.op == "-":
        if _two_ends(formula.left, formula.right):
            return "nps"
    return _of_several(formula)


def _of_several(formula: ast.Expr) -> Estimator:
    """Of a sum of functions, each of which counts as often as a number says."""
    kinds = _summed(formula)
    if kinds is None or len(kinds) + kinds.count("nps") > MOST_PARTS:
        return "none"
    return "mean" if "mean" in kinds else "score" if kinds else "none"


def _summed(expr: ast.Expr) -> tuple[Estimator, ...] | None:
    """The functions that a sum is made of, none of numbers alone; None for any other formula."""
    if number_in(expr) is not None:
        return ()
    match expr:
        case ast.Ref():
            function = FUNCTIONS.get(expr.name.text)
            if function is None or not expr.arguments or function.estimator == "none":
                return None
            return None if function.estimator == "mean" and _divides(expr.arguments[0]) else (function.estimator,)
        case ast.Negative(value):
            return _summed(value)
        case ast.Arithmetic(op, left, right):
            one, other = _summed(left), _summed(right)
            if one is None or other is None:
                return None
            is_sum = op in ("+", "-") or (op == "*" and not (one and other)) or (op == "/" and number_in(right))
            return (*one, *other) if is_sum else None
    return None


def of_several(metric: ast.Metric) -> bool:
    """Whether a metric is a sum of several functions that has the interval of a number of each row."""
    if metric.formula is None or metric.table is None or isinstance(_statistic(metric.formula), ast.Ref):
        return False
    return estimator_of(metric) in ("score", "mean")


def made_of(metric: ast.Metric) -> ast.Ref | None:
    """The one name, of a function or of another metric, that a formula is made of with numbers."""
    found = _affine(metric.formula) if metric.formula is not None else None
    return None if found is None else found[0]


def has_interval(metric: ast.Metric) -> bool:
    """Whether a figure is printed with an interval: beside those of ``estimator_of`` a single count is."""
    formula = _statistic(metric.formula) if metric.formula is not None else None
    single = isinstance(formula, ast.Ref) and metric.table is not None and formula.name.text == "count"
    return single or estimator_of(metric) != "none"


def turned_of(metric: ast.Metric) -> tuple[Fraction, Fraction] | None:
    """The factor and the shift by which a formula is made of one function; None where it is not made of one so."""
    found = _affine(metric.formula) if metric.formula is not None else None
    return None if found is None or found[0] == metric.formula else found[1:]


def _statistic(formula: ast.Expr) -> ast.Expr:
    """The one function that a formula is made of with numbers; else the formula."""
    found = _affine(formula)
    return formula if found is None else found[0]


def _affine(expr: ast.Expr) -> tuple[ast.Ref, Fraction, Fraction] | None:
    """What stands in ``100% - share(c)`` beside numbers, how often it counts, and what is added to that."""
    match expr:
        case ast.Ref():
            return expr, Fraction(1), Fraction(0)
        case ast.Negative(value):
            found = _affine(value)
            return None if found is None else (found[0], -found[1], -found[2])
        case ast.Arithmetic(op, left, right):
            return _affine_of_two(op, left, right)
    return None


def _affine_of_two(op: ast.Operator, left: ast.Expr, right: ast.Expr) -> tuple[ast.Ref, Fraction, Fraction] | None:
    first, second = number_in(left), number_in(right)
    found = _affine(right) if first is not None else _affine(left) if second is not None else None
    if found is None:
        return None
    (inner, factor, shift), made = found, (Fraction(0), Fraction(0))
    number = first if first is not None else second
    assert number is not None
    match op:
        case "+":
            made = factor, shift + number
        case "-" if first is None:
            made = factor, shift - number
        case "-":
            made = -factor, number - shift
        case "*":
            made = factor * number, shift * number
        case "/" if first is None and number:
            made = factor / number, shift / number
    return (inner, *made) if made[0] else None


def number_in(expr: ast.Expr) -> Fraction | None:
    """What is made of written numbers alone."""
    match expr:
        case ast.Number(value) | ast.Percent(value) | ast.Points(value) | ast.Money(value):
            return value
        case ast.Duration(period):
            return length(period)
        case ast.Negative(value):
            inner = number_in(value)
            return None if inner is None else -inner
        case ast.Arithmetic(op, left, right):
            one, other = number_in(left), number_in(right)
            if one is None or other is None or (op == "/" and not other):
                return None
            return {"+": one + other, "-": one - other, "*": one * other}[op] if op != "/" else one / other
    return None


def _divides(expr: ast.Expr) -> bool:
    """Whether something is divided by what a row holds."""
    if isinstance(expr, ast.Negative):
        return _divides(expr.value)
    if not isinstance(expr, ast.Arithmetic):
        return False
    own = expr.op == "/" and not isinstance(expr.right, ast.Number | ast.Percent | ast.Money | ast.Duration)
    return own or _divides(expr.left) or _divides(expr.right)


def _two_ends(left: ast.Expr, right: ast.Expr) -> bool:
    top, bottom = _share_end(left), _share_end(right)
    if top is None or bottom is None:
        return False
    if top.op not in (">", ">=") or bottom.op not in ("<", "<=") or top.left != bottom.left:
        return False
    high, low = top.right, bottom.right
    if not isinstance(high, ast.Number) or not isinstance(low, ast.Number):
        return False
    overlap_at_end = top.op == ">=" and bottom.op == "<="
    return high.value > low.value if overlap_at_end else high.value >= low.value


def _share_end(expr: ast.Expr) -> ast.Compare | None:
    """The comparison in ``share(x >= 9)``."""
    if not isinstance(expr, ast.Ref) or expr.name.text != "share" or not expr.arguments:
        return None
    condition = expr.arguments[0]
    if isinstance(condition, ast.Compare) and isinstance(condition.left, ast.Ref):
        return condition
    return None
