"""Reads the wanted columns of a Parquet file, with their types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxengine.host.contracts import Binding, RawTable
from cxengine.sources.bounds import MOST_BYTES, MOST_VALUES, refuse_cells, too_big
from cxengine.sources.failures import digest_of_file, failure, unchanged
from cxengine.sources.headings import find_heading

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_FEW = 4
"""Bytes per value below which a text column can only be stored as a dictionary of few values."""


def read_parquet(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """Read the one file of a binding. Columns of few distinct texts come as dictionaries."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path, span = binding.paths[0], binding.place("path")
    with unchanged(path, span):
        if path.stat().st_size == 0:
            raise failure("empty-file", f"`{path.name}` is empty.", "", span)
        try:
            file = pq.ParquetFile(path, memory_map=True)
            headings = tuple(file.schema_arrow.names)
            indices = {index for heading in wanted if (index := find_heading(heading, headings)) is not None}
            columns = [headings[index] for index in sorted(indices)]
            refuse_cells(path.name, file.metadata.num_rows, max(1, len(columns)), span, MOST_VALUES)
            if sum(_unpacked(file, name)[0] for name in columns) > MOST_BYTES:
                help = "Cut it into several files, or leave the long texts out."
                raise too_big(path.name, f"unpacks to more than {MOST_BYTES >> 30} GB", help, span)
            coded = [name for name in columns if _few(file, name)]
            table = pq.read_table(path, columns=columns, read_dictionary=coded, memory_map=True)
            if not columns:
                table = table.append_column("", pa.nulls(file.metadata.num_rows))
        except MemoryError:
            help = "Cut it into several files, or use a machine with more memory."
            raise too_big(path.name, "needs more memory than there is", help, span) from None
        except (pa.ArrowException, OSError, ValueError) as error:
            words = " ".join(str(error).split())
            help = 'Where it is a csv file, write `plugin = "csv"`.'
            raise failure("not-parquet", f"`{path.name}` cannot be read as Parquet: {words}", help, span) from None
        digest = digest_of_file(path)
    return RawTable(data=table, headings=headings, digest=digest)


def _few(file: pq.ParquetFile, name: str) -> bool:
    """Whether a column is text that is stored as a dictionary of few values."""
    import pyarrow as pa

    if not pa.types.is_string(file.schema_arrow.field(name).type):
        return False
    size, rows = _unpacked(file, name)
    return rows > 1000 and size < _FEW * rows


def _unpacked(file: pq.ParquetFile, name: str) -> tuple[int, int]:
    """How many bytes a column unpacks to, and how many values it has."""
    metadata = file.metadata
    sizes = rows = 0
    for group in range(metadata.num_row_groups):
        for index in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(index)
            if chunk.path_in_schema == name:
                sizes, rows = sizes + chunk.total_uncompressed_size, rows + chunk.num_values
    return sizes, rows
