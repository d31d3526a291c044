"""The columns of a table of Spark, with what is made of each before it is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs
from sqlglot import exp

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen(kw_only=True)
class Described:
    """``where`` stands after FROM; ``unusable`` columns have no exact values."""

    where: exp.Expr
    schema: pa.Schema
    unusable: Mapping[str, str]


def described(columns: Any, name: tuple[str, ...], zone: str) -> Described:
    """The table of that name, whose schema is known; moments with a zone as clocks in ``zone`` show them."""
    import pyarrow as pa

    fields: list[pa.Field] = []
    unusable: dict[str, str] = {}
    chosen: list[exp.Expr] = []
    for field in columns.fields:
        column: exp.Expr = exp.Column(this=exp.Identifier(this=field.name, quoted=True))
        kind, cast = _type(field.dataType)
        if kind is None:
            unusable[field.name] = _SAID.get(field.dataType.typeName(), f"of the type {field.dataType.simpleString()}")
        if cast:
            column = exp.Cast(this=column, to=exp.DataType.build(cast))
        if field.dataType.typeName() == "timestamp" and zone != "UTC":
            zones = [exp.Literal.string("UTC"), exp.Literal.string(zone)]
            column = exp.Anonymous(this="CONVERT_TIMEZONE", expressions=[*zones, column])
        fields.append(pa.field(field.name, kind or pa.null()))
        chosen.append(exp.alias_(column, field.name, quoted=True))
    held = dict(zip(("this", "db"), (exp.Identifier(this=part, quoted=True) for part in reversed(name)), strict=True))
    where = exp.Select().select(*chosen).from_(exp.Table(**held)).subquery("held")
    return Described(where=where, schema=pa.schema(fields), unusable=unusable)


_SAID = {
    "float": "float, whose sums depend on their order",
    "double": "double, whose sums depend on their order",
}


def _type(kind: Any) -> tuple[pa.DataType | None, str]:
    """The Arrow type of a column's values, and what it is cast to for that."""
    import pyarrow as pa

    plain = {
        "byte": pa.int8(), "short": pa.int16(), "integer": pa.int32(), "long": pa.int64(), "boolean": pa.bool_(),
        "date": pa.date32(), "timestamp_ntz": pa.timestamp("us"),
    }  # fmt: skip
    word = kind.typeName()
    if word in plain:
        return plain[word], ""
    match word:
        case "decimal":
            return pa.decimal128(kind.precision, kind.scale), ""
        case "string" | "varchar" | "char":
            collated = "collate" in kind.simpleString().lower()
            return pa.string(), "TEXT" if collated else ""
        case "timestamp":
            return pa.timestamp("us"), "TIMESTAMP"
    return None, ""
