"""`with 95% confidence`: where it may stand."""

from __future__ import annotations

from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.written import percent
from cxengine.lang.types import ANY
from cxengine.lang.walk import references, terms
from cxengine.source import Span

LEAST, MOST = Fraction(50, 100), Fraction(9999, 10000)


def check_level_of_confidence(confidence: Fraction, span: Span, checking: Checking) -> bool:
    """Whether the level lies between 50% and 99.99%; else reported."""
    if LEAST <= confidence <= MOST:
        return True
    checking.error(
        "confidence-level",
        span,
        f"A confidence of {percent(confidence)} has no meaning here",
        "Write a percentage from 50% to 99.99%; 95% is usual.",
    )
    return False


def check_confidence(expr: ast.Compare, confidence: Fraction, checking: Checking) -> None:
    """A comparison with confidence sets a metric against a figure or against another metric."""
    if not check_level_of_confidence(confidence, expr.span, checking):
        return
    parts = [(sign, part, checking.metric_of(part)) for sign, part in terms(expr)]
    metrics = [(part, metric) for _, part, metric in parts if metric is not None]
    figures = [part for _, part, metric in parts if metric is None]
    against = len({sign for sign, _, metric in parts if metric is not None}) == len(metrics) in (1, 2)
    if any(checking.expressions.get(figure.span) == ANY for figure in figures):
        return
    if not against or any(map(_has_reference, figures)):
        checking.error(
            "confidence-needs-metric",
            expr.span,
            "`with confidence` compares a metric with a figure or with another metric",
            "Write a metric alone on one side, `csat > csat 12 months ago with 95% confidence`, or the difference of "
            "two, `csat - csat 12 months ago > 2 points with 95% confidence`. Or take `with confidence` out.",
        )
        return
    for side, metric in metrics:
        if not checking.needs_interval(metric, side.span):
            return


def _has_reference(expr: ast.Expr) -> bool:
    return any(True for _ in references(expr))
