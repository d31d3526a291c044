"""Which rule files make up a program: those of a folder, of a project with its packs, of one file, or texts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath

import attrs

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.hosting import MakeHost, project_host, rules_host
from cxengine.engine.pack_files import PROJECT_FILE, bundled_behind, rule_files
from cxengine.engine.project import Project, load_project
from cxengine.engine.shown_paths import shown_path
from cxengine.host.plugin_host import Host
from cxengine.resources import bundled_pack, bundled_packs
from cxengine.source import Source, Span
from cxengine.suggest import did_you_mean

MOST_FILES = 1000


@attrs.frozen(kw_only=True)
class RuleSet:
    """The texts of a program, and the project they belong to where there is one."""

    sources: tuple[Source, ...]
    project: Project | None = None
    brought: frozenset[str] = frozenset()
    """The files of packs that the project, or a pack of it, brings in."""
    host: Host | None = attrs.field(default=None, eq=False, repr=False)
    """The plugins that the project or the rules name."""


def read_rules(
    where: str | Path | Mapping[str, str] | Sequence[Source], found: Diagnostics, *, host: Host | None = None
) -> RuleSet:
    """The rule files of a folder, a file, the name of a bundled pack, or texts by file name.

    ``host`` holds the plugins; None for those that the project or the rules name. Raises CxError where there is nothing
    to read; mistakes in a ``cx.toml`` go to ``found``.
    """
    if isinstance(where, Mapping):
        where = tuple(Source(name, text) for name, text in where.items())
    if not isinstance(where, str | Path):
        return _with_packs(where, found, host)
    path = locate(where)
    if path.is_dir() and (path / PROJECT_FILE).is_file():
        make_host = project_host if host is None else _given(host)
        project = load_project(path, found, make_host=make_host)
        if not project.rule_files and not found.has_errors:
            help = "Rule files end in `.cx` and lie beside cx.toml or below it. `cx init my_council` writes an example."
            raise _nothing(f"there is no rule file in `{shown_path(path)}`, and its cx.toml names no pack", help)
        brought = frozenset(map(shown_path, project.brought))
        return RuleSet(
            sources=_read(project.rule_files, found), project=project, brought=brought, host=project.host
        )
    files = rule_files(path) if path.is_dir() else (path,)
    if not files:
        raise _nothing(f"there is no rule file in {shown_path(path)}", "Rule files end in `.cx`.")
    return _with_packs(_read(files, found), found, host)


def _given(host: Host) -> MakeHost:
    """The host that a caller brings, whatever the project names."""
    return lambda names, folder, seconds, found: host


def locate(where: str | Path) -> Path:
    """The path of a folder or file, or of the bundled pack of that name. Raises CxError where neither exists."""
    path = Path(where)
    with suppress(OSError):  # a name longer than any file has
        if path.exists():
            return path
    bundled = bundled_pack(str(where))
    if bundled is not None:
        return bundled
    raise _nothing(
        f"there is no folder, rule file or bundled pack called `{str(where)[:100]}`",
        did_you_mean(str(where), bundled_packs()) or "Name a folder with a `cx.toml`.",
    )


def _read(paths: Sequence[Path], found: Diagnostics, taken: Collection[str] = ()) -> tuple[Source, ...]:
    """The texts of files. Where a name's folder is ``taken`` by other texts, the file is called by its whole path."""
    read: list[Source] = []
    for path in paths[:MOST_FILES]:
        name = shown_path(path)
        if name.partition("/")[0] in taken:
            name = path.as_posix()
        try:
            raw = path.read_bytes()
        except OSError as error:
            found.error("unreadable-file", Span(name, 1, 1, 1, 1), f"{name} cannot be read: {error.strerror}")
            continue
        try:
            read.append(Source(name, raw.decode("utf-8-sig")))
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            found.error(
                "not-utf8", Span(name, line, 1, line, 1),
                f"{name} is not saved as UTF-8: line {line} holds a byte that is not a letter there",
                "Save the file again and choose the encoding UTF-8.",
            )  # fmt: skip
    return tuple(read)


def _with_packs(own: Sequence[Source], found: Diagnostics, host: Host | None) -> RuleSet:
    texts = [source.text for source in own]
    host = rules_host(texts) if host is None else host
    folders = {name: pack.folder for name, pack in host.packs.items()}
    taken = {source.filename.partition("/")[0] for source in own}
    brought = _read(bundled_behind(texts, folders), found, taken)
    return RuleSet(
        sources=(*brought, *own), brought=frozenset(source.filename for source in brought), host=host
    )


def _nothing(message: str, help: str) -> CxError:
    return CxError([Diagnostic(code="nothing-to-read", message=message, help=help)])


def digest(sources: Sequence[Source]) -> str:
    """``sha256:…`` over the texts of a pack, in the order of their names."""
    total = sha256()
    for source in sorted(sources, key=lambda s: PurePosixPath(s.filename).name):
        total.update(source.digest.encode())
    return f"sha256:{total.hexdigest()}"
