"""A percentage beside a metric that is a quotient: it is a plain number unless it says `shown as percent`."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.types import NUMBER
from cxengine.lang.unparse import number_text


def tells_of_ratio(literal: ast.Expr, metric: ast.Metric | None, checking: Checking) -> bool:
    """Whether a percentage stands where such a metric is a plain number; reported once for each metric."""
    if metric is None or not isinstance(literal, ast.Percent) or not _is_plain_ratio(metric, checking):
        return False
    word = metric.name.text
    once = ("ratio", word)
    if once not in checking.said and not checking.lookup.incomplete:
        checking.said.add(once)
        checking.error(
            "wrong-unit",
            literal.span,
            f"`{word}` is a quotient, which is a plain number, and this is a percentage",
            f"Write `shown as percent` in the metric `{word}`, which makes a percentage of it; or write "
            f"`{number_text(literal.value)}` here.",
        )
    return True


def _is_plain_ratio(metric: ast.Metric, checking: Checking) -> bool:
    ratio = isinstance(metric.formula, ast.Arithmetic) and metric.formula.op == "/"
    return ratio and checking.metric_types.get(metric.name.text) == NUMBER
