"""Blocks of a csv file side by side: what is read of each is joined in their order.

Most columns of a survey have few different texts. They are read as numbers of texts, so that a text is decoded, and
looked at later, once and not in every row.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import attrs

from cxengine.sources.columns import stand_often
from cxengine.sources.csv_rows import Cells

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen(kw_only=True)
class Block:
    """Rows of a csv file, with the names of the columns that are read as dictionaries.

    ``whole`` says that each row has as many cells as there are headings, which is to be refused where it has not.
    """

    body: bytes
    coded: frozenset[str]
    whole: bool = False


ReadBlock = Callable[[Block], Cells]


def joined(blocks: Iterable[bytes], columns: Collection[str], encoding: str, read: ReadBlock) -> Cells:
    """The cells of all blocks, whose text is in UTF-8 or another encoding of which ASCII is a part."""
    import pyarrow as pa

    each = iter(blocks)
    everything = frozenset(columns)
    table, misfits = _of_block(next(each, b""), everything, everything, encoding, read)
    coded = frozenset(name for name in columns if _is_few(table.column(name)))
    tables = [_with_texts(table, everything - coded)]
    done = table.num_rows + len(misfits)
    for more, unfit in _side_by_side(lambda block: _of_block(block, everything, coded, encoding, read), each):
        tables.append(more)
        misfits += [attrs.evolve(misfit, index=misfit.index + done) for misfit in unfit]
        done += more.num_rows + len(unfit)
    return pa.concat_tables(tables).unify_dictionaries(), misfits


def _side_by_side(work: Callable[[bytes], Cells], blocks: Iterator[bytes]) -> Iterator[Cells]:
    """The results in the order of the blocks, of which as many are in hand as there are cores, and one more."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(max_workers=cores) as pool:
        begun: deque[Future[Cells]] = deque()
        for block in blocks:
            begun.append(pool.submit(work, block))
            if len(begun) > cores:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def _of_block(body: bytes, columns: frozenset[str], coded: frozenset[str], encoding: str, read: ReadBlock) -> Cells:
    """The cells of a block, in UTF-8. Where its columns are all dictionaries only their texts are decoded."""
    import pyarrow as pa

    if encoding == "utf-8" or body.isascii():
        return read(Block(body=body, coded=coded))
    if coded == columns:
        try:
            table, _ = read(Block(body=body, coded=coded, whole=True))
        except pa.ArrowInvalid:  # a row that does not fit is told in words
            pass
        else:
            return _decoded(table, encoding), []
    return read(Block(body=body.decode(encoding).encode("utf-8"), coded=coded))


def _decoded(table: pa.Table, encoding: str) -> pa.Table:
    import pyarrow as pa

    for at, name in enumerate(table.column_names):
        column = table.column(at)
        if not all(_is_ascii(chunk.dictionary) for chunk in column.chunks):
            chunks = [_decoded_chunk(chunk, encoding) for chunk in column.chunks]
            table = table.set_column(at, name, pa.chunked_array(chunks, column.type))
    return table


def _is_ascii(texts: pa.StringArray) -> bool:
    letters = texts.buffers()[2]
    return letters is None or bytes(letters).isascii()


def _decoded_chunk(chunk: pa.DictionaryArray, encoding: str) -> pa.DictionaryArray:
    import pyarrow as pa

    texts = [text.decode(encoding) for text in chunk.dictionary.view(pa.binary()).to_pylist()]
    return pa.DictionaryArray.from_arrays(chunk.indices, pa.array(texts, pa.string()))


def _is_few(column: pa.ChunkedArray) -> bool:
    return stand_often(sum(len(chunk.dictionary) for chunk in column.chunks), len(column))


def _with_texts(table: pa.Table, names: Collection[str]) -> pa.Table:
    """With these columns as texts."""
    import pyarrow as pa

    kinds = [(name, pa.string() if name in names else table.schema.field(name).type) for name in table.column_names]
    return table.cast(pa.schema(kinds))
