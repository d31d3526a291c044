"""The steps of a sheet and the arrows between them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import attrs

from cxengine.report.journey_map import fit, step_words
from cxengine.report.journey_map.marks import Mark
from cxengine.report.journey_map.pen import INK, LEADING, PAPER, SHADE, SOFT, Pen, Point
from cxengine.report.journey_map.sheets import BOX, HEAD, STUB, Sheet, join_at, split_at, width_of
from cxengine.report.journey_map.way import Column, Joint, Return
from cxengine.report.wording import number

TITLE, SMALL = 13.0, 11.0
"""Sizes of the title of a step and of what stands small."""
_BADGE, _GAP, _BACK, _BARE = 18.0, 14.0, 26.0, 36.0
_HALF = 14.0
"""Half of the sign where ways part or meet."""


@attrs.frozen(kw_only=True, slots=False, eq=False)
class Flow:
    """The upper part of a sheet, from ``top`` down. ``facts`` are titles by name, ``marks`` findings by step."""

    sheet: Sheet
    top: float
    facts: Mapping[str, str]
    marks: Mapping[str, tuple[Mark, ...]]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the sheet."""
        return self.sheet.way.columns[self.sheet.first : self.sheet.last + 1]

    @cached_property
    def texts(self) -> tuple[tuple[list[str], list[str]], ...]:
        """For each column the lines of its title, and of the condition below."""
        found = []
        for column in self.columns:
            step = column.step
            title = fit.lines(step["title"] or column.name, BOX - 40, TITLE, bold=True) if step is not None else []
            only = step_words.condition(step, self.facts) if step is not None else None
            found.append((title, fit.lines(only, BOX - 16, SMALL) if only else []))
        return tuple(found)

    @cached_property
    def box_high(self) -> float:
        """The height of every step on the sheet."""
        needed = (16 + (len(title) * TITLE + len(only) * SMALL) * LEADING for title, only in self.texts)
        return max(48.0, *needed)

    @cached_property
    def _rows(self) -> tuple[float, ...]:
        """The height of each line: low where only arrows run, else that of a step and its marks."""
        highs = [_BARE] * self.sheet.tracks.count
        for column, track in zip(self.columns, self.sheet.tracks.columns, strict=True):
            if column.number is not None:
                high = self.box_high + len(self.marks.get(column.name, ())) * _BADGE + _GAP
                highs[track] = max(highs[track], high)
        return tuple(highs)

    @cached_property
    def _backs(self) -> tuple[tuple[Return, float, float, int], ...]:
        """Each way back with where it leaves, where it arrives, and the line it runs on, from 0 at the bottom."""
        found: list[tuple[Return, float, float, int]] = []
        for back in self.sheet.returns:
            leaves, arrives = self._back_from(back), self._back_to(back)
            room = (min(leaves, arrives) - 8, max(leaves, arrives, arrives + 130) + 8)
            taken = {line for _, a, b, line in found if min(a, b) - 8 < room[1] and room[0] < max(a, b, b + 130) + 8}
            found.append((back, leaves, arrives, next(n for n in range(len(found) + 1) if n not in taken)))
        return tuple(found)

    def _back_from(self, back: Return) -> float:
        at = back.start - self.sheet.first
        return self.sheet.lefts[at] + BOX - 16 if 0 <= at < self.sheet.count else self.sheet.width - 6

    def _back_to(self, back: Return) -> float:
        at = back.end - self.sheet.first
        return self.sheet.lefts[at] + BOX / 2 if 0 <= at < self.sheet.count else HEAD + 8

    @property
    def _first_line(self) -> float:
        lines = 1 + max((line for *_, line in self._backs), default=-1)
        return self.top + 8 + lines * _BACK

    @property
    def high(self) -> float:
        """The height of the whole part."""
        return self._first_line - self.top + sum(self._rows) + 2

    def middle(self, track: int) -> float:
        """Where the arrows of a line run."""
        row = self._rows[track]
        return self._first_line + sum(self._rows[:track]) + (row / 2 if row == _BARE else self.box_high / 2)

    def draw(self, pen: Pen) -> None:
        """Arrows first, steps over them."""
        for back in self._backs:
            self._draw_back(pen, *back)
        for at in range(len(self.sheet.wires)):
            self._draw_wire(pen, at)
        for at, column in enumerate(self.columns):
            self._draw_signs(pen, at)
            if column.number is None:
                pen.circle(self.sheet.lefts[at] + 6, self.middle(self.sheet.tracks.columns[at]), 5, fill=INK)
            else:
                self._draw_step(pen, at, column)

    def _draw_step(self, pen: Pen, at: int, column: Column) -> None:
        x, y = self.sheet.lefts[at], self.middle(self.sheet.tracks.columns[at]) - self.box_high / 2
        title, only = self.texts[at]
        pen.rect(x, y, BOX, self.box_high, rx=6, fill=PAPER, stroke=INK, stroke_width=1.5)
        pen.circle(x + 17, y + 18, 11, fill=PAPER, stroke=INK, stroke_width=1.2)
        pen.text(x + 17, y + 22, [str(column.number)], SMALL, bold=True, text_anchor="middle")
        pen.text(x + 34, y + 22, title, TITLE, bold=True)
        below = y + 22 + len(title) * TITLE * LEADING
        pen.text(x + 8, below, only, SMALL, font_style="italic", fill=SOFT)
        for place, mark in enumerate(self.marks.get(column.name, ())):
            _draw_mark(pen, x + 8, y + self.box_high + 1 + place * _BADGE, mark)

    def _draw_wire(self, pen: Pen, at: int) -> None:
        """From the step to where ways part, along its own line, to where ways meet, and on to the next step."""
        sheet, wire, arrow = self.sheet, self.sheet.wires[at], self.sheet.arrows[at]
        y = self.middle(sheet.tracks.wires[at])
        points: list[Point] = []
        if wire.start < 0:
            points.append((HEAD + STUB - 14, y))
            pen.text(HEAD + 4, y + 4, [f"from {self._name(arrow.start)}"], SMALL)
        else:
            x, from_y = self._right(wire.start), self.middle(sheet.tracks.columns[wire.start])
            bend = x + split_at(sheet.way, sheet.first + wire.start)
            points += [(x, from_y), (bend, from_y), (bend, y)]
            if arrow.share is not None:
                pen.text(bend + _HALF + 3, y - 5, [f"{number(arrow.share)}%"], SMALL)
        if wire.end >= sheet.count:
            end = sheet.width - STUB + 4
            pen.line([*points, (end, y)])
            _draw_head(pen, end + 8, y)
            pen.text(end + 12, y + 4, [f"to {self._name(arrow.end)}"], SMALL)
            return
        x, to_y = sheet.lefts[wire.end], self.middle(sheet.tracks.columns[wire.end])
        meet = x - join_at(sheet.way, sheet.first + wire.end)
        pen.line([*points, (meet, y), (meet, to_y), (x - 6, to_y)])
        _draw_head(pen, x, to_y)

    def _name(self, column: int) -> str:
        at = self.sheet.way.columns[column].number
        return str(at) if at is not None else "a fork"

    def _right(self, at: int) -> float:
        return self.sheet.lefts[at] + width_of(self.sheet.way, self.sheet.first + at)

    def _draw_signs(self, pen: Pen, at: int) -> None:
        way, column = self.sheet.way, self.sheet.first + at
        y = self.middle(self.sheet.tracks.columns[at])
        if column in way.splits:
            _draw_sign(pen, self._right(at) + split_at(way, column), y, way.splits[column])
        if column in way.joins:
            _draw_sign(pen, self.sheet.lefts[at] - join_at(way, column), y, way.joins[column])

    def _draw_back(self, pen: Pen, back: Return, leaves: float, arrives: float, line: int) -> None:
        """Dashed, above the steps: up from the step, back, and down to where cases go through again."""
        sheet = self.sheet
        y = self._first_line - 8 - line * _BACK
        start, end = back.start - sheet.first, back.end - sheet.first
        points: list[Point] = [(leaves, y), (arrives, y)]
        said = f"{number(back.share)}% go back"
        if 0 <= start < sheet.count:
            points.insert(0, (leaves, self._roof(start)))
        else:
            said = f"{number(back.share)}% come back from {self._name(back.start)}"
        if 0 <= end < sheet.count:
            points.append((arrives, self._roof(end) - 6))
            _draw_head(pen, arrives, self._roof(end), down=True)
        else:
            said += f" to {self._name(back.end)}"
            _draw_head(pen, arrives - 4, y, back=True)
        pen.line(points, stroke_dasharray="5 3")
        pen.text(arrives + 6, y - 4, [said], SMALL)

    def _roof(self, at: int) -> float:
        return self.middle(self.sheet.tracks.columns[at]) - self.box_high / 2


def _draw_head(pen: Pen, x: float, y: float, *, down: bool = False, back: bool = False) -> None:
    if down:
        pen.shape([(x, y), (x - 5, y - 9), (x + 5, y - 9)])
    else:
        away = 9 if back else -9
        pen.shape([(x, y), (x + away, y - 5), (x + away, y + 5)])


def _draw_sign(pen: Pen, x: float, y: float, joint: Joint) -> None:
    """A lozenge with ``or``, a square with ``and``."""
    half = _HALF + 3 if joint == "or" else _HALF - 1
    corners = (
        [(x - half, y), (x, y - half), (x + half, y), (x, y + half)]
        if joint == "or"
        else [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    )
    pen.shape(corners, fill=SHADE, stroke=INK, stroke_width=1.2)
    pen.text(x, y + 4, [joint], SMALL, text_anchor="middle")


def _draw_mark(pen: Pen, x: float, y: float, mark: Mark) -> None:
    wide = fit.width(mark.text, SMALL, bold=True) + 8
    pen.rect(x, y, wide, _BADGE - 3, fill=INK if mark.strong else PAPER, stroke=INK, stroke_width=1)
    pen.text(x + 4, y + 11.5, [mark.text], SMALL, bold=True, fill=PAPER if mark.strong else INK)
