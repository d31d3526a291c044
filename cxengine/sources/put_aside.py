"""Rows of a large source that come some at a time: put aside in a Parquet file that lasts as long as the run.

So a csv file, JSON or a database of any size is read as a large Parquet file is, and never held whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from cxengine.host.contracts import Binding, ParquetFile, RawTable
from cxengine.source import Span
from cxengine.sources import bounds
from cxengine.sources.bounds import too_big
from cxengine.sources.parquet_source import rows_in_parts
from cxengine.sources.passing import Passing
from cxengine.sources.told import rows_words

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MOST_AT_ONCE = 1 << 20
"""Rows of a source that are not put aside, and how many come at a time where they are, at most."""
_NUMBER = "number of row"
_WAS_NUMBER = " was a number"


@attrs.frozen(kw_only=True)
class About:
    """What is said of the rows as a whole, once they are put aside."""

    digest: Callable[[], str]
    headings: tuple[str, ...]
    notes: tuple[str, ...] = ()


def put_aside(
    binding: Binding,
    parts: Callable[[], Iterable[RawTable]],
    about: Callable[[], About],
    share: Callable[[], float] | None = None,
) -> ParquetFile:
    """The rows of the file of a binding, whose columns are of the same types in every part. At least one part comes,
    with no rows if need be.

    What parts say of problems is of all of them together in the last. ``about`` is asked when all have come, ``share``
    how much of the file has, between 0 and 1. Raises CxError (3) where they hold more than can be put aside.
    """
    with Passing() as passing:
        path = passing.folder / "rows.parquet"
        written = _Written(path, binding)
        with room(passing.folder, binding.paths[0].name, binding.place("path")), written:
            for part in parts():
                written.add(part)
                so_far = f", {share():.0%}".replace("%", " %") if share is not None else ""
                binding.tell(f"{rows_words(written.rows)}{so_far}")
        return passing.holding(_file(path, written, about(), binding.paths[0].name))


@contextmanager
def room(folder: Path, name: str, span: Span) -> Iterator[None]:
    """Write what a file holds into a passing folder inside this: raises CxError (3) where there is no more room."""
    try:
        yield
    except OSError as error:
        if error.errno != ENOSPC:
            raise
        what = f"takes more room for passing files than there is in {folder.parent.as_posix()}"
        help = "Make room there, or name another folder in the environment: TMPDIR, on Windows TEMP."
        raise too_big(name, what, help, span) from None


class _Written:
    """The file as it is written. Use as a context."""

    def __init__(self, path: Path, binding: Binding) -> None:
        self._path, self._bytes = path, 0
        self._name, self._span = binding.paths[0].name, binding.place("path")
        self._writer: pq.ParquetWriter | None = None
        self.rows = self.rejected = 0
        self.columns: list[str] = []
        self.masks: dict[str, str] = {}
        self.number: str | None = None
        self.last: RawTable | None = None

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def add(self, part: RawTable) -> None:
        """Rows after those before."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        data, self.columns = _held(part.data), part.data.column_names
        for heading, cells in part.numbers.items():
            self.masks[heading] = _free(heading + _WAS_NUMBER, data.column_names)
            data = data.append_column(self.masks[heading], pa.array(cells, pa.bool_()))
        if part.row_numbers is not None:
            self.number = _free(_NUMBER, data.column_names)
            data = data.append_column(self.number, pa.array(part.row_numbers, pa.int64()))
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, data.schema)
        self._bytes += data.nbytes
        if self._bytes > bounds.MOST_BYTES:
            what = f"holds more than {bounds.MOST_BYTES >> 30} GB, the most cx reads of such a file"
            raise too_big(self._name, what, "Save it as Parquet, in several files for `paths`.", self._span)
        self._writer.write_table(data.cast(self._writer.schema))
        self.rows += data.num_rows
        self.rejected += part.rejected
        self.last = attrs.evolve(part, data=data.slice(0, 0), row_numbers=None, numbers={})


def _held(data: pa.Table) -> pa.Table:
    """With nothing in columns of types that Parquet has not, of another that no field can have either."""
    import pyarrow as pa

    for at, column in enumerate(data.schema):
        if _is_not_held(column.type):
            kind = pa.time64("us") if pa.types.is_interval(column.type) else pa.list_(pa.null())
            data = data.set_column(at, column.name, pa.nulls(data.num_rows, kind))
    return data


def _is_not_held(kind: pa.DataType) -> bool:
    import pyarrow as pa

    within = (kind.field(at).type for at in range(kind.num_fields)) if pa.types.is_nested(kind) else ()
    return pa.types.is_interval(kind) or pa.types.is_union(kind) or any(map(_is_not_held, within))


def _free(name: str, taken: Sequence[str]) -> str:
    """The name, or one like it, that none has."""
    while name in taken:
        name += "'"
    return name


def _file(path: Path, written: _Written, about: About, name: str) -> ParquetFile:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = pq.read_schema(path)
    last = written.last
    assert last is not None

    def taken(raw: RawTable, at: int = 0) -> RawTable:
        """As the source gave it; what is said of all rows is added to the first."""
        numbers = raw.row_numbers if written.number is None else raw.data.column(written.number).to_numpy()
        masks = {name: np.asarray(raw.data.column(mask).to_numpy(), bool) for name, mask in written.masks.items()}
        data = raw.data.select(written.columns)
        rows = RawTable(data=data, headings=about.headings, row_numbers=numbers, numbers=masks)
        if at:
            return rows
        return attrs.evolve(rows, rejected=written.rejected, top=last.top, header_rows=last.header_rows)

    def batches() -> Iterator[RawTable]:
        for at, raw in enumerate(rows_in_parts(path, columns.names)):
            yield taken(raw, at)

    def read() -> RawTable:
        return attrs.evolve(taken(RawTable(data=pq.read_table(path, memory_map=True))), digest=about.digest())

    return ParquetFile(
        path=path, schema=pa.schema([columns.field(each) for each in written.columns]), num_rows=written.rows,
        digest=about.digest, read=read, name=name, refuse_change=lambda: None, batches=batches,
        numbered=written.number is not None, problems=last.problems, notes=about.notes,
    )  # fmt: skip
