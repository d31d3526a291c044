"""The cells of a block of a csv file in which every line is a row, told from its bytes with whole arrays at a time."""

from __future__ import annotations

import codecs
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    import numpy as np

LONGEST = 64
"""Bytes of a text that is told apart by its bytes; so many must follow the last cell in memory."""
_WORD = 8
_END, _RETURN = 10, 13


@attrs.frozen(kw_only=True, eq=False)
class Grid:
    """``letters`` are the bytes, and LONGEST more that may be read and mean nothing; ``ends`` has a row for each row of
    the block, with the place behind each cell. Behind the last one ``spare`` bytes belong to the end of the line.
    """

    letters: Any
    ends: Any
    spare: int = 0

    def words(self, column: int, fewest: int = 1) -> tuple[np.ndarray[Any, Any], ...] | None:
        """The texts of a column as numbers: of their first eight bytes, of the next eight, and so on.

        Behind its end a text has NUL, which none holds. As many numbers as the longest text needs, ``fewest`` at least;
        None where that one is too long.
        """
        import numpy as np

        if column:
            starts = self.ends[:, column - 1] + 1
        else:
            starts = np.zeros(len(self.ends), np.int64)
            np.add(self.ends[:-1, -1], 1, out=starts[1:])
        lengths = self.ends[:, column] - starts
        if self.spare and column == self.ends.shape[1] - 1:
            lengths -= self.spare
        longest = int(lengths.max())
        if longest > LONGEST:
            return None
        masks = _masks()[: max(fewest, -(-longest // _WORD))]
        words = (self._letters(starts),) if max(longest, fewest) <= 1 else self._fetched(starts, len(masks))
        alike = lengths.min() == longest
        for word, mask in zip(words, masks, strict=True):
            # what was read behind the end of a text is taken off again
            word &= mask[longest] if alike else mask.take(lengths)
        return words

    def _letters(self, starts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """One letter at each of these places, as points of a scale mostly are."""
        letters: np.ndarray[Any, Any] = self.letters.take(starts).astype("<u8")
        return letters

    def _fetched(self, starts: np.ndarray[Any, Any], count: int) -> tuple[np.ndarray[Any, Any], ...]:
        """So many words from each of these places on.

        They are fetched from a window at every byte: one step that takes long disturbs other threads less than several
        short ones, which piecing them together from words that lie in line would need.
        """
        import numpy as np

        size = len(self.letters) - LONGEST
        return tuple(np.ndarray((size,), "<u8", self.letters, _WORD * at, (1,))[starts] for at in range(count))


def grid_of(held: bytearray, size: int, separator: str, width: int, marks: Any) -> Grid | None:
    """The cells of the first ``size`` bytes, which end with a line and hold no quotation mark.

    None where some line has not ``width`` cells, or is not plainly a row to any reader of csv. Two rows of as many
    booleans, ``marks``, are written over.
    """
    import numpy as np

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
    return Grid(letters=letters, ends=ends, spare=1 if returns else 0)


@cache
def _masks() -> np.ndarray[Any, Any]:
    """For each number of a text, and each length of it, the bytes that are part of the text."""
    import numpy as np

    ones = np.arange(LONGEST) < np.arange(LONGEST + 1)[:, None]
    return np.ascontiguousarray((ones * np.uint8(255)).view("<u8").T)
