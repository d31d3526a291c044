"""``cx plugins check``: what plugins offer, tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import attrs

from cxengine.diagnostics import CxError
from cxengine.engine.plugins import host_of_all
from cxengine.engine.program import compile
from cxengine.engine.to_json import python_only, to_json
from cxengine.engine.trials.bound import READ
from cxengine.engine.trials.enrichers import enricher_faults
from cxengine.engine.trials.finders import finder_faults, journeys
from cxengine.engine.trials.functions import example_faults, lowering_faults
from cxengine.engine.trials.not_tried import NotTried
from cxengine.engine.trials.results import backend_faults, renderer_faults
from cxengine.engine.trials.scorers import bound_faults, monotone_faults, order_faults
from cxengine.engine.trials.sources import unbound_faults
from cxengine.engine.trials.sources_read import SourceRead, sources_read
from cxengine.host.candidates import same_name
from cxengine.host.plugin_host import Host, Loaded
from cxengine.suggest import did_you_mean

_NEEDS_A_SYSTEM = (
    "reading needs the system it reads (`--source TABLE` reads it as `cx.toml` binds it), or a recording of it: its "
    "author's tests inherit SourceSuite"
)


@attrs.frozen(kw_only=True)
class Check:
    """One promise of a plugin, and whether it is kept."""

    plugin: str
    what: str
    outcome: Literal["passed", "failed", "not_tried"]
    message: str = ""


@attrs.frozen(kw_only=True)
class ChecksDone:
    """All promises that were tried."""

    checks: tuple[Check, ...]
    lost: int = python_only(0)
    """The exit code of a source that was to be read and could not be: 2 for what `cx.toml` lacks, 3 for a lost one."""

    @property
    def failed(self) -> bool:
        """Whether one is broken."""
        return any(check.outcome == "failed" for check in self.checks)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx plugins check``."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made


def plugins_checked(folder: Path | None, names: Sequence[str], sources: Sequence[str] = ()) -> ChecksDone:
    """Tries every plugin there is, or those named; of ``sources``, tables of ``cx.toml``, those that they fill.

    With sources and without names only the sources are tried. Raises CxError (2) for a source that is not bound.
    """
    host = host_of_all(folder)
    read = list(sources_read(folder, host, sources, names)) if folder is not None and sources else []
    done = _plugins_checked(host, names) if names or not sources else ChecksDone(checks=())
    of_sources = [check for each in read for check in _of_source(each)]
    codes = [each.bound.failed.exit_code for each in read if each.bound.failed is not None]
    return ChecksDone(checks=(*done.checks, *of_sources), lost=2 if 2 in codes else max(codes, default=0))


def _plugins_checked(host: Host, names: Sequence[str]) -> ChecksDone:
    checks = [Check(plugin=each.name, what="loads", outcome="failed", message=each.reason)
              for each in host.problems if _wanted(each.name, each.distribution, names)]  # fmt: skip
    for loaded in host.loaded:
        if _wanted(loaded.name, loaded.distribution, names):
            checks += _of_plugin(loaded, host)
    there = [*(each.name for each in host.loaded), *(each.name for each in host.problems)]
    for name in names:
        if not any(same_name(name, each) for each in [*there, *(str(each.distribution) for each in host.loaded)]):
            message = f"there is no such plugin. {did_you_mean(name, there)}".strip()
            checks.append(Check(plugin=name, what="loads", outcome="failed", message=message))
    return ChecksDone(checks=tuple(checks))


def _of_plugin(loaded: Loaded, host: Host) -> Iterator[Check]:
    yield Check(plugin=loaded.name, what="loads", outcome="passed")
    for kind, offered in loaded.offers.items():
        for name in offered:
            for what, faults in _trials(kind, name, host).items():
                yield _checked(loaded.name, f"{kind} {name} {what}", faults)


def _of_source(read: SourceRead) -> Iterator[Check]:
    for what, faults in read.bound.trials().items():
        check = _checked(read.plugin, f"source {read.name} {what}", faults)
        yield attrs.evolve(check, message=read.bound.came) if what == READ and not check.message else check


def _checked(plugin: str, what: str, faults: Callable[[], Iterator[str]]) -> Check:
    """The first fault of a trial, if it has one."""
    try:
        fault = next(faults(), None)
    except NotTried as reason:
        return Check(plugin=plugin, what=what, outcome="not_tried", message=str(reason))
    return Check(plugin=plugin, what=what, outcome="passed" if fault is None else "failed", message=fault or "")


def _trials(kind: str, name: str, host: Host) -> dict[str, Callable[[], Iterator[str]]]:
    match kind:
        case "functions":
            function = host.functions[name]
            return {
                "comes out as its examples say": lambda: example_faults(name, function, host),
                "equals its reference": lambda: lowering_faults(name, function, host),
            }
        case "scorers":
            scorer = host.scorers[name]
            tried: dict[str, Callable[[], Iterator[str]]] = {
                "is bounded": lambda: bound_faults(scorer), "needs no order": lambda: order_faults(scorer),
            }  # fmt: skip
            return {**tried, "is monotone": lambda: monotone_faults(scorer)} if scorer.monotone else tried
        case "finders":
            return {"finds what it declares": lambda: finder_faults(host.finders[name], journeys())}
        case "packs":
            return {"has no errors": lambda: _pack_faults(name, host)}
        case "sources":
            reader = host.sources[name]
            return {
                "says what it lacks": lambda: unbound_faults(name, reader, host.seconds),
                "gives rows": _needs_a_system,
            }
        case "enrichers":
            return {"knows the actions it is given": lambda: enricher_faults(host.enrichers[name])}
        case "renderers":
            return {"renders results": lambda: renderer_faults(host.renderers[name])}
        case "backends":
            return {"counts as DuckDB does": lambda: backend_faults(host.backends[name])}
    raise AssertionError(kind)


def _needs_a_system() -> Iterator[str]:
    raise NotTried(_NEEDS_A_SYSTEM)


def _pack_faults(name: str, host: Host) -> Iterator[str]:
    try:
        compile(host.packs[name].folder, host=host)
    except CxError as error:
        yield from (f"{each.span.filename}:{each.span.line}: {each.message}" for each in error.diagnostics)


def _wanted(name: str, distribution: str | None, names: Sequence[str]) -> bool:
    return not names or any(same_name(each, name) or same_name(each, distribution or "") for each in names)
