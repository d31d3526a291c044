"""Loads the plugins a project names, one at a time, and goes on without those that fail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata

import pluggy

from cxengine.host import hookspecs
from cxengine.host.contracts import Problem, SourceReader
from cxengine.suggest import did_you_mean

GROUP = "cxengine"
"""The group of entry points that distributions declare."""

EntryPoints = Callable[[], Iterable[metadata.EntryPoint]]


def installed() -> Iterable[metadata.EntryPoint]:
    """Every plugin that some installed distribution offers; none is imported."""
    return metadata.entry_points(group=GROUP)


class PluginFault(Exception):
    """Why one plugin is left out, in words."""


class Host:
    """The plugins of one run. Two hosts share nothing.

    ``built_in`` are named modules or objects with hooks; ``plugins`` are names of entry points or of
    distributions. What fails stands in ``problems``, by name and reason.
    """

    def __init__(
        self,
        plugins: Iterable[str] = (),
        *,
        built_in: Mapping[str, object] | None = None,
        offered: EntryPoints = installed,
    ) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._sources: dict[str, SourceReader] = {}
        self._providers: dict[str, str] = {}
        self._problems: list[Problem] = []
        for name, plugin in (built_in or {}).items():
            self._take(name, plugin)
        wanted = tuple(dict.fromkeys(plugins))
        known = tuple(offered()) if wanted else ()
        for name in wanted:
            self._load(name, known)

    @property
    def sources(self) -> Mapping[str, SourceReader]:
        """Readers by the name of their kind: ``csv``, ``parquet`` …"""
        return dict(sorted(self._sources.items()))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Plugins that were left out, and why."""
        return tuple(self._problems)

    @property
    def plugins(self) -> tuple[str, ...]:
        """Names of the plugins that take part, sorted."""
        return tuple(sorted(name for name, plugin in self._manager.list_name_plugin() if plugin is not None))

    def _load(self, name: str, known: tuple[metadata.EntryPoint, ...]) -> None:
        try:
            entry = _one_of(name, known)
            plugin = entry.load()
        except PluginFault as fault:
            self._leave_out(name, str(fault))
        except (Exception, SystemExit) as failure:
            self._leave_out(name, f"it cannot be imported: {_said(failure)}")
        else:
            self._take(name, plugin)

    def _take(self, name: str, plugin: object) -> None:
        """Register one plugin and collect what it offers; on any failure nothing of it stays."""
        try:
            self._manager.register(plugin, name)
            self._refuse_unknown_hooks(plugin)
            offers = self._offers(plugin)
        except PluginFault as fault:
            self._withdraw(name)
            self._leave_out(name, str(fault))
        except (Exception, SystemExit) as failure:
            self._withdraw(name)
            self._leave_out(name, f"it failed: {_said(failure)}")
        else:
            self._sources |= offers
            self._providers |= dict.fromkeys(offers, name)

    def _refuse_unknown_hooks(self, plugin: object) -> None:
        known = {name for name in vars(hookspecs) if name.startswith("cx_")}
        for caller in self._manager.get_hookcallers(plugin) or ():
            if not caller.has_spec():
                raise PluginFault(f"it has a hook `{caller.name}`, which cx does not know. "
                                  f"{did_you_mean(caller.name, known)}".strip())  # fmt: skip

    def _offers(self, plugin: object) -> dict[str, SourceReader]:
        others = [other for other in self._manager.get_plugins() if other is not plugin]
        offers: dict[str, SourceReader] = {}
        for offered in self._manager.subset_hook_caller("cx_sources", others)():
            if not isinstance(offered, Mapping):
                raise PluginFault("`cx_sources` does not give names with their readers")
            for name, reader in offered.items():
                if not isinstance(name, str) or not callable(reader):
                    raise PluginFault(f"`cx_sources` gives {name!r}, which is no name with a reader")
                if name in self._sources:
                    raise PluginFault(f"it offers a source `{name}`, and `{self._providers[name]}` already does")
                offers[name] = reader
        return offers

    def _withdraw(self, name: str) -> None:
        # a failed register() may leave half of the hooks behind
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)

    def _leave_out(self, name: str, reason: str) -> None:
        message = f"The plugin `{name}` is left out: {reason}"
        self._problems.append(Problem(code="plugin-left-out", message=message, count=1))


def _one_of(name: str, known: tuple[metadata.EntryPoint, ...]) -> metadata.EntryPoint:
    found = [entry for entry in known if entry.name == name]
    found = found or [entry for entry in known if entry.dist and _same(entry.dist.name, name)]
    if not found:
        names = {entry.name for entry in known} | {entry.dist.name for entry in known if entry.dist}
        raise PluginFault(f"it is not installed. {did_you_mean(name, names)}".strip())
    if len(found) > 1:
        owners = sorted(entry.dist.name if entry.dist else "?" for entry in found)
        raise PluginFault("more than one distribution offers it: " + ", ".join(owners))
    return found[0]


def _same(first: str, second: str) -> bool:
    return re.sub(r"[-_.]+", "-", first).casefold() == re.sub(r"[-_.]+", "-", second).casefold()


def _said(failure: BaseException) -> str:
    words = " ".join(str(failure).split())
    return f"{type(failure).__name__}: {words}" if words else type(failure).__name__
