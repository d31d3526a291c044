"""Which plugins took part, which did not, and what is not known because of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs


@attrs.frozen(kw_only=True)
class PluginSaid:
    """A plugin that took part: where it comes from, its hooks, what it offers by kind, and its file or module."""

    name: str
    distribution: str | None
    version: str | None
    api: int
    hooks: tuple[str, ...]
    offers: Mapping[str, tuple[str, ...]]
    files: tuple[str, ...]


@attrs.frozen(kw_only=True)
class NotKnown:
    """A result that is not known because of a plugin. ``subject`` is null where it is of no single one."""

    kind: Literal["source", "metric", "criterion", "level", "score", "finding", "enrichment"]
    subject: str | None
    name: str


@attrs.frozen(kw_only=True)
class PluginProblemSaid:
    """A plugin that was left out, or failed while it worked, and the results that are not known because of it."""

    name: str
    distribution: str | None
    version: str | None
    reason: str
    unknown: tuple[NotKnown, ...] = ()


@attrs.frozen(kw_only=True)
class PluginsSaid:
    """The plugins of a run. What is built in is not listed."""

    loaded: tuple[PluginSaid, ...] = ()
    problems: tuple[PluginProblemSaid, ...] = ()
