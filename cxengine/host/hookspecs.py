"""The whole contract of a cxengine plugin: what it may offer, one hook each.

Every hook takes nothing and gives a mapping from names to offers. Names are those that rule files and ``cx.toml`` use;
a name that another plugin, or cx itself, already offers is refused with the plugin that offers it. A hook is called
once, when the plugin is loaded; it does no work and opens nothing. A module may say which version of this contract it
was written for: ``CX_API = 1``.
"""

from __future__ import annotations

from collections.abc import Mapping

import pluggy

from cxengine.host.contracts import (
    BackendOffer,
    Enricher,
    Finder,
    Function,
    Reader,
    Renderer,
    RulePack,
    Scorer,
)

PROJECT = "cxengine"
API = 1
"""The version of this contract. It rises when what plugins rely on changes, not when something is added."""
OLDEST_API = 1
"""The oldest version whose plugins still work."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def cx_sources() -> Mapping[str, Reader]:  # type: ignore[empty-body]
    """Kinds of source by the name that ``plugin = "…"`` of a ``cx.toml`` gives them."""


@hookspec
def cx_functions() -> Mapping[str, Function]:  # type: ignore[empty-body]
    """Functions of the language, by the word that stands before the brackets in a rule file."""


@hookspec
def cx_scorers() -> Mapping[str, Scorer]:  # type: ignore[empty-body]
    """Scorers by the name that a model gives them: ``score by NAME`` or ``level by NAME``."""


@hookspec
def cx_finders() -> Mapping[str, Finder]:  # type: ignore[empty-body]
    """Finders of what is redundant in journeys; each looks at every journey of the project."""


@hookspec
def cx_enrichers() -> Mapping[str, Enricher]:  # type: ignore[empty-body]
    """Enrichers of the actions of an assessment, asked in the order of their names."""


@hookspec
def cx_renderers() -> Mapping[str, Renderer]:  # type: ignore[empty-body]
    """Forms of a result, by the word after ``--format``."""


@hookspec
def cx_backends() -> Mapping[str, BackendOffer]:  # type: ignore[empty-body]
    """Engines that run plans, by the word that ``backend = "…"`` of a ``cx.toml`` gives them."""


@hookspec
def cx_packs() -> Mapping[str, RulePack]:  # type: ignore[empty-body]
    """Rule packs by the name that ``packs = […]`` of a ``cx.toml``, ``uses`` and ``extends`` give them."""
