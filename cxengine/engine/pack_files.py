"""Where the rule files of packs lie: in a folder, and in the bundled packs that these need in turn."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from cxengine.resources import bundled_pack

PROJECT_FILE = "cx.toml"
_DECLARED = re.compile(r"^[ \t]*pack[ \t]+(\w+)[ \t]*:", re.MULTILINE)
NONE: Mapping[str, Path] = MappingProxyType({})
_VERSION = re.compile(r"^[ \t]*version[ \t]+([\d.]+)", re.MULTILINE)
_NAMED = re.compile(r"^[ \t]*(?:extends|uses)[ \t]+(?!plugin[ \t])(\w+)[ \t]*([\d.]*)", re.MULTILINE)


def rule_files(folder: Path) -> tuple[Path, ...]:
    """All ``*.cx`` in a folder and below, sorted; not in hidden folders, nor where another ``cx.toml`` lies."""
    return tuple(sorted(_rule_files(folder), key=lambda path: path.relative_to(folder).as_posix()))


def bundled_behind(texts: Iterable[str], more: Mapping[str, Path] = NONE) -> tuple[Path, ...]:
    """The rule files of the bundled packs that these rules extend or use, and of those that these do in turn.

    ``more`` are folders of further packs, by name.

    Told without parsing, so that what a pack declares is known even where the rules have mistakes of their own. A pack
    that stands among the texts is not brought in again, unless another version of it is named, which is bundled.
    """
    here: dict[str, set[str]] = {}
    wanted: list[tuple[str, str]] = []
    for text in texts:
        _declares(text, here)
        wanted += _NAMED.findall(text)
    files: tuple[Path, ...] = ()
    while wanted:
        name, version = wanted.pop(0)
        if version in here.get(name, ()):
            continue
        brought = _bundled(name, version, more, only=name in here)
        files = (*brought, *files)
        for path in brought:
            with suppress(OSError):
                text = path.read_text("utf-8-sig", errors="replace")
                _declares(text, here)
                wanted += _NAMED.findall(text)
    return files


def _declares(text: str, here: dict[str, set[str]]) -> None:
    for name in _DECLARED.findall(text):
        here.setdefault(name, set()).update(_VERSION.findall(text))


def _bundled(name: str, version: str, more: Mapping[str, Path], *, only: bool) -> tuple[Path, ...]:
    """The files of the pack in the version that is named; where no folder has it and ``only`` is false, of any."""
    found: list[tuple[Path, ...]] = []
    for folder in (bundled_pack(name), more.get(name)):
        if folder is None:
            continue
        paths, versions = rule_files(folder), dict[str, set[str]]()
        for path in paths:
            with suppress(OSError):
                _declares(path.read_text("utf-8-sig", errors="replace"), versions)
        if version in versions.get(name, ()):
            return paths
        found.append(paths)
    return found[0] if found and not only else ()


def _rule_files(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        here = Path(root)
        folders[:] = [
            name for name in folders if not name.startswith(".") and not (here / name / PROJECT_FILE).is_file()
        ]
        yield from (here / name for name in files if name.endswith(".cx") and not name.startswith("."))
