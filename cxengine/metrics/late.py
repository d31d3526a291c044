"""Rows that are dated after the assessment date, as a problem of the load report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan

if TYPE_CHECKING:
    from cxengine.host.contracts import LoadedTable, Problem

FIRST_ROWS = 20
"""How many row numbers a problem shows."""
CODE = "after-assessment-date"


@attrs.frozen(kw_only=True)
class Untold:
    """A problem of rows of which it is not told how many they are, or which: a hidden figure would follow from it."""

    code: str
    message: str


def late_untold(dated: plan.Column, as_of: date) -> Untold:
    """What is said in place of ``late_problem``."""
    message = (
        f"Some rows have `{dated.name}` after the assessment date {as_of.day} {as_of:%B %Y}; measures with `in last` "
        "leave them out. How many is not told: a hidden figure would follow from it."
    )
    return Untold(code=CODE, message=message)


def late_problem(loaded: LoadedTable, dated: plan.Column, count: int, as_of: date) -> Problem:
    """The rows of a loaded table whose ``dated`` field is later; ``count`` is how many they are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from cxengine.host.contracts import Problem

    def is_later(values: Any) -> Any:
        return pc.greater(values.cast(pa.date32(), safe=False), pa.scalar(as_of, pa.date32()))

    rows = loaded.first_rows(dated.name, is_later, FIRST_ROWS)
    have = f"{count:,} rows have" if count != 1 else "1 row has"
    message = (
        f"{have} `{dated.name}` after the assessment date {as_of.day} {as_of:%B %Y}; "
        f"measures with `in last` leave {'them' if count != 1 else 'it'} out."
    )
    return Problem(code=CODE, message=message, count=count, rows=rows)
