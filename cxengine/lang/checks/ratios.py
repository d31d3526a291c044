"""A percentage beside a metric that is a quotient, or an average: a plain number unless it says `shown as percent`."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.types import NUMBER
from cxengine.lang.unparse import number_text, unparse


def tells_of_ratio(literal: ast.Expr, metric: ast.Metric | None, checking: Checking) -> bool:
    """Whether a percentage stands where such a metric is a plain number; reported once for each metric."""
    if metric is None or not isinstance(literal, ast.Percent) or not may_be_percentage(metric):
        return False
    if checking.metric_types.get(metric.name.text) != NUMBER:
        return False
    word = metric.name.text
    once = ("ratio", word)
    if once not in checking.said and not checking.lookup.incomplete:
        checking.said.add(once)
        quotient = isinstance(metric.formula, ast.Arithmetic)
        what = "a quotient, which is a plain number" if quotient else "a plain number"
        of_hundreds = ""
        if not quotient and metric.formula is not None:
            held, divided = number_text(literal.value * 100), unparse(metric.formula)
            of_hundreds = f" (of data that hold {held} for it with `formula {divided} / 100`)"
        checking.error(
            "wrong-unit",
            literal.span,
            f"`{word}` is {what}, and this is a percentage",
            f"Write `shown as percent` in the metric `{word}`, which makes a percentage of it{of_hundreds}; or write "
            f"`{number_text(literal.value)}` here.",
        )
    return True


def may_be_percentage(metric: ast.Metric) -> bool:
    """Whether a metric may be shown as percent where it is a plain number: a quotient, or an average of a field."""
    formula = metric.formula
    if isinstance(formula, ast.Arithmetic):
        return formula.op == "/"
    return isinstance(formula, ast.Ref) and formula.name.text in _AVERAGES and formula.arguments is not None


_AVERAGES = frozenset({"mean", "median", "percentile"})
