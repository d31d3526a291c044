"""``target at least some`` in a criterion: a point of its scale, above the lowest."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking


def check_point(criterion: ast.Criterion, model: ast.Model, checking: Checking) -> None:
    """The target of one criterion that people answer."""
    target = criterion.target
    if target is None or criterion.when is not None:
        return
    scale = criterion.scale or model.scale
    declared = checking.names.scales.get(scale.text) if scale is not None else None
    if scale is not None and declared is None:
        return
    points = point_names(declared)
    known = ", ".join(f"`{point}`" for point in points[1:8])
    if target.bound == "at most" or target.since is not None or target.point is None:
        message = "The target of a criterion is a point of its scale, from which an answer is met"
        checking.error("target-kind", target.span, message, f"Write `target at least` and one of {known}.")
    elif target.point not in points:
        name = ast.Name(target.point, target.quantity.span)
        what = f"There is no point `{target.point}` on the scale that criterion {criterion.name.text} is answered on"
        checking.lookup.unknown(name, what, points, f"Write one of {known}.")
    elif target.point == points[0]:
        message = f"`{target.point}` is the lowest point, so every answer would be met"
        checking.error("target-kind", target.quantity.span, message, f"Write one of {known}.")


def point_names(scale: ast.Scale | None) -> tuple[str, ...]:
    """The points that answers can have, from the lowest to the highest; those without a scale for None."""
    if scale is None:
        return ("unmet", "partly", "met")
    if scale.low is not None and scale.high is not None:
        numbers = range(scale.low, scale.high + 1)
        return tuple(str(number) for number in (numbers if scale.higher_is_better is not False else reversed(numbers)))
    return tuple(point.name.text for point in scale.points)
