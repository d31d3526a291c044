"""Where rows of a csv file end whose cells may be quoted, and so run over several lines: told from its bytes.

A quotation mark opens a cell where the cell begins with it; any other outside of an open cell is a sign as others are.
In an open one two are a sign, and one closes it. So of marks that stand together only whether their count is odd, and
whether a cell begins there, changes what is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.source import Span
from cxengine.sources.failures import failure
from cxengine.sources.lines import Lines, is_long
from cxengine.sources.side_by_side import Room

if TYPE_CHECKING:
    from cxengine.sources.look import Look

_MARK, _NEW_LINE, _RETURN = ord('"'), ord("\n"), ord("\r")


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

    ``text`` is the lines below the headings. Cells may have any length, which they have not for Python's own reader.
    """
    closed = (re.compile(_cells(look.separator)), re.compile(_rest(look.separator)))
    inside, number = False, look.first_row
    for line in text:
        inside = closed[inside].fullmatch(line) is None
        number += not inside
    if inside:
        message = f"A quotation mark in row {number} of `{name}` is never closed, so the rows below it cannot be told."
        raise failure("unclosed-quote", message, "Close it, or leave it out.", span)


def cells_of(row: str, separator: str) -> tuple[str, ...]:
    """The cells of a row, of any length."""
    found = re.finditer(f"(?:^|{re.escape(separator)})({_cell(separator)})", row.rstrip("\r\n"))
    return tuple(_unquoted(each[1]) for each in found)


def _unquoted(cell: str) -> str:
    quoted = re.match(rf'"({_WITHIN})"', cell)
    return cell if quoted is None else quoted[1].replace('""', '"') + cell[quoted.end() :]


_WITHIN = '[^"]*+(?:""[^"]*+)*+'
"""What stands between the mark that opens a cell and the one that closes it."""


def _cell(separator: str) -> str:
    """A cell that is not open at its end; behind the mark that closes it others are signs as any."""
    rest = f"[^{re.escape(separator)}]*+"
    return f'(?:"{_WITHIN}"{rest}|(?!"){rest})'


def _cells(separator: str) -> str:
    """All cells of a row, or of the rest of one."""
    return f"{_cell(separator)}(?:{re.escape(separator)}{_cell(separator)})*+"


def _rest(separator: str) -> str:
    """What is left of a row where a cell of it is open."""
    return f'{_WITHIN}"[^{re.escape(separator)}]*+(?:{re.escape(separator)}{_cell(separator)})*+'
