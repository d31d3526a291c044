"""The few different texts of csv columns, told apart by their bytes, so that each is decoded once."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.sources.csv_grid import LINE_ENDS, Grid

if TYPE_CHECKING:
    import pyarrow as pa

_FEWEST = 100
"""Texts that are numbered in one byte."""
MOST_KNOWN = 1024
"""Texts of a column above which all of a block are told apart anew."""
_MOST_NUMBERS = 1 << 27
"""Numbers of texts that are held in all, about: each column has one for each piece of a row that is known."""
_LONGEST = 64
"""Bytes of a text, on average, up to which texts are held ready."""
_NOT_KNOWN = -1


@attrs.frozen(kw_only=True, eq=False)
class Texts:
    """The known texts of a column, all different. Its cells are part of the ``piece``-th of each row; ``numbers`` has,
    for each known piece, the number of the text in it, or ``_NOT_KNOWN``, and this once more for what is none.
    """

    texts: pa.StringArray
    piece: int
    numbers: Any


@attrs.frozen(kw_only=True, eq=False)
class Known:
    """Texts that were met. Rows are cut into pieces, of one column or of several side by side, so that few are looked
    up: ``pieces`` are their bytes in the file. ``cuts`` and ``wanted`` are as in ``Grid.pieces``.
    """

    pieces: pa.BinaryArray
    cuts: tuple[int, ...]
    wanted: tuple[bool, ...]
    columns: Mapping[int, Texts]

    def looked_up(self, grid: Grid) -> Found:
        """All pieces of a block, in one step."""
        import numpy as np
        import pyarrow.compute as pc

        pieces = grid.pieces(self.cuts, self.wanted)
        at = pc.index_in(pieces, value_set=self.pieces)
        every = at.null_count == 0
        if at.null_count > pieces.null_count:
            at = pc.fill_null(at, len(self.pieces))
        numbers = np.frombuffer(at.buffers()[1], np.int32, len(at)).reshape(grid.rows, len(self.cuts))
        return Found(known=self, numbers=numbers, every=every)

    @property
    def kinds(self) -> dict[int, pa.DataType]:
        """The types of the columns where all texts are known: the numbers are as small as can be, for they are many."""
        import pyarrow as pa

        return {
            column: pa.dictionary(pa.from_numpy_dtype(mine.numbers.dtype), pa.string())
            for column, mine in self.columns.items()
        }


@attrs.frozen(kw_only=True, eq=False)
class Found:
    """The number of each piece of a block among the ``known`` ones, one more than there are for others.

    ``every``: all of the block is made of known pieces, so that nothing else can be in it.
    """

    known: Known
    numbers: Any
    every: bool

    def columns(self, grid: Grid, encoding: str) -> dict[int, pa.DictionaryArray]:
        """The columns of the block whose texts are known, with further ones that they hold."""
        return {
            column: _numbered(grid, column, mine.numbers.take(self.numbers[:, mine.piece]), mine.texts, encoding)
            for column, mine in self.known.columns.items()
        }


def known(
    columns: Mapping[int, pa.StringArray], *, width: int, separator: str, encoding: str
) -> Known | None:
    """What tells the texts of these columns, all different in each; None where none is worth it."""
    import numpy as np
    import pyarrow as pa

    kept = {column: texts for column, texts in columns.items() if 0 < len(texts) <= MOST_KNOWN and _are_short(texts)}
    if not kept:
        return None
    spans = _spans({column: len(texts) for column, texts in kept.items()}, width)
    between = separator.encode()
    places: dict[bytes, int] = {}
    at: dict[int, list[list[int]]] = {}
    for piece, span in enumerate(spans):
        if span[0] in kept:
            told = [[text.encode(encoding) for text in kept[column].to_pylist()] for column in span]
            ends = LINE_ENDS if span[-1] == width - 1 else (between,)
            each = [between.join(texts) for texts in product(*told)]
            at[piece] = [[places.setdefault(text + end, len(places)) for text in each] for end in ends]
    of_columns = {}
    for piece, found in at.items():
        shares = np.indices([len(kept[column]) for column in spans[piece]]).reshape(len(spans[piece]), -1)
        for column, share in zip(spans[piece], shares, strict=True):
            texts = kept[column]
            numbers = np.full(len(places) + 1, _NOT_KNOWN, np.int8 if len(texts) <= _FEWEST else np.int16)
            numbers[found] = share
            of_columns[column] = Texts(texts=texts, piece=piece, numbers=numbers)
    return Known(
        pieces=pa.array(list(places), pa.binary()), cuts=tuple(span[-1] for span in spans),
        wanted=tuple(piece in at for piece in range(len(spans))), columns=of_columns,
    )  # fmt: skip


def _spans(counts: Mapping[int, int], width: int) -> list[list[int]]:
    """The columns of each piece of a row: those that are known of ``counts`` texts together as long as their texts make
    no more than MOST_KNOWN pieces, or fewer where columns are many, and others.
    """
    spans: list[list[int]] = []
    made, most = 0, min(MOST_KNOWN, _MOST_NUMBERS // max(1, len(counts)) ** 2)
    for column in range(width):
        count = counts.get(column, 0)
        if spans and made * count <= most and bool(made) == bool(count):
            spans[-1].append(column)
            made *= count
        else:
            spans.append([column])
            made = count
    return spans


def _are_short(texts: pa.StringArray) -> bool:
    return bool(texts.nbytes <= _LONGEST * (len(texts) + 1))


def told_apart(grid: Grid, column: int, encoding: str) -> pa.DictionaryArray:
    """The different texts of a column of a block, and where they stand."""
    import numpy as np
    import pyarrow as pa

    none = np.full(grid.rows, _NOT_KNOWN, np.int32)
    return _numbered(grid, column, none, pa.array([], pa.string()), encoding)


def _numbered(grid: Grid, column: int, numbers: Any, texts: pa.StringArray, encoding: str) -> pa.DictionaryArray:
    """A column by the numbers of its texts; those of further ones are put behind them."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if numbers.min() == _NOT_KNOWN:
        rows = np.flatnonzero(numbers == _NOT_KNOWN)
        cells = grid.cells(column, rows).dictionary_encode()
        different = _decoded(cells.dictionary, grid.behind(column), encoding)
        at = pc.index_in(different, value_set=texts)
        new = np.asarray(at.is_null())
        number_of = np.where(new, len(texts) - 1 + np.cumsum(new), np.asarray(at.fill_null(0)))
        numbers = numbers.astype(np.int32)
        numbers[rows] = number_of[cells.indices.to_numpy()]
        texts = pa.concat_arrays([texts, different.filter(pa.array(new))])
    return pa.DictionaryArray.from_arrays(pa.array(numbers), texts, safe=False)


def _decoded(cells: pa.BinaryArray, behind: int, encoding: str) -> pa.StringArray:
    """Texts from cells, which have so many bytes more."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = pc.binary_slice(cells, 0, -behind)
    if encoding == "utf-8":
        return plain.cast(pa.string())
    return pa.array([text.decode(encoding) for text in plain.to_pylist()], pa.string())
