"""Counts rows on Spark where they are; only groups and their counts come to the driver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from sqlglot import exp

from cxengine import plan
from cxengine.backends import placed_sql
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import Binding, PlacedRows, PlacedTable
from cxengine.host.options import Options
from cxengine.metrics import sql
from cxengine.metrics.sql_figures import places_of, summed_places
from cxengine_spark.dialect import rendered
from cxengine_spark.session import Session, failed, said, too_large
from cxengine_spark.tables import described

if TYPE_CHECKING:
    import pyarrow as pa

PLUGIN = "spark"
"""What ``plugin = "…"`` says of a source on Spark."""
KEYS = ("master",)
SOURCE_KEYS = ("table", "parquet", "time_zone")
HELP = 'Write `table = "casework.contacts"`, or `parquet = "data/contacts"`.'


def connect(options: Mapping[str, Any], environment: Mapping[str, str]) -> SparkBackend:
    """Spark as ``[engine]`` says; it is started when it is first asked. Raises CxError for wrong keys."""
    master = options.get("master")
    if master is not None and (not isinstance(master, str) or not master.strip()):
        message = "`master` of `[engine]` is no text."
        help = 'Write for instance `master = "local[4]"`, or leave it out.'
        raise CxError([Diagnostic(code="wrong-value", message=message, help=help)])
    return SparkBackend(session=Session(master))


def explain(scan: plan.Pass) -> str:
    """What is asked of a table as the rule file has it."""
    return rendered(sql.query(scan), pretty=True)


@attrs.frozen(kw_only=True)
class SparkBackend:
    """Spark for one run: sources of ``plugin = "spark"``, and data frames that a caller gives."""

    session: Session

    def look(self, bound: Binding | object) -> PlacedTable | None:
        """The table, folder or frame of a source; None for what is elsewhere. Raises CxError where it is not there."""
        if isinstance(bound, Binding):
            return self._bound(bound) if bound.plugin == PLUGIN else None
        if not _is_frame(bound):
            return None
        return self._placed("a data frame of Spark", bound, _columns(bound), "UTC")

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """One result for each question about placed rows, from one statement each. Raises CxError (3)."""
        return tuple(self._run(scan, tables[scan.table]) for scan in scans)

    def statement(self, scan: plan.Pass, rows: PlacedRows) -> str:
        """What Spark is asked."""
        if isinstance(scan, plan.Flags):
            raise TypeError("single rows are not flagged where they are")
        return rendered(placed_sql.query(scan, rows, rows.table.where.copy()))

    def close(self) -> None:
        """After the run."""
        self.session.close()

    def _bound(self, bound: Binding) -> PlacedTable:
        options = Options(bound, SOURCE_KEYS)
        table, folder, zone = options.text("table"), options.text("parquet"), options.text("time_zone", "UTC")
        if bool(table) == bool(folder):
            given = "both `table` and `parquet`" if table else "neither `table` nor `parquet`"
            options.wrong("table", f"`[sources.{bound.table}]` has {given}, and one is needed.", HELP)
        options.refuse()
        spark = self.session.spark()
        name = f"table `{table}` of Spark" if table else f"`{folder}`, read by Spark,"
        try:
            frame = spark.table(_quoted(table)) if table else spark.read.parquet(_place(folder, bound))
            columns = frame.schema
        except Exception as error:  # of the storage below Spark there are many kinds
            raise failed(f"Spark has no {name.removesuffix(',')}: {said(error)}.") from error
        return self._placed(name, frame, columns, zone)

    def _placed(self, name: str, frame: Any, columns: Any, zone: str) -> PlacedTable:
        found = described(columns, self.session.named(frame), zone)
        return PlacedTable(
            engine=self, name=name, where=found.where, schema=found.schema, unusable=found.unusable, options=None
        )

    def _run(self, scan: plan.Pass, rows: PlacedRows) -> pa.Table:
        about = rows.table.name
        return _exact(self.session.ask(self.statement(scan, rows), about), scan, about)


def _columns(frame: Any) -> Any:
    return frame.schema


def _is_frame(given: object) -> bool:
    """Whether a caller's object is a data frame of Spark, told without importing it."""
    kinds = type(given).__mro__
    return any(kind.__module__.startswith("pyspark.sql") and kind.__name__ == "DataFrame" for kind in kinds)


def _quoted(name: str) -> str:
    parts = [exp.Identifier(this=part.strip("` "), quoted=True) for part in name.split(".")]
    return ".".join(part.sql(dialect="spark") for part in parts)


def _place(folder: str, bound: Binding) -> str:
    """An address of Spark's as it is; a folder as seen from ``cx.toml``."""
    if "://" in folder or Path(folder).is_absolute():
        return folder
    return str(Path(bound.place().filename or "cx.toml").absolute().parent / folder)


def _exact(answer: pa.Table, scan: plan.Pass, about: str) -> pa.Table:
    """Sums with as many places as they are known to have."""
    import pyarrow as pa

    places: dict[str, int] = {}
    if isinstance(scan, plan.Scan):
        places |= {f"a{at}": places_of(each) for at, each in enumerate(scan.aggregates)}
    if isinstance(scan, plan.Tallies):
        places |= {f"v{at}": summed_places(each.value) for at, each in enumerate(scan.aggregates)}
        places |= {f"w{at}": summed_places(each.over) for at, each in enumerate(scan.aggregates) if each.over}
    for at, field in enumerate(answer.schema):
        if pa.types.is_decimal(field.type) and field.name in places:
            try:
                numbers = answer.column(at).cast(pa.decimal128(38, places[field.name]))
            except pa.ArrowInvalid:
                raise too_large(about) from None
            answer = answer.set_column(at, field.name, numbers)
    return answer
