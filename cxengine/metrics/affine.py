"""Figures that are made of one statistic and numbers of the rule file, as ``100% - share(c)`` and ``mean(x) * 2``.

What is sure of the statistic is sure of the figure: both ends of its interval are turned as it is, exactly.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar

import attrs

from cxengine.lang import ast
from cxengine.metrics.formula import Combined, Constant, Formula, Worked
from cxengine.metrics.measured import Measured, Turned

Figure = TypeVar("Figure", Measured, Worked)


def carried(both: Worked, formula: Combined, left: Worked, right: Worked) -> Worked:
    """``both``, worked out of its two sides, with what the interval of the one rests on where the other is a number."""
    first, second = _number(formula.left), _number(formula.right)
    if (first is None) == (second is None):
        return both
    of = left if first is None else right
    turned = _turned(formula.op, of.turned or Turned(), first, second)
    if of.estimator == "none" or turned is None:
        return both
    return attrs.evolve(
        both, estimator=of.estimator, hits=of.hits, misses=of.misses, variance=of.variance, weighing=of.weighing,
        turned=turned, span=of.span, population=of.population, twice=of.twice, unmoved=of.unmoved,
    )  # fmt: skip


def statistic(figure: Figure) -> Figure:
    """The statistic that a figure is made of; the figure itself where it is one."""
    if figure.turned is None:
        return figure
    value = None if figure.value is None else figure.turned.back(figure.value)
    return attrs.evolve(figure, value=value, turned=None)


def _number(formula: Formula) -> Fraction | None:
    """What a part comes to that is of numbers alone."""
    if isinstance(formula, Constant):
        return formula.value
    if not isinstance(formula, Combined):
        return None
    left, right = _number(formula.left), _number(formula.right)
    if left is None or right is None or (formula.op == "/" and not right):
        return None
    match formula.op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right


def _turned(op: ast.Operator, of: Turned, first: Fraction | None, second: Fraction | None) -> Turned | None:
    """The figure ``first op it`` or ``it op second``; None where it is not a statistic any more."""
    number = first if first is not None else second
    assert number is not None
    made: Turned | None = None
    match op:
        case "+":
            made = Turned(of.factor, of.shift + number)
        case "-" if first is None:
            made = Turned(of.factor, of.shift - number)
        case "-":
            made = Turned(-of.factor, number - of.shift)
        case "*":
            made = Turned(of.factor * number, of.shift * number)
        case "/" if first is None and number:
            made = Turned(of.factor / number, of.shift / number)
    return made if made is not None and made.factor else None
