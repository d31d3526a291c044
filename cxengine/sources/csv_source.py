"""Reads a csv file: every cell as text, every row that cannot be read named with its number and reason."""

from __future__ import annotations

import io
from codecs import BOM_UTF8
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, RawTable
from cxengine.source import NOWHERE, Span
from cxengine.sources.csv_blocks import Block, Blocks, Otherwise
from cxengine.sources.csv_rows import Cells, laid_out, misfit
from cxengine.sources.failures import digest_begun, failure, unchanged
from cxengine.sources.headings import find_heading
from cxengine.sources.lines import Lines, is_large, likely_lines
from cxengine.sources.look import Look, look_at, look_within, refuse_other_kinds
from cxengine.sources.packed import unpacked
from cxengine.sources.quoted_rows import refuse_open_quote

if TYPE_CHECKING:
    import pyarrow as pa


_PART = 1 << 22
"""Bytes that Arrow reads at a time."""


def read_csv(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """Read the one file of a binding, which may be packed with gzip.

    Columns come under their headings; rows that are wholly blank are passed over. Of a large file in which every line
    is a row, columns of few different texts come as dictionaries.
    """
    raw = read_lines(binding, wanted)
    return read_whole(binding, wanted) if raw is None else raw


def read_lines(binding: Binding, wanted: Sequence[str]) -> RawTable | None:
    """That of a large file in which every line is a row; None where it is another."""
    path = binding.paths[0]
    with unchanged(path, binding.place("path")):
        early = digest_begun(path) if is_large(path) and binding.digested else None
        lines = likely_lines(path, binding.options.get("encoding"))
        while lines is not None:
            try:
                raw = _read_lines(lines, binding, wanted)
                return raw if early is None else attrs.evolve(raw, digest=early())
            except Otherwise as found:
                lines = found.lines
            except CxError:
                break  # all of it shows whether its first block seems to be what it is not
    return None


def read_whole(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """That of a file of any kind, whose bytes are held in memory."""
    path, span = binding.paths[0], binding.place("path")
    with unchanged(path, span):
        content = unpacked(path, span)
    digest = digest_begun(content)
    look = look_at(content, name=path.name, encoding=binding.options.get("encoding"), **_said(binding))
    del content  # its rows are held once, as the look's body
    if look.body.count(b'"') % 2:
        refuse_open_quote(io.StringIO(look.body.decode("utf-8"), newline=""), look, path.name, span)
    raw, _ = read_body(look, _indices(look, wanted), path.name, span)
    return attrs.evolve(raw, digest=digest())


def _said(binding: Binding) -> dict[str, Any]:
    """What ``cx.toml`` says of a file, as ``look_at`` takes it."""
    options = binding.options
    named = {"header_rows": options.get("header_rows"), "separator": options.get("delimiter")}
    return {**named, "span": binding.place("path")}


def _indices(look: Look, wanted: Sequence[str]) -> list[int]:
    return sorted({index for each in wanted if (index := find_heading(each, look.headings)) is not None})


def _read_lines(lines: Lines, binding: Binding, wanted: Sequence[str]) -> RawTable:
    """The rows of a file that is never held whole. Raises Otherwise."""
    path, head = binding.paths[0], lines.head()
    refuse_other_kinds(head, path.name, binding.place("path"))
    look = look_within(head, list(lines.notes), name=path.name, **_said(binding))
    start = lines.after(head.removesuffix(look.body))

    def any_block(block: Block) -> Cells:
        return _cells(look, block.columns, path.name, binding.place("path"), block)

    blocks = Blocks(lines=lines, separator=look.separator, width=len(look.headings), read=any_block)
    raw, _ = laid_out(
        look, _indices(look, wanted), lambda columns: blocks.cells(start, tuple(str(index) for index in columns))
    )
    return raw


def read_body(look: Look, columns: list[int], name: str, span: Span = NOWHERE) -> tuple[RawTable, int]:
    """The rows of a body in these columns, and how many rows of any kind it has."""
    return laid_out(look, columns, lambda chosen: _cells(look, tuple(str(index) for index in chosen), name, span))


def _cells(look: Look, columns: tuple[str, ...], name: str, span: Span, block: Block | None = None) -> Cells:
    """The wanted columns of all rows that have as many cells as there are headings, and the other rows.

    A ``block`` is read by one thread, for others have theirs; no cell of it is quoted.
    """
    import pyarrow as pa

    body, coded = (look.body, frozenset[str]()) if block is None else (block.body, block.coded)
    if not body:
        return pa.table({each: pa.array([], _kind(each, coded)) for each in columns}), []
    misfits: list[Any] = []

    def keep(row: Any) -> str:
        misfits.append(row)
        return "skip"

    quoted = block is None and b'"' in look.body
    try:
        table = _arrow(body, look, columns, keep, coded, quoted=quoted, threads=block is None)
        if misfits and block is None:
            # rows are only numbered when one thread reads
            misfits.clear()
            table = _arrow(body, look, columns, keep, quoted=quoted, threads=False)
    except pa.ArrowInvalid as error:
        words = " ".join(str(error).split())
        raise failure("not-csv", f"`{name}` cannot be read as csv: {words}.", "", span) from None
    return table, [misfit(row, look.separator) for row in misfits]


def _kind(name: str, coded: Collection[str]) -> pa.DataType:
    import pyarrow as pa

    return pa.dictionary(pa.int32(), pa.string()) if name in coded else pa.string()


def _arrow(
    body: bytes | memoryview, look: Look, columns: tuple[str, ...], keep: Any, coded: Collection[str] = (),
    *, quoted: bool, threads: bool,
) -> pa.Table:  # fmt: skip
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    if body[: len(BOM_UTF8)] == BOM_UTF8:  # Arrow takes one off, and here it is part of a text
        body = BOM_UTF8 + bytes(body)
    for block in (_PART, min(len(body) + 1, 2**31 - 1)):
        try:
            return arrow_csv.read_csv(
                pa.BufferReader(body),
                read_options=arrow_csv.ReadOptions(
                    use_threads=threads, block_size=block, column_names=[str(i) for i in range(len(look.headings))]
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=look.separator,
                    quote_char='"' if quoted else False,
                    newlines_in_values=quoted,
                    ignore_empty_lines=False,
                    invalid_row_handler=keep,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=list(columns), column_types={name: _kind(name, coded) for name in columns},
                    check_utf8=False,
                ),
            )  # fmt: skip
        except pa.ArrowInvalid as error:
            if "straddl" not in str(error) or block > len(body):
                raise
    raise AssertionError("the second block holds the whole file")
