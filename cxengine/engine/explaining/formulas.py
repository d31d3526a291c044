"""What a figure is made of: numerator and denominator, or the figures it is worked out from, and the sum that a reader
enters into a calculator.

Nothing here shows more of a figure than is published of it: of a hidden one there is no number to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs

from cxengine.engine.explaining.tree import Node, place_of
from cxengine.engine.figures import amount_words, plain_number, short_number
from cxengine.engine.said.metrics import MetricSaid
from cxengine.lang import ast
from cxengine.lang.functions import FUNCTIONS, PublishedScale
from cxengine.lang.publishing import Policy
from cxengine.lang.unparse import number_text, unparse
from cxengine.maturity.words import rounded
from cxengine.metrics.measured import Measured

_MINUS = "−"


def parts_of_figure(
    metric: MetricSaid, declared: ast.Metric, others: Mapping[str, MetricSaid], policy: Policy | None
) -> Iterator[Node]:
    """What the figure is made of. ``others`` are the subject's figures by name, ``policy`` the table's."""
    measured, formula = metric.measured, declared.formula
    if measured is None or formula is None or metric.suppressed or metric.value is None:
        return
    one_function = measured.turned is None
    if one_function and measured.estimator == "nps" and measured.hits is not None and measured.misses is not None:
        yield from _net(metric, measured, formula)
    elif isinstance(formula, ast.Ref) and formula.name.text in FUNCTIONS:
        if measured.weighing is None:
            yield from _function(metric, measured, formula, policy)
    else:
        yield from _worked_out(metric, measured, formula, others)


def _function(metric: MetricSaid, measured: Measured, formula: ast.Ref, policy: Policy | None) -> Iterator[Node]:
    """A figure that is one function over rows."""
    name, n, hits = formula.name.text, measured.n, measured.hits
    about = unparse(formula.arguments[0]) if formula.arguments else ""
    if n is None:
        return
    if hits is not None:
        scale = FUNCTIONS[name].scale
        fits = f"answers of {scale.top} to {scale.high} to {about}" if scale is not None else f"rows in which {about}"
        rests = f"answers to {about}" if scale is not None else "rows in which that is known"
        yield _counted("numerator", hits, fits)
        yield _counted("denominator", n, rests)
        yield _sum(f"{hits:,} / {n:,}", metric)
    elif name == "count" and formula.arguments and measured.value is not None:
        yield _counted("numerator", int(measured.value), f"rows in which {about}, of {n:,}")
    elif name == "mean" and policy is None and measured.value is not None:
        total = short_number(measured.value * n)
        yield Node(kind="numerator", text=f"numerator: {about} comes to {total:,} in all", value=total)
        yield _counted("denominator", n, f"rows in which {about} is known")
        yield _sum(f"{total:,} / {n:,}", metric)
    elif name in ("mean", "sum", "distinct"):
        how = {"mean": "the mean", "sum": "the sum", "distinct": "the number of different values"}[name]
        yield Node(kind="working", text=f"{how} of {about} over {n:,} rows in which it is known")
    elif name in ("median", "percentile"):
        part = unparse(formula.arguments[1]) if formula.arguments and len(formula.arguments) > 1 else "50%"
        yield Node(
            kind="working",
            text=f"the value {part} of the way from the least {about} to the greatest, of {n:,} rows in order; between "
            "two rows in proportion",
        )


def _net(metric: MetricSaid, measured: Measured, formula: ast.Expr) -> Iterator[Node]:
    """A net promoter score, or the difference of two ends of one answer."""
    up, down, n = measured.hits, measured.misses, measured.n
    assert up is not None and down is not None and n is not None
    scale: PublishedScale | None = None
    if isinstance(formula, ast.Ref) and formula.arguments:
        scale, about = FUNCTIONS[formula.name.text].scale, unparse(formula.arguments[0])
    if scale is not None and scale.bottom is not None:
        ends = (f"promoters, answers of {scale.top} to {scale.high} to {about}",
                f"detractors, answers of {scale.low} to {scale.bottom}")  # fmt: skip
    elif isinstance(formula, ast.Arithmetic):
        ends = (f"rows in {unparse(formula.left)}", f"rows in {unparse(formula.right)}")
    else:
        return
    yield Node(kind="numerator", text=f"numerator: {up:,} {ends[0]}, less {down:,} {ends[1]}", value=up - down)
    yield _counted("denominator", n, "answers")
    yield _sum(f"({up:,} {_MINUS} {down:,}) / {n:,} × 100", metric)


def _worked_out(
    metric: MetricSaid, measured: Measured, formula: ast.Expr, others: Mapping[str, MetricSaid]
) -> Iterator[Node]:
    """A figure that is worked out from others: each of them as it is published, and the sum."""
    given = list(measured.parts)
    values: dict[str, str] = {}
    for ref in _leaves(formula):
        own = given.pop(0) if given else None
        if ref is None:
            continue
        words = unparse(ref)
        other = others.get(ref.name.text) if ref == _plain(ref) else None
        if other is not None:
            yield Node(
                kind="part", text=f"{words}: {other.shown}", value=other.value, n=other.n, source=place_of(ref.span)
            )
            if other.value is not None and not other.suppressed:
                values[words] = amount_words(other.value, other.unit)
        elif own is not None:
            value = short_number(own)
            yield Node(kind="part", text=f"{words}: {value:,}", value=value, source=place_of(ref.span))
            values[words] = f"{value:,}"
    if values and all(ref is None or unparse(ref) in values for ref in _leaves(formula)):
        yield _sum(unparse(_filled(formula, values)).replace("*", "×"), metric)


def _leaves(expr: ast.Expr) -> Iterator[ast.Ref | None]:
    """What a formula is worked out from, in its order; None for a number."""
    match expr:
        case ast.Arithmetic(_, left, right):
            yield from _leaves(left)
            yield from _leaves(right)
        case ast.Negative(value):
            yield None
            yield from _leaves(value)
        case ast.Ref():
            yield expr
        case _:
            yield None


def _plain(ref: ast.Ref) -> ast.Ref:
    """The reference without date, owner and conditions: such a one is to a figure of the same subject and date."""
    return ast.Ref(name=ref.name, span=ref.span)


def _filled(expr: ast.Expr, values: Mapping[str, str]) -> ast.Expr:
    """The formula with values in place of names."""
    match expr:
        case ast.Arithmetic():
            return attrs.evolve(expr, left=_filled(expr.left, values), right=_filled(expr.right, values))
        case ast.Negative(value):
            return attrs.evolve(expr, value=_filled(value, values))
        case ast.Ref():
            return ast.Ref(name=ast.Name(values[unparse(expr)]))
    return expr


def _counted(kind: str, count: int, what: str) -> Node:
    return Node(kind=kind, text=f"{kind}: {count:,} {what}", value=count)


def _sum(text: str, metric: MetricSaid) -> Node:
    """The sum, and what it comes to as it is shown."""
    assert metric.value is not None
    return Node(kind="calculation", text=f"{text} = {amount_words(metric.value, metric.unit)}", value=metric.value)


def percent_words(part: Fraction | float) -> str:
    """``95%``."""
    exact = part if isinstance(part, Fraction) else Fraction(str(part))
    return f"{number_text(exact * 100)}%"


def effective_words(effective: float) -> str:
    """``as sure as 312.5 answers``."""
    return f"as sure as {plain_number(rounded(effective, 1)):,} answers that count alike"
