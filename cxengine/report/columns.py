"""How wide the columns of a table are: as wide as they want to be, and where that is too wide, no word is cut.

What gives way is what makes the table the fewest lines longer: where one cell of a row stands in two lines, another may
too for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

GAP = 2
"""Blanks between two columns of the table."""
MOST_ROWS = 200
"""Rows whose lines are counted; words are kept whole in all."""


def fitting(rows: Sequence[Sequence[str]], room: int, whole: Collection[int] = ()) -> list[int] | None:
    """The width in cells of each column; the first row has the headings. None where words would have to be cut.

    Each gives way down to its longest word, but for the places of ``whole`` columns, which are not folded; of those
    that make as many lines the widest first.
    """
    wide, least = _wanted(rows), _least(rows, whole)
    if sum(least) > _left(room, len(wide)):
        return None
    folded = _Folded(rows[:MOST_ROWS], wide)
    while sum(wide) > _left(room, len(wide)):
        spare = [at for at, word in enumerate(least) if wide[at] > word]
        folded.narrow(min(spare, key=lambda at: (folded.lines_without(at), -wide[at], at)))
    return wide


class _Folded:
    """How many lines the rows of a table take at widths that change."""

    def __init__(self, rows: Sequence[Sequence[str]], wide: list[int]) -> None:
        self._columns, self._wide = list(zip(*rows, strict=True)), wide
        self._now = [self._lines(at, width) for at, width in enumerate(wide)]
        self._narrower: dict[int, list[int]] = {}

    def lines_without(self, at: int) -> int:
        """How many lines there are where one column has a cell less."""
        if at not in self._narrower:
            self._narrower[at] = self._lines(at, self._wide[at] - 1)
        return sum(map(max, zip(*self._now[:at], self._narrower[at], *self._now[at + 1 :], strict=True)))

    def narrow(self, at: int) -> None:
        """Take a cell from a column."""
        self.lines_without(at)
        self._now[at] = self._narrower.pop(at)
        self._wide[at] -= 1

    def _lines(self, at: int, width: int) -> list[int]:
        return [_lines_of(cell, width) for cell in self._columns[at]]


def _lines_of(cell: str, width: int) -> int:
    """How many lines the words of a cell take."""
    from rich.cells import cell_len

    if cell_len(cell) <= width:
        return 1
    lines, used = 1, 0
    for word in map(cell_len, cell.split()):
        fits = not used or used + 1 + word <= width
        lines, used = (lines, used + 1 + word if used else word) if fits else (lines + 1, word)
    return lines


def widths(rows: Sequence[Sequence[str]], room: int, whole: Collection[int] = ()) -> list[int]:
    """The same; where not all words fit, the longest are cut."""
    found = fitting(rows, room, whole)
    if found is not None:
        return found
    wide = _least(rows, whole)
    while sum(wide) > max(_left(room, len(wide)), len(wide)):
        wide[wide.index(max(wide))] -= 1
    return wide


def _left(room: int, columns: int) -> int:
    return room - GAP * (columns - 1)


def _wanted(rows: Sequence[Sequence[str]]) -> list[int]:
    from rich.cells import cell_len

    return [max(map(cell_len, column)) for column in zip(*rows, strict=True)]


def _least(rows: Sequence[Sequence[str]], whole: Collection[int]) -> list[int]:
    from rich.cells import cell_len

    words = [[word for cell in column for word in cell.split()] for column in zip(*rows, strict=True)]
    longest = [max(map(cell_len, column), default=1) for column in words]
    return [wide if at in whole else longest[at] for at, wide in enumerate(_wanted(rows))]
