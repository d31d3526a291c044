"""Sources that stream: batch by batch into a file of passing life, in bounded memory, then read like any Parquet file.

Of rows with the same key the last one stands, and a row whose key was deleted after it is gone: so a batch that comes
twice changes nothing.
"""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

import attrs

from cxengine.diagnostics import CxError
from cxengine.host.contracts import (
    Batch,
    Binding,
    Cancelled,
    ParquetFile,
    RawTable,
    ReadContext,
    State,
    Stream,
    StreamingReader,
)
from cxengine.host.watched import Beat, Silent, watched
from cxengine.sources.failures import failure
from cxengine.sources.latest import Keys, latest
from cxengine.sources.parquet_source import read_parquet


@attrs.frozen(kw_only=True, eq=False)
class Drained:
    """What a stream came to: its rows in a file, and how far it got."""

    file: Path
    rows: int
    state: State | None
    stream: Stream


def read_stream(
    reader: StreamingReader, binding: Binding, wanted: Sequence[str], context: ReadContext, seconds: float
) -> ParquetFile:
    """Everything a streaming source gives, as a file that lives as long as the value that is returned.

    Raises CxError (3) where it fails, gives batches that are not of its schema, or says nothing for ``seconds``.
    """
    folder = Path(mkdtemp(prefix="cxengine-"))
    try:
        drained = drain(reader, binding, wanted, context, folder=folder, seconds=seconds)
        made = attrs.evolve(
            read_parquet(attrs.evolve(binding, paths=(drained.file,), places={}), wanted),
            problems=tuple(drained.stream.problems()),
            notes=tuple(drained.stream.notes()),
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _Passing(folder).holding(made, drained.stream.headings)


class _Passing:
    """A folder that is gone once nothing holds a file of it."""

    def __init__(self, folder: Path) -> None:
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def holding(self, file: ParquetFile, headings: tuple[str, ...]) -> ParquetFile:
        """The file, whose functions hold the folder."""

        def read() -> RawTable:
            assert self
            raw = file.read()
            return attrs.evolve(
                raw, headings=headings or raw.headings, problems=(*raw.problems, *file.problems),
                notes=(*raw.notes, *file.notes),
            )  # fmt: skip

        return attrs.evolve(file, read=read)


def drain(
    reader: StreamingReader, binding: Binding, wanted: Sequence[str], context: ReadContext,
    *, folder: Path, seconds: float,
) -> Drained:  # fmt: skip
    """All batches, written to a file in the folder as they come. Raises CxError (3)."""

    def work(beat: Beat) -> Drained:
        def stopped() -> bool:
            beat()
            return context.cancelled()

        stream = reader.open(binding, wanted, attrs.evolve(context, cancelled=stopped))
        if not isinstance(stream, Stream):
            raise TypeError(f"`open` gave a {type(stream).__name__}, and a Stream is needed")
        beat()
        return _written(stream, reader, folder, beat)

    try:
        return watched(seconds, work)
    except CxError:
        raise
    except Cancelled:
        raise failure("source-failed", f"The source `{binding.plugin}` was stopped.", span=binding.place()) from None
    except Silent as error:
        message = f"The source `{binding.plugin}` hangs: {error}."
        help = "Run again; where it needs longer, raise `plugin_seconds` of `[engine]`."
        raise failure("source-failed", message, help, binding.place()) from None
    except Exception as error:
        words = " ".join(str(error).split())
        message = f"The source `{binding.plugin}` failed: {type(error).__name__}: {words}"
        raise failure("source-failed", message, span=binding.place()) from error


def _written(stream: Stream, reader: StreamingReader, folder: Path, beat: Beat) -> Drained:
    import pyarrow.parquet as pq

    key = key_of(stream, reader)
    path, keys = folder / "rows.parquet", folder / "keys.parquet"
    state: State | None = None
    rows = 0
    with ExitStack() as open_files:
        writer = open_files.enter_context(pq.ParquetWriter(path, stream.schema))
        noted = open_files.enter_context(Keys(keys, stream.schema, key)) if key else None
        for batch in checked(stream, reader):
            writer.write_batch(batch.data)
            if noted is not None:
                noted.add(batch)
            rows += batch.data.num_rows
            state = batch.state if batch.state is not None else state
            beat()
    return Drained(file=latest(path, keys, folder) if key else path, rows=rows, state=state, stream=stream)


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
