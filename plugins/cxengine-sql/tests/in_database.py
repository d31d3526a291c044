"""Rows of a generated program as a script that puts them into PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import cxengine
from cxengine import plan
from cxengine.host.contracts import Binding
from tests.generated.elsewhere import columns
from tests.generated.programs import Program

TYPES = {
    "text": "text", "option": "text", "whole": "smallint", "date": "date", "moment": "timestamp", "yes_no": "boolean",
}  # fmt: skip


def script(compiled: cxengine.Program, program: Program, schema: str) -> str:
    """Makes a schema with a table for each of the program's."""
    parts = [f"CREATE SCHEMA {schema}"]
    for table, rows in program.tables.items():
        parts.append(filled(f'{schema}."{table}"', columns(compiled, table), rows))
    return ";\n".join(parts)


def filled(name: str, held: Mapping[str, plan.Column], rows: Sequence[Mapping[str, Any]]) -> str:
    """Makes one table and fills it."""
    declared = ", ".join(f'"{column.name}" {_type(column)}' for column in held.values())
    text = f"CREATE TABLE {name} ({declared})"
    values = [f"({', '.join(literal(row.get(column)) for column in held)})" for row in rows]
    return f"{text};\nINSERT INTO {name} VALUES {', '.join(values)}" if values else text


def _type(column: plan.Column) -> str:
    return f"numeric({column.digits}, {column.places})" if column.type == "decimal" else TYPES[column.type]


def literal(value: Any) -> str:
    """A value as it stands in a script."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return f"'{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"


def bindings(program: Program, schema: str) -> dict[str, Any]:
    """The sources of a run: tables in the database, subjects and answers as they are."""
    placed = {
        table: Binding(table=table, plugin="postgres", options={"table": f"{schema}.{table}"})
        for table in program.tables
    }
    return {**placed, **program.subjects, "answers": [dict(answer) for answer in program.answers]}
