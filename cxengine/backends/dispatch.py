"""Each question goes to the engine that has the rows: placed rows to theirs, all others to the one in this process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.host.contracts import Backend, PlacedRows

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen
class Dispatch:
    """A backend made of several; ``here`` has what is not placed."""

    here: Backend

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """One result for each question, in order. Raises CxError as the engines do."""
        results: dict[int, pa.Table] = {}
        for backend, places in self._asked(scans, tables):
            answers = backend.run([scans[at] for at in places], tables)
            results.update(zip(places, answers, strict=True))
        return tuple(results[at] for at in range(len(scans)))

    def _asked(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> list[tuple[Backend, list[int]]]:
        asked: dict[int, tuple[Backend, list[int]]] = {}
        for at, scan in enumerate(scans):
            data = tables[scan.table]
            backend: Backend = data.table.engine if isinstance(data, PlacedRows) else self.here
            asked.setdefault(id(backend), (backend, []))[1].append(at)
        return list(asked.values())
