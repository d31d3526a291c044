"""What a source gives, in a form that can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from cxengine.host.contracts import (
    Batch,
    Binding,
    ParquetFile,
    RawTable,
    ReadContext,
    Reader,
    SourceCapabilities,
    Stream,
    StreamingReader,
)
from cxengine.testing.suites.served import Served

Row = Mapping[str, Any]


@attrs.frozen(kw_only=True)
class SourceCase:
    """A source, and something for it to read.

    ``environment`` holds a value for each secret; make each a word that occurs nowhere else, for it must show nowhere.
    ``personal_values`` are values of personal fields that stand in the data. ``broken`` is a binding that cannot be
    read. ``change`` changes the data at the other end: some rows differ, some are new. ``served`` is the server that
    answers, for a source that speaks HTTP.
    """

    reader: Reader
    binding: Binding
    wanted: tuple[str, ...]
    environment: Mapping[str, str] = attrs.field(factory=dict)
    personal: frozenset[str] = frozenset()
    personal_values: tuple[str, ...] = ()
    key: tuple[str, ...] | None = None
    """Headings that tell rows apart, where the binding says them; None: those of the capabilities."""
    rows: int | None = None
    """How many rows there are, where that is known."""
    batch_rows: int = 3
    """So few that there are several batches."""
    broken: Binding | None = None
    change: Callable[[], None] | None = None
    rows_changed: int | None = None
    """How many rows there are after the change, where that is known."""
    served: Served | None = None

    @property
    def capabilities(self) -> SourceCapabilities:
        """What the source says that it can do."""
        return self.reader.capabilities if isinstance(self.reader, StreamingReader) else SourceCapabilities()

    @property
    def row_key(self) -> tuple[str, ...]:
        """The headings that tell its rows apart."""
        return self.capabilities.key if self.key is None else self.key

    def context(self, **given: Any) -> ReadContext:
        """A reading of this case. It does not sleep."""
        about: dict[str, Any] = {
            "environment": dict(self.environment), "personal": self.personal, "batch_rows": self.batch_rows,
            "wait": _at_once,
        }  # fmt: skip
        return ReadContext(**{**about, **given})

    def stream(self, **given: Any) -> Stream:
        """A reading that has begun."""
        assert isinstance(self.reader, StreamingReader)
        stream = self.reader.open(self.binding, self.wanted, self.context(**given))
        assert isinstance(stream, Stream), f"`open` gave a {type(stream).__name__}, and a Stream is needed"
        return stream

    def batches(self, **given: Any) -> tuple[Batch, ...]:
        """All batches of a reading."""
        return tuple(self.stream(**given).batches)

    def all_rows(self, binding: Binding | None = None, **given: Any) -> list[dict[str, Any]]:
        """Every row of a reading, in its order, each of a key as it came last."""
        if binding is not None:
            return attrs.evolve(self, binding=binding).all_rows(**given)
        if isinstance(self.reader, StreamingReader):
            return self.put_together(self.batches(**given))
        raw = self.reader(self.binding, self.wanted)
        raw = raw.read() if isinstance(raw, ParquetFile) else raw
        assert isinstance(raw, RawTable), f"the reader gave a {type(raw).__name__}, and a RawTable is needed"
        return list(raw.data.to_pylist())

    def put_together(self, batches: Iterable[Batch]) -> list[dict[str, Any]]:
        """The rows of batches: the last one of each key, without those that are gone."""
        key = self.row_key
        if not key:
            return [row for batch in batches for row in batch.data.to_pylist()]
        kept: dict[tuple[Any, ...], dict[str, Any]] = {}
        for batch in batches:
            for gone in batch.deleted:
                kept.pop(gone, None)
            for row in batch.data.to_pylist():
                mark = tuple(row[name] for name in key)
                kept.pop(mark, None)
                kept[mark] = row
        return list(kept.values())


def same_rows(first: Iterable[Row], second: Iterable[Row]) -> bool:
    """Whether both hold the same rows, in whatever order."""
    return sorted(map(_told, first)) == sorted(map(_told, second))


def _told(row: Row) -> str:
    return repr(sorted(row.items()))


def until(batches: Iterator[Batch], count: int) -> list[Batch]:
    """The first batches of a reading that is then given up."""
    taken = [batch for _, batch in zip(range(count), batches, strict=False)]
    close = getattr(batches, "close", None)
    if close is not None:
        close()
    return taken


def _at_once(seconds: float) -> None:
    """Waits not at all."""
