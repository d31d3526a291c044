"""Large Parquet files in which some rows do not fit: what fits passes into a file of its own, some rows at a time.

The same code tells what is wrong with rows as where files are read whole. A key that stands before, and the table's own
conditions on which it takes no row, are looked for in the file of those that fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import FileRows, LoadedTable, ParquetFile, RawTable
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.sources.choices import gathered
from cxengine.sources.columns import Dated, Reading, Wish, is_text
from cxengine.sources.header_rows import may_hold_headings, without_headings_again
from cxengine.sources.headings import find_heading
from cxengine.sources.in_files import Scanning
from cxengine.sources.left_out import LeftOut
from cxengine.sources.moments import dated
from cxengine.sources.parquet_source import column_in_parts
from cxengine.sources.passing import Passing
from cxengine.sources.pieces import Piece
from cxengine.sources.repeated import repeated_rows
from cxengine.sources.reported import report_of
from cxengine.sources.told import once_each, rows_words, together
from cxengine.sources.typed import Part, typed_part

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

FEWEST = 1 << 20
"""With so many rows, or fewer, they are read whole."""
NUMBER = "number of row"
"""The column of each row's number in the file that it comes from."""
_DATES = ("date", "date_and_time")


class _Otherwise(Exception):
    """The files have to be read whole: their columns differ."""


@attrs.frozen(kw_only=True)
class Sought:
    """The table that is to be filled, from which files, and what runs questions on rows."""

    table: ast.Table
    names: Names
    read: Sequence[tuple[Piece, ParquetFile]]
    reading: Reading
    scanning: Scanning

    def subjects(self) -> tuple[str, ...]:
        """Fields that name subjects."""
        kinds = self.names.subjects
        named = [(field.name.text, field.type) for field in self.table.fields]
        return tuple(name for name, of in named if isinstance(of, ast.NamedType) and of.name.text in kinds)


def rows_passed(sought: Sought, told: Diagnostics) -> LoadedTable | None:
    """The table, with its rows in a file of passing life; None where the files have to be read whole.

    None too where columns are missing or wrong, which goes to ``told``. Raises CxError (3) where a file cannot be read
    or changes.
    """
    if not _can_pass(sought):
        return None
    try:
        with Passing() as passing:
            return _passed(sought, passing, told)
    except _Otherwise:
        return None


def _can_pass(sought: Sought) -> bool:
    """Whether there are many rows, of which each can be told by itself."""
    if sum(file.num_rows for _, file in sought.read) <= FEWEST:
        return False
    dates = {field.name.text for field in _dates(sought.table)}
    return all(
        file.batches is not None and piece.binding.layout != "grid" and not piece.binding.choices.keys() & dates
        for piece, file in sought.read
    )


def _dates(table: ast.Table) -> list[ast.Field]:
    """Fields whose texts, where they are texts, are in a format that follows from all of them."""
    return [field for field in table.fields if isinstance(field.type, ast.NamedType) and field.type.name.text in _DATES]


def _dated(sought: Sought, piece: Piece, file: ParquetFile) -> Mapping[str, Dated]:
    """How dates that are texts are read, from a look at their columns alone."""
    import pyarrow as pa

    found: dict[str, Dated] = {}
    for field in _dates(sought.table):
        name = field.name.text
        at = find_heading(piece.binding.columns.get(name, name), file.schema.names)
        kind = None if at is None else file.schema.field(at).type
        if at is None or name in piece.binding.absent or not is_text(getattr(kind, "value_type", kind)):
            continue
        heading = file.schema.names[at]
        wish = Wish(table=sought.table.name.text, field=field, binding=piece.binding, found=Diagnostics(),
                    reading=sought.reading)
        try:
            found[name] = dated(_texts(piece, file, heading), wish)
        except (pa.ArrowException, OSError) as error:
            raise _Otherwise from error  # which tells what is wrong with it
    return found


def _texts(piece: Piece, file: ParquetFile, heading: str) -> Callable[[], Iterator[pa.ChunkedArray]]:
    """A column of texts some rows at a time, without those of rows that hold the headings once more."""
    import pyarrow as pa
    import pyarrow.compute as pc

    alone = partial(column_in_parts, file.path, heading)
    batches = file.batches
    if batches is None or not may_hold_headings(piece.binding):
        return alone
    if not any(pc.any(pc.equal(column.cast(pa.string()), heading)).as_py() for column in alone()):
        return alone
    return lambda: (without_headings_again(raw, piece.binding).data.column(heading) for raw in batches())


def _passed(sought: Sought, passing: Passing, told: Diagnostics) -> LoadedTable | None:
    folder = passing.folder
    fitting = _Fitting(folder / "fitting.parquet", sought.subjects())
    with fitting:
        parts = [_typed(sought, piece, file, fitting, told) for piece, file in sought.read]
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        return None
    again = repeated_rows(fitting.path, [name.text for name in sought.table.key], folder)
    starts = [0, *accumulate(part.rows - part.rejected for part in whole)]
    named = tuple((part.name, start) for part, start in zip(whole, starts, strict=False))
    left = LeftOut(sought.table, sought.scanning, named, again)
    path = left.without(fitting.path, folder / "rows.parquet", NUMBER)
    report = report_of(sought.table, whole, sought.read[0][0].binding.plugin, left.problems(),
                       [piece for piece, _ in sought.read])
    file = passing.holding(_made(path, report.digest))
    rows = FileRows(
        files=(file,),
        headings={name: name for name in file.schema.names if name != NUMBER},
        values={field: frozenset(values) for field, values in fitting.subjects.items()},
        numbers=NUMBER,
    )
    files = tuple((name, start) for name, start in left.files() if name)
    return LoadedTable(name=sought.table.name.text, data=rows, files=files, report=report)


class _Fitting:
    """The file of the rows that fit, with the subjects that they are about. Use as a context."""

    def __init__(self, path: Path, subjects: Sequence[str]) -> None:
        self.path = path
        self.rows = 0
        self.subjects: dict[str, set[str]] = {name: set() for name in subjects}
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> _Fitting:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def add(self, part: Part) -> None:
        """Rows that fit. Raises _Otherwise where their columns are not those of the rows before."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        data = part.data.append_column(NUMBER, pa.array(part.row_numbers, pa.int64()))
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, data.schema)
        if not self._writer.schema.equals(data.schema):
            raise _Otherwise
        self._writer.write_table(data)
        self.rows += data.num_rows
        for name, ids in self.subjects.items():
            ids.update(pc.unique(data.column(name)).drop_null().to_pylist())


def _typed(sought: Sought, piece: Piece, file: ParquetFile, fitting: _Fitting, told: Diagnostics) -> Part | None:
    """What a file came to, without its rows, which are in the file of those that fit."""
    made: Part | None = None
    looked_at = 0
    reading = attrs.evolve(sought.reading, dated=_dated(sought, piece, file))
    for raw in file.batches() if file.batches is not None else ():
        looked_at += raw.data.num_rows
        piece.binding.tell(f"{looked_at:,} of {rows_words(file.num_rows)} checked")
        raw = gathered(without_headings_again(raw, piece.binding), sought.table, piece.binding, told)
        part = typed_part(sought.table, sought.names, raw, binding=piece.binding, found=told, reading=reading)
        if part is None:
            return None
        fitting.add(part)
        part = attrs.evolve(part, data=part.data.slice(0, 0), row_numbers=None)
        made = part if made is None else _together(made, part)
    if made is None:
        raise _Otherwise  # a file without rows
    return attrs.evolve(made, name=piece.name, digest=file.digest())


def _together(before: Part, after: Part) -> Part:
    return attrs.evolve(
        before,
        rows=before.rows + after.rows,
        rejected=before.rejected + after.rejected,
        problems=once_each((*before.problems, *after.problems)),
        told=together((*before.told, *after.told)),
        notes=tuple(dict.fromkeys((*before.notes, *after.notes))),
    )


def _made(path: Path, digest: str) -> ParquetFile:
    """A file that nobody else knows of."""
    import pyarrow.parquet as pq

    def read() -> RawTable:
        return RawTable(data=pq.read_table(path))

    about = pq.read_metadata(path)
    return ParquetFile(
        path=path, schema=pq.read_schema(path), num_rows=about.num_rows, digest=lambda: digest, read=read,
        refuse_change=lambda: None,
    )  # fmt: skip
