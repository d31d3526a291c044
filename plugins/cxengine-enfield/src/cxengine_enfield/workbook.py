"""The workbook of the self-assessment: a sheet for each service, with the service's name above the questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import Binding, Problem, RawTable
from cxengine.host.options import SOURCE_FAILED, Options
from cxengine.sources.failures import digest_of, unchanged
from cxengine.sources.workbook_bounds import refuse_bomb
from cxengine_enfield.words import POSITIONS, SERVICES, folded, meant

COLUMNS = ("subject", "model", "criterion", "answer", "by", "on", "evidence", "note")
_HEADINGS = ("no.", "statement", "position", "evidence", "comment")
_ABOVE = {"service": "service", "completed by": "by", "date": "on"}
_NO_SHEET = "A sheet without the five headings, `No.` to `Comment`, is passed over: "


@attrs.frozen
class _Sheet:
    """What one service answered: what stands above the questions, and a row for each of them."""

    above: dict[str, Any]
    rows: list[list[Any]]


def read_workbook(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """An answer for each question that has a position. Raises CxError (3) where no sheet is one of a service."""
    import pyarrow as pa

    options = Options(binding, ())
    if len(binding.paths) != 1:
        message = f"`[sources.{binding.table}]` does not say which file."
        options.wrong("path", message, 'Write `path = "data/self_assessment.xlsx"`.', code="missing-key")
    options.refuse()
    content, sheets = _opened(binding)
    read = {name: _sheet(rows) for name, rows in sheets}
    answers = [answer for sheet in read.values() if sheet is not None for answer in _answers(sheet)]
    passed = tuple(name for name, sheet in read.items() if sheet is None)
    if len(passed) == len(read):
        raise _lost(binding, "has no sheet of a service")
    return RawTable(
        data=pa.table({name: pa.array([each.get(name) for each in answers], pa.string()) for name in COLUMNS}),
        headings=COLUMNS,
        digest=digest_of(content),
        notes=(_NO_SHEET + ", ".join(f"`{name}`" for name in passed) + ".",) if passed else (),
        problems=tuple(_nameless(read)),
    )


def _opened(binding: Binding) -> tuple[bytes, list[tuple[str, list[list[Any]]]]]:
    import io

    import python_calamine as calamine

    path, span = binding.paths[0], binding.place("path")
    with unchanged(path, span):
        content = path.read_bytes()
    if not content.startswith(b"PK"):
        raise _lost(binding, "is no workbook")
    refuse_bomb(content, path.name, span)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return content, [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except (calamine.CalamineError, OSError, ValueError):
        raise _lost(binding, "cannot be read as a workbook") from None


def _lost(binding: Binding, said: str) -> CxError:
    message = f"`{binding.paths[0].name}` {said}."
    help = "It is the workbook that services fill in: a sheet for each, with `Service` in the first cell."
    span = binding.place("path")
    return CxError([Diagnostic(code="source-reply", message=message, help=help, span=span)], SOURCE_FAILED)


def _sheet(rows: list[list[Any]]) -> _Sheet | None:
    """None where the five headings stand nowhere."""
    above: dict[str, Any] = {}
    for number, row in enumerate(rows):
        words = tuple(folded(cell) for cell in row)
        if words[: len(_HEADINGS)] == _HEADINGS:
            return _Sheet(above, rows[number + 1 :])
        if len(row) > 1 and words[0].rstrip(":") in _ABOVE:
            above[_ABOVE[words[0].rstrip(":")]] = row[1]
    return None


def _answers(sheet: _Sheet) -> Iterator[dict[str, str | None]]:
    service = meant(sheet.above.get("service"), SERVICES)
    if service is None:
        return
    for row in sheet.rows:
        number, _, position, evidence, comment = (*row, *[""] * 5)[:5]
        if not folded(number) or not folded(position):
            continue
        yield {
            "subject": f"service:{service}", "model": "maturity", "criterion": _number(number),
            "answer": meant(position, POSITIONS), "by": _text(sheet.above.get("by")), "on": _day(sheet.above.get("on")),
            "evidence": _text(evidence), "note": _text(comment),
        }  # fmt: skip


def _nameless(sheets: dict[str, _Sheet | None]) -> Iterator[Problem]:
    for name, sheet in sheets.items():
        if sheet is not None and not folded(sheet.above.get("service")):
            message = f"Sheet `{name}` does not say which service it is about. Its answers are left out."
            yield Problem(code="missing-value", message=message, count=len(sheet.rows))


def _number(cell: object) -> str:
    """``3.1`` also where the workbook took it for a number; no criterion of the pack ends in a nought."""
    return str(cell).strip()


def _day(cell: object) -> str | None:
    match cell:
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return _text(cell)


def _text(cell: object) -> str | None:
    return str(cell or "").strip() or None
