"""Files of kept rows: for their owner alone, each written once."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import attrs

from cxengine.sources.failures import digest_of_file
from cxengine.sources.kept.record import Segment

if TYPE_CHECKING:
    import pyarrow as pa

_IGNORED = "# Rows of sources, kept between runs. They are data, and may be personal: keep them out of git.\n*\n"


def make_folder(folder: Path) -> None:
    """The folder of one source, in one that git ignores, both with rights for their owner only. Raises OSError."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    ignored = folder.parent / ".gitignore"
    if not ignored.exists():
        ignored.write_text(_IGNORED, "utf-8")


def open_new(path: Path) -> IO[bytes]:
    """A new file that only its owner may read. Raises OSError, also where there is one of that name."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb")


@attrs.define(eq=False)
class OpenSegment:
    """A segment that is being written, in a folder."""

    folder: Path
    schema: pa.Schema
    rows: int = 0
    _name: str = attrs.field(factory=lambda: f"rows-{secrets.token_hex(6)}.parquet")
    _gone: str = ""
    _file: IO[bytes] = attrs.field(init=False)
    _writer: Any = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        import pyarrow.parquet as pq

        self._file = open_new(self.folder / self._name)
        self._writer = pq.ParquetWriter(self._file, self.schema)

    def without(self, gone: Sequence[Sequence[object]], key: Sequence[str]) -> None:
        """Keys that were gone before the first row of this segment."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._gone = f"gone-{secrets.token_hex(6)}.parquet"
        types = [self.schema.field(name).type for name in key]
        columns = [pa.array(each).cast(type) for each, type in zip(zip(*gone, strict=True), types, strict=True)]
        with open_new(self.folder / self._gone) as file:
            pq.write_table(pa.table(columns, list(key)), file)

    def add(self, batch: pa.RecordBatch) -> None:
        """More rows."""
        self._writer.write_batch(batch)
        self.rows += batch.num_rows

    def close(self) -> Segment:
        """The segment, complete."""
        self._writer.close()
        self._file.close()
        return Segment(
            file=self._name, rows=self.rows, digest=digest_of_file(self.folder / self._name), gone=self._gone,
            gone_digest=digest_of_file(self.folder / self._gone) if self._gone else "",
        )  # fmt: skip

    def abandon(self) -> None:
        """Let go of the file; nothing names it. Raises OSError."""
        with self._file:
            self._writer.close()


def copied(file: Path, folder: Path) -> Segment:
    """A whole file of rows as a segment. Raises OSError."""
    import pyarrow.parquet as pq

    name = f"rows-{secrets.token_hex(6)}.parquet"
    with file.open("rb") as source, open_new(folder / name) as target:
        shutil.copyfileobj(source, target)
    return Segment(file=name, rows=pq.read_metadata(file).num_rows, digest=digest_of_file(folder / name))


def sweep(folder: Path, segments: Iterable[Segment]) -> None:
    """Take away every file of rows that is none of the segments. Raises OSError."""
    named = {name for each in segments for name in (each.file, each.gone)}
    for path in folder.glob("*.parquet"):
        if path.name not in named:
            path.unlink(missing_ok=True)
