"""Loads the plugins a project names, one at a time, and goes on without those that fail."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import attrs
import pluggy

from cxengine.host import hookspecs
from cxengine.host.borders import guarded
from cxengine.host.candidates import (
    Candidate,
    EntryPoints,
    PluginFault,
    installed,
    is_file,
    named,
    of_file,
    same_name,
)
from cxengine.host.contracts import (
    BackendOffer,
    Enricher,
    Finder,
    Function,
    PluginProblem,
    Reader,
    Renderer,
    RulePack,
    Scorer,
)
from cxengine.host.kinds import KINDS, Kind
from cxengine.host.lock import Lock, lock_fault
from cxengine.host.replaced import as_now, put_back
from cxengine.host.watched import SECONDS, Silent, Stopped, watched
from cxengine.suggest import did_you_mean

_HOOKS = {kind.hook: kind for kind in KINDS}


@attrs.frozen(kw_only=True)
class Loaded:
    """A plugin that takes part, with what it offers by kind: ``{"sources": ("open311",)}``."""

    name: str
    distribution: str | None = None
    version: str | None = None
    api: int = hookspecs.API
    file: Path | None = None
    module: str = ""
    hooks: tuple[str, ...] = ()
    offers: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Rules:
    """What a host goes by, beside the names. ``allowed`` are the only plugins that may take part; None: all may.

    ``folder`` is that of the project, in which plugins of one file lie; ``lock`` what ``cx plugins lock`` wrote.
    """

    folder: Path | None = None
    allowed: Collection[str] | None = None
    lock: Lock | None = None
    seconds: float = SECONDS


class Host:
    """The plugins of one run. Two hosts share nothing.

    ``built_in`` are named modules or objects with hooks; ``plugins`` are names of entry points or of
    distributions, or files of the project. What fails stands in ``problems``, by name and reason.
    """

    def __init__(
        self,
        plugins: Iterable[str] = (),
        *,
        built_in: Mapping[str, object] | None = None,
        offered: EntryPoints = installed,
        rules: Rules | None = None,
    ) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._rules = rules if rules is not None else Rules()
        self._offers: dict[str, dict[str, Any]] = {kind.name: {} for kind in KINDS}
        self._providers: dict[tuple[str, str], str] = {}
        self._problems: list[PluginProblem] = []
        self._loaded: list[Loaded] = []
        self._built_in = frozenset(built_in or {})
        for name, plugin in (built_in or {}).items():
            self._take(Candidate(name=name, load=lambda: None), plugin)
        wanted = tuple(dict.fromkeys(plugins))
        known = tuple(offered()) if any(not is_file(name) for name in wanted) else ()
        for name in wanted:
            for candidate in self._candidates(name, known):
                self._load(candidate)

    @property
    def sources(self) -> Mapping[str, Reader]:
        """Readers by the name of their kind: ``csv``, ``parquet`` …"""
        return self._of("sources")

    @property
    def functions(self) -> Mapping[str, Function]:
        """Functions by the word that stands before the brackets."""
        return self._of("functions")

    @property
    def scorers(self) -> Mapping[str, Scorer]:
        """Scorers by name."""
        return self._of("scorers")

    @property
    def finders(self) -> Mapping[str, Finder]:
        """Finders by name."""
        return self._of("finders")

    @property
    def enrichers(self) -> Mapping[str, Enricher]:
        """Enrichers by name."""
        return self._of("enrichers")

    @property
    def renderers(self) -> Mapping[str, Renderer]:
        """Renderers by the word after ``--format``."""
        return self._of("renderers")

    @property
    def backends(self) -> Mapping[str, BackendOffer]:
        """Backends by the word in ``[engine]``."""
        return self._of("backends")

    @property
    def packs(self) -> Mapping[str, RulePack]:
        """Rule packs by name."""
        return self._of("packs")

    @property
    def problems(self) -> tuple[PluginProblem, ...]:
        """Plugins that were left out, and why."""
        return tuple(self._problems)

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """The plugins that take part, in the order in which they were named, without what is built in."""
        return tuple(each for each in self._loaded if each.name not in self._built_in)

    @property
    def plugins(self) -> tuple[str, ...]:
        """Names of all plugins that take part, sorted."""
        return tuple(sorted(each.name for each in self._loaded))

    @property
    def seconds(self) -> float:
        """How long a plugin may be silent."""
        return self._rules.seconds

    def provider(self, kind: str, name: str) -> str | None:
        """The plugin that offers something; None where nobody does."""
        return self._providers.get((kind, name))

    def is_built_in(self, kind: str, name: str) -> bool:
        """Whether something comes with cx itself."""
        return self.provider(kind, name) in self._built_in

    def _of(self, kind: str) -> dict[str, Any]:
        return dict(sorted(self._offers[kind].items()))

    def _candidates(self, name: str, known: tuple[metadata.EntryPoint, ...]) -> tuple[Candidate, ...]:
        try:
            if is_file(name):
                if self._rules.folder is None:
                    raise PluginFault("a plugin of one file belongs to a project, and there is none.")
                return (of_file(name, self._rules.folder),)
            return named(name, known)
        except PluginFault as fault:
            self._problems.append(PluginProblem(name=name, reason=str(fault)))
            return ()

    def _load(self, candidate: Candidate) -> None:
        if any(each.name == candidate.name for each in self._loaded):
            return  # named twice: by its own name and by that of its distribution
        try:
            if not self._allowed(candidate):
                raise PluginFault("`CX_PLUGINS` does not allow it.")
            if (fault := lock_fault(candidate, self._rules.lock)) is not None:
                raise PluginFault(fault)
            before = as_now()
            plugin = watched(self.seconds, lambda beat: candidate.load())
            if replaced := put_back(before):
                words = ", ".join(f"`{name}`" for name in replaced)
                raise PluginFault(f"it replaces {words}, on which everything else rests; that was put back.")
        except PluginFault as fault:
            self._leave_out(candidate, str(fault))
        except (Exception, SystemExit) as failure:
            self._leave_out(candidate, f"it cannot be imported: {said(failure)}")
        else:
            self._take(candidate, plugin)

    def _allowed(self, candidate: Candidate) -> bool:
        """Whether it may take part, by its own name, that of its distribution or that of its file."""
        if self._rules.allowed is None:
            return True
        known = [candidate.name, candidate.name.removeprefix("./"), candidate.distribution or candidate.name]
        return any(same_name(one, other) for one in known for other in self._rules.allowed)

    def _take(self, candidate: Candidate, plugin: object) -> None:
        """Register one plugin and collect what it offers; on any failure nothing of it stays."""
        name = candidate.name
        try:
            api = _api_of(plugin)
            self._refuse_arguments(plugin)
            self._manager.register(plugin, name)
            hooks = self._hooks(plugin)
            offers = {kind: self._offered(kind, candidate, plugin) for kind in hooks}
        except PluginFault as fault:
            self._withdraw(name)
            self._leave_out(candidate, str(fault))
        except (Exception, SystemExit) as failure:
            self._withdraw(name)
            self._leave_out(candidate, f"it failed: {said(failure)}")
        else:
            for kind, given in offers.items():
                self._offers[kind.name] |= given
                self._providers |= {(kind.name, each): name for each in given}
            version = candidate.version or _text(getattr(plugin, "__version__", None))
            self._loaded.append(
                Loaded(
                    name=name, distribution=candidate.distribution, version=version, api=api, file=candidate.file,
                    module=candidate.module, hooks=tuple(kind.hook for kind in hooks),
                    offers={kind.name: tuple(sorted(given)) for kind, given in offers.items()},
                )
            )  # fmt: skip

    def _refuse_arguments(self, plugin: object) -> None:
        """Raises where a hook takes an argument: all are called with none."""
        for hook in _HOOKS:
            function = getattr(plugin, hook, None)
            if self._manager.parse_hookimpl_opts(plugin, hook) is None or not inspect.isfunction(function):
                continue
            if taken := tuple(inspect.signature(function).parameters):
                words = ", ".join(f"`{name}`" for name in taken)
                raise PluginFault(f"its hook `{hook}` takes {words}, and is given nothing: write `def {hook}():`")

    def _hooks(self, plugin: object) -> tuple[Kind, ...]:
        callers = self._manager.get_hookcallers(plugin) or ()
        for caller in callers:
            if not caller.has_spec():
                raise PluginFault(f"it has a hook `{caller.name}`, which cx does not know. "
                                  f"{did_you_mean(caller.name, _HOOKS)}".strip())  # fmt: skip
        if not callers:
            raise PluginFault("it has no hook: mark its functions with `@cxengine.hookimpl`.")
        return tuple(_HOOKS[name] for name in sorted(caller.name for caller in callers))

    def _offered(self, kind: Kind, candidate: Candidate, plugin: object) -> dict[str, Any]:
        others = [other for other in self._manager.get_plugins() if other is not plugin]
        call = self._manager.subset_hook_caller(kind.hook, others)
        offers: dict[str, Any] = {}
        try:
            given = watched(self.seconds, lambda beat: call())
        except (Exception, SystemExit) as failure:
            raise PluginFault(f"`{kind.hook}` failed: {said(failure)}") from failure
        for offered in given:
            if not isinstance(offered, Mapping):
                raise PluginFault(f"`{kind.hook}` gives {type(offered).__name__}, and a mapping from names is needed")
            for name, offer in offered.items():
                fault = kind.name_fault(name) or kind.fault(offer)
                if fault is not None:
                    raise PluginFault(f"`{kind.hook}` {fault}")
                if (owner := self.provider(kind.name, name)) is not None:
                    raise PluginFault(f"it offers {kind.word} `{name}`, and `{owner}` already does")
                built_in = candidate.name in self._built_in
                offers[name] = offer if built_in else guarded(kind, offer, self._problem_of(candidate), self.seconds)
        return offers

    def _problem_of(self, candidate: Candidate) -> PluginProblem:
        return PluginProblem(
            name=candidate.name, distribution=candidate.distribution, version=candidate.version, reason=""
        )

    def _withdraw(self, name: str) -> None:
        # a failed register() may leave half of the hooks behind
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)

    def _leave_out(self, candidate: Candidate, reason: str) -> None:
        self._problems.append(attrs.evolve(self._problem_of(candidate), reason=reason))


def said(failure: BaseException) -> str:
    """An error of a plugin in one line; what cx found out itself without the name of an error."""
    words = " ".join(str(failure).split())
    if isinstance(failure, Silent | Stopped):
        return words
    return f"{type(failure).__name__}: {words}" if words else type(failure).__name__


def _api_of(plugin: object) -> int:
    api = getattr(plugin, "CX_API", hookspecs.API)
    if not isinstance(api, int) or isinstance(api, bool):
        raise PluginFault(f"its `CX_API` is {api!r}, and a whole number is needed.")
    if not hookspecs.OLDEST_API <= api <= hookspecs.API:
        known = f"{hookspecs.OLDEST_API} to {hookspecs.API}" if hookspecs.OLDEST_API < hookspecs.API else hookspecs.API
        newer = "Take a newer cx." if api > hookspecs.API else "Take a newer version of the plugin."
        raise PluginFault(f"it is written for version {api} of the plugin contract, and this cx knows {known}. {newer}")
    return api


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
