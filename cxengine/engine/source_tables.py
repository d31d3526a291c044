"""The ``[sources.…]`` tables of a ``cx.toml``."""

from __future__ import annotations

import codecs
from collections.abc import Collection
from pathlib import Path
from typing import Any

from cxengine.engine.toml_reading import BACKSLASH, Table
from cxengine.host.contracts import Binding, Secret
from cxengine.sources.date_formats import format_fault
from cxengine.suggest import did_you_mean, nearest

ANSWERS = "answers"
COMMON = ("plugin", "path", "paths", "columns", "values", "dates", "missing")
BUILT_IN: dict[str, tuple[str, ...]] = {"csv": ("header_rows", "encoding", "delimiter"), "parquet": ()}
"""Sources that need no plugin, with the keys each has besides COMMON."""
_BY_ENDING = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet"}


def read_bindings(
    table: Table, folder: Path, plugins: tuple[str, ...], fillable: Collection[str] = ()
) -> tuple[Binding, ...]:
    """The bindings in the order written; mistakes go to the table's diagnostics.

    ``fillable`` are the names that the rule files offer; where it is empty they are not known here.
    """
    sources = table.table("sources")
    if sources is None:
        return ()
    read = [
        _binding(name, source, folder, plugins)
        for name in sources.values
        if (source := sources.table(name)) is not None and _is_fillable(name, source, fillable)
    ]
    return tuple(binding for binding in read if binding is not None)


def _is_fillable(name: str, source: Table, fillable: Collection[str]) -> bool:
    known = {*fillable, ANSWERS}
    if not fillable or name in known:
        return True
    message = f"no rule file has a table or a subject `{name}` to fill."
    source.found.error("unknown-source", source.place(), message, did_you_mean(name, known))
    return False


def _binding(name: str, source: Table, folder: Path, plugins: tuple[str, ...]) -> Binding | None:
    listed = _path_texts(source)
    plugin = _plugin(source, listed, plugins)
    if plugin in BUILT_IN:
        source.refuse_unknown((*COMMON, *BUILT_IN[plugin]))
        if not listed and "path" not in source.values and "paths" not in source.values:
            source.found.error("missing-key", source.place(), f"`[sources.{name}]` does not say which file.",
                               'Write `path = "data/….csv"` below it.')  # fmt: skip
    paths = tuple(_existing(source, keys, text, folder) for keys, text in listed)
    dates = source.texts("dates", single=True)
    _check_dates(source, dates)
    values = source.table("values")
    columns = source.mapping("columns")
    _refuse_shared_headings(source, columns)
    return Binding(
        table=name,
        plugin=plugin or "",
        paths=paths,
        columns=columns,
        values={} if values is None else {field: values.mapping(field) for field in values.values},
        dates=dates,
        missing=source.texts("missing", single=True),
        options=_options(source),
        places=source.local_places(),
    )


def _refuse_shared_headings(source: Table, columns: dict[str, str]) -> None:
    first: dict[str, str] = {}
    for field, heading in columns.items():
        other = first.setdefault(" ".join(heading.split()).casefold(), field)
        if other != field:
            message = f"`{field}` and `{other}` both stand under the heading `{heading}`."
            source.found.error("heading-used-twice", source.place("columns", field), message,
                               "Give each field its own heading.")  # fmt: skip


def _path_texts(source: Table) -> list[tuple[tuple[str, ...], str]]:
    if "path" in source.values and "paths" in source.values:
        source.found.error("wrong-value", source.place("paths"), "`path` and `paths` are both given.",
                           "Keep `paths`, with every file in its list.")  # fmt: skip
    if isinstance(source.values.get("path"), list):
        source.found.error("wrong-value", source.place("path"), "`path` takes one path; write `paths = [...]`.")
        return []
    one = source.text("path")
    if one is not None:
        return [(("path",), one)]
    several = source.texts("paths")
    if "paths" in source.values and source.values["paths"] == []:
        source.found.error("wrong-value", source.place("paths"), "`paths` names no file.")
    return [(("paths", str(index)), text) for index, text in enumerate(several)]


def _plugin(source: Table, listed: list[tuple[tuple[str, ...], str]], plugins: tuple[str, ...]) -> str | None:
    plugin = source.text("plugin")
    if plugin is None and "plugin" not in source.values:
        plugin = _BY_ENDING.get(Path(listed[0][1]).suffix.casefold()) if listed else None
        if plugin is None and not (set(source.values) & {"path", "paths"} and not listed):
            source.found.error("missing-key", source.place(), f"`[{'.'.join(source.path)}]` does not say what it is.",
                               'Write `plugin = "csv"` below it.')  # fmt: skip
    elif plugin is not None and plugin not in BUILT_IN and not plugins:
        help = did_you_mean(plugin, BUILT_IN) + " Other kinds come with a plugin, named in `plugins` of `[project]`."
        source.found.error("unknown-plugin", source.place("plugin"), f"There is no source `{plugin}`.", help.strip())
    return plugin


def _existing(source: Table, keys: tuple[str, ...], text: str, folder: Path) -> Path:
    path = folder / text
    try:
        there = path.exists()
    except (OSError, ValueError):
        there = False
    if there and path.is_dir():
        source.found.error("missing-file", source.place(*keys), f"`{text}` is a folder, and a file is needed.",
                           "Name the file; several go into `paths = […]`.")  # fmt: skip
    elif not there:
        source.found.error("missing-file", source.place(*keys), f"There is no file `{text}`.", _near(path, text))
    return path


def _near(path: Path, text: str) -> str:
    if "*" in text or "?" in text:
        return "Name each file in full; several go into `paths = […]`."
    if "\\" in text or "\t" in text:
        return BACKSLASH if "\t" in text else "Write paths with `/`."
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    except OSError:
        return f"There is no folder `{Path(text).parent.as_posix()}` either. Paths count from the folder of this file."
    near = nearest(path.name, names)
    if near is None:
        return "Paths count from the folder of this file."
    return f"Did you mean `{(Path(text).parent / near).as_posix()}`?"


def _check_dates(source: Table, dates: tuple[str, ...]) -> None:
    for index, form in enumerate(dates):
        fault = format_fault(form)
        if fault is not None:
            source.found.error("bad-date-format", source.place("dates", str(index)), f"`{form}`: {fault}.",
                               "Write for example `%d/%m/%Y` for 31/03/2019.")  # fmt: skip


def _options(source: Table) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for key, value in source.values.items():
        if key in COMMON:
            continue
        if isinstance(value, dict) and set(value) == {"env"} and isinstance(value["env"], str):
            options[key] = Secret(value["env"])
        else:
            options[key] = value
    if source.values.get("plugin", "csv") == "csv":
        _check_csv_options(source, options)
    return options


def _check_csv_options(source: Table, options: dict[str, Any]) -> None:
    rows = options.get("header_rows")
    if rows is not None and (not isinstance(rows, int) or isinstance(rows, bool) or not 1 <= rows <= 20):
        source.wrong("header_rows", "a whole number from 1 to 20")
        options.pop("header_rows")
    delimiter = options.get("delimiter")
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1):
        source.wrong("delimiter", "one character", 'Write `delimiter = ";"`, or `"\\t"` for a tab.')
        options.pop("delimiter")
    if options.get("encoding") is not None:
        _check_encoding(source, options)


def _check_encoding(source: Table, options: dict[str, Any]) -> None:
    encoding = source.text("encoding")
    try:
        if encoding is None:
            options.pop("encoding")
        else:
            codecs.lookup(encoding)
    except (LookupError, ValueError):
        known = ("utf-8", "cp1252", "mac_roman", "utf-16", "latin-1")
        source.found.error("wrong-value", source.place("encoding"), f"`{encoding}` is no encoding that Python knows.",
                           did_you_mean(str(encoding), known))  # fmt: skip
        options.pop("encoding")
