"""The target of a criterion: a point of its scale above the lowest; a percentage or a date where these are answers."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking


def check_point(criterion: ast.Criterion, model: ast.Model, checking: Checking) -> None:
    """The target of one criterion that people answer."""
    target = criterion.target
    if (target is None and criterion.recent is None) or criterion.when is not None:
        return
    scale = criterion.scale or model.scale
    declared = checking.names.scales.get(scale.text) if scale is not None else None
    if scale is not None and declared is None:
        return
    if declared is not None and declared.takes is not None:
        _check_open(criterion, declared.takes.text, checking)
        return
    if criterion.recent is not None:
        message = f"Criterion {criterion.name.text} is not answered with a date"
        help = "Declare a scale for it, `scale NAME is date: Title`, and name it in the criterion."
        checking.error("target-kind", criterion.recent.span, message, help)
    if target is None:
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


def _check_open(criterion: ast.Criterion, takes: str, checking: Checking) -> None:
    """Where any percentage or any date is an answer."""
    target, recent = criterion.target, criterion.recent
    if takes == "percent":
        span = recent.span if recent is not None else None
        if target is not None and not _is_share(target):
            span = target.span
        if span is not None:
            message = "The target of a criterion that is answered with a percentage is one, above 0%"
            checking.error("target-kind", span, message, "Write for instance `target at least 80%`.")
    elif target is not None and recent is not None:
        message = f"Criterion {criterion.name.text} says twice from when on a date is met"
        checking.error("written-twice", recent.span, message, "Take one of the two lines out.")
    elif target is not None and not (_is_plain(target) and isinstance(target.quantity, ast.Day)):
        message = "The target of a criterion that is answered with a date says how late it must be"
        help = "Write for instance `target in last 12 months`, or `target at least 2018-04-01`."
        checking.error("target-kind", target.span, message, help)


def _is_share(target: ast.Target) -> bool:
    value = target.quantity
    return _is_plain(target) and isinstance(value, ast.Percent) and 0 < value.value <= 1


def _is_plain(target: ast.Target) -> bool:
    return target.bound == "at least" and target.since is None and target.kind is None


def point_names(scale: ast.Scale | None) -> tuple[str, ...]:
    """The points that answers can have, from the lowest to the highest; those without a scale for None."""
    if scale is None:
        return ("unmet", "partly", "met")
    if scale.low is not None and scale.high is not None:
        numbers = range(scale.low, scale.high + 1)
        return tuple(str(number) for number in (numbers if scale.higher_is_better is not False else reversed(numbers)))
    return tuple(point.name.text for point in scale.points)
