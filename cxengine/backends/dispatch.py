"""Each question goes to the engine that has the rows: placed rows to theirs, all others to the one in this process.

What an engine has counted already, while it looked whether placed rows fit, is not asked again.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.host.contracts import Backend, FileRows, PlacedRows

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen
class Dispatch:
    """A backend made of several; ``here`` has what is not placed."""

    here: Backend

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """One result for each question, in order. Raises CxError as the engines do."""
        results = {at: known for at, scan in enumerate(scans) if (known := _known(scan, tables)) is not None}
        for backend, places in self._asked(scans, tables, results):
            answers = backend.run([scans[at] for at in places], tables)
            results.update(zip(places, answers, strict=True))
        return tuple(results[at] for at in range(len(scans)))

    def _asked(
        self, scans: Sequence[plan.Pass], tables: Mapping[str, Any], known: Container[int]
    ) -> list[tuple[Backend, list[int]]]:
        asked: dict[int, tuple[Backend, list[int]]] = {}
        for at, scan in enumerate(scans):
            if at in known:
                continue
            data = tables[scan.table]
            backend: Backend = data.table.engine if isinstance(data, PlacedRows) else self.here
            asked.setdefault(id(backend), (backend, []))[1].append(at)
        return list(asked.values())


def _known(scan: plan.Pass, tables: Mapping[str, Any]) -> pa.Table | None:
    data = tables[scan.table]
    return data.answers.get(scan) if isinstance(data, FileRows | PlacedRows) and isinstance(scan, plan.Scan) else None
