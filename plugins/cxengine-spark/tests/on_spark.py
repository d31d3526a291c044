"""Rows of a generated program as data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import cxengine
from cxengine import plan
from tests.generated.elsewhere import columns
from tests.generated.programs import Program

TYPES = {
    "text": "string", "option": "string", "whole": "smallint", "date": "date", "moment": "timestamp_ntz",
    "yes_no": "boolean",
}  # fmt: skip


def frames(spark: Any, compiled: cxengine.Program, program: Program) -> dict[str, Any]:
    """The sources of a run: tables on Spark, subjects and answers as they are."""
    placed = {table: frame(spark, columns(compiled, table), rows) for table, rows in program.tables.items()}
    return {**placed, **program.subjects, "answers": [dict(answer) for answer in program.answers]}


def frame(spark: Any, held: Mapping[str, plan.Column], rows: Sequence[Mapping[str, Any]]) -> Any:
    """One table."""
    schema = ", ".join(f"`{column.name}` {_type(column)}" for column in held.values())
    values = [tuple(_value(row.get(name), column) for name, column in held.items()) for row in rows]
    return spark.createDataFrame(values, schema)


def _type(column: plan.Column) -> str:
    return f"decimal({column.digits}, {column.places})" if column.type == "decimal" else TYPES[column.type]


def _value(value: Any, column: plan.Column) -> Any:
    return Decimal(value) if value is not None and column.type == "decimal" else value
