"""Which sources of a project are tried: those that ``cx.toml`` binds to tables that somebody names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.engine.program import compile
from cxengine.engine.trials.bound import BoundSource
from cxengine.host.candidates import same_name
from cxengine.host.contracts import Binding
from cxengine.host.plugin_host import Host
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.source import NOWHERE
from cxengine.sources.pieces import pieces
from cxengine.sources.readers import readers_of
from cxengine.sources.typed import wanted_headings
from cxengine.suggest import did_you_mean, toml_word

BUILT_IN = "cx"
"""Under what name a source is told that comes with cx itself."""


@attrs.frozen(kw_only=True)
class SourceRead:
    """One thing to read, under a name for people, with the plugin that reads it."""

    plugin: str
    name: str
    bound: BoundSource


def sources_read(
    folder: Path, host: Host, tables: Sequence[str], plugins: Sequence[str]
) -> Iterator[SourceRead]:
    """The files or the one system behind each table. Raises CxError (2) where one is bound to nothing or otherwise."""
    program = compile(folder, host=host)
    project = program.rules.project
    bindings = {each.table: each for each in (project.bindings if project is not None else ())}
    found = Diagnostics()
    for table in tables:
        if table not in bindings:
            message = f"There is no `[sources.{toml_word(table)}]` in `cx.toml`."
            found.error("unknown-source", NOWHERE, message, did_you_mean(table, bindings))
            continue
        for one in bindings[table].files or (bindings[table],):
            _refuse_other(one, host, plugins, found)
    found.stop_if_errors()
    for table in dict.fromkeys(tables):
        yield from _of_table(bindings[table], program.names, host)


def _refuse_other(binding: Binding, host: Host, plugins: Sequence[str], found: Diagnostics) -> None:
    provider = host.provider("sources", binding.plugin)
    if provider is None:
        reasons = " ".join(problem.message for problem in host.problems)
        message = f"No plugin that could be loaded offers a source `{binding.plugin}`. {reasons}".strip()
        found.error("unknown-plugin", binding.place("plugin"), message, did_you_mean(binding.plugin, host.sources))
        return
    known = [provider, *(str(each.distribution) for each in host.loaded if each.name == provider)]
    if plugins and not any(same_name(name, each) for name in plugins for each in known):
        offerer = BUILT_IN if host.is_built_in("sources", binding.plugin) else provider
        message = f"`[sources.{toml_word(binding.table)}]` is read by `{binding.plugin}`, which `{offerer}` offers."
        help = "Leave the name of the plugin out, or name a source that it offers."
        found.error("unknown-plugin", binding.place("plugin"), message, help)


def _of_table(binding: Binding, names: Names, host: Host) -> Iterator[SourceRead]:
    declared = names.tables.get(binding.table)
    table = declared if isinstance(declared, ast.Table) else None
    for piece in pieces(binding, readers_of(host)):
        one, provider = piece.binding, host.provider("sources", piece.binding.plugin)
        wanted = tuple(one.columns.values()) if table is None else wanted_headings(table, one)
        personal = [] if table is None else [field.name.text for field in table.fields if field.personal]
        yield SourceRead(
            plugin=BUILT_IN if host.is_built_in("sources", one.plugin) or provider is None else provider,
            name=" ".join(filter(None, (one.plugin, f"of `{one.table}`", piece.name))),
            bound=BoundSource(
                reader=host.sources[one.plugin], binding=one, wanted=wanted, seconds=host.seconds,
                personal=frozenset(one.columns.get(name, name) for name in personal),
            ),
        )  # fmt: skip


