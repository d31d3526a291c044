"""Reads a sheet of an Excel workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.host.contracts import Binding, RawTable
from cxengine.source import Span
from cxengine.sources.cells import in_words, is_blank, raw_table
from cxengine.sources.failures import digest_of, failure, unchanged
from cxengine.sources.header_rows import BELOW
from cxengine.sources.headings import find_heading, header_count, headings_of
from cxengine.sources.merged_cells import Range, merged_problems
from cxengine.sources.told import passed_over
from cxengine.sources.workbook_bounds import refuse_bomb
from cxengine.sources.workbook_formulas import Cell, Unread, unread_cells
from cxengine.suggest import did_you_mean

if TYPE_CHECKING:
    import pyarrow as pa
    from python_calamine import CalamineWorkbook

EVERY_SHEET = "*"
SHEET = "Sheet"
"""The heading under which a sheet's name stands where every sheet is read."""
_OLD = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The name of the part of a file that holds a workbook locked with a password (ECMA-376, [MS-OFFCRYPTO] 2.3.4.4)."""
_ZIP = b"PK\x03\x04"
_PAGE = 1 << 10
"""Bytes that a page on the web begins within."""


@attrs.frozen
class _Sheet:
    """The rows of a sheet, the row and column where they begin, and which cells are merged."""

    rows: list[list[Any]]
    begins: Cell
    merged: tuple[Range, ...]


@attrs.frozen
class WorkbookReader:
    """Reads one sheet of a workbook: the one that ``sheet`` names, else the first that is not hidden."""

    def __call__(self, binding: Binding, wanted: Sequence[str]) -> RawTable:
        """Headings are the first rows that hold something; rows that hold nothing are passed over."""
        path, span = binding.paths[0], binding.place("path")
        with unchanged(path, span):
            content = path.read_bytes()
        book = _opened(content, path.name, span)
        name, notes = _sheet(book, binding)
        unread = unread_cells(content, name)
        read = _cells(book, name, path.name, span)
        raw = _read(read, unread, binding, wanted, f"Sheet `{name}` of `{path.name}`")
        if binding.options.get("every_sheet"):
            raw = _with_name(raw, name) if raw.headings else raw
        return attrs.evolve(raw, digest=digest_of(content), notes=(*notes, *raw.notes))

    def parts(self, binding: Binding) -> tuple[tuple[str, Binding], ...]:
        """With ``sheet = "*"`` a binding for each sheet that is not hidden, under its name; else the binding."""
        if binding.options.get("sheet") != EVERY_SHEET:
            return (("", binding),)
        path, span = binding.paths[0], binding.place("path")
        with unchanged(path, span):
            book = _opened(path.read_bytes(), path.name, span)
        more = {"every_sheet": True}
        return tuple(
            (name, attrs.evolve(binding, options={**binding.options, **more, "sheet": name}))
            for name in _shown(book) or book.sheet_names
        )


read_xlsx = WorkbookReader()


def _opened(content: bytes, name: str, span: Span) -> CalamineWorkbook:
    import python_calamine as calamine

    if not content:
        raise failure("empty-file", f"`{name}` is empty.", "", span)
    if not content.startswith((_ZIP, _OLD)):
        if content[:_PAGE].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            help = "Open it in Excel and save it as .xlsx."
            raise failure("not-xlsx", f"`{name}` is no Excel workbook but a page or XML under its name.", help, span)
        help = 'Where it is a csv file under another name, write `plugin = "csv"`.'
        raise failure("not-xlsx", f"`{name}` is no Excel workbook.", help, span)
    if content.startswith(_ZIP):
        refuse_bomb(content, name, span)
    elif _LOCKED in content:
        raise _locked(name, span)
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        raise _locked(name, span) from None
    except BaseException as error:
        raise _damaged(name, error, span) from None


def _locked(name: str, span: Span) -> BaseException:
    help = "Take the password off, in Excel under File, Info, Protect Workbook, and save it."
    return failure("locked-workbook", f"`{name}` is locked with a password.", help, span)


def _damaged(name: str, error: BaseException, span: Span) -> BaseException:
    """What to raise for a failure of the reader, which is written in another language and may panic."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        return error
    words = " ".join(str(error).split())
    help = "Open it in Excel and save it as .xlsx."
    return failure("not-xlsx", f"`{name}` cannot be read as a workbook: {words}.", help, span)


def _shown(book: CalamineWorkbook) -> list[str]:
    """Sheets with cells that are not hidden."""
    import python_calamine as calamine

    visible, sheet = calamine.SheetVisibleEnum.Visible, calamine.SheetTypeEnum.WorkSheet
    return [each.name for each in book.sheets_metadata if each.visible == visible and each.typ == sheet]


def _sheet(book: CalamineWorkbook, binding: Binding) -> tuple[str, tuple[str, ...]]:
    """The sheet to read, and a note where it was chosen from several."""
    wanted, names, shown = binding.options.get("sheet"), book.sheet_names, _shown(book)
    path = binding.paths[0]
    chosen = wanted is not None and not binding.options.get("every_sheet")
    hidden = () if chosen else _hidden_note(book, path.name)
    if wanted is None:
        if not names:
            raise failure("unknown-sheet", f"`{path.name}` has no sheet.", "", binding.place("path"))
        first = (shown or names)[0]
        others = ", ".join(f"`{name}`" for name in shown if name != first)
        notes = (f"Sheet `{first}` is read, the first; the others are {others}.",) if others else ()
        return first, (*notes, *(hidden if shown else ()))
    folded = {name.strip().casefold(): name for name in reversed(names)}
    found = wanted if wanted in names else folded.get(str(wanted).strip().casefold())
    if found is None:
        message = f"`{path.name}` has no sheet `{wanted}`."
        raise failure("unknown-sheet", message, did_you_mean(str(wanted), names), binding.place("sheet"))
    return found, hidden if shown else ()


def _hidden_note(book: CalamineWorkbook, file: str) -> tuple[str, ...]:
    """Which sheets are passed over since they are hidden."""
    import python_calamine as calamine

    visible, sheet = calamine.SheetVisibleEnum.Visible, calamine.SheetTypeEnum.WorkSheet
    hidden = [f"`{each.name}`" for each in book.sheets_metadata if each.visible != visible and each.typ == sheet]
    said = "Hidden sheets of" if len(hidden) > 1 else "A hidden sheet of"
    are = "are" if len(hidden) > 1 else "is"
    return (f"{said} `{file}` {are} not read: {', '.join(hidden)}.",) if hidden else ()


def _cells(book: CalamineWorkbook, sheet: str, name: str, span: Span) -> _Sheet:
    """The rows of a sheet from its first filled one."""
    try:
        read = book.get_sheet_by_name(sheet)
        start = read.start
        begins = (start[0] + 1, start[1] + 1) if start else (1, 1)
        return _Sheet(read.to_python(skip_empty_area=True), begins, tuple(read.merged_cell_ranges or ()))
    except BaseException as error:
        raise _damaged(name, error, span) from None


def _read(sheet: _Sheet, unread: Unread, binding: Binding, wanted: Sequence[str], what: str) -> RawTable:
    import numpy as np

    rows, (first, left) = sheet.rows, sheet.begins
    filled = [index for index, row in enumerate(rows) if not all(is_blank(cell) for cell in row)]
    asked = binding.options.get("header_rows") or 0
    first_rows = [rows[index] for index in filled[: asked + 2 * BELOW]]
    words = [[("" if is_blank(cell) else in_words(cell)) for cell in row] for row in first_rows]
    count = asked or header_count(words[:4])
    if not filled and binding.options.get("every_sheet"):
        return RawTable(data=_nothing(), notes=(f"{what} is empty.",))
    if len(filled) < count:
        help = f"`header_rows = {count}` is more rows than the sheet has." if filled else ""
        raise failure("empty-file", f"{what} has no headings.", help, binding.place("path"))
    headings, notes = headings_of(words[:count])
    kept = filled[count:]
    blank = len(rows) - 1 - filled[count - 1] - len(kept)
    indices = sorted({index for each in wanted if (index := find_heading(each, headings)) is not None})
    columns = {index + left: headings[index] for index in indices}
    numbers = np.array(kept, np.int64) + first
    return raw_table(
        {headings[index]: [rows[row][index] for row in kept] for index in indices},
        len(kept),
        headings=tuple(heading for heading in headings if heading),
        row_numbers=numbers,
        problems=(*unread.problems(columns), *merged_problems(sheet.merged, columns, numbers.tolist())),
        notes=(*notes, passed_over(blank)) if blank > 0 else notes,
        top=tuple(map(tuple, words[: count + BELOW])),
        header_rows=count,
    )


def _nothing() -> pa.Table:
    import pyarrow as pa

    return pa.table({})


def _with_name(raw: RawTable, name: str) -> RawTable:
    import pyarrow as pa

    if find_heading(SHEET, raw.headings) is not None:
        return raw
    column = pa.array([name] * raw.data.num_rows, pa.string())
    return attrs.evolve(raw, data=raw.data.append_column(SHEET, column), headings=(*raw.headings, SHEET))
