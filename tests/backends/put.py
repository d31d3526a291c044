"""A backend that is handed Arrow tables, puts them into an engine, and has them counted there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs
import pyarrow as pa

from cxengine import plan
from cxengine.host.contracts import PlacedField, PlacedRows, PlacedTable, PlacingBackend


@attrs.frozen
class Put:
    """``put`` brings a table into the engine, and gives what the engine sees of it."""

    engine: PlacingBackend
    put: Callable[[pa.Table], PlacedTable]

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, pa.Table]) -> tuple[pa.Table, ...]:
        """One result for each question."""
        placed = {name: self._rows(tables[name]) for name in {scan.table for scan in scans}}
        return self.engine.run(scans, placed)

    def _rows(self, table: pa.Table) -> PlacedRows:
        kinds = [pa.string() if pa.types.is_dictionary(field.type) else field.type for field in table.schema]
        plain = table.cast(pa.schema(zip(table.column_names, kinds, strict=True)))
        fields = {name: PlacedField(heading=name) for name in table.column_names}
        return PlacedRows(table=self.put(plain), fields=fields, num_rows=table.num_rows)
