"""A journey as SVG: every sheet as a drawing of its own for a page, or all below one another in one file."""

from __future__ import annotations

from collections.abc import Callable

from cxengine.report.journey_map.overview_drawing import draw_overview
from cxengine.report.journey_map.pen import PAPER, Pen, canvas, file_text
from cxengine.report.journey_map.sheet_drawing import Map, about_sheet, draw_sheet, map_of
from cxengine.report.journey_map.told import told
from cxengine.report.wording import Result

_GAP = 28.0

Draw = Callable[[Pen], float]
"""Draws from 0 down; gives the height."""


def as_svg(journey: Result) -> str:
    """The text of a file: one picture with a title, and the journey in words for those who do not see it."""
    drawn = map_of(journey)
    parts = [draw for _, draw in drawings(drawn)]
    highs = [draw(canvas(drawn.width, 0)) for draw in parts]
    high = sum(highs) + _GAP * (len(parts) - 1)
    pen = canvas(drawn.width, high, role="img", aria_labelledby="map-title map-words")
    pen.words("title", journey["title"] or journey["journey"], id="map-title")
    pen.words("desc", told(journey, drawn), id="map-words")
    pen.rect(0, 0, drawn.width, high, fill=PAPER)
    y = 0.0
    for part, own in zip(parts, highs, strict=True):
        part(pen.group(transform=f"translate(0 {y:g})"))
        y += own + _GAP
    return file_text(pen)


def svg_of_part(drawn: Map, title: str, draw: Draw, name: str) -> Pen:
    """One drawing for a page, with a title by which it is known; ``name`` is unique on the page."""
    high = draw(canvas(drawn.width, 0))
    pen = canvas(drawn.width, high, role="img", aria_labelledby=name)
    pen.words("title", title, id=name)
    pen.rect(0, 0, drawn.width, high, fill=PAPER)
    draw(pen)
    return pen


def drawings(drawn: Map) -> list[tuple[str, Draw]]:
    """The overview, where there are several sheets, and each sheet, with what is on it in words."""
    found: list[tuple[str, Draw]] = []
    if len(drawn.sheets) > 1:
        found.append(("Overview of all steps.", lambda pen: draw_overview(pen, drawn)))
    for sheet in drawn.sheets:
        found.append((about_sheet(drawn, sheet), lambda pen, sheet=sheet: draw_sheet(pen, drawn, sheet)))  # type: ignore[misc]
    return found
