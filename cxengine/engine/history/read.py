"""The records that lie in a project's folder ``history``, or that a caller gives, with what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.engine.from_json import NotOfThisForm, from_json
from cxengine.engine.history.digests import digest_of
from cxengine.engine.history.written import line_of
from cxengine.engine.said.record import RECORD_SCHEMA, Record
from cxengine.engine.shown_paths import shown_path
from cxengine.source import Span

FOLDER = "history"
Given = str | Path | Iterable[Mapping[str, Any]]
"""A folder with a file for each date, or records as Python values."""
_LARGEST = 100_000_000
_LEFT_OUT = "What it says is left out of this run"
_LEFT = f"{_LEFT_OUT}, and the file is left as it is."


@attrs.frozen(kw_only=True)
class Recorded:
    """A record and the file that it stands in; None where a caller gave it."""

    record: Record
    filename: str | None = None


def file_of(folder: Path, day: date) -> Path:
    """Where a project keeps the record of a date."""
    return folder / FOLDER / f"{day.isoformat()}.json"


def read_history(given: Given, project: str, found: Diagnostics) -> tuple[Recorded, ...]:
    """The records of a project, the earliest first. What cannot be used is left out and told in ``found``.

    Files must be of the project of that name; for what a caller gives, the caller knows.
    """
    if isinstance(given, str | Path):
        folder = Path(given)
        files = sorted(folder.glob("*.json")) if folder.is_dir() else []
        read = [_of_file(path, project, found) for path in files]
    else:
        read = [_of_value(value, None, f"record {n}", project, found) for n, value in enumerate(given, start=1)]
    kept = {each.record.as_of: each for each in read if each is not None}
    return tuple(kept[day] for day in sorted(kept))


def _of_file(path: Path, project: str, found: Diagnostics) -> Recorded | None:
    shown = shown_path(path)
    start = Span(shown, 1, 1, 1, 2)
    try:
        if path.stat().st_size > _LARGEST:
            found.error("history-damaged", start, f"`{shown}` is larger than any record of an assessment.", _LEFT)
            return None
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        value = json.loads(text)
    except OSError as error:
        found.error("history-damaged", start, f"`{shown}` cannot be read: {error.strerror}.", _LEFT)
    except UnicodeDecodeError:
        found.error("history-damaged", start, f"`{shown}` is not in UTF-8, so it is not as cx wrote it.", _mend(shown))
    except json.JSONDecodeError as error:
        place = Span(shown, error.lineno, error.colno, error.lineno, error.colno + 1)
        found.error("history-damaged", place, f"This cannot be read as JSON: {error.msg}.", _mend(shown))
    except RecursionError:
        found.error("history-damaged", start, "The values are nested too deeply to read.", _mend(shown))
    else:
        return _named_rightly(path, _of_value(value, text, shown, project, found), found)
    return None


def _mend(shown: str) -> str:
    brought = f"Bring back the file as it was recorded, for instance with `git checkout {shown}`"
    return f"{brought}; or delete it, and record that date again. {_LEFT}"


def _named_rightly(path: Path, read: Recorded | None, found: Diagnostics) -> Recorded | None:
    """A record under the name of another date would be taken for that of the other."""
    if read is None or path.stem == read.record.as_of.isoformat():
        return read
    shown = shown_path(path)
    message = f"`{shown}` holds the record of {read.record.as_of.isoformat()}."
    help = f"Name the file after its date: `{read.record.as_of.isoformat()}.json`. {_LEFT}"
    found.error("history-damaged", Span(shown, 1, 1, 1, 2), message, help)
    return None


def _of_value(value: Any, text: str | None, shown: str, project: str, found: Diagnostics) -> Recorded | None:
    """A record of what JSON holds; None, and an error, where it is none of this project that can be read."""

    def place(*path: str | int) -> Span:
        line = line_of(value, path, text) if text is not None else 1
        return Span(shown, line, 1, line, 2)

    mend = _mend(shown) if text is not None else f"Give it as `record.to_dict()` gave it. {_LEFT_OUT}."
    schema = value.get("schema") if isinstance(value, dict) else None
    if schema != RECORD_SCHEMA:
        path = ("schema",) if schema is not None else ()
        found.error(*_of_another_form(schema, place(*path)))
        return None
    try:
        record = from_json(Record, value)
    except NotOfThisForm as wrong:
        where = " › ".join(str(step + 1) if isinstance(step, int) else step for step in wrong.path)
        said = f"{str(wrong)[:1].upper()}{str(wrong)[1:]}{f', at {where}' if where else ''}."
        found.error("history-damaged", place(*wrong.path), said, mend)
        return None
    if record.digest != digest_of(value):
        message = "This record was changed after it was written: its content and its `digest` do not fit."
        found.error("history-damaged", place("digest"), message, mend)
        return None
    if text is not None and record.project != project:
        message = f"This is a record of “{record.project}”, and the project is called “{project}”."
        help = f"Take the file away; or, if the project has a new name, write it here: `\"project\": \"{project}\"`."
        found.error("history-other-project", place("project"), message, f"{help} {_LEFT}")
        return None
    return Recorded(record=record, filename=shown if text is not None else None)


def _of_another_form(schema: object, place: Span) -> tuple[str, Span, str, str]:
    name, _, version = str(schema).partition("/")
    if name == RECORD_SCHEMA.partition("/")[0] and version.isdecimal():
        message = f"This record is of the form `{schema}`, and this cx reads `{RECORD_SCHEMA}`."
        return "history-newer", place, message, f"Run a newer cx. {_LEFT}"
    what = f"`{str(schema)[:60]}`" if schema is not None else "nothing"
    message = f"This is no record of an assessment: its `schema` says {what}, not `{RECORD_SCHEMA}`."
    return "history-damaged", place, message, f"Keep other files outside `{FOLDER}`. {_LEFT}"
