"""The extract of the contact system, as the pack's table `contacts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import Binding, RawTable
from cxengine.host.options import SOURCE_FAILED, Options
from cxengine.sources.csv_source import read_csv
from cxengine.sources.headings import find_heading, suggestion
from cxengine_enfield.words import CHANNELS, REASONS, SERVICES, meant


def _date(cell: str) -> str:
    """``03-APR-2018 09:14`` as ``2018-04-03``; as it is where it is no such date."""
    try:
        return datetime.strptime(cell.strip().title(), "%d-%b-%Y %H:%M").date().isoformat()
    except ValueError:
        return cell


def _minutes(cell: str) -> str | None:
    """``00:07:30`` as ``7.5``: hours, minutes and seconds to decimal minutes; blank where nobody took the time."""
    parts = cell.strip().split(":")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return cell.strip() or None
    hours, minutes, seconds = (int(part) for part in parts)
    thousandths = (3_600 * hours + 60 * minutes + seconds) * 1_000 // 60
    return f"{thousandths // 1_000}.{thousandths % 1_000:03}"


COLUMNS: Mapping[str, tuple[str, Callable[[str], str | None]]] = {
    "contact_id": ("Contact Ref", lambda cell: cell.strip() or None),
    "service": ("Department", lambda cell: meant(cell, SERVICES)),
    "received_on": ("Logged", _date),
    "channel": ("Method", lambda cell: meant(cell, CHANNELS)),
    "reason": ("Type", lambda cell: meant(cell, REASONS)),
    "minutes": ("Handling Time", _minutes),
}
"""For a field of the pack, the heading of the extract and what a cell under it means."""


def read_contacts(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """The extract under the fields of the pack. Raises CxError (3) where a heading is gone."""
    options = Options(binding, ())
    if len(binding.paths) != 1:
        message = f"`[sources.{binding.table}]` does not say which file."
        options.wrong("path", message, 'Write `path = "data/extract.csv"`.', code="missing-key")
    options.refuse()
    headings = read_csv(binding, ()).headings
    at = {field: find_heading(heading, headings) for field, (heading, _) in COLUMNS.items()}
    lost = [heading for field, (heading, _) in COLUMNS.items() if at[field] is None]
    if lost:
        raise _changed(binding, lost, headings)
    raw = read_csv(binding, [heading for heading, _ in COLUMNS.values()])
    return attrs.evolve(
        raw,
        data=_table(raw, {field: headings[index] for field, index in at.items() if index is not None}),
        headings=tuple(COLUMNS),
        numbers={},
    )


def _table(raw: RawTable, headings: Mapping[str, str]) -> Any:
    import pyarrow as pa

    columns = {}
    for field, heading in headings.items():
        change = COLUMNS[field][1]
        cells = raw.data.column(heading).to_pylist()
        columns[field] = pa.array([None if cell is None else change(cell) for cell in cells], pa.string())
    return pa.table(columns)


def _changed(binding: Binding, lost: Sequence[str], headings: Sequence[str]) -> CxError:
    found = [
        Diagnostic(
            code="source-reply", span=binding.place("path"), help=suggestion(heading, headings)[1],
            message=f"The extract `{binding.paths[0].name}` has no column `{heading}` any more.",
        )
        for heading in lost
    ]  # fmt: skip
    return CxError(found, SOURCE_FAILED)
