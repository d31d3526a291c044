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
_NAMED = re.compile(r"^[ \t]*(?:extends|uses)[ \t]+(?!plugin[ \t])(\w+)", re.MULTILINE)


def rule_files(folder: Path) -> tuple[Path, ...]:
    """All ``*.cx`` in a folder and below, sorted; not in hidden folders, nor where another ``cx.toml`` lies."""
    return tuple(sorted(_rule_files(folder), key=lambda path: path.relative_to(folder).as_posix()))


def bundled_behind(texts: Iterable[str], more: Mapping[str, Path] = NONE) -> tuple[Path, ...]:
    """The rule files of the bundled packs that these rules extend or use, and of those that these do in turn.

    ``more`` are folders of further packs, by name.

    Told without parsing, so that what a pack declares is known even where the rules have mistakes of their own. A pack
    that stands among the texts is not brought in again.
    """
    declared: set[str] = set()
    wanted: list[str] = []
    for text in texts:
        declared |= set(_DECLARED.findall(text))
        wanted += _NAMED.findall(text)
    files: tuple[Path, ...] = ()
    while wanted:
        name = wanted.pop(0)
        folder = bundled_pack(name) or more.get(name) if name not in declared else None
        if folder is None:
            continue
        declared.add(name)
        brought = rule_files(folder)
        files = (*brought, *files)
        for path in brought:
            with suppress(OSError):
                wanted += _NAMED.findall(path.read_text("utf-8-sig", errors="replace"))
    return files


def _rule_files(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        here = Path(root)
        folders[:] = [
            name for name in folders if not name.startswith(".") and not (here / name / PROJECT_FILE).is_file()
        ]
        yield from (here / name for name in files if name.endswith(".cx") and not name.startswith("."))
