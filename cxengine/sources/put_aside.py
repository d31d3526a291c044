"""Rows of a large source that come some at a time: put aside in a Parquet file that lasts as long as the run.

So a csv file, JSON or a database of any size is read as a large Parquet file is, and never held whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.host.contracts import Binding, ParquetFile, RawTable
from cxengine.sources import bounds
from cxengine.sources.bounds import too_big
from cxengine.sources.parquet_source import rows_in_parts
from cxengine.sources.passing import Passing

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
    folder = Path(mkdtemp(prefix="cxengine-"))
    path = folder / "rows.parquet"
    try:
        written = _Written(path, binding)
        with written:
            for part in parts():
                written.add(part)
                so_far = f", {share():.0%}".replace("%", " %") if share is not None else ""
                binding.tell(f"{written.rows:,} rows{so_far}")
        return Passing(folder).holding(_file(path, written, about(), binding.paths[0].name))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


class _Written:
    """The file as it is written. Use as a context."""

    def __init__(self, path: Path, binding: Binding) -> None:
        self._path, self._bytes = path, 0
        self._name, self._span = binding.paths[0].name, binding.place("path")
        self._writer: pq.ParquetWriter | None = None
        self.rows = self.rejected = 0
        self.columns: list[str] = []
        self.numbered = False
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

        self.columns, self.numbered = part.data.column_names, part.row_numbers is not None
        data = part.data
        for heading, cells in part.numbers.items():
            data = data.append_column(heading + _WAS_NUMBER, pa.array(cells, pa.bool_()))
        if part.row_numbers is not None:
            data = data.append_column(_NUMBER, pa.array(part.row_numbers, pa.int64()))
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


def _file(path: Path, written: _Written, about: About, name: str) -> ParquetFile:
    import pyarrow.parquet as pq

    about_file = pq.read_schema(path)
    last = written.last
    assert last is not None

    def taken(raw: RawTable, at: int = 0) -> RawTable:
        """As the source gave it; what is said of all rows is added to the first."""
        cells = _unpacked(raw.data, written.columns)
        numbers = cells.row_numbers if written.numbered else raw.row_numbers
        rejected = 0 if at else written.rejected
        return attrs.evolve(cells, headings=about.headings, row_numbers=numbers, rejected=rejected)

    def batches() -> Iterator[RawTable]:
        for at, raw in enumerate(rows_in_parts(path, about_file.names)):
            yield taken(raw, at)

    def read() -> RawTable:
        return attrs.evolve(taken(RawTable(data=pq.read_table(path, memory_map=True))), digest=about.digest())

    return ParquetFile(
        path=path, schema=about_file, num_rows=written.rows, digest=about.digest, read=read, name=name,
        refuse_change=lambda: None, batches=batches, numbered=written.numbered, problems=last.problems,
        notes=about.notes,
    )  # fmt: skip


def _unpacked(data: pa.Table, columns: list[str]) -> RawTable:
    import numpy as np

    def cells(name: str) -> Any:
        return data.column(name).to_numpy() if name in data.column_names else None

    numbers = {name: np.asarray(mask, bool) for name in columns if (mask := cells(name + _WAS_NUMBER)) is not None}
    return RawTable(data=data.select(columns), row_numbers=cells(_NUMBER), numbers=numbers)
