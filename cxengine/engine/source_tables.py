"""The ``[sources.…]`` tables of a ``cx.toml``."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import attrs

from cxengine.engine.keeping import FOLDER, keeping_of
from cxengine.engine.source_options import BUILT_IN, read_options
from cxengine.engine.toml_reading import BACKSLASH, Table
from cxengine.host.contracts import Binding
from cxengine.host.distributions import how_to_have
from cxengine.sources.date_formats import format_fault, translated
from cxengine.suggest import did_you_mean, nearest

ANSWERS = "answers"
COMMON = ("plugin", "path", "paths", "files", "columns", "values", "options", "dates", "ambiguous_dates", "decimal",
          "missing", "layout", "keep")  # fmt: skip
_OF_ONE_FILE = tuple(key for key in COMMON if key not in ("paths", "files"))
BY_ENDING = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx",
    ".xlsm": "xlsx", ".xls": "xlsx", ".ods": "xlsx", ".json": "json", ".jsonl": "json", ".ndjson": "json",
    ".sqlite": "sqlite", ".sqlite3": "sqlite", ".duckdb": "duckdb", ".xes": "xes",
}  # fmt: skip
"""The kind of source by the ending of a file's name, ``.gz`` left out."""
_UNKNOWN_ENDINGS = {
    ".zip": "It is a zip file: unpack it, and name the file that was in it.",
    ".db": 'Write `plugin = "sqlite"` or `plugin = "duckdb"` below it, by what made the file.',
}
"""What to write for endings that no one kind of source has."""


@attrs.frozen(kw_only=True)
class Offered:
    """The kinds of source that there are, and whether others may be of a plugin that is left out."""

    sources: frozenset[str] = frozenset(BUILT_IN)
    may_be_left_out: bool = False
    plugins: tuple[str, ...] = ()
    """Those that ``plugins`` of ``[project]`` names."""
    kept_in: Path = Path(FOLDER)
    """Where rows of sources are kept between runs."""


def read_bindings(
    table: Table, folder: Path, offered: Offered, fillable: Collection[str] = ()
) -> tuple[Binding, ...]:
    """The bindings in the order written; mistakes go to the table's diagnostics.

    ``fillable`` are the names that the rule files offer; where it is empty they are not known here.
    """
    sources = table.table("sources")
    if sources is None:
        return ()
    read = [
        _binding(name, source, folder, offered)
        for name in sources.values
        if (source := sources.table(name)) is not None and _is_fillable(name, source, fillable)
    ]
    return tuple(binding for binding in read if binding is not None)


def _is_fillable(name: str, source: Table, fillable: Collection[str]) -> bool:
    known = {*fillable, ANSWERS}
    if not fillable or name in known or name.partition(".")[2] in fillable:
        return True
    message = f"no rule file has a table or a subject `{name}` to fill."
    source.found.error("unknown-source", source.place(), message, did_you_mean(name, known))
    return False


def _binding(name: str, source: Table, folder: Path, offered: Offered) -> Binding | None:
    files = source.tables("files")
    if not files:
        return _of_one(name, source, folder, offered)
    before = len(source.found)
    for key in ("path", "paths"):
        if key in source.values:
            source.found.error("wrong-value", source.place(key), f"`{key}` and `files` are both given.",
                               "Keep `files`, with a `path` in each.")  # fmt: skip
    for file in files:
        file.refuse_unknown((*_OF_ONE_FILE, *(key for own in BUILT_IN.values() for key in own)))
    if len(source.found) > before:
        return None
    alone = attrs.evolve(source, values={key: value for key, value in source.values.items() if key != "files"})
    read = [_of_one(name, alone.with_more(file), folder, offered) for file in files]
    each = tuple(one for one in read if one is not None)
    return attrs.evolve(
        each[0],
        paths=tuple(path for one in each for path in one.paths),
        files=each,
        places=source.local_places(),
    ) if each else None


def _of_one(name: str, source: Table, folder: Path, offered: Offered) -> Binding | None:
    listed = _path_texts(source)
    plugin = _plugin(source, listed, offered, folder)
    if plugin in BUILT_IN:
        source.refuse_unknown((*COMMON, *BUILT_IN[plugin]))
        if not listed and "path" not in source.values and "paths" not in source.values:
            source.found.error("missing-key", source.place(), f"`[{'.'.join(source.path)}]` does not say which file.",
                               'Write `path = "data/….csv"` below it.')  # fmt: skip
    paths = tuple(_existing(source, keys, text, folder) for keys, text in listed)
    dates = source.texts("dates", single=True)
    _check_dates(source, dates)
    columns, absent = _columns(source)
    _refuse_shared_headings(source, columns)
    _refuse_layout(name, source)
    return Binding(
        table=name,
        plugin=plugin or "",
        paths=paths,
        columns=columns,
        values=source.nested("values"),
        choices=source.nested("options"),
        dates=dates,
        decimal=_decimal(source),
        absent=absent,
        ambiguous_dates=_one_word(source, "ambiguous_dates", ("reject", "first")),
        missing=source.texts("missing", single=True),
        layout=_one_word(source, "layout", ("list", "grid")),
        options=read_options(source, COMMON, plugin),
        keeping=keeping_of(source, offered.kept_in),
        places=source.local_places(),
    )


def _refuse_layout(name: str, source: Table) -> None:
    if name != ANSWERS and "layout" in source.values:
        message = "`layout` says how answers are laid out, and these are none."
        source.found.error("wrong-value", source.place("layout"), message, "Leave it out.")


def _one_word(source: Table, key: str, words: tuple[str, ...]) -> str:
    """One of a few words, of which the first is the default."""
    word = source.text(key) if key in source.values else words[0]
    if word is not None and word not in words:
        message = f"`{key}` is either {' or '.join(f'`{each}`' for each in words)}."
        source.found.error("wrong-value", source.place(key), message, did_you_mean(word, words))
    return word if word in words else words[0]


def _columns(source: Table) -> tuple[dict[str, str], frozenset[str]]:
    """The headings of fields, and the fields that have none: ``columns = { age = false }``."""
    table = source.table("columns")
    if table is None:
        return {}, frozenset()
    absent = frozenset(field for field, heading in table.values.items() if heading is False)
    headed = {field: heading for field, heading in table.values.items() if field not in absent}
    return attrs.evolve(table, values=headed).all_texts(), absent


def _decimal(source: Table) -> dict[str, str]:
    """The sign before decimals: one for the source, or one for each field that is named."""
    given = source.values.get("decimal")
    read = source.mapping("decimal") if isinstance(given, dict) else {"": _one_word(source, "decimal", (".", ","))}
    for field, sign in read.items():
        if field and sign not in (".", ","):
            message = f"`{sign}` does not stand before decimals."
            source.found.error("wrong-value", source.place("decimal", field), message, 'Write `"."` or `","`.')
    return {field: sign for field, sign in read.items() if sign == ","}


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
    for index, text in enumerate(several):
        if text in several[:index]:
            message = f"`{text}` stands twice in `paths`, so its rows would count twice."
            source.found.error("wrong-value", source.place("paths", str(index)), message, "Leave it out once.")
    return [(("paths", str(index)), text) for index, text in enumerate(several)]


def _plugin(
    source: Table, listed: list[tuple[tuple[str, ...], str]], offered: Offered, folder: Path
) -> str | None:
    plugin = source.text("plugin")
    if plugin is None and "plugin" not in source.values:
        plugin = BY_ENDING.get(Path(listed[0][1].casefold().removesuffix(".gz")).suffix) if listed else None
        told = (folder / listed[0][1]).is_dir() if listed else set(source.values) & {"path", "paths"}
        if plugin is None and not told:
            ending = Path(listed[0][1].casefold()).suffix if listed else ""
            source.found.error("missing-key", source.place(), f"`[{'.'.join(source.path)}]` does not say what it is.",
                               _UNKNOWN_ENDINGS.get(ending, 'Write `plugin = "csv"` below it.'))  # fmt: skip
    elif plugin is not None and plugin not in offered.sources and not offered.may_be_left_out:
        near = did_you_mean(plugin, offered.sources)
        help = how_to_have(plugin, offered.plugins) or (
            f"{near} Other kinds come with a plugin, named in `plugins` of `[project]`.".strip()
        )
        source.found.error("unknown-plugin", source.place("plugin"), f"There is no source `{plugin}`.", help)
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
            meant = translated(form)
            help = f"Write `{meant}`." if meant else "Write for example `%d/%m/%Y` for 31/03/2019."
            source.found.error("bad-date-format", source.place("dates", str(index)), f"`{form}`: {fault}.", help)
