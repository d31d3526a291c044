"""Columns of files under the names of a rule file's table, with numbers as the decimals that they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.host.contracts import FileRows
from cxengine.metrics.sql_rows import column_named

if TYPE_CHECKING:
    from sqlglot import exp


def view(name: str, held: str, table: FileRows) -> exp.Create:
    """A view of ``held``, where the columns are as they stand in the files."""
    from sqlglot import exp

    chosen: list[exp.Expr] = []
    for field, heading in table.headings.items():
        value, form = column_named(heading), table.casts.get(field)
        if form is not None:
            value = exp.Cast(this=value, to=exp.DataType.build(f"DECIMAL({form[0]}, {form[1]})"))
        chosen.append(exp.alias_(value, field, quoted=True, copy=False))
    query = exp.Select().select(*chosen, copy=False).from_(_named(held), copy=False)
    return exp.Create(this=_named(name), kind="VIEW", expression=query)


def _named(table: str) -> exp.Expr:
    from sqlglot import exp

    return exp.Table(this=exp.Identifier(this=table, quoted=True))
