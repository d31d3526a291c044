"""Reads an event log from a source: csv and XES as a stream, any other through its own reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.host.contracts import Binding, ParquetFile, RawTable, SourceReader
from cxengine.logs.columns import Columns, find_columns
from cxengine.logs.event_log import EventLog
from cxengine.logs.gather import Gathering
from cxengine.sources.failures import failure, unchanged
from cxengine.sources.packed import BROKEN, Stream, opened
from cxengine.suggest import did_you_mean

BLOCK = 1 << 23
"""Bytes of a csv file that are read at a time."""
_HEAD = 1 << 20


def read_log(binding: Binding, columns: Columns, readers: Mapping[str, SourceReader]) -> EventLog:
    """The log of a binding with one path. What could be read of a file that is cut off is there, with its ``failure``.

    Raises CxError (3) where the source cannot be read or lacks a column.
    """
    if binding.plugin == "xes":
        return _of_xes(binding, columns)
    if binding.plugin == "csv" and _streams(binding):
        log = _of_csv(binding, columns)
        if log is not None:
            return log
    reader = readers.get(binding.plugin)
    if reader is None:
        help = did_you_mean(binding.plugin, readers)
        raise failure("unknown-plugin", f"There is no source `{binding.plugin}`.", help, binding.place("plugin"))
    read = reader(binding, tuple(columns.named().values()))
    return _of_parquet(read, binding, columns) if isinstance(read, ParquetFile) else _of_table(read, binding, columns)


def _name(binding: Binding) -> str:
    return binding.paths[0].name if binding.paths else binding.table


def _of_table(raw: RawTable, binding: Binding, columns: Columns) -> EventLog:
    import numpy as np

    headings = raw.headings or tuple(raw.data.column_names)
    places = find_columns(columns, headings, _name(binding))
    gathering = Gathering(_name(binding), columns, tuple(places), binding.dates)
    gathering.problems += raw.problems
    gathering.rejected += raw.rejected
    gathering.notes.update(dict.fromkeys(raw.notes))
    rows = np.arange(1, raw.data.num_rows + 1) if raw.row_numbers is None else raw.row_numbers
    gathering.add({role: raw.data.column(headings[place]) for role, place in places.items()}, rows)
    return gathering.finish()


def _of_parquet(file: ParquetFile, binding: Binding, columns: Columns) -> EventLog:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    headings = tuple(file.schema.names)
    places = find_columns(columns, headings, file.path.name)
    gathering = Gathering(file.path.name, columns, tuple(places), binding.dates)
    gathering.problems += file.problems
    gathering.notes.update(dict.fromkeys(file.notes))
    done = 0
    wanted = [headings[place] for place in dict.fromkeys(places.values())]
    try:
        for batch in pq.ParquetFile(file.path).iter_batches(batch_size=1 << 18, columns=wanted):
            table = pa.table(batch)
            rows = np.arange(done + 1, done + 1 + batch.num_rows)
            gathering.add({role: table.column(headings[place]) for role, place in places.items()}, rows)
            done += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        words = " ".join(str(error).split())
        raise failure("not-parquet", f"`{file.path.name}` cannot be read as Parquet: {words}") from None
    file.refuse_change()
    return gathering.finish()


# ---- XES


def _of_xes(binding: Binding, columns: Columns) -> EventLog:
    import numpy as np
    import pyarrow as pa

    from cxengine.sources.xes_events import Cut, XesError, xes_events
    from cxengine.sources.xes_source import refused

    path, wanted, cut = binding.paths[0], columns.named(), Cut()
    keys = tuple(dict.fromkeys(wanted.values()))
    gathering = Gathering(path.name, columns, tuple(wanted), binding.dates)
    seen: set[str] = set()
    done = 0
    with unchanged(path, binding.place("path")), opened(path) as stream:
        try:
            for batch in xes_events(stream, keys, cut):
                table = pa.table({key: pa.array(values, pa.string()) for key, values in batch.items()})
                seen |= {key for key in keys if table.column(key).null_count < table.num_rows}
                rows = np.arange(done + 1, done + 1 + table.num_rows)
                gathering.add({role: table.column(key) for role, key in wanted.items()}, rows)
                done += table.num_rows
        except XesError as error:
            raise refused(path.name, error, binding) from None
        except BROKEN:
            cut.message = "it is packed with gzip and cannot be unpacked to its end"
    if cut.message:
        gathering.failure = _cut_off(path.name, cut.message, f"{done:,} events of whole cases")
    if done or not cut.message:
        find_columns(columns, sorted(seen) if done else keys, path.name)
    return gathering.finish()


def _cut_off(name: str, how: str, read: str) -> Diagnostic:
    return Diagnostic(
        code="cut-off",
        message=f"`{name}` is cut off: {how}; {read} were read",
        help="Fetch or export it again. What is shown rests on what could be read.",
    )


# ---- csv


def _streams(binding: Binding) -> bool:
    """Whether nothing is said of the file that only the whole reader knows."""
    return not set(binding.options) & {"header_rows", "encoding"}


class _OtherText(Exception):
    """The text is not UTF-8, or a row cannot be told from the next: the whole file must be looked at."""


def _of_csv(binding: Binding, columns: Columns) -> EventLog | None:
    """The log, some of the file at a time; None where only a look at all of it can tell what it is."""
    path, span = binding.paths[0], binding.place("path")
    with unchanged(path, span), opened(path) as stream:
        try:
            return _of_stream(stream, binding, columns)
        except _OtherText:
            return None
        except BROKEN:
            message = f"`{path.name}` is packed with gzip and cannot be unpacked: it is cut off or damaged."
            raise failure("cut-off", message, "Fetch or export it again.", span) from None


def _of_stream(stream: Stream, binding: Binding, columns: Columns) -> EventLog:
    from cxengine.sources.csv_source import read_body
    from cxengine.sources.look import look_at

    name, span = binding.paths[0].name, binding.place("path")
    head = stream.read(_HEAD)
    head += stream.readline(BLOCK)
    look = look_at(head, name=name, separator=binding.options.get("delimiter"), span=span)
    if any(note.startswith("Read as") for note in look.notes):
        raise _OtherText
    places = find_columns(columns, look.headings, name)
    gathering = Gathering(name, columns, tuple(places), binding.dates)
    gathering.notes.update(dict.fromkeys(look.notes))
    row = look.first_row
    rejected: dict[str, Any] = {}
    try:
        for body in _blocks(look.body, stream):
            part = attrs.evolve(look, body=body, first_row=row, notes=())
            raw, count = read_body(part, sorted(set(places.values())), name, span)
            data = {role: raw.data.column(look.headings[place]) for role, place in places.items()}
            gathering.add(data, raw.row_numbers)
            gathering.rejected += raw.rejected
            _join(rejected, raw)
            row += count
    except BROKEN:
        how = "it is packed with gzip and cannot be unpacked to its end"
        gathering.failure = _cut_off(name, how, f"{row - look.first_row:,} rows")
    gathering.problems += rejected.values()
    return gathering.finish()


def _join(rejected: dict[str, Any], raw: RawTable) -> None:
    from cxengine.host.contracts import FIRST_ROWS

    for problem in raw.problems:
        before = rejected.get(problem.code)
        if before is not None:
            rows = (*before.rows, *problem.rows)[:FIRST_ROWS]
            problem = attrs.evolve(before, count=before.count + problem.count, rows=rows)
        rejected[problem.code] = problem


def _blocks(first: bytes, stream: Stream) -> Iterator[bytes]:
    """The body of a csv file in pieces that end with a row. Raises _OtherText where no row seems to end."""
    block = first
    while block:
        while not block.endswith(b"\n") or (b'"' in block and block.count(b'"') % 2):
            more = stream.readline(BLOCK)
            if not more and block.count(b'"') % 2 or len(block) > 4 * BLOCK:
                raise _OtherText
            if not more:
                break
            block += more
        _refuse_other(block)
        yield block
        block = stream.read(BLOCK)


def _refuse_other(body: bytes) -> None:
    if b"\0" in body:
        raise _OtherText
    if not body.isascii():
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            raise _OtherText from None
