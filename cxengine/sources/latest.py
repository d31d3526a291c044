"""Of rows with the same key the last one, in files too large for memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxengine.host.contracts import Batch

if TYPE_CHECKING:
    import pyarrow as pa

_MEMORY = "512MiB"
_GONE = -1
"""Stands for the place of a row that is gone."""


class Keys:
    """The keys of the rows of a file, written beside it in the order in which they came. Use as a context."""

    def __init__(self, path: Path, schema: pa.Schema, key: Sequence[str]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._key = tuple(key)
        fields = [pa.field(f"k{at}", schema.field(name).type) for at, name in enumerate(key)]
        self._schema = pa.schema([*fields, pa.field("place", pa.int64())])
        self._writer = pq.ParquetWriter(path, self._schema)
        self._rows = 0

    def __enter__(self) -> Keys:
        return self

    def __exit__(self, *raised: object) -> None:
        self._writer.close()

    def add(self, batch: Batch) -> None:
        """The keys that the batch says are gone, then those of its rows."""
        import numpy as np
        import pyarrow as pa

        if batch.deleted:
            self._write([pa.array(column) for column in zip(*batch.deleted, strict=True)],
                        np.full(len(batch.deleted), _GONE))  # fmt: skip
        rows = batch.data.num_rows
        self._write([batch.data.column(name) for name in self._key], np.arange(self._rows, self._rows + rows))
        self._rows += rows

    def _write(self, keys: Sequence[pa.Array], places: Any) -> None:
        import pyarrow as pa

        arrays = [each.cast(self._schema.field(at).type) for at, each in enumerate(keys)]
        self._writer.write_table(pa.Table.from_arrays([*arrays, pa.array(places)], schema=self._schema))


def latest(rows: Path, keys: Path, folder: Path) -> Path:
    """The file of rows itself where each key stands once, else one in the folder with the last row of each key.

    A row whose key was gone after it is left out. Rows keep their order. A missing part of a key is compared like any
    other value.
    """
    import pyarrow.parquet as pq

    kept = _kept(keys, folder)
    whole = pq.read_metadata(rows).num_rows
    if len(kept) == whole:
        return rows
    made = folder / "latest.parquet"
    start = 0
    with pq.ParquetFile(rows) as file, pq.ParquetWriter(made, file.schema_arrow) as writer:
        for batch in file.iter_batches():
            writer.write_batch(_taken(batch, kept, start))
            start += batch.num_rows
    return made


def _kept(keys: Path, folder: Path) -> Any:
    """The places of the rows that stand, rising, as a numpy array."""
    import duckdb
    import pyarrow.parquet as pq

    names = [name for name in pq.read_schema(keys).names if name != "place"]
    config: dict[str, Any] = {"memory_limit": _MEMORY, "temp_directory": str(folder / "spill")}
    with duckdb.connect(":memory:", config=config) as connection:
        connection.read_parquet(str(keys), file_row_number=True).create_view("keys")
        last = connection.execute(
            "SELECT place FROM (SELECT place, row_number() OVER "
            f"(PARTITION BY {', '.join(names)} ORDER BY file_row_number DESC) AS back FROM keys) "
            "WHERE back = 1 AND place >= 0 ORDER BY place"
        )
        return last.fetchnumpy()["place"]


def _taken(batch: pa.RecordBatch, kept: Any, start: int) -> pa.RecordBatch:
    import numpy as np
    import pyarrow as pa

    first, last = np.searchsorted(kept, [start, start + batch.num_rows])
    return batch.take(pa.array(kept[first:last] - start))
