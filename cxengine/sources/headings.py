"""Headings of columns: several header rows made one, repeats told apart, and a wanted one found again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from cxengine.suggest import did_you_mean, nearest

JOIN = " / "
_IMPORT_ID = "ImportId"
"""The key under which Qualtrics writes a column's id, in a third header row of JSON."""


def header_count(rows: Sequence[Sequence[str]]) -> int:
    """How many rows of headings there are, where nobody says: one, unless a row below it holds import ids, which
    is then the last of them.
    """
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    return next((number for number, row in enumerate(filled[:3], 1) if number > 1 and _import_ids(row)), 1)


def headings_of(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The headings that header rows make, and what was done to them, in words."""
    notes: list[str] = []
    plain_rows = [_import_ids(row) or row for row in rows]
    plain = joined(plain_rows)
    headings = told_apart(plain)
    if headings != plain:
        again = sorted({heading for heading, named in zip(plain, headings, strict=True) if heading != named})
        notes.append("Headings that stand more than once are numbered: " + ", ".join(f"`{name}`" for name in again))
    if len(rows) > 1:
        notes.append(f"{len(rows)} header rows are read as one.")
    zones = sorted({zone for row in rows for cell in row if (zone := _import_id(cell)[1])})
    if zones:
        notes.append(f"The headings say that times are those of {', '.join(zones)}; they are read as written.")
    return headings, tuple(notes)


def _import_ids(row: Sequence[str]) -> list[str] | None:
    """The ids of a row whose every filled cell is JSON with one; else None."""
    ids = [_import_id(cell)[0] for cell in row]
    filled = [bool(cell.strip()) for cell in row]
    return ids if any(filled) and all(bool(id) == full for id, full in zip(ids, filled, strict=True)) else None


def _import_id(cell: str) -> tuple[str, str]:
    """Id and time zone of a cell such as ``{"ImportId":"startDate","timeZone":"Europe/London"}``."""
    if _IMPORT_ID not in cell or not cell.strip().startswith("{"):
        return "", ""
    try:
        said = json.loads(cell)
    except (ValueError, RecursionError):
        return "", ""
    id, zone = said.get(_IMPORT_ID), said.get("timeZone")
    return (id if isinstance(id, str) else "", zone if isinstance(zone, str) else "")


def joined(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One heading per column. A blank cell above a filled one belongs to the question at its left, as survey
    tools write a question once over its options; a word that repeats in the next row is said once.
    """
    width = max((len(row) for row in rows), default=0)
    cells = [[" ".join(cell.split()) for cell in row] + [""] * (width - len(row)) for row in rows]
    for upper, lower in zip(cells, cells[1:], strict=False):
        for column in range(1, width):
            if not upper[column] and lower[column]:
                upper[column] = upper[column - 1]
    return tuple(JOIN.join(dict.fromkeys(row[column] for row in cells if row[column])) for column in range(width))


def told_apart(headings: Sequence[str]) -> tuple[str, ...]:
    """Repeated headings numbered in order: ``Score (1)``, ``Score (2)``. Blank ones stay blank."""
    counts, seen = Counter(_folded(heading) for heading in headings), Counter[str]()
    taken = {_folded(heading) for heading in headings}
    named: list[str] = []
    for heading in headings:
        key = _folded(heading)
        if not key or counts[key] == 1:
            named.append(heading)
            continue
        seen[key] += 1
        while _folded(f"{heading} ({seen[key]})") in taken:
            seen[key] += 1
        named.append(f"{heading} ({seen[key]})")
    return tuple(named)


def find_heading(wanted: str, headings: Sequence[str]) -> int | None:
    """The column that a heading means: as written, else ignoring case, spacing and ``_``, else by one of its
    joined rows alone (``Q7`` for ``Q7 / How likely…``) where only one column has it.
    """
    if wanted in headings:
        return headings.index(wanted)
    for forms, form in ((_same, _folded(wanted)), (_spaced, _loose(wanted)), (_parts, _folded(wanted))):
        found = [index for index, heading in enumerate(headings) if heading and form in forms(heading)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def repeats(wanted: str, headings: Sequence[str]) -> tuple[str, ...]:
    """The numbered headings that a repeated heading became."""
    forms = {_folded(f"{wanted} ({number})") for number in range(1, len(headings) + 1)}
    return tuple(heading for heading in headings if _folded(heading) in forms)


def suggestion(wanted: str, headings: Sequence[str]) -> tuple[str | None, str]:
    """The heading spelt most like the wanted one, and a sentence for a help line."""
    named = [heading for heading in headings if heading]
    squeezed = {_squeezed(heading): heading for heading in reversed(named)}
    near = squeezed.get(_squeezed(wanted)) or nearest(wanted, named)
    if near is not None:
        return near, f"Did you mean `{near}`?"
    if len(named) <= 8:
        return None, did_you_mean(wanted, named)
    first = ", ".join(f"`{heading}`" for heading in named[:8])
    return None, f"The file has {first} and {len(named) - 8} more."


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _loose(heading: str) -> str:
    return " ".join(heading.replace("_", " ").replace("-", " ").split()).casefold()


def _same(heading: str) -> tuple[str, ...]:
    return (_folded(heading),)


def _spaced(heading: str) -> tuple[str, ...]:
    return (_loose(heading),)


def _parts(heading: str) -> tuple[str, ...]:
    return tuple(_folded(part) for part in heading.split(JOIN))


def _squeezed(heading: str) -> str:
    return "".join(letter for letter in heading if letter.isalnum()).casefold()
