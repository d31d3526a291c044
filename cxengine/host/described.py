"""What installed distributions say of themselves, also where one says it in no readable form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import attrs

_LISTED = "entry_points.txt"


@attrs.frozen(kw_only=True)
class Described:
    """Name and version of a distribution; ``fault`` where what it says of itself cannot be read."""

    name: str | None = None
    version: str | None = None
    fault: str | None = None


def described(found: metadata.Distribution) -> Described:
    """Name and version, read once; those of its folder where its metadata cannot be read."""
    try:
        read: Any = found.metadata  # either may be missing
        about = {key: read[key] for key in ("Name", "Version")}
    except (UnicodeDecodeError, OSError, AttributeError, TypeError, KeyError) as failure:
        name, version = _of_folder(found)
        reason = f"{type(failure).__name__}: {' '.join(str(failure).split())}"
        fault = f"what its distribution says of itself cannot be read: {reason}"
        return Described(name=name, version=version, fault=fault)
    name, version = _of_folder(found)
    return Described(name=about.get("Name") or name, version=about.get("Version") or version)


def name_of(entry: metadata.EntryPoint) -> str | None:
    """The distribution behind an entry point."""
    return described(entry.dist).name if entry.dist is not None else None


def entry_points(group: str) -> Iterable[metadata.EntryPoint]:
    """The entry points of a group. One distribution whose list is not UTF-8 keeps no other from being found."""
    try:
        return metadata.entry_points(group=group)
    except (UnicodeDecodeError, OSError, ValueError):
        return tuple(_one_by_one(group))


def _one_by_one(group: str) -> Iterator[metadata.EntryPoint]:
    seen: set[str] = set()
    for found in metadata.distributions():
        name = described(found).name or ""
        if name.casefold() in seen:
            continue  # an older one further down the path
        seen.add(name.casefold())
        try:
            entries: Iterable[metadata.EntryPoint] = found.entry_points
        except (UnicodeDecodeError, OSError, ValueError):
            entries = _salvaged(found, group)
        yield from (entry for entry in entries if entry.group == group)


def _salvaged(found: metadata.Distribution, group: str) -> Iterator[metadata.EntryPoint]:
    """The lines of a group in a list that is not UTF-8."""
    folder = getattr(found, "_path", None)
    text = (Path(folder) / _LISTED).read_bytes().decode("utf-8", "replace") if isinstance(folder, Path) else ""
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == group and "=" in line and not line.startswith(("#", ";")):
            name, _, value = (part.strip() for part in line.partition("="))
            entry = metadata.EntryPoint(name=name, value=value, group=group)
            vars(entry).update(dist=found)
            yield entry


def _of_folder(found: metadata.Distribution) -> tuple[str | None, str | None]:
    """``our-plugin`` and ``1.2`` of a folder ``our_plugin-1.2.dist-info``."""
    folder = getattr(found, "_path", None)
    stem = folder.stem if isinstance(folder, Path) else ""
    name, _, version = stem.partition("-")
    return name or None, version or None
