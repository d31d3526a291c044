"""Rows that a table's own rule does not take: ``reject when closed_on < created_on: Closed before created``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.metrics.conditions import RowScope

if TYPE_CHECKING:
    from cxengine.host.contracts import LoadedTable
    from cxengine.metrics.asked import Backend

CODE = "rejected-by-rule"


def rejecting(table: ast.Table, names: Names, as_of: date) -> tuple[plan.Row, ...]:
    """The conditions of the table, in their order, on which a row is not taken."""
    scope = RowScope(names=names, as_of=as_of)
    return tuple(scope.condition(rejection.condition) for rejection in table.rejections)


def rejected_rows(
    table: ast.Table, names: Names, as_of: date, loaded: LoadedTable, backend: Backend
) -> list[tuple[str, tuple[int, ...]]]:
    """For each reason, the positions (from 0, rising) of the rows for which its condition is true.

    A row that several conditions fit has the first one's reason. A condition that is unknown rejects nothing.
    """
    conditions = rejecting(table, names, as_of)
    if not conditions:
        return []
    flags = plan.Flags(table.name.text, conditions)
    (found,) = backend.run([flags], {table.name.text: loaded.held})
    places: list[int] = found.column("row").to_pylist()
    held = [found.column(f"c{at}").to_pylist() for at in range(len(conditions))]
    reasons: dict[int, list[int]] = {}
    for at, place in enumerate(places):
        first = next(number for number, column in enumerate(held) if column[at])
        reasons.setdefault(first, []).append(place)
    return [(table.rejections[number].reason, tuple(sorted(reasons[number]))) for number in sorted(reasons)]


def without_rejected(
    table: ast.Table, names: Names, as_of: date, loaded: LoadedTable, backend: Backend
) -> LoadedTable:
    """The table without those rows, and the load report with how many they are, why and where.

    Rows that are still in their files were found to have none.
    """
    from cxengine.host.contracts import FileRows, Problem, problems_at

    if isinstance(loaded.data, FileRows):
        return loaded
    rejected = rejected_rows(table, names, as_of, loaded, backend)
    if not rejected:
        return loaded
    import numpy as np
    import pyarrow as pa

    stays = np.ones(loaded.held.num_rows, dtype=bool)
    problems: list[Problem] = []
    for reason, places in rejected:
        stays[list(places)] = False
        problems += problems_at(CODE, reason, places, loaded.row_numbers, loaded.files)
    gone = sum(len(places) for _, places in rejected)
    report = attrs.evolve(
        loaded.report, rejected=loaded.report.rejected + gone, problems=(*loaded.report.problems, *problems)
    )
    mask = pa.array(stays)
    numbers = np.arange(1, len(stays) + 1) if loaded.row_numbers is None else np.asarray(loaded.row_numbers)
    kept = np.flatnonzero(stays)
    files = tuple((name, int(np.searchsorted(kept, start))) for name, start in loaded.files)
    return attrs.evolve(
        loaded, data=loaded.held.filter(mask), row_numbers=numbers[stays], files=files, report=report
    )
