"""Blocks of a csv file side by side: what is read of each is joined in their order.

Most columns of a survey have few different texts. They are read as numbers of texts, so that a text is decoded, and
looked at later, once and not in every row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import attrs

from cxengine.sources.columns import stand_often
from cxengine.sources.csv_grid import Grid, grid_of
from cxengine.sources.csv_rows import Cells
from cxengine.sources.csv_texts import Found, Known, known, told_apart
from cxengine.sources.lines import Lines, Stretch, signs_of
from cxengine.sources.side_by_side import Room, side_by_side

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen(kw_only=True, eq=False)
class Block:
    """Rows of a csv file, in UTF-8, of which some columns are wanted, and some of those as dictionaries."""

    body: bytes | memoryview
    columns: tuple[str, ...]
    coded: frozenset[str]


class Otherwise(Exception):
    """A block shows that the file is not what it seemed to be. ``lines`` is as what it may be read, if it is lines."""

    def __init__(self, lines: Lines | None) -> None:
        super().__init__()
        self.lines = lines


@attrs.frozen(kw_only=True, eq=False)
class Few:
    """Columns of few different texts, and those that are known of them."""

    columns: tuple[str, ...]
    known: Known | None = None


ReadBlock = Callable[[Block], Cells]


@attrs.frozen(kw_only=True, eq=False)
class Blocks:
    """The rows of a csv file of ``width`` cells each, whose columns are named by their places.

    ``read`` reads any block, also one of which some line is no row.
    """

    lines: Lines
    separator: str
    width: int
    read: ReadBlock
    room: Room = attrs.field(factory=Room, init=False)

    def cells(self, start: int, columns: tuple[str, ...]) -> Cells:
        """Those of all rows from a place in the file on.

        Raises OSError, Otherwise, and what ``read`` raises.
        """
        import pyarrow as pa

        stretches = self.lines.blocks(start)
        table, misfits = self._of_block(next(stretches, (start, start)), columns, Few(columns=columns))
        few = self._few(table)
        tables = [_as_told(table, few)]
        done = table.num_rows + len(misfits)
        for more, unfit in side_by_side(lambda stretch: self._of_block(stretch, columns, few), stretches):
            tables.append(more)
            misfits += [attrs.evolve(misfit, index=misfit.index + done) for misfit in unfit]
            done += more.num_rows + len(unfit)
        return pa.concat_tables(_alike(tables)).unify_dictionaries(), misfits

    def _few(self, table: pa.Table) -> Few:
        """What the first block shows."""
        columns = tuple(name for name in table.column_names if _is_few(table.column(name)))
        texts = {int(name): _different(table.column(name)) for name in columns}
        met = known(texts, width=self.width, separator=self.separator, encoding=self.lines.encoding)
        return Few(columns=columns, known=met)

    def _of_block(self, stretch: Stretch, columns: tuple[str, ...], few: Few) -> Cells:
        """The cells of a block; those of few texts are told from its bytes where every line is plainly a row."""
        import pyarrow as pa

        room = self.room.of(stretch[1] - stretch[0] + 1)
        body = self.lines.read(stretch, room)
        size = len(body)
        if size and room[size - 1] != ord("\n"):
            room[size] = ord("\n")
            size += 1
        grid = grid_of(room, size, self.separator, self.width, self.room)
        found = None if grid is None or few.known is None else few.known.looked_up(grid)
        if found is None or not found.every:  # else it is made of what was looked at
            instead = self.lines.as_shown(signs_of(room, size, self.room))
            if instead is not self.lines:
                raise Otherwise(instead)
        told = {} if grid is None else self._told(grid, few, found)
        rest = tuple(name for name in columns if name not in told)
        if not rest:
            return pa.table({name: told[name] for name in columns}), []
        table, misfits = self.read(Block(body=self._utf8(body), columns=rest, coded=frozenset(few.columns)))
        return pa.table({name: told[name] if name in told else table.column(name) for name in columns}), misfits

    def _told(self, grid: Grid, few: Few, found: Found | None) -> dict[str, pa.DictionaryArray]:
        encoding = self.lines.encoding
        told = {} if found is None else {str(at): texts for at, texts in found.columns(grid, encoding).items()}
        return {
            name: told[name] if name in told else told_apart(grid, int(name), encoding) for name in few.columns
        }

    def _utf8(self, body: memoryview) -> bytes | memoryview:
        encoding = self.lines.encoding
        return body if encoding == "utf-8" else str(body, encoding).encode("utf-8")


def _is_few(column: pa.ChunkedArray) -> bool:
    return stand_often(sum(len(chunk.dictionary) for chunk in column.chunks), len(column))


def _different(column: pa.ChunkedArray) -> pa.StringArray:
    import pyarrow as pa

    return column.unify_dictionaries().chunk(0).dictionary if len(column) else pa.array([], pa.string())


def _as_told(table: pa.Table, few: Few) -> pa.Table:
    """With columns of many texts as texts, and those of known ones as these are told."""
    import pyarrow as pa

    kinds = {} if few.known is None else few.known.kinds

    def kind(name: str) -> pa.DataType:
        return kinds.get(int(name), table.schema.field(name).type) if name in few.columns else pa.string()

    return table.cast(pa.schema([(name, kind(name)) for name in table.column_names]))


def _alike(tables: Sequence[pa.Table]) -> list[pa.Table]:
    """With numbers of texts of one size in each column, for a block with further texts has larger ones."""
    import pyarrow as pa

    kinds = [{table.schema.field(name).type for table in tables} for name in tables[0].column_names]
    coded = pa.dictionary(pa.int32(), pa.string())
    one = pa.schema([
        (name, next(iter(kind)) if len(kind) == 1 else coded)
        for name, kind in zip(tables[0].column_names, kinds, strict=True)
    ])  # fmt: skip
    return [table if table.schema.equals(one) else table.cast(one) for table in tables]
