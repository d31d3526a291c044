"""One sheet of a map: its heading, the stages, the steps, the lanes, and what was found."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cxengine.report.called import made_of
from cxengine.report.journey_map import fit, step_words
from cxengine.report.journey_map.flow_drawing import Flow
from cxengine.report.journey_map.lane_drawing import LaneRow
from cxengine.report.journey_map.lanes import Lane, lanes
from cxengine.report.journey_map.marks import Mark, marks
from cxengine.report.journey_map.pen import INK, LEADING, PAPER, SHADE, SOFT, Pen
from cxengine.report.journey_map.sheets import ACROSS, Sheet, sheets
from cxengine.report.journey_map.way import Way, way_of
from cxengine.report.wording import Result, counted

LEAST = 720.0
"""The width of a sheet at least."""
_TITLE, _STAGE, _SMALL = 20.0, 13.0, 11.5


@attrs.frozen(kw_only=True)
class Map:
    """A journey as it is drawn: the same names and numbers on every sheet."""

    journey: Result
    way: Way
    sheets: tuple[Sheet, ...]
    lanes: tuple[Lane, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    facts: Mapping[str, str]
    items: Mapping[str, str]

    @property
    def width(self) -> float:
        """The width of every sheet, so that all are printed at one size."""
        return ACROSS if len(self.sheets) > 1 else max(LEAST, self.sheets[0].width)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number of each step."""
        return {column.name: column.number for column in self.way.columns if column.number is not None}


def map_of(journey: Result) -> Map:
    """How a journey is laid out."""
    way = way_of(journey)
    numbers = {column.name: column.number for column in way.columns if column.number is not None}
    return Map(
        journey=journey,
        way=way,
        sheets=sheets(way),
        lanes=lanes(journey, numbers),
        marks=marks(journey),
        facts={fact["fact"]: fact["title"] or fact["fact"] for fact in journey["facts"]},
        items={item["item"]: item["title"] or item["item"] for item in journey["items"]},
    )


def draw_sheet(pen: Pen, drawn: Map, sheet: Sheet) -> float:
    """Draws one sheet from 0 down; gives its height."""
    y = _draw_heading(pen, drawn, sheet)
    y = _draw_stages(pen, drawn, sheet, y)
    flow = Flow(sheet=sheet, top=y, facts=drawn.facts, marks=drawn.marks)
    flow.draw(pen.group())
    y += flow.high
    for number, lane in enumerate(drawn.lanes):
        row = LaneRow(lane=lane, sheet=sheet, top=y, wide=drawn.width)
        row.draw(pen.group(), number)
        y += row.high
    pen.line([(0, y), (drawn.width, y)], stroke_width=0.75)
    return _draw_foot(pen, drawn, sheet, y)


def _draw_heading(pen: Pen, drawn: Map, sheet: Sheet) -> float:
    journey = drawn.journey
    y = 6.0
    title = journey["title"] or journey["journey"]
    lines = fit.lines(title, drawn.width - 16, _TITLE, bold=True)
    pen.text(8, y + _TITLE, lines, _TITLE, bold=True)
    y += len(lines) * _TITLE * LEADING + 4
    below = fit.lines(about_sheet(drawn, sheet), drawn.width - 16, _SMALL)
    pen.text(8, y + _SMALL, below, _SMALL, fill=SOFT)
    return y + len(below) * _SMALL * LEADING + 8


def about_sheet(drawn: Map, sheet: Sheet) -> str:
    """Which of the steps are on the sheet, and what the journey is."""
    journey = drawn.journey
    numbers = [c.number for c in drawn.way.columns[sheet.first : sheet.last + 1] if c.number is not None]
    said = [f"For {journey['for']['title']}"]
    if sheet.of > 1:
        said.append(f"sheet {sheet.number} of {sheet.of}: steps {numbers[0]} to {numbers[-1]} of {len(drawn.numbers)}")
    else:
        said.append(counted(len(drawn.numbers), "step"))
    text = ", ".join(said) + "."
    if journey["changes"]:
        text += f" {made_of(journey)[:1].upper()}{made_of(journey)[1:]}."
    return text + (f" Draft: {journey['draft']}" if journey["draft"] else "")


def _draw_stages(pen: Pen, drawn: Map, sheet: Sheet, y: float) -> float:
    """A bar above the steps of each stage. Nothing where the journey has none."""
    titles = {stage["stage"]: stage["title"] or stage["stage"] for stage in drawn.journey["stages"]}
    if not titles:
        return y
    bars = []
    for stage, first, last in drawn.way.runs():
        if stage is None or last < sheet.first or first > sheet.last:
            continue
        left = sheet.lefts[max(first, sheet.first) - sheet.first] - 6
        right = sheet.lefts[last + 1 - sheet.first] - 14 if last < sheet.last else sheet.width - 2
        title = titles[stage] + (" (continued)" if first < sheet.first else "")
        bars.append((left, right - left, fit.lines(title, right - left - 16, _STAGE, bold=True)))
    high = max((len(lines) for *_, lines in bars), default=1) * _STAGE * LEADING + 10
    pen.text(8, y + 5 + _STAGE, ["Stage"], 12, bold=True)
    for left, wide, lines in bars:
        pen.rect(left, y, wide, high, fill=SHADE, stroke=INK, stroke_width=1)
        pen.text(left + 8, y + 5 + _STAGE, lines, _STAGE, bold=True)
    return y + high + 4


def _draw_foot(pen: Pen, drawn: Map, sheet: Sheet, y: float) -> float:
    """What was found on this sheet, in sentences; and what the signs mean."""
    here = {column.name for column in drawn.way.columns[sheet.first : sheet.last + 1]}
    y += 8
    for number, finding in enumerate(drawn.journey["findings"], start=1):
        if not here & set(finding["steps"]):
            continue
        label = f"F{number}"
        strong = not finding["accepted"]
        wide = fit.width(label, _SMALL, bold=True) + 8
        pen.rect(8, y, wide, 15, fill=INK if strong else PAPER, stroke=INK, stroke_width=1)
        pen.text(12, y + 11.5, [label], _SMALL, bold=True, fill=PAPER if strong else INK)
        lines = fit.lines(step_words.finding_words(finding), drawn.width - 60, _SMALL)
        pen.text(48, y + 11.5, lines, _SMALL)
        y += len(lines) * _SMALL * LEADING + 6
    signs = fit.lines(_signs(drawn, sheet, here), drawn.width - 16, _SMALL)
    pen.text(8, y + _SMALL, signs, _SMALL, fill=SOFT)
    return y + len(signs) * _SMALL * LEADING + 8


def _signs(drawn: Map, sheet: Sheet, here: set[str]) -> str:
    columns = range(sheet.first, sheet.last + 1)
    joints = {way[at] for way in (drawn.way.splits, drawn.way.joins) for at in columns if at in way}
    said = []
    if "or" in joints:
        said.append("A lozenge with “or”: one of the ways.")
    if "and" in joints:
        said.append("A square with “and”: all of the ways, side by side.")
    if sheet.returns:
        said.append("Dashed: cases that go back.")
    if any(mark.text in ("new", "changed") for name in here for mark in drawn.marks.get(name, ())):
        said.append(f"New and changed: against “{drawn.journey['changes_title'] or drawn.journey['changes']}”.")
    if any(here & set(finding["steps"]) for finding in drawn.journey["findings"]):
        said.append("F and a number: something that may be redundant, in the sentences above.")
    if any(lane.curve for lane in drawn.lanes):
        said.append("Emotion: up is good, down is bad, a circle is neither; dashed over steps that do not say.")
    if any(lane.bars for lane in drawn.lanes):
        figures = [figure for step in drawn.journey["steps"] for figure in step["figures"]]
        aim = "; the mark across it: its target" if any(figure["target"] is not None for figure in figures) else ""
        said.append(f"Bar: the share; the line below it: its interval{aim}.")
    return " ".join(said)


