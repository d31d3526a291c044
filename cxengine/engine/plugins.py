"""What ``cx plugins`` does: try every plugin that there is, and lock those that a project names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.hosting import allowed, engine_host
from cxengine.engine.plugin_locks import lock_text
from cxengine.engine.plugins_said import loaded_said, problem_said, refuse_failed
from cxengine.engine.project import load_project
from cxengine.engine.said.plugins import PluginProblemSaid, PluginSaid
from cxengine.engine.to_json import python_only, to_json
from cxengine.host.candidates import Candidate, EntryPoints, PluginFault, installed, is_file, named, of_file, same_name
from cxengine.host.lock import LOCK_FILE, locked
from cxengine.host.plugin_host import Host, Rules
from cxengine.host.watched import SECONDS


@attrs.frozen(kw_only=True)
class PluginTried(PluginSaid):
    """A plugin that loads; ``takes_part`` where the project names it."""

    takes_part: bool


@attrs.frozen(kw_only=True)
class PluginsTried:
    """Every plugin that is installed or lies in the project, tried."""

    loaded: tuple[PluginTried, ...]
    problems: tuple[PluginProblemSaid, ...]
    lacks_named: bool = python_only(False)
    """Whether one that the project names does not load."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx plugins list``."""
        made = to_json(self)
        assert isinstance(made, dict)
        for problem in made["problems"]:
            del problem["unknown"]  # nothing was worked out
        return made


def plugins_tried(folder: Path | None, *, offered: EntryPoints = installed) -> PluginsTried:
    """Loads every plugin that is installed, and those that the project in ``folder`` names."""
    names = _named_by(folder)
    host = host_of_all(folder, offered=offered)
    return PluginsTried(
        loaded=tuple(
            PluginTried(**attrs.asdict(each, recurse=False), takes_part=_is_named(each, names))
            for each in loaded_said(host)
        ),
        problems=tuple(problem_said(problem) for problem in host.problems),
        lacks_named=any(_is_named(problem_said(problem), names) for problem in host.problems),
    )


def host_of_all(folder: Path | None, *, offered: EntryPoints = installed) -> Host:
    """A host that tries every plugin there is, each for as long as the project allows it to be silent."""
    project = None if folder is None else load_project(folder, Diagnostics())
    names = () if project is None else project.plugins
    there = sorted({entry.name for entry in offered()})
    files = [name for name in names if is_file(name)]
    missing = [name for name in names if not is_file(name) and not _found(name, offered)]
    seconds = SECONDS if project is None else project.plugin_seconds
    rules = Rules(folder=folder, allowed=allowed(os.environ), seconds=seconds)
    return engine_host([*there, *files, *missing], rules=rules, offered=offered)


def write_lock(folder: Path, *, offered: EntryPoints = installed) -> tuple[Path, int]:
    """Writes the lock of a project from what its plugins are now. Gives its path and how many plugins stand in it.

    Raises CxError (3) where one does not load.
    """
    project = load_project(folder, Diagnostics())
    names, seconds = project.plugins, project.plugin_seconds
    rules = Rules(folder=folder, allowed=allowed(os.environ), seconds=seconds)
    host = engine_host(names, rules=rules, offered=offered)
    refuse_failed(host.problems)
    known = tuple(offered())
    found: list[Candidate] = []
    for name in names:
        try:
            found += [of_file(name, folder)] if is_file(name) else named(name, known)
        except PluginFault as fault:
            raise CxError([Diagnostic(code="plugin-left-out", message=f"`{name}`: {fault}")], 3) from None
    path = folder / LOCK_FILE
    each_once = {candidate.name: candidate for candidate in found}
    path.write_text(lock_text(locked(candidate) for candidate in each_once.values()), "utf-8", newline="\n")
    return path, len(each_once)


def _named_by(folder: Path | None) -> tuple[str, ...]:
    """The plugins that a project names, in ``cx.toml`` or by a rule file."""
    return () if folder is None else load_project(folder, Diagnostics()).plugins


def _found(name: str, offered: EntryPoints) -> bool:
    try:
        return bool(named(name, tuple(offered())))
    except PluginFault:
        return False


def _is_named(plugin: PluginSaid | PluginProblemSaid, names: Iterable[str]) -> bool:
    return any(
        name == plugin.name or same_name(name, plugin.name) or same_name(name, plugin.distribution or "")
        for name in names
    )


