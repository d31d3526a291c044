"""Rule text and rows in, figures out: the way the tests of metrics go through the real front end and backend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cxengine.backends.duckdb import DuckDBBackend
from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import LoadedTable
from cxengine.lang import ast
from cxengine.lang.check import check
from cxengine.lang.names import Names, Types
from cxengine.lang.parse import parse
from cxengine.lang.resolve import resolve
from cxengine.lang.vocabulary import Vocabulary
from cxengine.metrics.measure import Measurements, measure
from cxengine.metrics.measured import Measured
from cxengine.metrics.planning import Listing
from cxengine.source import Source
from cxengine.sources.given import raw_from_object
from cxengine.sources.load import typed_table
from cxengine.subjects import SubjectKey, SubjectRecord, SubjectTree

Rows = Sequence[Mapping[str, Any]]

COUNCIL = SubjectKey("council", "enfield")
TREE = SubjectTree(
    [
        SubjectRecord(key=COUNCIL, title="Enfield"),
        SubjectRecord(key=SubjectKey("service", "housing"), title="Housing", parent=COUNCIL),
        SubjectRecord(key=SubjectKey("service", "waste"), title="Waste", parent=COUNCIL),
        SubjectRecord(key=SubjectKey("service", "parks"), title="Parks", parent=COUNCIL),
    ]
)
HOUSING, WASTE, PARKS = (SubjectKey("service", name) for name in ("housing", "waste", "parks"))

HEAD = """pack t: Tests
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
scale five 1 to 5, higher is better: Satisfaction
scale ten 0 to 10, higher is better: Likelihood
scale seven 1 to 7, higher is better: Ease
category outcome: How it was closed
  option done: Done
  option no_action: Closed - no action
table cases: Cases
  field service is service
  field opened_on is date
  field closed_on is date, may be missing
  field seen_at is date_and_time, may be missing
  field left_at is date_and_time, may be missing
  field channel is one of (web, phone, post), may be missing
  field outcome is outcome, may be missing
  field words is text, may be missing
  field satisfied is five, may be missing
  field recommend is ten, may be missing
  field ease is seven, may be missing
  field cost is money, may be missing
  field hours is number, may be missing
  field took is minutes, may be missing
  field urgent is yes_no, may be missing
"""


def program(text: str, head: str = HEAD) -> tuple[Names, Types]:
    """The checked rules; fails on any error in them."""
    found = Diagnostics()
    files = [parse(Source("t.cx", head + text), found)]
    names = resolve(files, Vocabulary(), found)
    types = check(files, names, found)
    assert not found.has_errors, [diagnostic.message for diagnostic in found]
    return names, types


def loaded(names: Names, rows: Rows, table: str = "cases") -> LoadedTable:
    """The rows as canonical columns; a service and a day are filled in where a row names none."""
    import pyarrow as pa

    filled = [{"service": "housing", "opened_on": date(2018, 6, 1), **row} for row in rows]
    declared = names.tables[table]
    columns = {f.name.text: [row.get(f.name.text) for row in filled] for f in declared.fields}
    kinds = {"date": pa.date32(), "date_and_time": pa.timestamp("us"), "yes_no": pa.bool_()}
    arrays = {}
    for field in declared.fields:
        kind = field.type.name.text if isinstance(field.type, ast.NamedType) else ""
        values = columns[field.name.text]
        arrays[field.name.text] = pa.array(values, kinds.get(kind) or _kind(values))
    found = Diagnostics()
    table_ = typed_table(declared, names, raw_from_object(pa.table(arrays)), found=found)
    assert table_ is not None and table_.data.num_rows == len(rows), [d.message for d in found]
    return table_


def _kind(values: list[Any]) -> Any:
    import pyarrow as pa

    return pa.infer_type(values) if any(value is not None for value in values) else pa.string()


def run(
    text: str,
    rows: Rows | None,
    as_of: date = date(2018, 12, 31),
    *,
    names_of: Sequence[ast.Ref] = (),
    listings: Sequence[Listing] = (),
    threads: int = 1,
    head: str = HEAD,
) -> Measurements:
    """Every metric of the text, plain and as the further references name it."""
    names, types = program(text, head)
    refs = [*(ast.Ref(ast.Name(name)) for name in names.metrics), *names_of]
    tables = {} if rows is None else {"cases": loaded(names, rows)}
    return measure(
        [(None, each) for each in refs], names=names, types=types, as_of=as_of, tables=tables, tree=TREE,
        backend=DuckDBBackend(threads=threads), listings=listings,
    )  # fmt: skip


def figure(formula: str, rows: Rows | None, *more: str, key: SubjectKey = HOUSING, **options: Any) -> Measured:
    """One metric over the rows; ``more`` are its further lines."""
    lines = "".join(f"  {line}\n" for line in (f"formula {formula}", *more))
    return run(f"metric m: M\n  from cases\n{lines}", rows, **options).value(key, ast.Ref(ast.Name("m")))
