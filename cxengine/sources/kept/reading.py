"""One reading of a source of which rows are kept: what it goes on from, and what it leaves at any moment.

Segments are complete before the record names them, and the record is replaced as a whole: a run that is stopped, even
by force, leaves the reading as it was when the record was last written. Two runs at once leave the record of one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from cxengine.host.contracts import Batch, Problem, State
from cxengine.sources.kept.files import OpenSegment, copied, sweep
from cxengine.sources.kept.record import Record, Segment, Unusable, remove_record, write_record

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 20_000
SECONDS = 5.0
"""How many rows may wait before they are kept, and how long."""


@attrs.define(eq=False, kw_only=True)
class KeptReading:
    """Rows of earlier readings, and those of this one as they come. What goes wrong here never stops a reading."""

    folder: Path
    about: str
    """Tells one question from another."""
    hidden: tuple[str, ...] = attrs.field(default=(), repr=False)
    """Values of secrets, which must stand in no state."""
    earlier: Record | None = None
    rows: int = 0
    """Rows of this reading that are kept."""
    _notes: list[str] = attrs.field(factory=list, alias="notes")
    _schema: pa.Schema | None = None
    _key: tuple[str, ...] = ()
    _problems: Callable[[], Sequence[Problem]] = tuple
    _segments: list[Segment] = attrs.field(factory=list)
    _covered: int = 0
    """So many of them, from the first, hold the rows before the state."""
    _open: OpenSegment | None = None
    _since: float = 0.0
    _safe: bool = True
    """Whether the state covers the open segment too."""
    _state: State | None = None
    _changed: bool = False
    """Whether anything came."""
    _off: bool = False

    @property
    def state(self) -> State | None:
        """After what to go on; None for a whole reading."""
        return None if self.earlier is None else self.earlier.state

    @property
    def notes(self) -> tuple[str, ...]:
        """What became of keeping, in words."""
        return tuple(self._notes)

    def begin(
        self, schema: pa.Schema, key: tuple[str, ...], problems: Callable[[], Sequence[Problem]]
    ) -> bool:
        """With the columns that the source announces; False where they differ, and then there is no earlier reading."""
        self._schema, self._key, self._problems = schema, key, problems
        if self.earlier is not None and self.earlier.schema != self._said:
            self.earlier = None
            self._notes.append("It was read whole: its columns are not those of the last run.")
            return False
        self._segments = list(self.earlier.segments) if self.earlier is not None else []
        self._covered, self._state = len(self._segments), self.state
        return True

    def before(self) -> Iterator[Batch]:
        """The rows that earlier readings kept."""
        if self.earlier is not None:
            for gone, rows in self.earlier.batches(self.folder):
                yield Batch(data=rows, deleted=gone)

    def add(self, batch: Batch) -> None:
        """Keep a batch; now and then all that came since is made sure of."""
        self._trying(lambda: self._added(batch))

    def stop(self) -> None:
        """Make sure of what came, where a reading breaks off."""
        self._trying(self._stopped)

    def finish(self, file: Path) -> None:
        """The reading is whole, and its rows stand in the file."""
        self._trying(lambda: self._finished(file))

    def found_before(self, now: Sequence[Problem]) -> tuple[Problem, ...]:
        """What earlier readings found in their rows, but for what this one found as well."""
        if self.earlier is None:
            return ()
        again = {(each.code, each.message): each.count for each in now}
        return tuple(
            attrs.evolve(each, message=f"In rows of earlier runs: {each.message}")
            for each in self.earlier.problems
            if again.get((each.code, each.message), 0) < each.count
        )

    def _added(self, batch: Batch) -> None:
        assert self._schema is not None
        moved = bool(batch.state) and batch.state != self._state
        self._state = self._state if batch.state is None else batch.state
        safe = moved or bool(self._key and self._state)
        if self._open is not None and (batch.deleted or (self._safe and not safe)):
            self._close(whole=False)
        if self._open is None:
            self._open, self._since = OpenSegment(self.folder, self._schema), time.monotonic()
            if batch.deleted:
                self._open.without(batch.deleted, self._key)
        self._open.add(batch.data)
        self._changed = self._changed or bool(batch.data.num_rows or batch.deleted)
        self._safe = safe
        if safe and (self._open.rows >= ROWS or time.monotonic() - self._since >= SECONDS):
            self._close(whole=False)

    def _close(self, *, whole: bool) -> None:
        """Close the open segment, and write the record of all that the state covers."""
        if self._open is None:
            return
        self._segments.append(self._open.close())
        self._open = None
        if self._safe:
            self.rows += sum(each.rows for each in self._segments[self._covered :])
            self._covered = len(self._segments)
            self._write(whole=whole)

    def _stopped(self) -> None:
        self._close(whole=False)
        if self.rows:
            sweep(self.folder, self._segments[: self._covered])

    def _finished(self, file: Path) -> None:
        if not self._state:
            self._notes.append("`keep` changes nothing: the source gives nothing from which the next run could go on.")
            self._covered = 0
            remove_record(self.folder)
        elif not self._safe:
            self._close(whole=False)
        elif not self._changed and len(self._segments) == 1:
            self._write(whole=True)
        else:
            self._segments = [copied(file, self.folder)]
            self._covered = 1
            self._write(whole=True)
        self._abandon()
        sweep(self.folder, self._segments[: self._covered])

    def _abandon(self) -> None:
        """Nothing of the open segment stays."""
        abandoned, self._open = self._open, None
        if abandoned is not None:
            abandoned.abandon()

    def _write(self, *, whole: bool) -> None:
        assert self._state is not None
        record = Record(
            about=self.about, schema=self._said, state=dict(self._state), whole=whole,
            segments=tuple(self._segments[: self._covered]), problems=self._all_found(),
        )  # fmt: skip
        text = json.dumps(record.state, ensure_ascii=False)
        if any(value in text for value in self.hidden):
            raise Unusable("what the source says of it holds a secret")
        write_record(self.folder, record)

    def _all_found(self) -> tuple[Problem, ...]:
        """What was found in rows, also before. Of rows that came again nobody knows: the larger number stands."""
        found: dict[tuple[str, str], Problem] = {}
        for each in (*(self.earlier.problems if self.earlier is not None else ()), *self._problems()):
            before = found.get((each.code, each.message))
            if each.count and (before is None or before.count < each.count):
                found[each.code, each.message] = each
        return tuple(found.values())

    @property
    def _said(self) -> str:
        """The columns, their types and the key, as the record has them."""
        assert self._schema is not None
        text = repr(([(field.name, str(field.type)) for field in self._schema], self._key))
        return sha256(text.encode()).hexdigest()

    def _trying(self, keep: Callable[[], None]) -> None:
        """Do it, or from here on keep nothing more."""
        import pyarrow as pa

        if self._off:
            return
        try:
            keep()
        except (OSError, Unusable, pa.ArrowException) as error:
            self._off = True
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            self._notes.append(f"How far it was read could not be kept: {' '.join(why.split())}.")
            with suppress(OSError, pa.ArrowException):
                self._abandon()
