"""Files as survey tools export them, csv or workbook, read by cx's own readers."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping, Sequence

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import Binding, RawTable
from cxengine.host.options import SOURCE_FAILED, Options
from cxengine.sources.csv_source import read_csv
from cxengine.sources.failures import unchanged
from cxengine.sources.headings import find_heading
from cxengine.sources.look import look_at
from cxengine.sources.packed import BROKEN, broken, opened
from cxengine.sources.xlsx_source import read_xlsx

_HEAD = 1 << 20
"""Bytes at the start of a csv file that its headings must lie in."""
_TWO_BYTES = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BOOKS = (".xlsx", ".xlsm", ".xls")


def own_keys(binding: Binding, known: Sequence[str] = ()) -> Options:
    """The keys of an export. Raises CxError (2) where one is not known or no file is named."""
    options = Options(binding, tuple(known))
    if len(binding.paths) != 1:
        message = f"`[sources.{binding.table}]` does not say which file."
        options.wrong("path", message, 'Write `path = "data/….csv"`.', code="missing-key")
    options.refuse()
    return options


def headings_of(binding: Binding, header_rows: int) -> tuple[str, ...]:
    """The headings of the one file of a binding; of a csv only its beginning is looked at."""
    path, span = binding.paths[0], binding.place("path")
    if path.suffix.casefold() in _BOOKS:
        return read_export(binding, header_rows, ()).headings
    try:
        with unchanged(path, span), opened(path) as stream:
            head = stream.read(_HEAD)
            if not head.startswith(_TWO_BYTES):
                head += stream.readline(_HEAD)
            else:
                head += stream.read()
    except BROKEN:
        raise broken(path, span) from None
    return look_at(head, name=path.name, header_rows=header_rows, span=span).headings


def read_export(binding: Binding, header_rows: int, wanted: Sequence[str]) -> RawTable:
    """The wanted columns of the one file of a binding, which is read by its ending."""
    reader: Callable[[Binding, Sequence[str]], RawTable] = read_csv
    if binding.paths[0].suffix.casefold() in _BOOKS:
        reader = read_xlsx
    return reader(attrs.evolve(binding, options={"header_rows": header_rows}), wanted)


def meant(wanted: Sequence[str], headings: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """The headings of the columns that are wanted, under those or under the names that are given to them."""
    shown = [names.get(heading, heading) for heading in headings]
    places = (find_heading(name, shown) for name in wanted)
    return tuple(dict.fromkeys(headings[at] for at in places if at is not None))


def renamed(raw: RawTable, names: Mapping[str, str]) -> RawTable:
    """The same rows under other headings."""
    return attrs.evolve(
        raw,
        data=raw.data.rename_columns([names.get(name, name) for name in raw.data.column_names]),
        headings=tuple(names.get(name, name) for name in raw.headings),
        numbers={names.get(name, name): mask for name, mask in raw.numbers.items()},
    )


def not_that_tool(binding: Binding, tool: str, lacking: str, headings: Sequence[str]) -> CxError:
    """The error of a file that some other tool made."""
    shown = ", ".join(f"`{heading[:40]}`" for heading in headings[:6])
    message = f"`{binding.paths[0].name}` is no export of {tool}: it has no `{lacking}`, but {shown}."
    help = 'If it is an ordinary file, write `plugin = "csv"` or `plugin = "xlsx"`.'
    return CxError(
        [Diagnostic(code="source-reply", message=message, help=help, span=binding.place("path"))], SOURCE_FAILED
    )
