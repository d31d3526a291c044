"""Answer scales: a range of whole numbers, named points, or bands of a percentage."""

from __future__ import annotations

from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.written import percent
from cxengine.lang.field_types import has_unknown_type
from cxengine.lang.reserved import ANSWERS
from cxengine.lang.resolve import declare_once
from cxengine.lang.unparse import number_text

TAKEN = {"percent": "percentage", "date": "date"}
"""What a scale may take in place of points."""
MOST_POINTS = 1000
"""Whole numbers that a scale may run over."""


def check_scales(checking: Checking) -> None:
    """Every scale."""
    for scale in checking.names.scales.values():
        first: dict[str, tuple[str, ast.Name]] = {}
        fresh = [declare_once(point.name, "point", first, checking.found) for point in scale.points]
        if not all(fresh):
            continue
        if scale.takes is not None:
            _check_taking(scale, scale.takes, checking)
        elif scale.low is not None and scale.high is not None:
            _check_range(scale, scale.low, scale.high, checking)
        elif scale.points:
            _check_named(scale, checking)


def _check_taking(scale: ast.Scale, takes: ast.Name, checking: Checking) -> None:
    """``scale trained is percent: How many?``"""
    if takes.text not in TAKEN:
        help = "Write `is percent` or `is date`; a range stands without `is`: `scale NAME 1 to 5: Title`."
        checking.lookup.unknown(takes, f"No scale is `{takes}`", TAKEN, help)
    elif scale.points:
        checking.error(
            "mixed-points",
            scale.points[0].name.span,
            f"Any {TAKEN[takes.text]} is an answer on the scale `{scale.name.text}`, so it has no points",
            f"Take the points out, or take `is {takes}` out of the line `scale {scale.name.text}`.",
        )


def _check_range(scale: ast.Scale, low: int, high: int, checking: Checking) -> None:
    word = scale.name.text
    if low >= high:  # reported where the line is read
        return
    if high - low > MOST_POINTS:
        checking.error(
            "scale-range",
            scale.name.span,
            f"A scale from {low} to {high} has too many answers",
            f"A scale has at most {MOST_POINTS} steps; for larger figures use a number field.",
        )
        return
    labelled: set[int] = set()
    for point in scale.points:
        text = point.name.text
        if not text.lstrip("-").isdigit() or not low <= int(text) <= high:
            checking.error(
                "beyond-scale",
                point.name.span,
                f"`{text}` is not on the scale `{word}`, which runs from {low} to {high}",
                f"Write a whole number from {low} to {high}.",
            )
            return
        if point.value is not None or point.up_to is not None:
            checking.error(
                "mixed-points",
                point.name.span,
                f"Point {text} of a scale with a range has its own number as value",
                f"Write `point {text}: Title`.",
            )
            return
        labelled.add(int(text))
    missing = [number for number in range(low, high + 1) if number not in labelled]
    if labelled and missing and not checking.lookup.incomplete and not _lacks_a_head(checking):
        checking.error(
            "unlabelled-points",
            scale.name.span,
            f"Some points of `{word}` have a title and others have none: {', '.join(map(str, missing[:8]))}",
            "Give every point a title, or none of them.",
        )


def _lacks_a_head(checking: Checking) -> bool:
    """Whether points may belong to a scale whose head is missing: a field has a type that is not declared."""
    return any(has_unknown_type(table, checking.names) for table in checking.names.tables.values())


def _check_named(scale: ast.Scale, checking: Checking) -> None:
    for place, point in enumerate(scale.points):
        if not _check_point_name(point, place, scale, checking):
            return
    bounds = [point.up_to is not None for point in scale.points]
    values = [point.value is not None for point in scale.points]
    odd = next((i for flags in (bounds, values) for i, flag in enumerate(flags) if flag != flags[0]), None)
    if odd is not None:
        if not checking.lookup.incomplete:
            word = "up to" if any(bounds) else "is"
            checking.error(
                "mixed-points",
                scale.points[odd].name.span,
                f"Some points of `{scale.name.text}` say `{word}` and others do not",
                f"Write `{word}` on every point, or on none.",
            )
        return
    if bounds[0]:
        _check_bounds(scale, checking)
    elif values[0]:
        _check_values(scale, checking)


def _check_point_name(point: ast.Point, place: int, scale: ast.Scale, checking: Checking) -> bool:
    text = point.name.text
    if text.lstrip("-").isdigit():
        checking.error(
            "scale-range",
            point.name.span,
            f"Point {text} is a number, and the scale `{scale.name.text}` says no range",
            f"Say the range, for instance `scale {scale.name.text} 1 to 5: Title`, or give the points names.",
        )
        return False
    if text not in ANSWERS or checking.lookup.incomplete:
        return True  # the lowest or the highest point may stand in the broken line
    last = len(scale.points) - 1
    rank = place if scale.higher_is_better is not False else last - place
    meant = "met" if rank == last else "unmet" if rank == 0 else "partly"
    if {"yes": "met", "no": "unmet"}.get(text, text) == meant:
        return True
    checking.error(
        "point-meaning",
        point.name.span,
        f"`{text}` would count as {meant} here",
        "Choose another name. Points stand from the lowest to the highest.",
    )
    return False


def _check_bounds(scale: ast.Scale, checking: Checking) -> None:
    before = Fraction(0)
    for point in scale.points:
        bound = point.up_to
        assert bound is not None
        if bound <= before or bound > 1:
            checking.error(
                "wrong-order",
                point.name.span,
                f"`{point.name.text}` goes up to {percent(bound)}, after one that goes up to {percent(before)}"
                if bound <= before
                else f"`{point.name.text}` goes up to {percent(bound)}, which is more than all",
                "Write the bounds from the lowest to 100%.",
            )
            return
        before = bound
    if before != 1 and not checking.lookup.incomplete:
        checking.error(
            "open-scale",
            scale.points[-1].name.span,
            f"The last point goes up to {percent(before)}, so higher answers have no point",
            "Let the last point go up to 100%.",
        )


def _check_values(scale: ast.Scale, checking: Checking) -> None:
    """From the lowest to the highest; of two that count the same the later is the higher."""
    before: Fraction | None = None
    for point in scale.points:
        value = point.value
        assert value is not None
        if before is not None and value < before:
            checking.error(
                "wrong-order",
                point.name.span,
                f"`{point.name.text}` is {number_text(value)}, after one that is {number_text(before)}",
                "Write the points from the lowest value to the highest.",
            )
            return
        before = value
    if len(scale.points) > 1 and before == scale.points[0].value and not checking.lookup.incomplete:
        checking.error(
            "one-value",
            scale.name.span,
            f"Every point of `{scale.name.text}` counts the same",
            "Let the best point count more than the worst.",
        )
