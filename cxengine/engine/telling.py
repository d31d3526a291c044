"""How far a long reading is, told a few times a second at most."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import attrs

from cxengine.host.contracts import Binding

PAUSE = 0.25
"""Seconds in which it is told once."""


def telling(binding: Binding, name: str, progress: Callable[[str], None], *, digests: bool) -> Binding:
    """The binding, with whose reading ``progress`` is called; ``digests``: whether those of its data will be told."""
    tell = _paced(name, progress)
    files = tuple(attrs.evolve(file, tell=tell, digested=digests) for file in binding.files)
    return attrs.evolve(binding, tell=tell, digested=digests, files=files)


def _paced(name: str, progress: Callable[[str], None]) -> Callable[[str], None]:
    last = -PAUSE

    def tell(said: str) -> None:
        nonlocal last
        now = monotonic()
        if now - last >= PAUSE:
            last = now
            progress(f"Reading {name}: {said}")

    return tell
