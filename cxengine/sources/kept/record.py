"""The one file that says which rows of a source are kept and how far they reach; put in its place as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.host.contracts import Problem, State
from cxengine.lang.cache_folder import write_whole
from cxengine.sources.failures import digest_of_file

if TYPE_CHECKING:
    import pyarrow as pa

FORM = 1
"""Of the file; another one is not read."""
NAME = "reading.json"


class Unusable(Exception):
    """What lies in the folder cannot be gone on from; says why."""


@attrs.frozen(kw_only=True)
class Segment:
    """Some rows in a file that is never changed, after keys that were gone before them. Digests are ``sha256:…``."""

    file: str
    rows: int
    digest: str
    gone: str = ""
    gone_digest: str = ""


@attrs.frozen(kw_only=True)
class Record:
    """What is kept of one source. ``about`` tells one question from another, ``schema`` is that of the rows."""

    about: str
    schema: str
    state: State
    whole: bool
    """Whether the reading came to its end."""
    segments: tuple[Segment, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What was found in these rows."""

    @property
    def rows(self) -> int:
        """How many there are, those that others took the place of among them."""
        return sum(segment.rows for segment in self.segments)

    def batches(self, folder: Path) -> Iterator[tuple[tuple[tuple[object, ...], ...], pa.RecordBatch]]:
        """Keys that are gone, and then rows, as they came."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        for segment in self.segments:
            gone: tuple[tuple[object, ...], ...] = ()
            if segment.gone:
                columns = pq.read_table(folder / segment.gone).columns
                gone = tuple(zip(*(column.to_pylist() for column in columns), strict=True))
            with pq.ParquetFile(folder / segment.file) as file:
                empty = pa.RecordBatch.from_pylist([], file.schema_arrow)
                for batch in file.iter_batches() if segment.rows else (empty,):
                    yield gone, batch
                    gone = ()


def read_record(folder: Path) -> Record | None:
    """The record of a folder, all files of which are as they were written; None where there is none.

    Raises Unusable.
    """
    try:
        value = json.loads((folder / NAME).read_text("utf-8"))
        record = _of(value)
        for segment in record.segments:
            for name, digest in ((segment.file, segment.digest), (segment.gone, segment.gone_digest)):
                if name and digest_of_file(folder / name) != digest:
                    raise Unusable("what was kept of it is damaged")
    except FileNotFoundError as missing:
        if missing.filename is not None and Path(missing.filename).name == NAME:
            return None
        raise Unusable("a part of what was kept of it is gone") from None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise Unusable("what was kept of it cannot be read") from None
    return record


def write_record(folder: Path, record: Record) -> None:
    """Put the record in place of the one before. Raises OSError."""
    write_whole(folder / NAME, json.dumps(attrs.asdict(record) | {"form": FORM}, ensure_ascii=False).encode())


def remove_record(folder: Path) -> None:
    """From here on nothing is kept. Raises OSError."""
    (folder / NAME).unlink(missing_ok=True)


def _of(value: Any) -> Record:
    if not isinstance(value, Mapping) or value.get("form") != FORM:
        raise Unusable("it was kept by another version of cx")
    segments = tuple(Segment(**each) for each in value["segments"])
    if any(name != Path(name).name for each in segments for name in (each.file, each.gone)):
        raise ValueError("a segment lies in this folder")
    return Record(
        about=str(value["about"]), schema=str(value["schema"]), state=dict(value["state"]),
        whole=value["whole"] is True, segments=segments,
        problems=tuple(Problem(**each | {"rows": tuple(each["rows"])}) for each in value["problems"]),
    )  # fmt: skip
