"""Which plugins a project has: those that its ``cx.toml`` and its rule files name, and what the environment allows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from cxengine.diagnostics import Diagnostics
from cxengine.engine.plugin_locks import read_lock
from cxengine.host.candidates import EntryPoints, installed
from cxengine.host.plugin_host import Host, Rules
from cxengine.host.watched import SECONDS
from cxengine.sources.builtin import FILES

ALLOWED = "CX_PLUGINS"
"""The variable that lists the only plugins that may take part; empty: none."""

MakeHost = Callable[[tuple[str, ...], Path, float, Diagnostics], Host]
"""A host of named plugins for a project in a folder, with the seconds that a plugin may be silent."""

NOTHING: Mapping[str, object] = MappingProxyType({})
_NAMED = re.compile(r"^[ \t]*uses[ \t]+plugin[ \t]+(\w+)", re.MULTILINE)


def engine_host(
    names: Iterable[str] = (), *, rules: Rules | None = None, offered: EntryPoints = installed,
    also: Mapping[str, object] = NOTHING,
) -> Host:  # fmt: skip
    """What is built in, and the plugins named; ``also`` are objects with hooks, as if they were built in."""
    import cxengine.backends.duckdb as duckdb_backend

    built_in = {**FILES, "duckdb": duckdb_backend, **also}
    return Host(names, built_in=built_in, rules=rules, offered=offered)


def project_host(names: tuple[str, ...], folder: Path, seconds: float, found: Diagnostics) -> Host:
    """The plugins that are named, as far as the environment allows them and the project's lock knows them."""
    rules = Rules(
        folder=folder, allowed=allowed(os.environ), lock=read_lock(folder, found) if names else None, seconds=seconds
    )
    return engine_host(names, rules=rules)


def no_plugins(names: tuple[str, ...], folder: Path, seconds: float, found: Diagnostics) -> Host:
    """What is built in alone: for a look at a project that is not run."""
    return engine_host()


def rules_host(texts: Iterable[str], folder: Path | None = None) -> Host:
    """The plugins that rule files without a project name."""
    names = plugins_named(texts)
    rules = Rules(folder=folder, allowed=allowed(os.environ), seconds=SECONDS)
    return engine_host(names, rules=rules)


def allowed(environment: Mapping[str, str]) -> frozenset[str] | None:
    """The only plugins that may take part, as the environment lists them; None where it says nothing."""
    listed = environment.get(ALLOWED)
    return None if listed is None else frozenset(re.split(r"[,;\s]+", listed.strip())) - {""}


def plugins_named(texts: Iterable[str]) -> tuple[str, ...]:
    """The plugins that rule files name, each once. Told without parsing, for they decide what the words mean."""
    return tuple(dict.fromkeys(name for text in texts for name in _NAMED.findall(text)))
