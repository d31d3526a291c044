"""Which types may be added, taken away, multiplied and divided, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cxengine.lang import ast
from cxengine.lang.types import DATE, DAYS, MOMENT, MONEY, MONTHS, NUMBER, POINTS, SHARE, WORKING_DAYS, ScaleType, Type


def _table() -> dict[tuple[ast.Operator, Type, Type], Type]:
    rows: dict[tuple[ast.Operator, Type, Type], Type] = {
        ("+", SHARE, SHARE): SHARE,
        ("-", SHARE, SHARE): POINTS,
        ("*", SHARE, SHARE): SHARE,
        ("+", SHARE, POINTS): SHARE,
        ("-", SHARE, POINTS): SHARE,
        ("+", POINTS, SHARE): SHARE,
        ("*", NUMBER, NUMBER): NUMBER,
    }
    for kind in (POINTS, NUMBER, MONEY, DAYS, WORKING_DAYS):
        rows["+", kind, kind] = kind
        rows["-", kind, kind] = kind
    for kind in (SHARE, POINTS, MONEY, DAYS, WORKING_DAYS):
        rows["*", kind, NUMBER] = kind
        rows["*", NUMBER, kind] = kind
        rows["/", kind, NUMBER] = kind
    for kind in (SHARE, POINTS, NUMBER, MONEY, DAYS, WORKING_DAYS):
        rows["/", kind, kind] = NUMBER
    for kind in (MONEY, DAYS, WORKING_DAYS):
        rows["*", kind, SHARE] = kind
        rows["*", SHARE, kind] = kind
    for left in (DATE, MOMENT):
        for right in (DATE, MOMENT):
            rows["-", left, right] = DAYS
        for length in (DAYS, MONTHS, WORKING_DAYS):
            rows["+", left, length] = left
            rows["-", left, length] = left
            rows["+", length, left] = left
    return rows


RESULTS: Mapping[tuple[ast.Operator, Type, Type], Type] = MappingProxyType(_table())
"""By operator and the types of both sides. What is not here is refused. A share less a share is points.

Lengths in months only move dates: there is no data of that type, so a sum of them can be written as one length.
"""


def result_of(op: ast.Operator, left: Type, right: Type) -> Type | None:
    """The type of a sum, difference, product or quotient; None where there is no sense in it.

    An answer on a scale counts with plain numbers and with answers on the same scale, and is then a number.
    """
    if isinstance(left, ScaleType) or isinstance(right, ScaleType):
        if left == right and op != "*":
            return NUMBER
        return NUMBER if NUMBER in (left, right) else None
    return RESULTS.get((op, left, right))
