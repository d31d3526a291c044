"""In which unit people write a length of time, for the help lines."""

from __future__ import annotations

from typing import Literal

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.names import AttributeMeaning, FieldMeaning, MetricMeaning
from cxengine.lang.walk import walk

TimeUnit = Literal["days", "minutes"]


def time_unit(expr: ast.Expr, checking: Checking) -> TimeUnit:
    """``minutes`` where an expression rests on a field or a metric in minutes, or names them itself; else ``days``."""
    waiting: list[ast.Expr] = [expr]
    seen: set[str] = set()
    while waiting:
        for part in walk(waiting.pop()):
            match part, checking.meanings.get(part.span):
                case ast.Duration(period=period), _ if period.unit in ("minute", "hour"):
                    return "minutes"
                case _, FieldMeaning(field=field) | AttributeMeaning(field=field) if _counts_minutes(field):
                    return "minutes"
                case ast.Ref(), MetricMeaning(metric=metric) if metric.name.text not in seen:
                    seen.add(metric.name.text)
                    if metric.shown is not None and metric.shown.unit == "minutes":
                        return "minutes"
                    waiting += [metric.formula] if metric.formula is not None else []
    return "days"


def time_unit_of(metric: ast.Metric, checking: Checking) -> TimeUnit:
    """The unit of a metric: as it is shown, else as its formula has it."""
    if metric.shown is not None and metric.shown.unit == "minutes":
        return "minutes"
    return "days" if metric.formula is None else time_unit(metric.formula, checking)


def _counts_minutes(field: ast.Field) -> bool:
    return isinstance(field.type, ast.NamedType) and field.type.name.text == "minutes"
