"""One pass over a list: rows in batches, each with where a later reading has to begin."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from cxengine.host.contracts import Batch, Cancelled, Problem, ReadContext, State
from cxengine_open311.answers import Answer, Row
from cxengine_open311.cells import in_other_words, moments_of, texts_of, values_of
from cxengine_open311.columns import Resource
from cxengine_open311.moments import moment_of, on_clocks, written
from cxengine_open311.settings import Settings
from cxengine_open311.windows import Asking, windows
from cxengine_web import Web

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.define(eq=False)
class Reading:
    """One pass over a list."""

    resource: Resource
    settings: Settings
    web: Web
    wanted: tuple[str, ...]
    context: ReadContext
    now: datetime
    _last: dict[str, Row] = attrs.field(factory=dict)
    """The rows of the answer before, of which some may come again; what comes later still is told by its key."""
    _any: bool = False
    _found: set[str] = attrs.field(factory=set)
    _asking: Asking = attrs.field(init=False)
    _not_moments: dict[str, int] = attrs.field(factory=dict)
    _again: int = 0
    _went_on: datetime | None = None
    """Where this reading began, if not where ``cx.toml`` says."""

    def __attrs_post_init__(self) -> None:
        self._asking = Asking(web=self.web, resource=self.resource, settings=self.settings)

    @property
    def schema(self) -> pa.Schema:
        """Moments without a zone, as clocks there show them; everything else as the server writes it."""
        import pyarrow as pa

        return pa.schema([
            (name, pa.timestamp("us") if name in self.resource.moments else pa.string()) for name in self.wanted
        ])  # fmt: skip

    def batches(self) -> Iterator[Batch]:
        """Rows as they come; a batch's state is where a later reading has to begin."""
        with self.web:
            if not self.resource.dated:
                rows, size = self._fresh(self._asking.whole()), self.context.batch_rows
                yield from (self._batch(rows[at : at + size], None) for at in range(0, max(1, len(rows)), size))
                return
            yield from self._dated()

    def _dated(self) -> Iterator[Batch]:
        start, end = self._start(), self.settings.until or self.now
        self._went_on = start if start > self.settings.since else None
        rows: list[Row] = []
        state = self._state(start)
        for window in windows(start, end, self.settings.dialect.window_days):
            for answer in self._asking.between(window):
                rows += self._fresh(answer)
                while len(rows) >= self.context.batch_rows:
                    yield self._batch(rows[: self.context.batch_rows], state)
                    rows = rows[self.context.batch_rows :]
            state = self._state(window.end)
            if rows:
                yield self._batch(rows, state)
                rows = []
        self._refuse_nothing()
        yield self._batch([], state)

    def _start(self) -> datetime:
        """Where to begin: some days before the last reading ended, since requests come late and change."""
        before = self.context.state or {}
        text = before.get("until")
        if before.get("of") != self._origin() or not isinstance(text, str):
            return self.settings.since
        reached = moment_of(text, self.settings.zone)
        if reached is None:
            return self.settings.since
        return max(self.settings.since, reached - timedelta(days=self.settings.overlap_days))

    def _state(self, reached: datetime) -> State:
        return {"until": written(reached, "utc", self.settings.zone), "of": self._origin()}

    def _origin(self) -> str:
        """Which list of which server a state belongs to."""
        said = (self.settings.url, self.resource.path, sorted(self.settings.parameters.items()))
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    def _fresh(self, answer: Answer) -> Sequence[Row]:
        """The rows that did not come before, or differ in what is wanted of them."""
        before, self._last = self._last, dict(zip(answer.keys, answer.rows, strict=True))
        self._any = self._any or bool(answer.rows)
        if len(self._last) == len(answer.keys) and before.keys().isdisjoint(self._last):
            return answer.rows
        kept = []
        for key, row in zip(answer.keys, answer.rows, strict=True):
            earlier = before.get(key)
            if earlier is not None and all(row.get(name) == earlier.get(name) for name in self.wanted):
                self._again += 1
                continue
            before[key] = row
            kept.append(row)
        return kept

    def _batch(self, rows: Sequence[Row], state: State | None) -> Batch:
        import pyarrow as pa

        if self.context.cancelled():
            raise Cancelled(f"reading the {self.resource.said} was called off")
        schema = self.schema
        arrays = [self._column(rows, field.name) for field in schema]
        return Batch(data=pa.RecordBatch.from_arrays(arrays, schema=schema), state=state)

    def _column(self, rows: Sequence[Row], name: str) -> pa.Array:
        texts = texts_of(values_of(rows, name))
        if texts.null_count < len(texts):
            self._found.add(name)
        if name in self.resource.moments:
            moments, strange = moments_of(texts, self.settings.zone)
            if strange:
                self._not_moments[name] = self._not_moments.get(name, 0) + strange
            return moments
        return in_other_words(texts, self.settings.dialect.statuses) if name == "status" else texts

    def _refuse_nothing(self) -> None:
        """Raises CxError (3) where the server never knew what it was asked for."""
        if not self._asking.answered and self._asking.last is not None:
            raise self._asking.last.odd(f"has nothing under `{self.resource.path}`", "Is `url` right?")

    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with the rows."""
        found = [
            Problem(code="not-a-date", message=f"`{name}` is not a moment in ISO 8601. It is left empty.", count=count)
            for name, count in sorted(self._not_moments.items())
        ]
        if self._asking.strange:
            message = f"Entries without a `{self.resource.key}` are left out."
            found.append(Problem(code="missing-value", message=message, count=self._asking.strange))
        if self._asking.full:
            message = "In some seconds there are more than the server gives at once. What it cut off is missing."
            found.append(Problem(code="source-cut-off", message=message, count=self._asking.full))
        if self._any and self._went_on is None:
            for name in self.wanted:
                if name not in self.resource.fields and name not in self._found:
                    message = f"None of the {self.resource.said} has `{name}`: is it spelt as the server spells it?"
                    found.append(Problem(code="missing-column", message=message))
        return tuple(found)

    def notes(self) -> tuple[str, ...]:
        """What was decided on the way."""
        zone = self.settings.dialect.time_zone
        notes = [f"Times are those of {zone}."] if self.resource.moments else []
        if not self._asking.pages_work:
            notes.append("The server does not know pages; it was asked for shorter and shorter times instead.")
        if self._again:
            notes.append(f"{self._again:,} rows came more than once and are kept once.")
        if self._went_on is not None and not self.settings.dialect.selects:
            day = on_clocks(self._went_on, self.settings.zone)
            notes.append(
                f"{self.resource.said.capitalize()} from before {day:%Y-%m-%d} were not looked at again, so that what "
                "changed of them since is not seen. `overlap_days` says how far back a run looks."
            )
        return tuple(notes)
