"""What a plan comes to where it is run; where squares are more than an engine can add up, without what they are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from cxengine import plan
from cxengine.diagnostics import CxError
from cxengine.metrics import formula as tree
from cxengine.metrics.lower import Lowered
from cxengine.metrics.planning import Planned

if TYPE_CHECKING:
    import pyarrow as pa

Passes = Sequence[plan.Scan | plan.Tallies]


class Backend(Protocol):
    """What runs plans."""

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """One result for each scan; the columns as ``metrics.sql`` names them."""


@attrs.frozen(kw_only=True, eq=False)
class Came:
    """What the scans of a plan came to. Means of the tables ``unsquared`` have no squares, and so no interval."""

    planned: Planned
    results: tuple[tuple[plan.Scan | plan.Tallies, pa.Table], ...]
    unsquared: frozenset[str] = frozenset()


def ask(planned: Planned, tables: Mapping[str, Any], backend: Backend) -> Came:
    """Runs what is planned over the tables that are there. Raises CxError from the backend.

    A mean of products may be exact where the sum of its squares, which only its interval needs, has more digits than an
    engine holds. That table is then asked for its figures alone.
    """
    scans = [scan for scan in planned.scans if scan.table in tables]
    try:
        return Came(planned=planned, results=_results(scans, tables, backend))
    except CxError as error:
        if not _is_too_large(error):
            raise
    found: list[tuple[plan.Scan | plan.Tallies, pa.Table]] = []
    unsquared: set[str] = set()
    for table in dict.fromkeys(scan.table for scan in scans):
        own = [scan for scan in scans if scan.table == table]
        try:
            found += _results(own, tables, backend)
        except CxError as error:
            planned, fewer = _without_squares(planned, table), len(found)
            less = [scan for scan in planned.scans if scan.table == table]
            if not _is_too_large(error) or less == own:
                raise
            found[fewer:] = _results(less, tables, backend)
            unsquared.add(table)
    return Came(planned=planned, results=tuple(found), unsquared=frozenset(unsquared))


def _results(
    scans: Passes, tables: Mapping[str, Any], backend: Backend
) -> tuple[tuple[plan.Scan | plan.Tallies, pa.Table], ...]:
    return tuple(zip(scans, backend.run(scans, tables), strict=True))


def _is_too_large(error: CxError) -> bool:
    return all(each.code == "number-too-large" for each in error.diagnostics)


def _without_squares(planned: Planned, table: str) -> Planned:
    """The plan without the squares that means of a table have for their intervals."""
    lowered = {instance: _plain(each, table, planned.lowered) for instance, each in planned.lowered.items()}
    before, after = ({a for each in of.values() for a in _aggregates(each)} for of in (planned.lowered, lowered))
    scans = tuple(
        attrs.evolve(scan, aggregates=tuple(a for a in scan.aggregates if a in after or a not in before))
        if isinstance(scan, plan.Scan) and scan.table == table
        else scan
        for scan in planned.scans
    )
    of_date = {instance: _plain(each, table, planned.of_date) for instance, each in planned.of_date.items()}
    return attrs.evolve(planned, scans=scans, lowered=lowered, of_date=of_date)


def _aggregates(lowered: Lowered) -> tuple[plan.Aggregate, ...]:
    beside = (each for score in lowered.beside for each in score.aggregates)
    return (lowered.kept, *(lowered.apart or ()), *tree.aggregates(lowered.formula), *beside)


def _plain(lowered: Lowered, table: str, others: Mapping[tree.Instance, Lowered]) -> Lowered:
    rows = others.get(lowered.over, lowered) if lowered.over is not None else lowered
    if rows.table != table:
        return lowered
    beside = tuple(score for score in lowered.beside if score.of_shares)
    return attrs.evolve(lowered, formula=_unsquared(lowered.formula), beside=beside)


def _unsquared(formula: tree.Formula) -> tree.Formula:
    match formula:
        case tree.Scored(combined, score):
            return formula if score.of_shares else _unsquared(combined)
        case tree.Combined(op, left, right):
            return tree.Combined(op, _unsquared(left), _unsquared(right))
        case tree.Weighted(leaf, cells):
            plain = tuple(attrs.evolve(cell, leaf=_mean_alone(cell.leaf)) for cell in cells)
            return attrs.evolve(formula, leaf=_mean_alone(leaf), cells=plain)
        case tree.Mean():
            return _mean_alone(formula)
    return formula


def _mean_alone(leaf: tree.Answered) -> tree.Answered:
    return attrs.evolve(leaf, squares=None) if isinstance(leaf, tree.Mean) else leaf
