"""Whether a Parquet file may be unpacked: what its texts come to where each is held once and stands in many rows.

A file says what its pages unpack to, but not what the texts in them come to: a text of 100 kB that 300,000 rows share
is held once, in 5 kB, and takes 30 GB where each row has its own. The dictionaries of texts are read, which is little;
where the longest text in each row would be too much, it is counted which text each row has, and no text is copied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.source import Span
from cxengine.sources.bounds import MOST_BYTES, MOST_REPEATED, MOST_TIMES, too_big

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

LONG = 500
"""Bytes above which a text counts: names of options and services are shorter, however many rows have them."""
_ROWS = 1 << 14
"""Rows whose texts are counted at a time where they come as places in a dictionary."""
_FEW_ROWS = 1 << 8
"""As many where each comes by itself."""
_OF_TEXT = frozenset({"BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"})
_PREFIXED = "DELTA_BYTE_ARRAY"
"""How texts are held of which each says how much of the one before it begins with."""


@attrs.frozen(kw_only=True)
class _Chunk:
    """A column of texts in a group of rows; ``leaf`` is its path in the file, ``size`` what its pages unpack to."""

    leaf: str
    group: int
    values: int
    size: int
    packed: int
    fixed: int
    """Bytes of each value; 0 where they differ."""
    prefixed: bool


def refuse_bomb(path: Path, file: pq.ParquetFile, columns: Collection[str], span: Span) -> None:
    """Raise CxError (3) where the columns of a file unpack to too much: its pages, or the texts that it repeats."""
    help = "Cut it into several files, or leave the long texts out."
    if sum(unpacked(file, name)[0] for name in columns) > MOST_BYTES:
        raise too_big(path.name, f"unpacks to more than {MOST_BYTES >> 30} GB", help, span)
    chunks = list(_chunks(file, columns))
    size, packed = sum(chunk.size for chunk in chunks), sum(chunk.packed for chunk in chunks)
    if size > max(MOST_REPEATED, MOST_TIMES * packed):
        what = f"unpacks to more than {MOST_REPEATED >> 30} GB, and to more than {MOST_TIMES} times of what it holds"
        raise too_big(path.name, what, help, span)
    if sum(chunk.size * chunk.values for chunk in chunks) > MOST_REPEATED:
        _refuse_repeated(path, file, chunks, span)


def _refuse_repeated(path: Path, file: pq.ParquetFile, chunks: list[_Chunk], span: Span) -> None:
    """Raise where long texts come to more than MOST_REPEATED above what the pages hold."""
    import pyarrow.parquet as pq

    coded = [chunk.leaf for chunk in chunks if not chunk.prefixed and not chunk.fixed]
    left = MOST_REPEATED + sum(chunk.size for chunk in chunks)
    with pq.ParquetFile(path, metadata=file.metadata, read_dictionary=coded, memory_map=True) as opened:
        longest = [_longest(opened, chunk) for chunk in chunks]
        bounds = [each * chunk.values if each > LONG else 0 for each, chunk in zip(longest, chunks, strict=True)]
        if sum(bounds) <= left:
            return
        for chunk, most in zip(chunks, bounds, strict=True):
            for came in _lengths(opened, chunk) if most else ():
                left -= came
                if left < 0:
                    name = chunk.leaf.split(".list.")[0]
                    what = (
                        f"repeats long texts in the column `{name}` so often that they unpack to more than "
                        f"{MOST_REPEATED >> 30} GB"
                    )
                    help = "Give the rows a short name of the text in place of it, or cut the file into several."
                    raise too_big(path.name, what, help, span)


def unpacked(file: pq.ParquetFile, name: str) -> tuple[int, int]:
    """How many bytes the pages of a column unpack to, by what the file says, and how many values it has."""
    metadata = file.metadata
    sizes = rows = 0
    for group in range(metadata.num_row_groups):
        for index in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(index)
            if _within(chunk.path_in_schema, name):
                sizes, rows = sizes + chunk.total_uncompressed_size, rows + chunk.num_values
    return sizes, rows


def prefixed(file: pq.ParquetFile, name: str) -> bool:
    """Whether texts of a column are held by how they begin, so that they cannot come as dictionaries."""
    return any(chunk.prefixed for chunk in _chunks(file, (name,)))


def _within(leaf: str, name: str) -> bool:
    """Whether a path in the file is that of a column, or of what is nested in it."""
    return leaf == name or leaf.startswith(f"{name}.")


def _chunks(file: pq.ParquetFile, columns: Collection[str]) -> Iterator[_Chunk]:
    metadata = file.metadata
    leaves = [file.schema.column(index) for index in range(metadata.num_columns)]
    of_text = [
        (index, leaf)
        for index, leaf in enumerate(leaves)
        if leaf.physical_type in _OF_TEXT and any(_within(leaf.path, name) for name in columns)
    ]
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group)
        for index, leaf in of_text:
            chunk = rows.column(index)
            yield _Chunk(
                leaf=leaf.path,
                group=group,
                values=max(chunk.num_values, rows.num_rows),
                size=chunk.total_uncompressed_size,
                packed=chunk.total_compressed_size,
                fixed=max(leaf.length, 0) if leaf.physical_type != "BYTE_ARRAY" else 0,
                prefixed=_PREFIXED in chunk.encodings,
            )


def _longest(file: pq.ParquetFile, chunk: _Chunk) -> int:
    """Bytes that no text of a chunk is longer than, but for those that its pages hold once for each row."""
    if chunk.fixed or not chunk.values:
        return chunk.fixed
    if chunk.prefixed:
        return chunk.size
    for texts in _texts(file, chunk, 1):
        dictionary = getattr(texts, "dictionary", None)
        return chunk.size if dictionary is None else int(_bytes(dictionary).max(initial=0))
    return 0


def _lengths(file: pq.ParquetFile, chunk: _Chunk) -> Iterator[int]:
    """What the long texts of some rows come to, one lot of rows after the other."""
    if chunk.fixed:
        yield chunk.fixed * chunk.values
        return
    known = next(iter(_texts(file, chunk, 1)), None)
    coded = hasattr(known, "dictionary")
    for texts in _texts(file, chunk, _ROWS if coded else _FEW_ROWS):
        lengths = _bytes(texts.dictionary if coded else texts)
        lengths[lengths <= LONG] = 0
        places = texts.indices.drop_null().to_numpy(zero_copy_only=False) if coded else slice(None)
        yield int(lengths[places].sum())


def _texts(file: pq.ParquetFile, chunk: _Chunk, rows: int) -> Iterator[Any]:
    """The texts of a chunk, so many rows at a time, taken out of the lists that they may be nested in."""
    import pyarrow as pa

    batches = file.iter_batches(batch_size=rows, row_groups=[chunk.group], columns=[chunk.leaf], use_threads=False)
    for batch in batches:
        texts = batch.column(0)
        while pa.types.is_nested(texts.type):
            texts = texts.field(0) if pa.types.is_struct(texts.type) else texts.flatten()
        yield texts


def _bytes(texts: pa.Array) -> Any:
    """How long each text is."""
    import numpy as np
    import pyarrow.compute as pc

    return pc.fill_null(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False).astype(np.int64)
