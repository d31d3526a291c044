"""A database as a source: a stream for each reading, and its states."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.host.contracts import (
    Batch,
    Binding,
    Cancelled,
    Problem,
    ReadContext,
    SourceCapabilities,
    State,
    Stream,
)
from cxengine.host.options import Options
from cxengine.sources.headings import find_heading, suggestion
from cxengine_sql.sources import queries
from cxengine_sql.sources.asked import KEYS, Asked, asked_of
from cxengine_sql.sources.engine import Engine, Session, lost
from cxengine_sql.sources.increments import Mark, whole_values
from cxengine_sql.sources.queries import After, Column
from cxengine_sql.sources.waiting import Waiting

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen
class Database:
    """A kind of database as cx sees it."""

    engine: Engine

    @property
    def capabilities(self) -> SourceCapabilities:
        """With ``increment`` it goes on from an earlier reading; what tells rows apart is said in ``cx.toml``."""
        return SourceCapabilities(incremental=True)

    def hosts(self, binding: Binding) -> frozenset[str]:
        """The server, where there is one."""
        return self.engine.hosts(self._read(binding)[1], os.environ)

    def open(self, binding: Binding, wanted: Sequence[str], context: ReadContext) -> Stream:
        """Looks at the columns at once; the connection is closed after the last batch, or when nobody wants more."""
        asked, place = self._read(binding)
        with ExitStack() as held:
            session = held.enter_context(self.engine.session(place, binding, context.environment))
            waiting = held.enter_context(Waiting(context.cancelled, session.stop))
            return _Reading(asked, self.engine.dialect, session, binding, context, waiting).stream(wanted, held)

    def _read(self, binding: Binding) -> tuple[Asked, Any]:
        options = Options(binding, (*KEYS, *self.engine.keys))
        asked, place = asked_of(options, self.engine.dialect), self.engine.place(options)
        options.refuse()
        return asked, place


@attrs.define(eq=False)
class _Reading:
    """One reading of a table or query."""

    asked: Asked
    dialect: str
    session: Session
    binding: Binding
    context: ReadContext
    waiting: Waiting
    _unknown: int = 0

    def stream(self, wanted: Sequence[str], held: ExitStack) -> Stream:
        """The columns that are wanted and there, and then their rows, with which goes what ``held`` holds."""
        described = self._text(queries.described(self.asked.relation))
        known = self.waiting(lambda: self.session.columns(described))
        names = tuple(column.name for column in known)
        after = self._after(names, known)
        key = tuple(self._named("key", name, names) for name in self.asked.key)
        found = {at for name in wanted if (at := find_heading(name, names)) is not None}
        found |= {names.index(name) for name in key}
        columns = [known[at] for at in sorted(found)]
        marked = [attrs.evolve(after.column, alias=queries.MARK)] if after is not None else []
        asked_for = [*columns, *marked]
        query = queries.rows(
            self.asked.relation, asked_for, after, zone=self.asked.time_zone, dialect=self.dialect
        )
        sql = self._text(query)
        return Stream(
            schema=self.session.schema(columns),
            batches=self._batches(sql, self.session.schema(asked_for), after, held.pop_all()),
            key=key,
            headings=names,
            problems=self._problems,
        )

    def _text(self, query: Any) -> str:
        return str(query.sql(dialect=self.dialect))

    def _named(self, option: str, name: str, names: Sequence[str]) -> str:
        """The column that a key of ``cx.toml`` names. Raises CxError (3) where there is none."""
        at = find_heading(name, names)
        if at is None:
            message = f"The {self.asked.said} has no column `{name}`, which `{option}` names."
            raise lost("source-reply", message, suggestion(name, names)[1], span=self.binding.place(option))
        return names[at]

    def _after(self, names: Sequence[str], known: Sequence[Column]) -> After | None:
        if not self.asked.increment:
            return None
        column = known[names.index(self._named("increment", self.asked.increment, names))]
        without = self._text(queries.without(self.asked.relation, column))
        self._unknown = self.waiting(lambda: self.session.number(without))
        state = self.context.state or {}
        value = state.get("after")
        if state.get("of") != self.asked.origin or not isinstance(value, str):
            return After(column=column)
        return After(column=column, value=Mark(column.kind).back(value, self.asked.overlap), back=self.asked.overlap)

    def _batches(
        self, sql: str, schema: pa.Schema, after: After | None, held: ExitStack
    ) -> Iterator[Batch]:
        with held:
            rows = self._unless_called_off(self.session.batches(sql, schema, self.context.batch_rows))
            if after is None:
                yield from (Batch(data=batch) for batch in rows)
                return
            mark, reached = Mark(after.column.kind), (self.context.state or {}).get("after")
            for batch, value in whole_values(rows, queries.MARK):
                reached = mark.written(value) if value is not None else reached
                yield Batch(data=batch.select(schema.names[:-1]), state=self._state(reached))

    def _unless_called_off(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        while True:
            if self.context.cancelled():
                raise Cancelled(f"reading the {self.asked.said} was called off")
            batch = self.waiting(lambda: next(batches, None))
            if batch is None:
                return
            yield batch

    def _state(self, reached: object) -> State:
        return {"of": self.asked.origin, **({"after": reached} if isinstance(reached, str) else {})}

    def _problems(self) -> tuple[Problem, ...]:
        if not self._unknown:
            return ()
        message = f"`{self.asked.increment}`, by which rows are told to be new, has no value. They are left out."
        return (Problem(code="missing-value", message=message, count=self._unknown),)
