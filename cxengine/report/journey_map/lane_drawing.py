"""The lanes of a sheet, and the curve of how people feel."""

from __future__ import annotations

from functools import cached_property
from itertools import zip_longest

import attrs

from cxengine.report.journey_map import fit
from cxengine.report.journey_map.lanes import Lane
from cxengine.report.journey_map.pen import INK, LEADING, LINE, PAPER, SHADE, SOFT, Pen
from cxengine.report.journey_map.sheets import BOX, HEAD, Sheet
from cxengine.report.journey_map.step_words import emotion_sign
from cxengine.report.journey_map.strips import joined
from cxengine.report.wording import Result

SIZE = 12.0
"""The size of what is said of a step."""
_PAD, _POINT, _CURVE, _BAR = 6.0, 10.0, 122.0, 18.0


_Cell = tuple[float, tuple[list[str], ...], tuple[Result | None, ...]]
"""Where the words of a step begin, its paragraphs in lines, and the shares among its figures."""


@attrs.frozen(kw_only=True, slots=False, eq=False)
class LaneRow:
    """One lane on one sheet, from ``top`` down."""

    lane: Lane
    sheet: Sheet
    top: float
    wide: float

    @cached_property
    def _cells(self) -> tuple[_Cell, ...]:
        found = []
        for at, room in rooms(self.sheet):
            step = self.sheet.way.columns[self.sheet.first + at].step
            assert step is not None
            inset = _POINT if self.lane.several else 0
            paragraphs = tuple(fit.lines(text, room - inset, SIZE) for text in self.lane.said(step))
            found.append((self.sheet.lefts[at], paragraphs, _shares(step) if self.lane.bars else ()))
        return tuple(found)

    @property
    def _title(self) -> list[str]:
        return fit.lines(self.lane.title, HEAD - 16, SIZE, bold=True)

    @cached_property
    def high(self) -> float:
        """The height of the lane."""
        words = max((_height(paragraphs, shares) for _, paragraphs, shares in self._cells), default=0)
        least = len(self._title) * SIZE * LEADING
        return max(least, words + (_CURVE if self.lane.curve else 0)) + 2 * _PAD - 2

    def draw(self, pen: Pen, number: int) -> None:
        """The name of the lane, and what it has of each step."""
        pen.rect(0, self.top, self.wide, self.high, fill=PAPER if number % 2 else SHADE)
        pen.line([(0, self.top), (self.wide, self.top)], stroke=LINE, stroke_width=0.75)
        pen.text(8, self.top + _PAD + SIZE, self._title, SIZE, bold=True)
        top = self.top + _PAD
        if self.lane.curve:
            _Curve(sheet=self.sheet, top=top + 18).draw(pen)
            top += _CURVE
        for x, paragraphs, shares in self._cells:
            self._draw_cell(pen, x, top, paragraphs, shares)

    def _draw_cell(
        self, pen: Pen, x: float, y: float, paragraphs: tuple[list[str], ...], shares: tuple[Result | None, ...]
    ) -> None:
        for lines, share in zip_longest(paragraphs, shares):
            if self.lane.several and lines:
                pen.circle(x + 3, y + SIZE - 4, 1.8, fill=INK)
            pen.text(x + (_POINT if self.lane.several else 0), y + SIZE, lines, SIZE)
            y += len(lines) * SIZE * LEADING + 3
            if share is not None:
                _draw_share(pen, x + _POINT, y + 2, share)
                y += _BAR


def rooms(sheet: Sheet) -> list[tuple[int, float]]:
    """Each step of a sheet with the width that its words have: to where the next step begins."""
    steps = [at for at in range(sheet.count) if sheet.way.columns[sheet.first + at].number is not None]
    ends = [sheet.lefts[at] for at in steps[1:]] + [max(sheet.width, sheet.lefts[-1] + BOX + 16)]
    return [(at, min(end - sheet.lefts[at] - 14, 1.8 * BOX)) for at, end in zip(steps, ends, strict=True)]


def _height(paragraphs: tuple[list[str], ...], shares: tuple[Result | None, ...]) -> float:
    words = sum(len(lines) * SIZE * LEADING + 3 for lines in paragraphs)
    return words + _BAR * sum(share is not None for share in shares)


def _shares(step: Result) -> tuple[Result | None, ...]:
    """The figures of a step that are shares of a whole, in their places."""
    return tuple(
        figure if figure["unit"] == "%" and figure["value"] is not None and 0 <= figure["value"] <= 100 else None
        for figure in step["figures"]
    )


def _draw_share(pen: Pen, x: float, y: float, figure: Result) -> None:
    """A bar of the whole, filled as far as the share; the interval as a line below, the target as a mark across."""
    per_cent = (BOX - 2 * _POINT) / 100
    pen.rect(x, y, 100 * per_cent, 8, fill=PAPER, stroke=INK, stroke_width=1)
    pen.rect(x, y, figure["value"] * per_cent, 8, fill=INK)
    if figure["low"] is not None and figure["high"] is not None:
        low, high = x + max(figure["low"], 0) * per_cent, x + min(figure["high"], 100) * per_cent
        pen.line([(low, y + 12), (high, y + 12)], stroke_width=2)
    if figure["target"] is not None:
        at = x + figure["target"] * per_cent
        pen.line([(at, y - 3), (at, y + 11)], stroke=PAPER, stroke_width=4)
        pen.line([(at, y - 3), (at, y + 11)], stroke_width=1.5)


@attrs.frozen(kw_only=True)
class _Curve:
    """How people feel, from +2 at the top to -2: a point for each step that says, joined as the ways lead."""

    sheet: Sheet
    top: float

    def draw(self, pen: Pen) -> None:
        left, right = HEAD, self.sheet.width
        for value in (2, 1, 0, -1, -2):
            dashes = {} if value == 0 else {"stroke_dasharray": "1 4"}
            pen.line([(left, self._y(value)), (right, self._y(value))], stroke=LINE, stroke_width=0.75, **dashes)
        for value, word in ((2, "+2 very good"), (0, "0"), (-2, "−2 very bad")):
            pen.text(left - 4, self._y(value) + 4, [word], 10, text_anchor="end", fill=SOFT)
        for start, end, straight in self._joined():
            dashes = {} if straight else {"stroke_dasharray": "4 4"}
            pen.line([self._point(start), self._point(end)], stroke_width=2, **dashes)
        for column, value in self._values().items():
            x, y = self._point(column)
            _draw_feeling(pen, x, y, value)
            pen.text(x, y + (18 if value < 0 else -10), [emotion_sign(value)], SIZE, bold=True, text_anchor="middle")

    def _y(self, value: int) -> float:
        return self.top + 10 + (2 - value) * 17

    def _point(self, column: int) -> tuple[float, float]:
        return self.sheet.lefts[column - self.sheet.first] + BOX / 2, self._y(self._values()[column])

    def _values(self) -> dict[int, int]:
        columns = self.sheet.way.columns
        return {
            at: step["emotion"]["value"]
            for at in range(self.sheet.first, self.sheet.last + 1)
            if (step := columns[at].step) is not None and step["emotion"] is not None
        }

    def _joined(self) -> list[tuple[int, int, bool]]:
        first = self.sheet.first
        arrows = [(arrow.start - first, arrow.end - first) for arrow in self.sheet.arrows]
        saying = {column - first for column in self._values()}
        pairs = joined(self.sheet.count, arrows, saying)
        return [(start + first, end + first, straight) for start, end, straight in pairs]


def _draw_feeling(pen: Pen, x: float, y: float, value: int) -> None:
    """Up where it is good, down where it is bad, round where it is neither: told apart without colour."""
    if value == 0:
        pen.circle(x, y, 6, fill=PAPER, stroke=INK, stroke_width=2)
        return
    way = -1 if value > 0 else 1
    fill = PAPER if value > 0 else INK
    pen.shape([(x, y + way * 8), (x - 8, y - way * 6), (x + 8, y - way * 6)], fill=fill, stroke=INK, stroke_width=2)
