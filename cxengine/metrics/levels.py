"""Levels and scores of subjects in their rows: the columns that hold them, and how a level that is open compares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cxengine import plan
from cxengine.lang import ast
from cxengine.metrics import rows
from cxengine.metrics.rows import CannotLower, Op, Quantity, Standing, Value

Part = Literal["certain", "low", "high", "score above", "score below"]
"""The level that is certain, the ends of its range, and a score as a fraction."""
UNKNOWN = plan.Constant(None)


def column(model: ast.Model, part: Part) -> plan.Column:
    """The column of a part; no field can have such a name."""
    return plan.Column(f"{part} of {model.name.text}", "whole")


def level(model: ast.Model) -> Standing:
    """The level of the row's subject."""
    parts: tuple[Part, ...] = ("certain", "low", "high")
    certain, low, high = (Quantity(plan.Whole(column(model, part))) for part in parts)
    return Standing(certain, low, high, tuple(sorted({0, *(level.number for level in model.levels)})))


def score(model: ast.Model) -> Quantity:
    """The score of the row's subject, exact."""
    above, below = column(model, "score above"), column(model, "score below")
    return Quantity(plan.Whole(above), over=plan.Whole(below))


def compare(op: Op, standing: Standing, other: Quantity) -> plan.Row:
    """The comparison: unknown where one end of the range would give another answer than the other."""
    first, second = (standing.low, standing.high) if op in (">", ">=") else (standing.high, standing.low)
    surely, maybe = rows.compare(op, first, other), rows.compare(op, second, other)
    return plan.Or((surely, plan.And((maybe, UNKNOWN))))


def is_one_of(standing: Standing, options: Sequence[Value]) -> plan.Row:
    """Whether it is one of some levels: surely where the range holds no other, unknown where it holds both."""
    wanted = {_constant(option) for option in options}
    inside = [number for number in standing.levels if number in wanted]
    outside = [number for number in standing.levels if number not in wanted]
    none_else = [plan.Not(_may_be(standing, number)) for number in outside]
    one_of_these = plan.Or(tuple(_may_be(standing, number) for number in inside))
    return plan.And((one_of_these, plan.Or((plan.And(tuple(none_else)), UNKNOWN))))


def _may_be(standing: Standing, number: int) -> plan.Row:
    bound = rows.number(number)
    return plan.And((rows.compare("<=", standing.low, bound), rows.compare(">=", standing.high, bound)))


def _constant(value: Value) -> object:
    if isinstance(value, Quantity) and value.constant is not None:
        return value.constant
    raise CannotLower("a level is compared with a list of what is no number")
