"""How far a reading got: values of a column that only rises, and never half of the rows that share one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from cxengine_sql.sources.queries import Kind

if TYPE_CHECKING:
    import pyarrow as pa


_MOST_WAITING = 500_000
"""Rows with one value that wait for the next value. More than that are given with the state before them, so that a
reading which is broken off there gives them again."""


def whole_values(batches: Iterator[pa.RecordBatch], column: str) -> Iterator[tuple[pa.RecordBatch, Any]]:
    """Batches in the order of the column, each with the last value whose rows have all come with it; None if none.

    Rows with the last value of a batch wait until the next value shows that there are no more of them.
    """
    waiting: list[pa.RecordBatch] = []
    reached: Any = None
    for batch in batches:
        if not batch.num_rows:
            continue
        values = batch.column(column)
        if waiting and values[0].as_py() != reached:
            yield _joined(waiting), reached
            waiting = []
        last = values[-1].as_py()
        start = _first(values, last)
        if start:
            yield _joined([*waiting, batch.slice(0, start)]), values[start - 1].as_py()
            waiting = []
        waiting.append(batch.slice(start))
        reached = last
        if sum(each.num_rows for each in waiting) > _MOST_WAITING:
            yield _joined(waiting), None
            waiting = []
    if waiting or reached is not None:
        yield _joined(waiting or [batch.slice(0, 0)]), reached


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    import pyarrow as pa

    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)


def _first(values: Any, last: Any) -> int:
    import pyarrow.compute as pc

    return int(pc.index(values, last).as_py())


@attrs.frozen
class Mark:
    """A value as text, for a state."""

    kind: Kind

    def written(self, value: Any) -> str:
        """The value without loss: numbers in full, moments in ISO 8601, bytes in hexadecimal."""
        match value:
            case datetime() | date():
                return value.isoformat()
            case bytes():
                return value.hex().upper()
            case _:
                return str(value)

    def back(self, text: str, by: int) -> str | None:
        """The value so much earlier; None where the text is none of its kind."""
        try:
            match self.kind:
                case "number" | "exact":
                    return str(Decimal(text) - by)
                case "moment" | "zoned":
                    return (datetime.fromisoformat(text) - timedelta(seconds=by)).isoformat()
                case "any" if not text.lstrip("-").replace(".", "", 1).isdecimal():
                    return (datetime.fromisoformat(text) - timedelta(seconds=by)).isoformat(" ") if by else text
                case "any":
                    return str(Decimal(text) - by)
                case "day":
                    return (date.fromisoformat(text) - timedelta(days=-(-by // 86_400))).isoformat()
                case "version":
                    return f"{max(0, int(text, 16) - by):016X}"
                case _:
                    return text
        except (ValueError, ArithmeticError):
            return None
