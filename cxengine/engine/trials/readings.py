"""A bounded reading of a source, with everything that it told on the way."""

from __future__ import annotations

import contextlib
import io
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import CxError
from cxengine.host.contracts import (
    Batch,
    Binding,
    ParquetFile,
    RawTable,
    ReadContext,
    Reader,
    Secret,
    State,
    Stream,
    StreamingReader,
)
from cxengine.host.watched import Beat, watched
from cxengine.sources.failures import in_words
from cxengine.sources.streams import checked, key_of

if TYPE_CHECKING:
    import pyarrow as pa

ROWS, BATCH_ROWS = 10_000, 1_000
"""How many rows are read at most, and how many a batch may have."""


@attrs.frozen(kw_only=True, eq=False)
class Reading:
    """What came: rows as they came, ``whole`` where there are no more. ``told`` is what was logged, printed or said."""

    rows: pa.Table
    key: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    whole: bool = True
    largest: int = 0
    """Rows of the largest batch; 0 where it gives none."""
    states: tuple[State, ...] = ()
    told: tuple[str, ...] = ()


def reading_of(
    reader: Reader, binding: Binding, wanted: Sequence[str], seconds: float, *,
    personal: frozenset[str] = frozenset(), state: State | None = None, most: int = ROWS,
) -> Reading:  # fmt: skip
    """The first rows, in as many batches as hold ``most``.

    Raises CxError in words where the source fails, hangs, or gives what is no table.
    """
    import pyarrow as pa

    pa.array([None])  # loads all that it needs, which is not the plugin's time
    context = ReadContext(environment=dict(os.environ), personal=personal, state=state, batch_rows=BATCH_ROWS)
    with overheard() as told:
        try:
            made = watched(seconds, lambda beat: _read(reader, binding, wanted, context, beat, most))
        except (Exception, SystemExit) as error:
            raise _said(error, binding) from None
    return attrs.evolve(made, told=(*made.told, *told()))


def _said(error: BaseException, binding: Binding) -> CxError:
    if isinstance(error, Exception):
        return in_words(error, binding)
    return in_words(RuntimeError(f"it ended the program with {error}"), binding)


def _read(
    reader: Reader, binding: Binding, wanted: Sequence[str], context: ReadContext, beat: Beat, most: int
) -> Reading:
    if isinstance(reader, StreamingReader):
        return _streamed(reader, binding, wanted, context, beat, most)
    raw: object = reader(binding, wanted)
    raw = raw.read() if isinstance(raw, ParquetFile) else raw
    if not isinstance(raw, RawTable):
        raise TypeError(f"it gave a {type(raw).__name__}, and a RawTable is needed")
    told = (*(problem.message for problem in raw.problems), *raw.notes)
    headings = raw.headings or tuple(raw.data.column_names)
    return Reading(
        rows=raw.data.slice(0, most), headings=headings, whole=raw.data.num_rows <= most, told=told
    )


def _streamed(
    reader: StreamingReader, binding: Binding, wanted: Sequence[str], context: ReadContext, beat: Beat, most: int
) -> Reading:
    import pyarrow as pa

    def asked() -> bool:
        beat()
        return False

    stream: object = reader.open(binding, wanted, attrs.evolve(context, cancelled=asked))
    if not isinstance(stream, Stream):
        raise TypeError(f"`open` gave a {type(stream).__name__}, and a Stream is needed")
    beat()
    batches, whole = _first(checked(stream, reader), beat, most)
    rows = pa.Table.from_batches([batch.data for batch in batches], schema=stream.schema)
    rows.validate(full=True)
    said = (*(problem.message for problem in stream.problems()), *stream.notes()) if whole else ()
    states = tuple(batch.state for batch in batches if batch.state is not None)
    return Reading(
        rows=rows, key=key_of(stream, reader), headings=stream.headings or tuple(stream.schema.names), whole=whole,
        largest=max((batch.data.num_rows for batch in batches), default=0), states=states,
        told=(*said, *(repr(dict(state)) for state in states)),
    )  # fmt: skip


def _first(batches: Iterator[Batch], beat: Beat, most: int) -> tuple[list[Batch], bool]:
    """Batches until there are rows enough, and whether those were all."""
    found, rows = list[Batch](), 0
    for batch in batches:
        beat()
        found.append(batch)
        rows += batch.data.num_rows
        if rows >= most:
            return found, False
    return found, True


@contextlib.contextmanager
def overheard() -> Iterator[Any]:
    """Gives a function that tells what was logged and what Python printed inside this, in no certain order."""
    records: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record.getMessage())

    root, handler, printed = logging.getLogger(), Keeping(), io.StringIO()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            yield lambda: (*records, *printed.getvalue().splitlines())
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def secrets_of(options: object) -> tuple[Secret, ...]:
    """Every secret that the keys of a binding name."""
    match options:
        case Secret():
            return (options,)
        case Mapping():
            return tuple(secret for value in options.values() for secret in secrets_of(value))
        case list() | tuple():
            return tuple(secret for value in options for secret in secrets_of(value))
    return ()
