"""The distributions of this project that bring plugins, so that a name without its plugin leads to the right one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from cxengine.suggest import nearest

OFFERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "enfield": ("enfield_contacts", "enfield_workbook", "enfield_progress", "enfield_posts"),
        "measures": (),
        "odata": (),
        "open311": ("open311_updates", "open311_services"),
        "spark": (),
        "sql": ("postgres", "sqlserver", "sqlite_query"),
        "surveys": ("qualtrics", "surveymonkey", "microsoft_forms", "govuk_forms"),
    }
)
"""By the name of a plugin, what it offers under other names. The distribution is ``cxengine-`` and the name."""

_SPOKEN: Mapping[str, str] = MappingProxyType({"postgresql": "postgres", "mssql": "sqlserver"})
"""How else people call what a plugin offers."""


def plugin_of(word: str) -> str | None:
    """The plugin of this project that has or offers a name; None where none does."""
    known = _SPOKEN.get(word.casefold(), word.casefold()).removeprefix("cxengine-")
    return next((name for name, offers in OFFERS.items() if known == name or known in offers), None)


def how_to_have(word: str, listed: Iterable[str] = ()) -> str:
    """How to have a source or backend that a plugin of this project offers; empty where none does.

    ``listed`` are the plugins that ``plugins`` of ``[project]`` names.
    """
    plugin = plugin_of(word)
    if plugin is None:
        return ""
    named = tuple(dict.fromkeys((*listed, plugin)))
    written = ", ".join(f'"{name}"' for name in named)
    package = f"cxengine-{plugin}"
    return f"It comes with {package}: `pip install {package}`, and `plugins = [{written}]` in `[project]`."


def not_installed(word: str, installed: Iterable[str]) -> str:
    """Why a plugin that a project names is left out: the name that is nearest, and the package that brings it."""
    there = frozenset(installed)
    near = word if plugin_of(word) else nearest(word, {*there, *OFFERS})
    if near is None:
        return f"it is not installed{f'. Installed are {_listed(there)}' if there else '; no plugin is'}."
    plugin = plugin_of(near)
    brought = "" if near in there or plugin is None else f"`pip install cxengine-{plugin}` installs it."
    meant = plugin if plugin is not None and near not in there else near
    asked = "" if word in (meant, f"cxengine-{meant}") else f"Did you mean `{meant}`?"
    return " ".join(part for part in ("it is not installed.", asked, brought) if part)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
