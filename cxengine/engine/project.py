"""A council's project: the folder with a ``cx.toml``, its rule files and where its data come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.engine.backends import BACKEND, may_be_left_out, plugin_seconds, read_backend
from cxengine.engine.digest_keys import KEY, DigestKey, read_digest_key
from cxengine.engine.hosting import MakeHost, no_plugins, plugins_named
from cxengine.engine.keeping import kept_in
from cxengine.engine.pack_files import PROJECT_FILE, bundled_behind, rule_files
from cxengine.engine.populations import WrittenPopulation, read_populations
from cxengine.engine.shown_paths import shown_path
from cxengine.engine.source_tables import Offered, read_bindings
from cxengine.engine.toml_reading import Table, read_toml
from cxengine.host.contracts import Binding
from cxengine.host.plugin_host import Host
from cxengine.host.watched import SECONDS
from cxengine.lang.dates import day_written
from cxengine.lang.syntax.slips import as_cx_writes
from cxengine.maturity.words import day_words
from cxengine.source import NOWHERE, Source, Span
from cxengine.suggest import nearest

_FILLABLE = re.compile(r"^[ \t]*(?:table|subject|from)[ \t]+(\w+)", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Project:
    """What a ``cx.toml`` says. ``rule_files`` are those of the packs it needs, then those beside and below it."""

    name: str
    folder: Path
    as_of: date | None = None
    change_since: date | None = None
    change_since_place: Span = NOWHERE
    packs: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    plugin_places: Mapping[str, Span] = attrs.field(factory=dict)
    """Where ``cx.toml`` names them; those that rule files name have none."""
    rule_files: tuple[Path, ...] = ()
    brought: tuple[Path, ...] = ()
    """Those of the packs among them."""
    bindings: tuple[Binding, ...] = ()
    populations: tuple[WrittenPopulation, ...] = ()
    backend: str = BACKEND
    backend_options: Mapping[str, Any] = attrs.field(factory=dict)
    plugin_seconds: float = SECONDS
    """How long a plugin may say nothing."""
    digest_key: DigestKey | None = None
    host: Host | None = attrs.field(default=None, eq=False, repr=False)
    """The plugins that take part."""


def find_project(start: Path) -> Path | None:
    """The nearest folder with a ``cx.toml``, from ``start`` upwards to the root of the git repository."""
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
        if (folder / ".git").exists():
            return None
    return None


def load_project(folder: Path, found: Diagnostics, *, make_host: MakeHost = no_plugins) -> Project:
    """Read ``cx.toml`` of a folder. Every mistake goes to ``found``; what could be read is returned all the same."""
    path = folder / PROJECT_FILE
    shown = shown_path(path)
    text = _text(path, shown, found)
    rules = rule_files(folder)
    if text is None:
        return Project(name=folder.resolve().name, folder=folder, rule_files=rules)
    table = read_toml(Source(shown, text), found)
    if table is None:
        return Project(name=folder.resolve().name, folder=folder, rule_files=rules)
    table.refuse_unknown(("project", "sources", "population", "engine"))
    project = table.table("project") or attrs.evolve(table, values={}, path=("project",))
    project.refuse_unknown(("name", "as_of", "change_since", "packs", "plugins", "keep_in", KEY))
    return _with_plugins(_Read(folder=folder, table=table, project=project, rules=rules, found=found), make_host)


@attrs.frozen(kw_only=True)
class _Read:
    """A ``cx.toml`` that could be read, and the rule files beside and below it."""

    folder: Path
    table: Table
    project: Table
    rules: tuple[Path, ...]
    found: Diagnostics


def _with_plugins(read: _Read, make_host: MakeHost) -> Project:
    project, folder = read.project, read.folder
    engine = read.table.table("engine") or attrs.evolve(read.table, values={}, path=("engine",))
    listed, packs = project.texts("plugins"), project.texts("packs")
    plugins = tuple(dict.fromkeys((*listed, *plugins_named(_texts((*_folders(folder, packs), *read.rules))))))
    seconds = plugin_seconds(engine)
    host = make_host(plugins, folder, seconds, read.found)
    named = _pack_files(folder, packs, project, host)
    folders = {name: pack.folder for name, pack in host.packs.items()}
    brought = (*bundled_behind(_texts((*named, *read.rules)), folders), *named)
    files = _each_once((*brought, *read.rules))
    offered = Offered(
        sources=frozenset(host.sources), may_be_left_out=may_be_left_out(plugins, host), plugins=listed,
        kept_in=kept_in(project, folder),
    )  # fmt: skip
    backend, options = read_backend(engine, plugins, host)
    as_of = _day(project, "as_of")
    return Project(
        name=project.text("name") or folder.resolve().name,
        folder=folder,
        as_of=as_of,
        change_since=_day_before(project, as_of),
        change_since_place=project.place("change_since"),
        packs=packs,
        plugins=plugins,
        plugin_places={name: project.place("plugins", str(index)) for index, name in enumerate(listed)},
        rule_files=files,
        brought=brought,
        populations=read_populations(read.table),
        bindings=read_bindings(read.table, folder, offered, fillable(files)),
        backend=backend,
        backend_options=options,
        plugin_seconds=seconds,
        digest_key=read_digest_key(project),
        host=host,
    )


def fillable(files: Iterable[Path]) -> frozenset[str]:
    """The words after ``table``, ``subject`` and ``from`` at the start of a line: at least all that a source can fill.

    What a metric is worked out from counts too: a table whose own line is lost is told of in the rules alone.

    Told without parsing, so that a misspelt source is named even where the rules have mistakes of their own. Empty
    where no file can be read.
    """
    return frozenset(word for text in _texts(files) for word in _FILLABLE.findall(text))


def _texts(files: Iterable[Path]) -> Iterator[str]:
    for path in files:
        with suppress(OSError):
            yield path.read_text("utf-8-sig", errors="replace")


def _each_once(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """A pack may lie below the project, so that its files come twice, under two spellings."""
    first: dict[Path, Path] = {}
    for path in files:
        first.setdefault(path.resolve(), path)
    return tuple(first.values())


def _text(path: Path, shown: str, found: Diagnostics) -> str | None:
    start = Span(shown, 1, 1, 1, 1)
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        found.error(
            "no-project", start, f"There is no `{PROJECT_FILE}` in this folder.",
            "`cx init` writes one; or name the folder that has it.",
        )  # fmt: skip
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        place = Span(shown, line, 1, line, 1)
        found.error("toml-syntax", place, "This file is not in UTF-8.", "Save it with the encoding UTF-8.")
    except OSError as error:
        found.error("unreadable-file", start, f"This file cannot be read: {error.strerror}.")
    return None


def _day_before(project: Table, as_of: date | None) -> date | None:
    """``change_since``; None, and an error, where it is not before ``as_of``."""
    since = _day(project, "change_since")
    if since is None or as_of is None or since < as_of:
        return since
    project.found.error(
        "change-not-earlier", project.place("change_since"),
        f"A change since {day_words(since)} ends on {day_words(as_of)}, the date of `as_of`, which is no later.",
        "Write a date before that of `as_of`, or take the line out.",
    )  # fmt: skip
    return None


def _day(project: Table, key: str) -> date | None:
    """A date of the project; None where it gives none or one that cannot be read."""
    value = project.values.get(key)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if isinstance(value, str):
        if (read := day_written(value.strip())) is not None:
            return read
        message = f"`{value}` is not a date."
        help = f'Write year, month and day: `{key} = "{as_cx_writes(value) or "2019-03-31"}"`.'
        project.found.error("bad-date", project.value_place(key), message, help)
    else:
        project.wrong(key, "a date", f'Write it as `{key} = "2019-03-31"`.')
    return None


def _folders(folder: Path, packs: tuple[str, ...]) -> Iterator[Path]:
    """The rule files of packs that lie in folders or are bundled: which plugins they name must be known first."""
    for name in packs:
        pack = _folder_of(folder, name)
        if pack is not None:
            yield from rule_files(pack)


def _folder_of(folder: Path, name: str) -> Path | None:
    from cxengine.resources import bundled_pack

    beside = folder / name
    return beside if name.strip() and beside.is_dir() else bundled_pack(name)


def _pack_files(folder: Path, packs: tuple[str, ...], project: Table, host: Host) -> tuple[Path, ...]:
    files: list[Path] = []
    for index, name in enumerate(packs):
        brought = host.packs.get(name)
        pack = _folder_of(folder, name) or (brought.folder if brought is not None else None)
        if pack is not None:
            files += rule_files(pack)
            continue
        near = nearest(name, (path.name for path in folder.iterdir() if path.is_dir()))
        help = f"Did you mean the folder `{near}`?" if near else "Name a bundled pack, or a folder beside this file."
        if host.problems:
            help = "It may be of a plugin that is left out: " + host.problems[0].message
        place = project.place("packs", str(index))
        project.found.error("unknown-pack", place, f"There is no rule pack and no folder `{name}`.", help)
    return tuple(files)
