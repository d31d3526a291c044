"""What a table of PostgreSQL is like: its columns, which of them are always filled, and what is unique."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
from sqlglot import exp

from cxengine_sql.counting.dialect import collated
from cxengine_sql.counting.session import Session
from cxengine_sql.sources import queries

if TYPE_CHECKING:
    import pyarrow as pa

_TEXT = frozenset({"text", "varchar"})
_AS_TEXT = frozenset({"bpchar", "citext", "name", "uuid"})
LONGEST_NAME = 63
"""Bytes of a name; PostgreSQL cuts off the rest."""


@attrs.frozen(kw_only=True)
class Described:
    """A table or query. ``where`` stands after FROM: its columns, texts under the collation of bytes, moments as
    clocks show them.
    """

    where: exp.Expr
    schema: pa.Schema
    unusable: Mapping[str, str]
    unbounded: frozenset[str]
    filled: frozenset[str]
    keys: tuple[frozenset[str], ...]


def describe(session: Session, source: exp.Expr, name: str, zone: str) -> Described:
    """Looks at a table without reading a row; ``zone`` is where the clocks stand. Raises CxError (3) where there is
    none.
    """
    import pyarrow as pa

    nothing = queries.described(source)
    found = session.ask(nothing.sql(dialect="postgres", identify=True), name).schema
    enums = _enums(session, name) if any(_word(field) not in _KNOWN for field in found) else frozenset()
    fields: list[pa.Field] = []
    unusable: dict[str, str] = {}
    chosen: list[exp.Expr] = []
    for field in found:
        column: exp.Expr = exp.Column(this=exp.Identifier(this=field.name, quoted=True))
        word = _word(field)
        if word in _AS_TEXT or word in enums:
            column = exp.Cast(this=column, to=exp.DataType.build("TEXT"))
        if word in _TEXT or word in _AS_TEXT or word in enums:
            column = collated(column, "C")
        if word == "timestamptz":
            column = exp.AtTimeZone(this=column, zone=exp.Literal.string(zone))
        kind = pa.string() if word in _AS_TEXT or word in enums else _type(field, word)
        if kind is None or len(field.name.encode()) > LONGEST_NAME:
            unusable[field.name] = _SAID.get(word, f"of the type {word}")
        fields.append(pa.field(field.name, kind or pa.null()))
        chosen.append(exp.alias_(column, field.name, quoted=True))
    filled, keys = _constraints(session, source, name) if isinstance(source, exp.Table) else (frozenset(), ())
    where = queries.described(source)
    where.set("limit", None)
    where.set("expressions", chosen)
    return Described(
        where=where.subquery("held"), schema=pa.schema(fields), unusable=unusable, filled=filled, keys=keys,
        unbounded=frozenset(field.name for field in found if field.name in unusable and _word(field) == "numeric"),
    )  # fmt: skip


_SAID = {
    "numeric": "numeric without a number of digits",
    "float4": "real, whose sums depend on their order",
    "float8": "double precision, whose sums depend on their order",
}
_KNOWN = frozenset(
    {"int2", "int4", "int8", "numeric", "bool", "date", "timestamp", "timestamptz", "float4", "float8"}
    | _TEXT
    | _AS_TEXT
)


def _word(field: pa.Field) -> str:
    return ((field.metadata or {}).get(b"POSTGRESQL:type") or b"").decode()


def _type(field: pa.Field, word: str) -> pa.DataType | None:
    """The Arrow type of a column's values; None where they are not exact, or nothing that is counted."""
    import pyarrow as pa

    if word == "numeric":
        return _numeric(int((field.metadata or {}).get(b"POSTGRESQL:typmod", b"-1")))
    if word in _TEXT:
        return pa.string()
    if word == "timestamptz":
        return pa.timestamp("us")
    if word in ("int2", "int4", "int8", "bool", "date", "timestamp"):
        return field.type
    return None


def _numeric(modifier: int) -> pa.DataType | None:
    """The digits and places of a column stand in a number, 4 more than it says."""
    import pyarrow as pa

    if modifier < 4:
        return None
    digits, places = (modifier - 4) >> 16 & 0xFFFF, (modifier - 4) & 0x7FF
    return pa.decimal128(digits, places) if digits <= 38 and places <= digits else None


def _enums(session: Session, name: str) -> frozenset[str]:
    return frozenset(session.ask("SELECT typname::text AS name FROM pg_type WHERE typtype = 'e'", name)
                     .column("name").to_pylist())  # fmt: skip


def _constraints(
    session: Session, table: exp.Table, name: str
) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """The columns that are always filled, and the sets of those that differ in every row."""
    whole = exp.Literal.string(table.sql(dialect="postgres", identify=True)).sql(dialect="postgres")
    columns = session.ask(
        "SELECT attname::text AS name FROM pg_attribute "
        f"WHERE attrelid = {whole}::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull", name
    )  # fmt: skip
    unique = session.ask(
        "SELECT ARRAY(SELECT a.attname::text FROM pg_attribute a "
        "WHERE a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)) AS names FROM pg_index i "
        f"WHERE i.indrelid = {whole}::regclass AND i.indisunique AND i.indisvalid AND i.indimmediate "
        "AND i.indpred IS NULL AND i.indexprs IS NULL", name
    )  # fmt: skip
    filled = frozenset(columns.column("name").to_pylist())
    keys = (frozenset(names) for names in unique.column("names").to_pylist())
    return filled, tuple(key for key in keys if key <= filled)
