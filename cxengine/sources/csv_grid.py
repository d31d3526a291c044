"""The cells of a block of a csv file in which every line is a row, told from its bytes with whole arrays at a time."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.sources.side_by_side import Room

if TYPE_CHECKING:
    import pyarrow as pa

_END, _RETURN = 10, 13
LINE_ENDS = (b"\n", b"\r\n")


@attrs.frozen(kw_only=True, eq=False)
class Grid:
    """The cells of ``rows`` rows of ``width``, one after the other: cell k is the bytes from ``places[k]`` up to
    ``places[k + 1]``, of which the last is the separator or the end of the line, which has ``spare`` bytes.

    The bytes stand in the ``Room`` of the thread that read them.
    """

    letters: Any
    places: Any
    width: int
    spare: int

    @property
    def rows(self) -> int:
        """How many there are."""
        return (len(self.places) - 1) // self.width

    def behind(self, column: int) -> int:
        """How many bytes behind a cell of a column are not of its text."""
        return self.spare if column == self.width - 1 else 1

    def cells(self, column: int, rows: Any) -> pa.BinaryArray:
        """Those of a column in some rows, with what is behind them."""
        import pyarrow as pa

        every = pa.Array.from_buffers(
            pa.binary(), len(self.places) - 1, [None, pa.py_buffer(self.places), pa.py_buffer(self.letters)]
        )
        return every.take(pa.array(rows * self.width + column))

    def pieces(self, cuts: Sequence[int], wanted: Sequence[bool]) -> pa.BinaryArray:
        """Each row in pieces, with what is behind them: the columns up to the first of ``cuts``, and so on. Pieces that
        are not wanted are null. They stand in the same place as the bytes.
        """
        import numpy as np
        import pyarrow as pa

        places = self.places
        if len(cuts) < self.width:
            places = np.zeros(self.rows * len(cuts) + 1, np.int32)
            self.places[1:].reshape(self.rows, self.width).take(cuts, axis=1, out=places[1:].reshape(self.rows, -1))
        known = None if all(wanted) else pa.py_buffer(np.packbits(np.tile(wanted, self.rows), bitorder="little"))
        buffers = [known, pa.py_buffer(places), pa.py_buffer(self.letters)]
        return pa.Array.from_buffers(pa.binary(), len(places) - 1, buffers)


def grid_of(held: bytearray, size: int, separator: str, width: int, room: Room) -> Grid | None:
    """The cells of the first ``size`` bytes, which end with a line and hold no quotation mark.

    None where some line has not ``width`` cells, or is not plainly a row to any reader of csv.
    """
    import numpy as np

    marks = room.marks(size)

    if width < 2 or not (len(separator) == 1 and separator.isascii()) or held.startswith(codecs.BOM_UTF8):
        return None
    letters = np.frombuffer(held, np.uint8, size)
    rows = np.count_nonzero(np.equal(letters, _END, out=marks[0]))
    np.equal(letters, ord(separator), out=marks[1])
    found = np.flatnonzero(np.logical_or(marks[0], marks[1], out=marks[0]))
    if not rows or len(found) != rows * width:
        return None
    last = found[width - 1 :: width]
    if not (letters[last] == _END).all():
        return None
    returns = 0 if held.find(b"\r", 0, size) < 0 else np.count_nonzero(letters == _RETURN)
    if returns and not (returns == rows and (letters[last - 1] == _RETURN).all()):
        return None
    places = room.lane("places", len(found) // 2 + 1).view(np.int32)[: len(found) + 1]  # as Arrow counts bytes
    places[0] = 0
    np.add(found, 1, out=places[1:], casting="unsafe")
    return Grid(letters=letters, places=places, width=width, spare=2 if returns else 1)
