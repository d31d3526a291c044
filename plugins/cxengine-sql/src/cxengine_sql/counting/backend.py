"""Counts the rows of PostgreSQL tables where they are; only groups and their counts leave the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.backends import placed_sql
from cxengine.host.contracts import Binding, PlacedRows, PlacedTable
from cxengine.host.options import Options
from cxengine.metrics import sql
from cxengine.metrics.sql_figures import places_of, summed_places
from cxengine_sql.counting.catalog import describe
from cxengine_sql.counting.dialect import rendered
from cxengine_sql.counting.session import Session, too_large
from cxengine_sql.sources.asked import KEYS as ASKED, asked_of
from cxengine_sql.sources.postgres import Postgres

if TYPE_CHECKING:
    import pyarrow as pa

PLUGIN = "postgres"
"""What ``plugin = "…"`` says of a source in this database."""
KEYS = Postgres().keys
"""Those of ``[engine]``: where the database is, as a source says it."""


def connect(options: Mapping[str, Any], environment: Mapping[str, str]) -> PostgresBackend:
    """The database that ``[engine]`` names; it is reached when it is first asked. Raises CxError for wrong keys."""
    engine = Binding(table="engine", plugin=PLUGIN, options=options)
    asked = Options(engine, KEYS)
    place = Postgres().place(asked)
    asked.refuse()
    return PostgresBackend(session=Session(place=place, engine=engine, environment=environment))


def explain(scan: plan.Pass) -> str:
    """What is asked of a table as the rule file has it, where the database has the collations of ICU."""
    return rendered(sql.query(scan), icu=True, pretty=True)


@attrs.frozen(kw_only=True)
class PostgresBackend:
    """One database for one run. Sources of ``plugin = "postgres"`` are in it, unless they name another."""

    session: Session

    def look(self, bound: Binding | object) -> PlacedTable | None:
        """The table or query of a source; None for one elsewhere, or that says wrongly what it is.

        Raises CxError (3) where it is not there.
        """
        if not isinstance(bound, Binding) or bound.plugin != PLUGIN:
            return None
        options = Options(bound, (*ASKED, *KEYS))
        asked = asked_of(options, "postgres")
        if set(KEYS) & set(bound.options) and Postgres().place(options) != self.session.place:
            return None
        if options.found.has_errors:
            return None
        name = f"{asked.said} of PostgreSQL"
        found = describe(self.session, asked.relation, name, asked.time_zone)
        return PlacedTable(
            engine=self, name=name, where=found.where, schema=found.schema, unusable=found.unusable,
            filled=found.filled, keys=found.keys, has_nan=True, unbounded=found.unbounded,
            options=self.session.engine.options,
        )  # fmt: skip

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """One result for each question about placed rows, from one statement each. Raises CxError (3)."""
        return tuple(self._run(scan, tables[scan.table]) for scan in scans)

    def statement(self, scan: plan.Pass, rows: PlacedRows) -> str:
        """What PostgreSQL is asked."""
        if isinstance(scan, plan.Flags):
            raise TypeError("single rows are not flagged where they are")
        return rendered(placed_sql.query(scan, rows, rows.table.where.copy()), icu=self.session.icu)

    def close(self) -> None:
        """Let go of the connection."""
        self.session.close()

    def _run(self, scan: plan.Pass, rows: PlacedRows) -> pa.Table:
        answer = self.session.ask(self.statement(scan, rows), rows.table.name)
        return _exact(answer, scan, rows.table.name)


def _exact(answer: pa.Table, scan: plan.Pass, about: str) -> pa.Table:
    """PostgreSQL's numbers, which come as text, as decimals of as many places as their sums have."""
    import pyarrow as pa

    places = _places(scan)
    for at, field in enumerate(answer.schema):
        if isinstance(field.type, pa.BaseExtensionType):
            texts = pa.chunked_array([chunk.storage for chunk in answer.column(at).chunks], pa.string())
            try:
                numbers = texts.cast(pa.decimal128(38, places.get(field.name, 0)))
            except pa.ArrowInvalid:
                raise too_large(about) from None
            answer = answer.set_column(at, field.name, numbers)
    return answer


def _places(scan: plan.Pass) -> Mapping[str, int]:
    """How many decimals the columns of an answer have."""
    found: dict[str, int] = {}
    if isinstance(scan, plan.Scan | plan.Tallies):
        found |= {f"g{at}": group.column.places for at, group in enumerate(scan.groups)}
    if isinstance(scan, plan.Scan):
        found |= {f"a{at}": places_of(each) for at, each in enumerate(scan.aggregates)}
    if isinstance(scan, plan.Tallies):
        found |= {f"v{at}": summed_places(each.value) for at, each in enumerate(scan.aggregates)}
        found |= {f"w{at}": summed_places(each.over) for at, each in enumerate(scan.aggregates) if each.over}
    return found
