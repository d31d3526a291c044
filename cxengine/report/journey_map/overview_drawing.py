"""A journey of several sheets on one: its steps as numbers on lines, the curve of feelings, and their names below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxengine.report.journey_map import fit
from cxengine.report.journey_map.pen import INK, LEADING, LINE, PAPER, SHADE, SOFT, Pen
from cxengine.report.journey_map.sheet_drawing import Map
from cxengine.report.journey_map.sheets import ACROSS
from cxengine.report.journey_map.strips import Strip, strips
from cxengine.report.wording import counted

_TITLE, _SIZE, _SMALL = 20.0, 12.0, 11.5
_RADIUS, _ROW, _STAGE, _FEELING = 9.5, 32.0, 24.0, 84.0
_COLUMNS = 4


def draw_overview(pen: Pen, drawn: Map) -> float:
    """Draws the overview from 0 down; gives its height."""
    title = drawn.journey["title"] or drawn.journey["journey"]
    lines = fit.lines(title, ACROSS - 16, _TITLE, bold=True)
    pen.text(8, 6 + _TITLE, lines, _TITLE, bold=True)
    y = 10 + len(lines) * _TITLE * LEADING
    below = fit.lines(_about(drawn), ACROSS - 16, _SMALL)
    pen.text(8, y + _SMALL, below, _SMALL, fill=SOFT)
    y += len(below) * _SMALL * LEADING + 12
    for strip in strips(drawn.way, ACROSS):
        y = _draw_strip(pen.group(), drawn, strip, y) + 14
    y = _draw_names(pen.group(), drawn, y)
    signs = fit.lines(_signs(drawn), ACROSS - 16, _SMALL)
    pen.text(8, y + _SMALL, signs, _SMALL, fill=SOFT)
    return y + len(signs) * _SMALL * LEADING + 8


def _about(drawn: Map) -> str:
    journey, lived = drawn.journey, drawn.journey["experience"]
    counts = [counted(len(drawn.numbers), "step"), counted(lived["pains"], "pain point")]
    counts += [counted(lived["opportunities"], "opportunity", "opportunities")]
    counts += [counted(len(journey["findings"]), "finding")]
    draft = f" Draft: {journey['draft']}" if journey["draft"] else ""
    return f"Overview, for {journey['for']['title']}: {', '.join(counts)}, on {len(drawn.sheets)} sheets.{draft}"


def _signs(drawn: Map) -> str:
    said = ["A lozenge: one of the ways. A square: all of them, side by side."] if drawn.way.splits else []
    said += ["Dashed: cases that go back."] if drawn.way.returns else []
    said += ["White on black: something may be redundant there."] if drawn.journey["findings"] else []
    if any(lane.curve for lane in drawn.lanes):
        said.append("Curve: how people feel, up is good; dashed over steps that do not say.")
    return " ".join(said)


def _draw_strip(pen: Pen, drawn: Map, strip: Strip, y: float) -> float:
    if drawn.journey["stages"]:
        _draw_stages(pen, drawn, strip, y)
        y += _STAGE + 6
    backs = strip.returns
    top = y + (14 + 12 * len(backs) if backs else 4)
    for at, (start, end) in enumerate(backs):
        _draw_back(pen, strip, top, (start, end), top - 6 - 12 * at)
    _draw_ways(pen, drawn, strip, top)
    for at in range(strip.count):
        _draw_number(pen, drawn, strip, top, at)
    _draw_joints(pen, drawn, strip, top)
    y = top + strip.tracks.count * _ROW
    if any(lane.curve for lane in drawn.lanes):
        _draw_feelings(pen, drawn, strip, y)
        y += _FEELING
    return y


def _draw_stages(pen: Pen, drawn: Map, strip: Strip, y: float) -> None:
    titles = {stage["stage"]: stage["title"] or stage["stage"] for stage in drawn.journey["stages"]}
    for stage, first, last in drawn.way.runs():
        if stage is None or last < strip.first or first > strip.last:
            continue
        left = strip.x(max(first, strip.first) - strip.first) - strip.pitch / 2 + 1
        right = strip.x(min(last, strip.last) - strip.first) + strip.pitch / 2 - 1
        pen.rect(left, y, right - left, _STAGE, fill=SHADE, stroke=INK, stroke_width=1)
        letter, title = _letter(list(titles).index(stage)), titles[stage]
        whole = f"{letter} {title}"
        fits = fit.width(whole, _SIZE, bold=True) <= right - left - 6
        pen.text((left + right) / 2, y + 16, [whole if fits else letter], _SIZE, bold=True, text_anchor="middle")


def _letter(place: int) -> str:
    """A to Z, then AA and on."""
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _middle(top: float, track: int) -> float:
    return top + track * _ROW + _ROW / 2


def _draw_ways(pen: Pen, drawn: Map, strip: Strip, top: float) -> None:
    for wire, track in zip(strip.wires, strip.tracks.wires, strict=True):
        y = _middle(top, track)
        points = []
        if wire.start < 0:
            points.append((strip.x(-1) + 4, y))
        else:
            x, from_y = strip.x(wire.start), _middle(top, strip.tracks.columns[wire.start])
            bend = x + strip.pitch / 2 - 1.5
            points += [(x, from_y), (bend, from_y), (bend, y)]
        if wire.end >= strip.count:
            points.append((strip.x(strip.count) - 4, y))
        else:
            x, to_y = strip.x(wire.end), _middle(top, strip.tracks.columns[wire.end])
            meet = x - strip.pitch / 2 + 1.5
            points += [(meet, y), (meet, to_y), (x, to_y)]
        pen.line(points)


def _draw_joints(pen: Pen, drawn: Map, strip: Strip, top: float) -> None:
    for at in range(strip.count):
        for joints, side in ((drawn.way.splits, 1), (drawn.way.joins, -1)):
            if strip.first + at in joints:
                x, y = strip.x(at) + side * (strip.pitch / 2 - 1.5), _middle(top, strip.tracks.columns[at])
                _draw_joint(pen, x, y, joints[strip.first + at] == "or")


def _draw_joint(pen: Pen, x: float, y: float, lozenge: bool) -> None:
    if lozenge:
        pen.shape([(x - 4, y), (x, y - 5), (x + 4, y), (x, y + 5)], fill=PAPER, stroke=INK, stroke_width=1.2)
    else:
        pen.rect(x - 3, y - 3.5, 6, 7, fill=PAPER, stroke=INK, stroke_width=1.2)


def _draw_number(pen: Pen, drawn: Map, strip: Strip, top: float, at: int) -> None:
    column = drawn.way.columns[strip.first + at]
    x, y = strip.x(at), _middle(top, strip.tracks.columns[at])
    if column.number is None:
        pen.circle(x, y, 3, fill=INK)
        return
    strong = any(mark.strong for mark in drawn.marks.get(column.name, ()))
    pen.circle(x, y, _RADIUS, fill=INK if strong else PAPER, stroke=INK, stroke_width=1.5)
    looks = {"fill": PAPER if strong else INK, "text_anchor": "middle"}
    pen.text(x, y + 3.5, [str(column.number)], 9.5 if column.number < 100 else 8, bold=True, **looks)


def _draw_back(pen: Pen, strip: Strip, top: float, back: tuple[int, int], y: float) -> None:
    points = []
    start, end = back
    if start < strip.count:
        points.append((strip.x(start) + 4, _middle(top, strip.tracks.columns[start]) - _RADIUS))
    points += [(strip.x(start) + 4, y), (strip.x(end) - 4, y)]
    if end >= 0:
        foot = _middle(top, strip.tracks.columns[end]) - _RADIUS
        points.append((strip.x(end) - 4, foot - 4))
        pen.shape([(strip.x(end) - 4, foot + 1), (strip.x(end) - 8, foot - 6), (strip.x(end), foot - 6)])
    pen.line(points, stroke_dasharray="4 3", stroke_width=1.2)


def _draw_feelings(pen: Pen, drawn: Map, strip: Strip, top: float) -> None:
    middle = top + _FEELING / 2

    def point(at: int, value: int) -> tuple[float, float]:
        return strip.x(at), middle - value * 15

    pen.line([(strip.x(-1) + 10, middle), (strip.x(strip.count) - 4, middle)], stroke=LINE, stroke_width=0.75)
    pen.text(8, middle - 26, ["very good"], 10, fill=SOFT)
    pen.text(8, middle + 34, ["very bad"], 10, fill=SOFT)
    felt = strip.feelings(drawn.way)
    for start, end, straight in strip.joined(drawn.way):
        dashes = {} if straight else {"stroke_dasharray": "3 3"}
        pen.line([point(start, felt[start]), point(end, felt[end])], stroke_width=1.2, **dashes)
    for at, value in felt.items():
        x, y = point(at, value)
        pen.circle(x, y, 3.5, fill=INK if value < 0 else PAPER, stroke=INK, stroke_width=1.5)


def _draw_names(pen: Pen, drawn: Map, y: float) -> float:
    """The names of all steps below their stages, in columns of like length."""
    room = (ACROSS - 16) / _COLUMNS
    entries = list(_entries(drawn, room - 52))
    deep = -(-sum(map(len, entries)) // _COLUMNS)
    while len(columns := _in_columns(entries, deep)) > _COLUMNS:
        deep += 1
    high = _SIZE * LEADING + 1
    for place, column in enumerate(columns):
        x = 8 + place * room
        for row, (label, line, bold) in enumerate(column):
            pen.text(x + 20, y + _SIZE + row * high, [label] if label else [], _SIZE, bold=True, text_anchor="end")
            pen.text(x + 26, y + _SIZE + row * high, [line], _SIZE, bold=bold)
    return y + max(map(len, columns), default=0) * high + 10


_Row = tuple[str, str, bool]
"""A label, a line, and whether it is a heading."""


def _in_columns(entries: Sequence[list[_Row]], deep: int) -> list[list[_Row]]:
    """The entries below one another, none of them broken."""
    columns: list[list[_Row]] = []
    for entry in entries:
        if not columns or len(columns[-1]) + len(entry) > deep:
            columns.append([])
        columns[-1] += entry
    return columns


def _entries(drawn: Map, room: float) -> Iterator[list[_Row]]:
    """The lines of each step, with the heading of its stage before the first."""
    titles = {stage["stage"]: stage["title"] or stage["stage"] for stage in drawn.journey["stages"]}
    for stage, first, last in drawn.way.runs():
        rows: list[_Row] = []
        if stage is not None:
            label = _letter(list(titles).index(stage))
            rows += _numbered(label, fit.lines(titles[stage], room, _SIZE, bold=True), bold=True)
        for column in drawn.way.columns[first : last + 1]:
            if column.step is not None:
                marked = ", ".join(mark.text for mark in drawn.marks.get(column.name, ()))
                title = column.step["title"] or column.name
                text = f"{title} ({marked})" if marked else title
                yield rows + _numbered(str(column.number), fit.lines(text, room, _SIZE), bold=False)
                rows = []


def _numbered(label: str, lines: Sequence[str], *, bold: bool) -> list[_Row]:
    return [("" if place else label, line, bold) for place, line in enumerate(lines)]
