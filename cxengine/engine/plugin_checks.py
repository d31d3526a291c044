"""``cx plugins check``: what plugins offer, tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import attrs

from cxengine.diagnostics import CxError
from cxengine.engine.plugins import host_of_all
from cxengine.engine.program import compile
from cxengine.engine.to_json import to_json
from cxengine.engine.trials.enrichers import enricher_faults
from cxengine.engine.trials.finders import finder_faults, journeys
from cxengine.engine.trials.functions import example_faults, lowering_faults
from cxengine.engine.trials.not_tried import NotTried
from cxengine.engine.trials.results import backend_faults, renderer_faults
from cxengine.engine.trials.scorers import bound_faults, monotone_faults, order_faults
from cxengine.engine.trials.sources import unbound_faults
from cxengine.host.candidates import same_name
from cxengine.host.plugin_host import Host, Loaded
from cxengine.suggest import did_you_mean

_NEEDS_A_SYSTEM = "reading needs the system it reads, or a recording of it: its author's tests inherit SourceSuite"


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

    @property
    def failed(self) -> bool:
        """Whether one is broken."""
        return any(check.outcome == "failed" for check in self.checks)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx plugins check``."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made


def plugins_checked(folder: Path | None, names: Sequence[str]) -> ChecksDone:
    """Tries every plugin there is, or those named."""
    host = host_of_all(folder)
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
                said = f"{kind} {name} {what}"
                try:
                    fault = next(faults(), None)
                except NotTried as reason:
                    yield Check(plugin=loaded.name, what=said, outcome="not_tried", message=str(reason))
                    continue
                outcome: Literal["passed", "failed"] = "passed" if fault is None else "failed"
                yield Check(plugin=loaded.name, what=said, outcome=outcome, message=fault or "")


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
