"""What a scan brought back, and the same added up for the subjects of a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.metrics.exact import exact
from cxengine.metrics.formula import Everybody
from cxengine.metrics.fuse import ROWS
from cxengine.metrics.tally import Tally, codes, tallies
from cxengine.subjects import SubjectKey, SubjectTree

if TYPE_CHECKING:
    import pyarrow as pa

Dimensions = tuple[str | None, ...]
"""A group's values, as they are shown."""
Place = tuple[SubjectKey | None, Dimensions]
"""A group of rows: whose, and of what values. Without a subject: of everyone together."""


@attrs.frozen(kw_only=True, eq=False)
class Gathered:
    """One scan's result, a column for each group and aggregate; whole numbers are numpy int64 or Python's own."""

    scan: plan.Scan
    groups: tuple[tuple[str | None, ...], ...]
    totals: Mapping[plan.Aggregate, Any]
    size: int
    fewest: Mapping[plan.FewestWhere, Any]
    """Of these nothing is added up; zero where there are no rows."""


@attrs.frozen(kw_only=True, eq=False)
class Rolled:
    """Totals for each group of interest."""

    places: tuple[Place, ...]
    totals: Mapping[plan.Aggregate, Any]
    index: Mapping[Place, int]

    def total(
        self, at: int, weighed: Callable[[Everybody], tuple[Fraction, ...] | None] | None = None
    ) -> Totals:
        """What each aggregate comes to in one group; ``weighed`` gives the weights of weighted parts."""
        return Totals(self.totals, at, weighed)


@attrs.frozen(eq=False)
class Totals:
    """What each aggregate comes to in one group."""

    columns: Mapping[plan.Aggregate, Any]
    at: int
    weighed: Callable[[Everybody], tuple[Fraction, ...] | None] | None = None

    def __call__(self, aggregate: plan.Aggregate) -> int:
        """A whole number."""
        return int(self.columns[aggregate][self.at])

    def tally(self, aggregate: plan.TallyWhere) -> Tally:
        """How often each value occurs."""
        value = self.columns[aggregate][self.at]
        return value if isinstance(value, Tally) else Tally()

    def weights(self, everybody: Everybody) -> tuple[Fraction, ...] | None:
        """What an answer in each cell counts for; None where no weights fit."""
        return self.weighed(everybody) if self.weighed is not None else None


def gather(scan: plan.Scan, table: pa.Table) -> Gathered:
    """A backend's result in the form that formulas are worked out on. An empty table has no groups at all."""
    if not scan.groups and table.num_rows and not table.column(f"a{scan.aggregates.index(ROWS)}")[0].as_py():
        table = table[:0]
    groups = tuple(
        tuple(shown(value, group.part) for value in table.column(f"g{at}").to_pylist())
        for at, group in enumerate(scan.groups)
    )
    columns = {aggregate: exact(table.column(f"a{at}")) for at, aggregate in enumerate(scan.aggregates)}
    fewest = {each: column for each, column in columns.items() if isinstance(each, plan.FewestWhere)}
    totals = {each: column for each, column in columns.items() if each not in fewest}
    return Gathered(scan=scan, groups=groups, totals=totals, size=table.num_rows, fewest=fewest)


def with_tallies(gathered: Gathered, scan: plan.Tallies, table: pa.Table) -> Gathered:
    """The same with what a second scan of the same groups brought back."""
    import numpy as np

    if not gathered.size:
        none: dict[plan.Aggregate, Any] = {tally: np.array([], dtype=object) for tally in scan.aggregates}
        return attrs.evolve(gathered, totals={**gathered.totals, **none})
    known = {place: at for at, place in enumerate(zip(*gathered.groups, strict=True))} or {(): 0}
    index = np.zeros(table.num_rows, np.int64)
    names: list[Dimensions] = [()]
    for at, group in enumerate(scan.groups):
        numbers, values = codes(table.column(f"g{at}"))
        said = [*(shown(value, group.part) for value in values), None]  # a missing value is number -1, the last
        pairs, index = np.unique(index * len(said) + numbers % len(said), return_inverse=True)
        names = [(*names[pair // len(said)], said[pair % len(said)]) for pair in pairs.tolist()]
    groups = np.array([known[name] for name in names], np.int64)[index]
    totals = tallies(scan, table, groups, gathered.size)
    return attrs.evolve(gathered, totals={**gathered.totals, **totals})


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def shown(value: Any, part: str | None) -> str | None:
    """A group's value as people read it: ``2018-03``, ``1 Monday``, ``09:00``, ``yes``. None for a missing value."""
    match value, part:
        case None, _:
            return None
        case int(), "month":
            return f"{value // 12:04}-{value % 12 + 1:02}"
        case int(), "quarter":
            return f"{value // 4:04}-Q{value % 4 + 1}"
        case int(), "weekday":
            return f"{value} {WEEKDAYS[value - 1]}"
        case int(), "hour":
            return f"{value:02}:00"
        case bool(), _:
            return "yes" if value else "no"
        case (datetime() | date()), _:
            return str(value.isoformat())
        case Decimal(), _:
            return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return str(value)


def roll_up(gathered: Gathered, kind: str | None, topmost: bool, tree: SubjectTree, own_kind: str | None) -> Rolled:
    """The totals by subject of ``kind`` and by the other groups; a row counts for everyone it belongs to.

    ``own_kind`` is the kind that the scan's first group names; None where it names none, and then all rows are
    those of each topmost subject, and of nobody else.
    """
    import numpy as np

    dimensions: Sequence[Dimensions] = list(zip(*gathered.groups[own_kind is not None :], strict=True))
    if not dimensions:
        dimensions = [()] * gathered.size
    if kind is None:
        owners: list[tuple[SubjectKey | None, ...]] = [(None,)] * gathered.size
    elif own_kind is None:
        keys: tuple[SubjectKey | None, ...] = tuple(key for key in tree.records if key.kind == kind and topmost)
        owners = [keys] * gathered.size
    else:
        found = {name: _owner(tree, own_kind, name, kind) for name in set(gathered.groups[0])}
        owners = [found[name] for name in gathered.groups[0]]
    index: dict[Place, int] = {}
    rows: list[int] = []
    targets: list[int] = []
    for row, owning in enumerate(owners):
        for key in owning:
            rows.append(row)
            targets.append(index.setdefault((key, dimensions[row]), len(index)))
    order = sorted(index, key=place_order)
    rank = np.empty(len(index), dtype=np.int64)
    rank[[index[place] for place in order]] = np.arange(len(order))
    taken, goes = np.array(rows, dtype=np.int64), rank[targets] if targets else np.array([], dtype=np.int64)
    totals = {aggregate: added(column[taken], goes, len(order)) for aggregate, column in gathered.totals.items()}
    return Rolled(places=tuple(order), totals=totals, index={place: at for at, place in enumerate(order)})


def _owner(tree: SubjectTree, own_kind: str, name: str | None, kind: str) -> tuple[SubjectKey | None, ...]:
    key = SubjectKey(own_kind, name) if name is not None else None
    if key is None or key not in tree.records:
        return ()
    owner = tree.ancestor(key, kind)
    return () if owner is None else (owner,)


def place_order(place: Place) -> tuple[SubjectKey, tuple[tuple[bool, str], ...]]:
    """By subject, then by the groups' values, a missing one last."""
    key, dimensions = place
    return key or SubjectKey("", ""), tuple((value is None, value or "") for value in dimensions)


def added(column: Any, goes: Any, size: int) -> Any:
    """The column's values added up at the places they go to; exact, whatever their size."""
    import numpy as np

    if column.dtype != object and len(column) and int(np.abs(column).max()) > 2**62 // max(len(column), 1):
        column = column.astype(object)
    sums = np.zeros(size, dtype=column.dtype) if column.dtype != object else np.array([0] * size, dtype=object)
    np.add.at(sums, goes, column)
    return sums
