"""Sources that stream: batch by batch into a file of passing life, in bounded memory, then read like any Parquet file.

Of rows with the same key the last one stands, and a row whose key was deleted after it is gone: so a batch that comes
twice changes nothing. Where ``cx.toml`` says so, rows and how far they reach are kept, and come before those of the
next run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import attrs

from cxengine.host.contracts import (
    Batch,
    Binding,
    CountedNote,
    ParquetFile,
    ReadContext,
    Stream,
    StreamingReader,
)
from cxengine.host.watched import Beat, watched
from cxengine.sources.broken import broken_off
from cxengine.sources.failures import in_words
from cxengine.sources.kept.opened import kept_reading
from cxengine.sources.kept.reading import KeptReading
from cxengine.sources.latest import Keys, latest
from cxengine.sources.parquet_source import read_parquet
from cxengine.sources.passing import Passing
from cxengine.sources.told import rows_words


@attrs.frozen(kw_only=True, eq=False)
class Drained:
    """What a stream came to: its rows in a file, and how many of them came in this reading."""

    file: Path
    rows: int
    stream: Stream


def read_stream(
    reader: StreamingReader, binding: Binding, wanted: Sequence[str], context: ReadContext, seconds: float,
    version: str = "",
) -> ParquetFile:  # fmt: skip
    """Everything a streaming source gives, as a file that lives as long as the value that is returned.

    ``version`` is that of its plugin. Raises CxError (3) where it fails, gives batches that are not of its schema, or
    says nothing for ``seconds``; BrokenOff where rows had come by then.
    """
    kept, notes = kept_reading(binding, wanted, context.environment, version)
    with Passing() as passing:
        drained = drain(reader, binding, wanted, context, folder=passing.folder, seconds=seconds, kept=kept)
        problems = tuple(drained.stream.problems())
        made = attrs.evolve(
            read_parquet(attrs.evolve(binding, paths=(drained.file,), places={}), wanted),
            problems=(*problems, *(kept.found_before(problems) if kept is not None else ())),
            notes=(*drained.stream.notes(), *notes, *_notes(kept, drained.rows)),
        )
        return passing.holding(made, drained.stream.headings)


def _notes(kept: KeptReading | None, came: int) -> tuple[str, ...]:
    """What became of keeping."""
    if kept is None or kept.earlier is None:
        return kept.notes if kept is not None else ()
    which = "an earlier run" if kept.earlier.whole else "an earlier run, which broke off"
    went = f"It went on from {which}"
    said = CountedNote(f"{went}: {kept.earlier.rows:,} rows were kept, and {came:,} came.", f"{went}.")
    return (said, *kept.notes)


@attrs.define
class _Came:
    """How many rows a reading gave, also while it goes on."""

    rows: int = 0


def drain(
    reader: StreamingReader, binding: Binding, wanted: Sequence[str], context: ReadContext,
    *, folder: Path, seconds: float, kept: KeptReading | None = None,
) -> Drained:  # fmt: skip
    """All batches, written to a file in the folder as they come, after those that are kept. Raises CxError (3)."""
    came = _Came()

    def work(beat: Beat) -> Drained:
        def stopped() -> bool:
            beat()
            return context.cancelled()

        about = attrs.evolve(context, cancelled=stopped)
        stream = _begun(reader, binding, wanted, about, kept)
        beat()
        return _written(stream, reader, folder, beat, kept, came)

    try:
        return watched(seconds, work, lambda: binding.tell(rows_words(came.rows)))
    except Exception as error:
        lost = in_words(error, binding)
        raise broken_off(lost, came.rows, kept) from (None if lost is error else error)


def _begun(
    reader: StreamingReader, binding: Binding, wanted: Sequence[str], context: ReadContext, kept: KeptReading | None
) -> Stream:
    """A reading that goes on from what is kept, if its columns are still the same."""
    while True:
        stream = reader.open(binding, wanted, context if kept is None else attrs.evolve(context, state=kept.state))
        if not isinstance(stream, Stream):
            raise TypeError(f"`open` gave a {type(stream).__name__}, and a Stream is needed")
        if kept is None or kept.begin(stream.schema, key_of(stream, reader), stream.problems):
            return stream


def _written(
    stream: Stream, reader: StreamingReader, folder: Path, beat: Beat, kept: KeptReading | None, came: _Came
) -> Drained:
    import pyarrow.parquet as pq

    key = key_of(stream, reader)
    path, keys = folder / "rows.parquet", folder / "keys.parquet"
    with ExitStack() as open_files:
        writer = open_files.enter_context(pq.ParquetWriter(path, stream.schema))
        noted = open_files.enter_context(Keys(keys, stream.schema, key)) if key else None

        def write(batch: Batch) -> None:
            writer.write_batch(batch.data)
            if noted is not None:
                noted.add(batch)
            beat()

        for batch in kept.before() if kept is not None else ():
            write(batch)
        try:
            for batch in checked(stream, reader):
                came.rows += batch.data.num_rows
                write(batch)
                if kept is not None:
                    kept.add(batch)
        except Exception:
            if kept is not None:
                kept.stop()
            raise
    file = latest(path, keys, folder) if key else path
    if kept is not None:
        kept.finish(file)
    return Drained(file=file, rows=came.rows, stream=stream)


def key_of(stream: Stream, reader: StreamingReader) -> tuple[str, ...]:
    """The headings that tell the rows of a stream apart."""
    return reader.capabilities.key if stream.key is None else stream.key


def checked(stream: Stream, reader: StreamingReader) -> Iterator[Batch]:
    """The batches, each of which must be what the source said of itself. Raises TypeError where one is not."""
    key, deletes = key_of(stream, reader), reader.capabilities.deletes
    for number, batch in enumerate(stream.batches, 1):
        if not isinstance(batch, Batch):
            raise TypeError(f"batch {number} is a {type(batch).__name__}, and a Batch is needed")
        if not batch.data.schema.equals(stream.schema):
            raise TypeError(f"batch {number} is not of the schema that the source announced")
        if batch.deleted and not (deletes and key):
            raise TypeError(f"batch {number} names rows that are gone, and the source declares no `deletes` with a key")
        if any(len(gone) != len(key) for gone in batch.deleted):
            raise TypeError(f"batch {number} names keys that are not made of {', '.join(key)}")
        yield batch
