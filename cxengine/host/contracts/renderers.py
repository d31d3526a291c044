"""Renderers: further forms of a result, for ``--format NAME``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import attrs

ResultKind = Literal["assessment", "metrics"]


@attrs.frozen(kw_only=True)
class Renderer:
    """One renderer. Its name is the key under which ``cx_renderers`` offers it, and the word after ``--format``.

    ``render`` gets a result as its JSON says it (``cxengine.assessment/1``, ``cxengine.metrics/1``), and gives text,
    or bytes for what goes into a file only.
    """

    results: frozenset[ResultKind]
    doc: str
    render: Callable[[Mapping[str, Any]], str | bytes]
