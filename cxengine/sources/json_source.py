"""Reads JSON: a list of objects, a list somewhere in an object, or an object on each line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from cxengine.host.contracts import Binding, ParquetFile, Problem, RawTable
from cxengine.masking import shown
from cxengine.source import Span
from cxengine.sources import json_in_parts
from cxengine.sources.bounds import MOST_JSON, MOST_VALUES, refuse_cells, too_big
from cxengine.sources.cells import raw_table
from cxengine.sources.cells_in_parts import CellsInParts, SomeRows
from cxengine.sources.encodings import as_utf8
from cxengine.sources.failures import digest_begun, digest_of, failure, unchanged
from cxengine.sources.headings import find_heading
from cxengine.sources.json_in_parts import NotInParts
from cxengine.sources.problem_rows import ProblemRows
from cxengine.sources.put_aside import About
from cxengine.suggest import did_you_mean

_LINES = (".ndjson", ".jsonl")
_LONGEST_INTEGER = 4000
"""Digits beyond which Python does not read a whole number."""
_TWICE = "{} stands twice in one object; the last of its values counts."
_NOT_A_NUMBER = "NaN and Infinity are read as no value."


@attrs.define
class _Decoded:
    """Rows by their number, the rejected ones, and what was decided."""

    rows: list[tuple[int, dict[str, Any]]] = attrs.field(factory=list)
    rejected: ProblemRows = attrs.field(factory=ProblemRows)
    notes: list[str] = attrs.field(factory=list)

    def add(self, number: int, value: object) -> None:
        """Keep a row that is an object, with what stands in it under dotted names; reject any other."""
        if isinstance(value, dict):
            self.rows.append((number, dict(_flat(value))))
        else:
            self.rejected.add("not-an-object", "Rows that are no object `{…}` of names and values.", number)


def read_json(binding: Binding, wanted: Sequence[str]) -> RawTable | ParquetFile:
    """Read the one file of a binding. A value in an object in a row stands under ``outer.inner``; rows count from 1,
    in a file of lines as its lines do. A large file is put aside.
    """
    path, span = binding.paths[0], binding.place("path")
    with unchanged(path, span):
        aside = _put_aside(path, binding, wanted) if path.stat().st_size > json_in_parts.SMALL else None
        if aside is not None:
            return aside
        if path.stat().st_size > MOST_JSON:
            what = f"is bigger than {MOST_JSON >> 30} GB, the most cx reads of JSON that is not plainly a list of rows"
            help = "Export it as one list of objects, or as an object on each line, in UTF-8, or save it as Parquet."
            raise too_big(path.name, what, help, span)
        content = path.read_bytes()
    if not content.strip():
        raise failure("empty-file", f"`{path.name}` is empty.", "", span)
    body, notes = as_utf8(content, path.name, binding.options.get("encoding"), span)
    decoded = _decoded(body.decode("utf-8"), binding, path)
    if decoded.rejected.count and not decoded.rows:
        help = "Export it with the names of the columns in each row, or as csv."
        message = f"No row of `{path.name}` is an object `{{…}}` of names and values."
        raise failure("not-an-object", message, help, span)
    headings = tuple(dict.fromkeys(name for _, row in decoded.rows for name in row))
    refuse_cells(path.name, len(decoded.rows), len(headings), span)
    return attrs.evolve(
        _table(decoded, headings, wanted), digest=digest_of(content), notes=(*notes, *dict.fromkeys(decoded.notes))
    )


def _put_aside(path: Path, binding: Binding, wanted: Sequence[str]) -> ParquetFile | None:
    """The rows of a large file, which are never held whole; None where they have to be. Raises OSError."""
    if {"encoding", "records"} & binding.options.keys() or not json_in_parts.is_utf8(path):
        return None
    lines = path.suffix.casefold() in _LINES or _is_lines(json_in_parts.first_of(path))
    notes: dict[str, None] = {}
    digest = digest_begun(path)

    def read() -> Iterator[SomeRows]:
        decoded = _Decoded()
        decoder = _decoder(decoded)
        values = json_in_parts.lines_in_parts(path) if lines else json_in_parts.list_in_parts(path, decoder)
        for some in values:
            for number, value in some:
                if lines:
                    _add_line(decoded, decoder, number, value)
                else:
                    decoded.add(number, value)
            yield _some(decoded)
            notes.update(dict.fromkeys(decoded.notes))
            decoded.rows, decoded.notes = [], []

    def about(headings: tuple[str, ...]) -> About:
        if not headings:
            raise NotInParts
        told = digest()  # of the file as it was read: later another may stand in its place
        return About(digest=lambda: told, headings=headings, notes=tuple(notes))

    try:
        made = CellsInParts(binding, read, wanted).put_aside(about)
    except NotInParts:
        return None
    refuse_cells(path.name, made.num_rows, len(made.schema), binding.place("path"), MOST_VALUES)
    return made


def _some(decoded: _Decoded) -> SomeRows:
    import numpy as np

    rows = decoded.rows
    return SomeRows(
        count=len(rows),
        headings=tuple(dict.fromkeys(name for _, row in rows for name in row)),
        cells=lambda heading: [row.get(heading) for _, row in rows],
        numbers=np.array([number for number, _ in rows], np.int64),
        problems=decoded.rejected.problems(),
        rejected=decoded.rejected.count,
    )


def _table(decoded: _Decoded, headings: tuple[str, ...], wanted: Sequence[str]) -> RawTable:
    import numpy as np

    indices = sorted({index for each in wanted if (index := find_heading(each, headings)) is not None})
    problems: tuple[Problem, ...] = decoded.rejected.problems()
    return raw_table(
        {headings[index]: [row.get(headings[index]) for _, row in decoded.rows] for index in indices},
        len(decoded.rows),
        headings=headings,
        row_numbers=np.array([number for number, _ in decoded.rows], np.int64),
        problems=problems,
        rejected=decoded.rejected.count,
    )


def _decoded(text: str, binding: Binding, path: Path) -> _Decoded:
    decoded = _Decoded()
    whole = None if path.suffix.casefold() in _LINES else _whole(text, path.name, binding.place("path"), decoded)
    if whole is None:
        _read_lines(text, path.name, binding.place("path"), decoded)
        return decoded
    for number, value in enumerate(_records(whole[0], binding, path.name, decoded), 1):
        decoded.add(number, value)
    return decoded


def _whole(text: str, name: str, span: Span, decoded: _Decoded) -> tuple[Any] | None:
    """The one value that the text holds, in a tuple; None where it holds one on each line."""
    decoder = _decoder(decoded)
    try:
        return (decoder.decode(text),)
    except json.JSONDecodeError as error:
        if _is_lines(text):
            return None
        where = f"line {error.lineno}, column {error.colno}"
        message = f"`{name}` cannot be read as JSON: {error.msg[:1].lower()}{error.msg[1:]}, in {where}."
        raise failure("not-json", message, "Export it again; it may have been cut off on its way.", span) from None
    except RecursionError:
        raise failure("not-json", f"`{name}` is nested too deeply to read.", "", span) from None


def _is_lines(text: str) -> bool:
    """Whether an object stands on each of the first two lines that hold something."""
    lines = [line.strip() for line in text[:1_000_000].splitlines() if line.strip()][:2]
    return len(lines) == 2 and all(line.startswith("{") for line in lines) and any(
        line.endswith("}") for line in lines
    )  # fmt: skip


def _read_lines(text: str, name: str, span: Span, decoded: _Decoded) -> None:
    decoder = _decoder(decoded)
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        _add_line(decoded, decoder, number, line)
    if not decoded.rows and decoded.rejected.count:
        message = f"No line of `{name}` can be read as a JSON object."
        raise failure("not-json", message, "Write one object `{…}` on each line, or all of them in one list.", span)


def _add_line(decoded: _Decoded, decoder: json.JSONDecoder, number: int, line: str) -> None:
    try:
        value = decoder.decode(line)
    except (json.JSONDecodeError, RecursionError):
        decoded.rejected.add("not-json", "Lines that cannot be read as JSON.", number)
    else:
        decoded.add(number, value)


def _decoder(decoded: _Decoded) -> json.JSONDecoder:
    def constant(word: str) -> None:
        decoded.notes.append(_NOT_A_NUMBER)

    def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        row = dict(pairs)
        if len(row) < len(pairs):
            seen = Counter(name for name, _ in pairs)
            said = [_TWICE.format(shown(name)) for name, times in seen.items() if times > 1]
            decoded.notes += [each for each in said if each not in decoded.notes]
        return row

    return json.JSONDecoder(
        parse_float=Decimal, parse_int=_integer, parse_constant=constant, object_pairs_hook=once_each
    )


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < _LONGEST_INTEGER else Decimal(digits)


def _records(whole: Any, binding: Binding, name: str, decoded: _Decoded) -> list[Any]:
    """The list of rows: the value itself, what ``records`` leads to, or the only list of objects in it."""
    asked, place = binding.options.get("records"), binding.place("records")
    found = whole
    for step in str(asked).split(".") if asked is not None else ():
        if isinstance(found, dict) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            known = [str(key) for key in found] if isinstance(found, dict) else []
            message = f"`{name}` has nothing under `{asked}`: there is no `{step}`."
            raise failure("unknown-records", message, did_you_mean(step, known), place)
    if isinstance(found, list):
        return found
    if isinstance(found, dict) and (asked is not None or not _holds_lists(found)):
        return [found]  # a single result, which some servers do not put in a list
    held = dict(_lists(found)) if asked is None else {}
    lists = [key for key, value in held.items() if value and all(isinstance(each, dict) for each in value)]
    lists = [key for key in lists if "." not in key] or lists
    if len(lists) == 1:
        decoded.notes.append(f"The rows are those under `{lists[0]}`.")
        return held[lists[0]]
    help = 'Write where the list of rows stands: `records = "outer.inner"`.'
    if not lists and (empty := [key for key, value in held.items() if not value]):
        help = f'`{empty[0]}` is an empty list: where the rows would stand in it, write `records = "{empty[0]}"`.'
    elif lists:
        help = f"It holds {' and '.join(f'`{key}`' for key in lists[:6])}: write which, `records = \"{lists[0]}\"`."
    elif _is_columns(found):
        help = "It holds a list for each column: export it as a list of rows, each an object `{…}`, or as csv."
    raise failure("unknown-records", f"`{name}` holds no list of rows where one is looked for.", help, place)


def _lists(value: object, before: str = "", deep: int = 4) -> Iterator[tuple[str, list[Any]]]:
    """The lists that stand in objects within one another, under dotted names."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, list):
            yield f"{before}{key}", inner
        elif deep > 1:
            yield from _lists(inner, f"{before}{key}.", deep - 1)


def _is_columns(value: object) -> bool:
    """Whether an object holds columns under their names: lists, or objects with a value for each row."""
    inner = list(value.values()) if isinstance(value, dict) else []
    sizes = {len(each) for each in inner if isinstance(each, list | dict)}
    return len(inner) > 1 and len(sizes) == 1 and all(isinstance(each, list | dict) for each in inner)


def _holds_lists(value: dict[str, Any]) -> bool:
    return any(isinstance(each, list | dict) for each in value.values())


def _flat(row: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Names and values of an object, those of objects in it under dotted names; a list as JSON."""
    for name, value in row.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, list | dict):
            yield before + name, json.dumps(value, ensure_ascii=False, default=str) if value else None
        else:
            yield before + name, value
