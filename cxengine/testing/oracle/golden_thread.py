"""Which metrics and criteria support no objective."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.testing.oracle.given import World
from cxengine.testing.oracle.lookup import all_declared, metric_named
from cxengine.testing.oracle.outcomes import criteria_of


def untraced(world: World) -> frozenset[str]:
    """Their names; none where no objective is declared."""
    declared = all_declared(world)
    if not any(isinstance(each, ast.Objective) for each in declared):
        return frozenset()
    metrics = [each for each in declared if isinstance(each, ast.Metric)]
    traced = {metric.name.text for metric in metrics if metric.supports}
    for _ in metrics:
        traced |= {part for m in metrics if m.name.text in traced for part in metrics_named(world, m.formula)}
    criteria = [c for each in declared if isinstance(each, ast.Model) for c in criteria_of(each)]
    left = [c.name.text for c in criteria if not c.supports and not metrics_named(world, c.when) & traced]
    return frozenset([*(m.name.text for m in metrics if m.name.text not in traced), *left])


def metrics_named(world: World, expr: object) -> set[str]:
    """Every metric that is named anywhere in an expression; a function may share a metric's name, and is none."""
    found: set[str] = set()
    if isinstance(expr, ast.Ref) and metric_named(world, expr.name.text) is not None:
        found.add(expr.name.text)
    if isinstance(expr, tuple):
        for part in expr:
            found |= metrics_named(world, part)
    for slot in getattr(type(expr), "__attrs_attrs__", ()):
        found |= metrics_named(world, getattr(expr, slot.name))
    return found
