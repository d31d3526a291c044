"""Which interval a formula has."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.functions import FUNCTIONS, Estimator


def estimator_of(metric: ast.Metric) -> Estimator:
    """Wilson for a single share, adjusted Wald for a net score, Student's t for a single mean, else none.

    A net score is ``nps(x)`` or ``share(x >= high) - share(x <= low)``: two ends of one answer, which exclude
    each other and leave out the same rows. A mean of quotients row by row has none.
    """
    formula = metric.formula
    if metric.table is None or formula is None:
        return "none"
    if isinstance(formula, ast.Ref):
        function = FUNCTIONS.get(formula.name.text)
        if function is None or not formula.arguments:
            return "none"
        return "none" if function.estimator == "mean" and _divides(formula.arguments[0]) else function.estimator
    if isinstance(formula, ast.Arithmetic) and formula.op == "-" and _two_ends(formula.left, formula.right):
        return "nps"
    return "none"


def has_interval(metric: ast.Metric) -> bool:
    """Whether a figure is printed with an interval: beside those of ``estimator_of`` a single count is."""
    formula = metric.formula
    single = isinstance(formula, ast.Ref) and metric.table is not None and formula.name.text == "count"
    return single or estimator_of(metric) != "none"


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
