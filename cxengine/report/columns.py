"""How wide the columns of a table are: as wide as they want to be, and where that is too wide, no word is cut."""

from __future__ import annotations

from collections.abc import Collection, Sequence

GAP = 2
"""Blanks between two columns of the table."""


def fitting(rows: Sequence[Sequence[str]], room: int, whole: Collection[int] = ()) -> list[int] | None:
    """The width in cells of each column; the first row has the headings. None where words would have to be cut.

    The widest give way first, down to their longest word, but for the places of ``whole`` columns, which are not
    folded.
    """
    wide, least = _wanted(rows), _least(rows, whole)
    while sum(wide) > _left(room, len(wide)):
        spare = [width if width > word else 0 for width, word in zip(wide, least, strict=True)]
        if not any(spare):
            return None
        wide[spare.index(max(spare))] -= 1
    return wide


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
