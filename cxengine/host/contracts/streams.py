"""Sources that give rows a batch at a time, in bounded memory, and can go on where an earlier reading stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import attrs

from cxengine.host.contracts.sources import Binding, Problem, Secret, SourceReader

if TYPE_CHECKING:
    import pyarrow as pa

State = Mapping[str, str | int | bool | None]
"""How far a reading got: a small flat value that survives being written as JSON. Never holds a secret."""

BATCH_ROWS = 50_000
"""How many rows a batch has where nobody says otherwise."""


class Cancelled(Exception):
    """Raised by a source that was asked to stop. What it gave before stays good."""


def _never() -> bool:
    return False


@attrs.frozen(kw_only=True)
class SourceCapabilities:
    """What a source can do beyond giving all its rows. Whatever is not said here is not asked of it."""

    incremental: bool = False
    """It takes the state of an earlier batch and gives what came after; every batch carries a state."""
    deletes: bool = False
    """Its batches may name keys of rows that are gone."""
    key: tuple[str, ...] = ()
    """Headings that tell its rows apart; a later row with the same key takes the earlier one's place."""
    http: bool = False
    """It speaks HTTP, so that it has to bear refusals and broken lines and to wait as long as it is told."""


@attrs.frozen(kw_only=True)
class ReadContext:
    """What one reading is given beside its binding."""

    environment: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    """Where the values of secrets stand."""
    state: State | None = None
    """Of the batch after which to go on; None for all rows."""
    cancelled: Callable[[], bool] = _never
    """Asked between batches, between questions and before each wait: whether to stop, by raising ``Cancelled``.

    To ask is a sign of life: a source that neither asks nor gives a batch for too long is taken to hang.
    """
    wait: Callable[[float], None] | None = None
    """Waits so many seconds, in place of ``time.sleep``; None to sleep."""
    batch_rows: int = BATCH_ROWS
    personal: frozenset[str] = frozenset()
    """Headings whose values must stand in no message, log or error."""

    def secret(self, option: object) -> str | None:
        """The value of an option of ``cx.toml``: of a Secret what the environment holds, of a text itself."""
        if isinstance(option, Secret):
            return option.reveal(self.environment)
        return option if isinstance(option, str) else None


@attrs.frozen(kw_only=True, eq=False)
class Batch:
    """Some rows, under the headings and in the types of the stream's schema.

    ``state`` is how far the reading is once these rows are kept; an empty one says that nothing can be gone on from, so
    that the next reading is whole. ``deleted`` are keys, in the order of the
    capabilities' ``key``, of rows that are gone.
    """

    data: pa.RecordBatch
    state: State | None = None
    deleted: tuple[tuple[object, ...], ...] = ()


@attrs.frozen(kw_only=True, eq=False)
class Stream:
    """Rows to come. ``batches`` is gone through once; it holds one batch at a time.

    ``problems`` and ``notes`` are asked for after the last batch; ``problems`` also between batches where rows are
    kept for the next run.
    """

    schema: pa.Schema
    batches: Iterator[Batch]
    key: tuple[str, ...] | None = None
    """Headings that tell its rows apart, where that depends on ``cx.toml``; None: those of the capabilities."""
    headings: tuple[str, ...] = ()
    """Every heading that there is, also of columns that were not asked for; empty: those of the schema."""
    problems: Callable[[], Sequence[Problem]] = tuple
    notes: Callable[[], Sequence[str]] = tuple


@runtime_checkable
class StreamingReader(Protocol):
    """A source that streams. Offered under a name by ``cx_sources`` like any other reader.

    ``open`` may raise CxError with exit code 3 for what cannot be read at all; so may the iterator, when the line
    breaks for good: the batches before it are kept with their state.
    """

    @property
    def capabilities(self) -> SourceCapabilities:
        """What it can do."""

    def hosts(self, binding: Binding) -> frozenset[str]:
        """The only machines that a reading of this binding speaks to: ``api.example.org``, ``127.0.0.1:8080``."""

    def open(self, binding: Binding, wanted: Sequence[str], context: ReadContext) -> Stream:
        """Begin to read. ``wanted`` are the headings that will be used; others may be left out."""


Reader = SourceReader | StreamingReader
"""What ``cx_sources`` offers under a name."""
