"""Where rows of a csv file end whose cells may be quoted, and so run over several lines: told from its bytes.

A quotation mark opens a cell where the cell begins with it; any other outside of an open cell is a sign as others are.
In an open one two are a sign, and one closes it. So of marks that stand together only whether their count is odd, and
whether a cell begins there, changes what is open.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.source import Span
from cxengine.sources.failures import failure
from cxengine.sources.lines import Lines, is_long
from cxengine.sources.side_by_side import Room

if TYPE_CHECKING:
    from cxengine.sources.look import Look

_MARK, _NEW_LINE, _RETURN = ord('"'), ord("\n"), ord("\r")
_END = "end of the file"


@attrs.frozen(kw_only=True)
class RowEnds:
    """Places behind ends of rows, about ``lines.BLOCK`` bytes apart, the last that of the file.

    ``odd``: so many are its quotation marks; ``closed``: no cell is open where it ends; ``far``: some are far apart.
    """

    ends: tuple[int, ...]
    odd: bool
    closed: bool
    far: bool


def row_ends(lines: Lines, start: int, separator: str) -> RowEnds:
    """Those of the rows from a place of the file on, as Arrow reads them. Raises OSError."""
    import numpy as np

    ends: list[int] = []
    room, inside, count, end = Room(), False, 0, start
    for begun, end in lines.blocks(start):
        held = room.of(end - begun)
        body = lines.read((begun, end), held)
        signs = np.frombuffer(body, np.uint8)
        marks = np.flatnonzero(signs == _MARK)
        count += len(marks)
        gaps = _gaps(signs, marks, separator, inside)
        found = _last_end(held, gaps)
        if found:
            ends.append(begun + found)
        inside = bool(gaps[2][-1])
    ends += [] if ends and ends[-1] == end else [end]
    far = any(is_long(after - before) for before, after in zip([start, *ends], ends, strict=False))
    return RowEnds(ends=tuple(ends), odd=count % 2 == 1, closed=not inside, far=far)


_Gaps = tuple[Any, Any, Any]
"""Where stretches between marks begin, where they end, and whether a cell is open in them."""


def _gaps(signs: Any, marks: Any, separator: str, inside: bool) -> _Gaps:
    """Of a block that begins where a line does."""
    import numpy as np

    first = np.flatnonzero(np.diff(marks, prepend=-2) != 1)
    counts = np.diff(first, append=len(marks))
    counts, begins = counts[counts % 2 == 1], marks[first][counts % 2 == 1]
    before = signs[begins - 1]
    turns = (begins == 0) | (before == ord(separator)) | (before == _NEW_LINE) | (before == _RETURN)
    turned = np.cumsum(turns)
    # elsewhere than where a cell may begin they close what is open: turns count from the last of those
    since = np.maximum.accumulate(np.where(turns, -int(inside), turned))
    opened = (turned - since) % 2 == 1
    return np.append(0, begins + counts), np.append(begins, len(signs)), np.append(inside, opened)


def _last_end(held: bytearray, gaps: _Gaps) -> int:
    """The place behind the last end of a row of a block; 0 where there is none."""
    starts, ends, opened = gaps
    for at in range(len(starts) - 1, -1, -1):
        if not opened[at] and (found := held.rfind(b"\n", int(starts[at]), int(ends[at]))) >= 0:
            return found + 1
    return 0


def refuse_open_quote(text: Iterable[str], look: Look, name: str, span: Span) -> None:
    """Raise where a quotation mark is never closed: all that follows it would be one cell.

    ``text`` is the lines below the headings, of which there is one at least.
    """
    reader = csv.reader(_with_end(text), delimiter=look.separator)
    latest, number = [""], look.first_row - 1
    try:
        for row in reader:
            latest, number = row, number + 1
    except csv.Error:
        number += 1
    if latest != [_END]:
        message = f"A quotation mark in row {number} of `{name}` is never closed, so the rows below it cannot be told."
        raise failure("unclosed-quote", message, "Close it, or leave it out.", span)


def _with_end(text: Iterable[str]) -> Iterator[str]:
    """With a row behind the last."""
    line = ""
    for following in text:
        if line:
            yield line
        line = following
    yield line if line.endswith("\n") else line + "\n"
    if line.endswith("\n"):
        yield "\n"
    yield _END + "\n"
