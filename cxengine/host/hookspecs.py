"""The whole contract of a cxengine plugin: what it may offer, one hook each."""

from __future__ import annotations

from collections.abc import Mapping

import pluggy

from cxengine.host.contracts import SourceReader

PROJECT = "cxengine"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def cx_sources() -> Mapping[str, SourceReader]:  # type: ignore[empty-body]
    """Kinds of source by the name that ``plugin = "…"`` of a ``cx.toml`` gives them."""
