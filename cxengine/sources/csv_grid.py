"""The cells of a block of a csv file in which every line is a row, told from its bytes with whole arrays at a time."""

from __future__ import annotations

import codecs
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.sources.side_by_side import Room

if TYPE_CHECKING:
    import numpy as np

LONGEST = 64
"""Bytes of a text that is told apart by its bytes."""
_WORD = 8
BEHIND = LONGEST + _WORD
"""Bytes that must follow the last cell in memory."""
_END, _RETURN = 10, 13


Words = tuple["np.ndarray[Any, Any]", ...]
"""Texts as numbers: of their first eight bytes, of the next eight, and so on, with NUL behind their end."""


@attrs.frozen(kw_only=True, eq=False)
class Grid:
    """``letters`` are the bytes, and BEHIND more that may be read and mean nothing; ``ends`` has a row for each row of
    the block, with the place behind each cell. Behind the last one ``spare`` bytes belong to the end of the line.
    ``room`` is what is worked in.
    """

    letters: Any
    ends: Any
    room: Room
    spare: int = 0

    def words(self, column: int, fewest: int = 1) -> Words | None:
        """The texts of a column as numbers: of their first eight bytes, of the next eight, and so on.

        Behind its end a text has NUL, which none holds. As many numbers as the longest text needs, ``fewest`` at least;
        None where that one is too long. They stand in ``room`` until another column is asked for.
        """
        import numpy as np

        rows = len(self.ends)
        starts, lengths = self.room.lane("starts", rows), self.room.lane("lengths", rows)
        if column:
            np.add(self.ends[:, column - 1], 1, out=starts)
        else:
            starts[0] = 0
            np.add(self.ends[:-1, -1], 1, out=starts[1:])
        np.subtract(self.ends[:, column], starts, out=lengths)
        if self.spare and column == self.ends.shape[1] - 1:
            lengths -= self.spare
        longest = int(lengths.max())
        if longest > LONGEST:
            return None
        masks = _masks()[: max(fewest, -(-longest // _WORD))]
        words = tuple(self.room.lane(f"word {at}", rows).view("<u8") for at in range(len(masks)))
        if max(longest, fewest) <= 1:
            words[0][:] = self.letters.take(starts)  # one letter each, as points of a scale mostly are
        else:
            self._fetch(words, starts)
        alike, held = lengths.min() == longest, self.room.lane("other", rows).view("<u8")
        for word, mask in zip(words, masks, strict=True):
            # what was read behind the end of a text is taken off again
            word &= mask[longest] if alike else mask.take(lengths, out=held, mode="clip")
        return words

    def _fetch(self, words: Words, starts: Any) -> None:
        """Fill the words from each of these places on, each pieced together from the two in line it lies across.

        ``starts`` are written over.
        """
        import numpy as np

        in_line = self.letters[: len(self.letters) // _WORD * _WORD].view("<u8")
        bits, above, other = (
            self.room.lane(name, len(starts)).view("<u8") for name in ("bits", "above", "other")
        )
        np.bitwise_and(starts, _WORD - 1, out=bits.view(np.int64))
        bits <<= np.uint64(3)
        np.subtract(np.uint64(64), bits, out=above)  # a shift by 64 leaves nothing
        starts >>= 3
        in_line.take(starts, out=words[0], mode="clip")
        for word, following in zip(words, (*words[1:], other), strict=True):
            starts += 1
            in_line.take(starts, out=following, mode="clip")
            word >>= bits
            word |= np.left_shift(following, above, out=other)


def grid_of(held: bytearray, size: int, separator: str, width: int, room: Room) -> Grid | None:
    """The cells of the first ``size`` bytes, which end with a line and hold no quotation mark.

    None where some line has not ``width`` cells, or is not plainly a row to any reader of csv.
    """
    import numpy as np

    marks = room.marks(size)

    if width < 2 or not (len(separator) == 1 and separator.isascii()) or held.startswith(codecs.BOM_UTF8):
        return None
    letters = np.frombuffer(held, np.uint8)
    body = letters[:size]
    rows = np.count_nonzero(np.equal(body, _END, out=marks[0]))
    np.equal(body, ord(separator), out=marks[1])
    places = np.flatnonzero(np.logical_or(marks[0], marks[1], out=marks[0]))
    if not rows or len(places) != rows * width:
        return None
    ends = places.reshape(rows, width)
    last = ends[:, -1]
    if not (body[last] == _END).all():
        return None
    returns = 0 if held.find(b"\r", 0, size) < 0 else np.count_nonzero(body == _RETURN)
    if returns and not (returns == rows and (body[last - 1] == _RETURN).all()):
        return None
    return Grid(letters=letters, ends=ends, room=room, spare=1 if returns else 0)


@cache
def _masks() -> np.ndarray[Any, Any]:
    """For each number of a text, and each length of it, the bytes that are part of the text."""
    import numpy as np

    ones = np.arange(LONGEST) < np.arange(LONGEST + 1)[:, None]
    return np.ascontiguousarray((ones * np.uint8(255)).view("<u8").T)
