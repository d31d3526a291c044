"""Rows of a large file that are left out though their values fit: by their key, or by the table's own conditions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxengine import plan
from cxengine.host.contracts import FIRST_ROWS, Problem
from cxengine.lang import ast
from cxengine.metrics.reject import CODE
from cxengine.sources.in_files import Scanning
from cxengine.sources.reported import said_of_key

if TYPE_CHECKING:
    import pyarrow as pa

_KEY = -1
"""Stands for the key among the numbers of the table's conditions."""
_STAYS = -2


class LeftOut:
    """Leaves rows out, and counts them by why and by the file that they come from.

    ``files`` are names with the place of each one's first row, ``again`` the places of rows whose key stands before.
    """

    def __init__(self, table: ast.Table, scanning: Scanning, files: Sequence[tuple[str, int]], again: Any) -> None:
        self._table, self._scanning = table, scanning
        self._names = [name for name, _ in files]
        self._starts = [start for _, start in files]
        self._again = again
        self._kept = [0] * len(files)
        self._found: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}

    def without(self, path: Path, made: Path, numbers: str) -> Path:
        """The file at ``made`` with the rows that stay, in place of the one at ``path``, whose column of numbers is
        named; that file itself where all do.
        """
        import numpy as np
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not len(self._again) and not self._scanning.rejecting:
            self._kept = [end - start for start, end in self._stretches(0, pq.read_metadata(path).num_rows)]
            return path
        start = 0
        with pq.ParquetFile(path) as file, pq.ParquetWriter(made, file.schema_arrow) as writer:
            for batch in file.iter_batches(batch_size=1 << 18):
                data = pa.Table.from_batches([batch])
                reasons = self._reasons(data.drop_columns([numbers]), start)
                self._count(reasons, np.asarray(data.column(numbers)), start)
                writer.write_table(data.filter(pa.array(reasons == _STAYS)))
                start += data.num_rows
        path.unlink()
        return made

    def _reasons(self, data: pa.Table, start: int) -> Any:
        """For each row why it is left out: the number of the condition, _KEY, or _STAYS."""
        import numpy as np

        reasons = np.full(data.num_rows, _STAYS)
        first, last = np.searchsorted(self._again, [start, start + data.num_rows])
        reasons[self._again[first:last] - start] = _KEY
        if self._scanning.rejecting:
            flags = plan.Flags(self._table.name.text, self._scanning.rejecting)
            (found,) = self._scanning.backend.run([flags], {self._table.name.text: data})
            places = found.column("row").to_numpy()
            for number in range(len(self._scanning.rejecting)):
                held = np.asarray(found.column(f"c{number}").fill_null(False))
                rows = places[held]
                reasons[rows[reasons[rows] == _STAYS]] = number
        return reasons

    def _count(self, reasons: Any, numbers: Any, start: int) -> None:
        import numpy as np

        for file, (first, last) in enumerate(self._stretches(start, start + len(reasons))):
            here = reasons[first - start : last - start]
            self._kept[file] += int((here == _STAYS).sum())
            for reason in np.unique(here[here != _STAYS]).tolist():
                rows = numbers[first - start : last - start][here == reason]
                count, before = self._found.get((reason, file), (0, ()))
                listed = (*before, *rows[:FIRST_ROWS].tolist())[:FIRST_ROWS]
                self._found[reason, file] = count + len(rows), listed

    def _stretches(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where rows of each file begin and end, of those from ``start`` to ``end``."""
        ends = [*self._starts[1:], max(end, self._starts[-1])]
        cut = [(max(start, first), min(end, last)) for first, last in zip(self._starts, ends, strict=True)]
        return [(first, max(first, last)) if first < end else (start, start) for first, last in cut]

    def problems(self) -> tuple[Problem, ...]:
        """For the load report, in the order in which other tables tell them."""
        found: list[Problem] = []
        for (reason, file), (count, rows) in sorted(self._found.items()):
            code = "duplicate-key" if reason == _KEY else CODE
            said = said_of_key(self._table) if reason == _KEY else self._table.rejections[reason].reason
            message = f"{self._names[file]}: {said}" if len(self._names) > 1 else said
            found.append(Problem(code=code, message=message, count=count, rows=rows))
        return tuple(found)

    def files(self) -> tuple[tuple[str, int], ...]:
        """The files, with the place of each one's first row of those that stay."""
        return tuple(zip(self._names, [0, *accumulate(self._kept)], strict=False))
