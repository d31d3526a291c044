"""Which rule files make up a program: those of a folder, of a project with its packs, of one file, or texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath

import attrs

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.project import PROJECT_FILE, Project, load_project, rule_files, shown_path
from cxengine.lang import ast
from cxengine.resources import bundled_pack, bundled_packs
from cxengine.source import Source, Span
from cxengine.suggest import did_you_mean

MOST_FILES = 1000


@attrs.frozen(kw_only=True)
class RuleSet:
    """The texts of a program, and the project they belong to where there is one."""

    sources: tuple[Source, ...]
    project: Project | None = None


def read_rules(where: str | Path | Mapping[str, str] | Sequence[Source], found: Diagnostics) -> RuleSet:
    """The rule files of a folder, a file, the name of a bundled pack, or texts by file name.

    Raises CxError where there is nothing to read; mistakes in a ``cx.toml`` go to ``found``.
    """
    if isinstance(where, Mapping):
        return RuleSet(sources=tuple(Source(name, text) for name, text in where.items()))
    if not isinstance(where, str | Path):
        return RuleSet(sources=tuple(where))
    path = locate(where)
    if path.is_dir() and (path / PROJECT_FILE).is_file():
        project = load_project(path, found)
        return RuleSet(sources=_read(project.rule_files, found), project=project)
    files = rule_files(path) if path.is_dir() else (path,)
    if not files:
        raise _nothing(f"there is no rule file in {shown_path(path)}", "Rule files end in `.cx`.")
    return RuleSet(sources=_read(files, found))


def locate(where: str | Path) -> Path:
    """The path of a folder or file, or of the bundled pack of that name. Raises CxError where neither exists."""
    path = Path(where)
    if path.exists():
        return path
    bundled = bundled_pack(str(where))
    if bundled is not None:
        return bundled
    raise _nothing(
        f"there is no folder, rule file or bundled pack called `{where}`",
        did_you_mean(str(where), bundled_packs()) or "Name a folder with a `cx.toml`.",
    )


def _read(paths: Sequence[Path], found: Diagnostics) -> tuple[Source, ...]:
    read: list[Source] = []
    for path in paths[:MOST_FILES]:
        name = shown_path(path)
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


def _nothing(message: str, help: str) -> CxError:
    return CxError([Diagnostic(code="nothing-to-read", message=message, help=help)])


def pack_of(filename: str, packs: Mapping[str, ast.Pack]) -> ast.Pack | None:
    """The pack that a rule file belongs to: that of its folder, of a folder above, or the first.

    ``packs`` is keyed by the file that declares each.
    """
    if filename in packs:
        return packs[filename]
    homes: dict[PurePosixPath, ast.Pack] = {}
    for name, pack in packs.items():
        homes.setdefault(PurePosixPath(name).parent, pack)
    for folder in PurePosixPath(filename).parents:
        if folder in homes:
            return homes[folder]
    return next(iter(packs.values()), None)


def digest(sources: Sequence[Source]) -> str:
    """``sha256:…`` over the texts of a pack, in the order of their names."""
    total = sha256()
    for source in sorted(sources, key=lambda s: PurePosixPath(s.filename).name):
        total.update(source.digest.encode())
    return f"sha256:{total.hexdigest()}"
