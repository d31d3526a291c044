"""A number looked up in a list that the query holds as one literal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def listed(place: exp.Expr, numbers: Sequence[int]) -> exp.Expr:
    """The number at a place, counted from 0; missing where the list has no such place."""
    from sqlglot import exp

    literal = exp.Literal.string(f"[{','.join(map(str, numbers))}]")
    held = exp.Cast(this=literal, to=exp.DataType.build("INT[]"))
    from_one = exp.Add(this=place, expression=exp.Literal.number(1))
    at = exp.Anonymous(this="GREATEST", expressions=[from_one, exp.Literal.number(0)])  # nothing is at 0
    return exp.Anonymous(this="LIST_EXTRACT", expressions=[held, exp.Cast(this=at, to=exp.DataType.build("BIGINT"))])
