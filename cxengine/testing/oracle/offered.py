"""The functions of plugins, by the reference in plain Python that each brings."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cxengine.testing.oracle.given import Figure, OracleFunction
from cxengine.testing.oracle.lookup import Value


def of_one_row(function: OracleFunction, values: Sequence[Value]) -> Value:
    """Of one row: missing where one of its values is."""
    return None if None in values else function.reference(*values)


def over_rows(function: OracleFunction, columns: Sequence[Sequence[Value]]) -> Figure:
    """Of some rows: it rests on those in which all is known."""
    value = function.reference(*columns)
    rows = list(zip(*columns, strict=True))
    known = len([row for row in rows if None not in row])
    excluded = len(rows) - known
    told = len(rows) if function.tells_rows else None
    if value is None:
        return Figure(unknown="no answers", n=known, excluded=excluded, counted=told)
    assert isinstance(value, Fraction)
    if function.part_of_known:
        return Figure(value=value, n=known, excluded=excluded, estimator="share", hits=int(value * known))
    return Figure(value=value, n=known, excluded=excluded, counted=told)
