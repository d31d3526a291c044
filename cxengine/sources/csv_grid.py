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

    def words(self, column: int, fewest: int = 1) -> np.ndarray[Any, Any] | None:
        """The texts of a column, a row of eight-byte numbers each, with NUL behind their end, which no text holds.

        Of as many numbers as the longest needs, ``fewest`` at least; None where that one is too long.
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
        widest = int(lengths.max())
        if widest > LONGEST:
            return None
        count = max(fewest, -(-widest // _WORD))
        # what is read behind the end of a text is taken off again
        windows = np.ndarray((len(self.letters) - _WORD * count + 1,), _kind(count), self.letters, strides=(1,))
        words, masks = _numbers(windows[starts], count), _masks(count)
        words &= _numbers(masks[lengths] if lengths.min() < widest else masks[widest : widest + 1], count)
        return words


def grid_of(letters: np.ndarray[Any, Any], size: int, separator: str, width: int) -> Grid | None:
    """The cells of the first ``size`` bytes, which end with a line and hold no quotation mark.

    None where some line has not ``width`` cells, or is not plainly a row to any reader of csv.
    """
    import numpy as np

    body = letters[:size]
    if width < 2 or not (len(separator) == 1 and separator.isascii()) or bytes(body[:3]) == codecs.BOM_UTF8:
        return None
    marks = body == _END
    rows = np.count_nonzero(marks)
    marks |= body == ord(separator)
    places = np.flatnonzero(marks)
    if not rows or len(places) != rows * width:
        return None
    ends = places.reshape(rows, width)
    last = ends[:, -1]
    returns = np.count_nonzero(body == _RETURN)
    if not (body[last] == _END).all() or (returns and not (returns == rows and (body[last - 1] == _RETURN).all())):
        return None
    return Grid(letters=letters, ends=ends, spare=1 if returns else 0)


@cache
def _masks(count: int) -> np.ndarray[Any, Any]:
    """For each length of a text, its bytes in so many numbers."""
    import numpy as np

    ones = np.arange(_WORD * count) < np.arange(_WORD * count + 1)[:, None]
    return (ones * np.uint8(255)).view(_kind(count))[:, 0]


def _kind(count: int) -> str:
    return "<u8" if count == 1 else f"V{_WORD * count}"


def _numbers(texts: np.ndarray[Any, Any], count: int) -> np.ndarray[Any, Any]:
    return texts.view("<u8").reshape(len(texts), count)
