"""Where plugins come from: installed distributions, and single files of a project. Nothing is imported here."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from pathlib import Path

import attrs

from cxengine.host.described import Described, described, entry_points, name_of
from cxengine.host.distributions import not_installed
from cxengine.suggest import did_you_mean

GROUP = "cxengine"
"""The group of entry points that distributions declare."""

EntryPoints = Callable[[], Iterable[metadata.EntryPoint]]


def installed() -> Iterable[metadata.EntryPoint]:
    """Every plugin that some installed distribution offers; none is imported."""
    return entry_points(GROUP)


class PluginFault(Exception):
    """Why one plugin is left out, in words."""


@attrs.frozen(kw_only=True)
class Candidate:
    """A plugin that could be loaded. ``file`` is that of a plugin of one file; it has no distribution."""

    name: str
    module: str = ""
    distribution: str | None = None
    version: str | None = None
    file: Path | None = None
    load: Callable[[], object] = attrs.field(repr=False)


def is_file(name: str) -> bool:
    """Whether a name in ``plugins`` of a ``cx.toml`` is that of a file: ``./our_plugin.py``."""
    return name.endswith(".py") or "/" in name or "\\" in name


def same_name(first: str, second: str) -> bool:
    """Whether two names of distributions are one, as package indexes compare them."""
    return normal(first) == normal(second)


def normal(name: str) -> str:
    """A name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).casefold()


def of_entry_point(entry: metadata.EntryPoint) -> Candidate:
    """The candidate behind an entry point. Of one whose distribution cannot be read, loading fails with the reason."""
    about = described(entry.dist) if entry.dist is not None else Described()

    def refuse() -> object:
        raise PluginFault(str(about.fault))

    return Candidate(
        name=entry.name,
        module=entry.value,
        distribution=about.name,
        version=about.version,
        load=entry.load if about.fault is None else refuse,
    )


def of_file(name: str, folder: Path) -> Candidate:
    """The candidate in a file of a project. Raises PluginFault where there is none."""
    path = folder / name
    if path.suffix != ".py":
        raise PluginFault(f"`{name}` is no Python file: a plugin of one file ends in `.py`.")
    if not path.is_file():
        names = [each.relative_to(folder).as_posix() for each in folder.glob("*.py")]
        raise PluginFault(f"there is no file `{name}`. {did_you_mean(name.removeprefix('./'), names)}".strip())
    return Candidate(name=name, file=path, load=lambda: _load_file(path))


def named(name: str, known: Sequence[metadata.EntryPoint]) -> tuple[Candidate, ...]:
    """The plugins of a name: of an entry point, or all those of a distribution. Raises PluginFault."""
    found = [entry for entry in known if entry.name == name]
    if len(found) > 1:
        owners = sorted(name_of(entry) or "?" for entry in found)
        raise PluginFault("more than one distribution offers it: " + ", ".join(owners))
    found = found or [entry for entry in known if same_name(name_of(entry) or "", name)]
    found = found or [entry for entry in known if same_name(entry.name, name)]
    if not found:
        names = {entry.name for entry in known} | {each for entry in known if (each := name_of(entry)) is not None}
        raise PluginFault(not_installed(name, names))
    return tuple(of_entry_point(entry) for entry in sorted(found, key=lambda entry: entry.name))


def _load_file(path: Path) -> object:
    """Run a file as a module of a name that nothing else has."""
    mark = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
    name = f"cxengine_file_{path.stem}_{mark}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise PluginFault(f"`{path.name}` cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up by its name
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
