"""``[engine]`` of a ``cx.toml``: on what the plan runs, and how long a plugin may be silent."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.source_options import with_secrets
from cxengine.engine.toml_reading import Table
from cxengine.host.contracts import Backend, BackendOffer, PluginFailure
from cxengine.host.distributions import how_to_have
from cxengine.host.watched import SECONDS
from cxengine.suggest import did_you_mean

if TYPE_CHECKING:
    from cxengine.engine.program import Program
    from cxengine.host.plugin_host import Host

BACKEND = "duckdb"
"""The backend where nobody says otherwise."""
OWN_KEYS = ("backend", "plugin_seconds")
LONGEST = 24 * 60 * 60


def plugin_seconds(engine: Table) -> float:
    """How long a plugin may say nothing."""
    value = engine.values.get("plugin_seconds", SECONDS)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= LONGEST:
        engine.wrong("plugin_seconds", "a number of seconds, more than 0", "Write for instance `plugin_seconds = 300`.")
        return SECONDS
    return float(value)


def read_backend(engine: Table, plugins: tuple[str, ...], host: Host) -> tuple[str, Mapping[str, Any]]:
    """The backend that is asked for, with the keys that are its own. Mistakes go to the table's diagnostics."""
    backend = engine.text("backend") or BACKEND
    offer = host.backends.get(backend)
    if offer is None:
        if not may_be_left_out(plugins, host):
            near = how_to_have(backend, plugins) or did_you_mean(backend, host.backends)
            engine.found.error("unknown-backend", engine.place("backend"), f"There is no backend `{backend}`.", near)
        return backend, {}
    engine.refuse_unknown((*OWN_KEYS, *offer.options))
    given = {key: with_secrets(value) for key, value in engine.values.items() if key in offer.options}
    faulty = _faulty(engine, backend, given)
    return backend, {key: value for key, value in given.items() if key not in faulty}


def _faulty(engine: Table, backend: str, given: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the built-in backend whose value it cannot use; each is told at its place."""
    from cxengine.backends.duckdb import option_faults

    faults = tuple(option_faults(given)) if backend == BACKEND else ()
    for key, message, help in faults:
        engine.found.error("wrong-value", engine.place(key), message, help)
    return frozenset(key for key, _, _ in faults)


def may_be_left_out(plugins: tuple[str, ...], host: Host) -> bool:
    """Whether what nobody offers may be of a plugin that is named and could not be loaded, or was not looked at."""
    return bool(plugins) and (bool(host.problems) or not host.loaded)


def offer_of(program: Program, host: Host) -> BackendOffer:
    """The backend that a program asks for. Raises CxError (3) where nobody offers it."""
    project = program.rules.project
    name = project.backend if project is not None else BACKEND
    offer = host.backends.get(name)
    if offer is None:
        reasons = " ".join(problem.message for problem in host.problems)
        raise CxError([_failed(f"There is no backend `{name}`. {reasons}".strip())], exit_code=3)
    return offer


def backend_of(program: Program, host: Host) -> Backend:
    """What runs the plans of a program. Raises CxError (3) where the backend that is asked for cannot be had."""
    project = program.rules.project
    name, options = (project.backend, project.backend_options) if project is not None else (BACKEND, {})
    offer = offer_of(program, host)
    try:
        return offer.connect(options, os.environ)
    except PluginFailure as failure:
        raise CxError([_failed(f"The backend `{name}` cannot be used: {failure.problem.message}")], 3) from failure


def _failed(message: str) -> Diagnostic:
    return Diagnostic(code="backend-failed", message=message)
