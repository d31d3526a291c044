"""Rows that are dated after the assessment date, as a problem of the load report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cxengine import plan

if TYPE_CHECKING:
    from cxengine.host.contracts import LoadedTable, Problem

FIRST_ROWS = 20
"""How many row numbers a problem shows."""


def late_problem(loaded: LoadedTable, dated: plan.Column, count: int, as_of: date) -> Problem:
    """The rows of a loaded table whose ``dated`` field is later; ``count`` is how many they are."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from cxengine.host.contracts import Problem

    days = loaded.data.column(dated.name).cast(pa.date32(), safe=False)
    later = pc.greater(days, pa.scalar(as_of, pa.date32())).fill_null(False)
    places = np.flatnonzero(np.asarray(later))[:FIRST_ROWS]
    rows = places + 1 if loaded.row_numbers is None else loaded.row_numbers[places]
    have = f"{count:,} rows have" if count != 1 else "1 row has"
    message = (
        f"{have} `{dated.name}` after the assessment date {as_of.day} {as_of:%B %Y}; "
        f"measures with `in last` leave {'them' if count != 1 else 'it'} out."
    )
    return Problem(
        code="after-assessment-date", message=message, count=count, rows=tuple(int(row) for row in rows)
    )
