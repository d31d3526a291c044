"""Files as survey tools export them, csv or workbook, read by cx's own readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import Binding, RawTable
from cxengine.host.options import SOURCE_FAILED, Options
from cxengine.sources.csv_source import read_csv
from cxengine.sources.xlsx_source import read_xlsx

_BOOKS = (".xlsx", ".xlsm", ".xls")


def own_keys(binding: Binding, known: Sequence[str] = ()) -> Options:
    """The keys of an export. Raises CxError (2) where one is not known or no file is named."""
    options = Options(binding, tuple(known))
    if len(binding.paths) != 1:
        message = f"`[sources.{binding.table}]` does not say which file."
        options.wrong("path", message, 'Write `path = "data/….csv"`.', code="missing-key")
    options.refuse()
    return options


def read_export(binding: Binding, header_rows: int, wanted: Sequence[str] | None = None) -> RawTable:
    """The one file of a binding, by its ending; every column of it where no headings are wanted."""
    reader: Callable[[Binding, Sequence[str]], RawTable] = read_csv
    if binding.paths[0].suffix.casefold() in _BOOKS:
        reader = read_xlsx
    bound = attrs.evolve(binding, options={"header_rows": header_rows})
    if wanted is None:
        wanted = reader(bound, ()).headings
    return reader(bound, wanted)


def renamed(raw: RawTable, names: Mapping[str, str]) -> RawTable:
    """The same rows under other headings."""
    return attrs.evolve(
        raw,
        data=raw.data.rename_columns([names.get(name, name) for name in raw.data.column_names]),
        headings=tuple(names.get(name, name) for name in raw.headings),
        numbers={names.get(name, name): mask for name, mask in raw.numbers.items()},
    )


def each_text(raw: RawTable, change: Callable[[str], str]) -> RawTable:
    """Every cell of text changed."""
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for name in raw.data.column_names:
        column = raw.data.column(name)
        if pa.types.is_string(column.type):
            column = pa.array([None if cell is None else change(cell) for cell in column.to_pylist()], pa.string())
        columns[name] = column
    return attrs.evolve(raw, data=pa.table(columns) if columns else raw.data)


def not_that_tool(binding: Binding, tool: str, lacking: str, headings: Sequence[str]) -> CxError:
    """The error of a file that some other tool made."""
    shown = ", ".join(f"`{heading[:40]}`" for heading in headings[:6])
    message = f"`{binding.paths[0].name}` is no export of {tool}: it has no `{lacking}`, but {shown}."
    help = 'If it is an ordinary file, write `plugin = "csv"` or `plugin = "xlsx"`.'
    return CxError(
        [Diagnostic(code="source-reply", message=message, help=help, span=binding.place("path"))], SOURCE_FAILED
    )
