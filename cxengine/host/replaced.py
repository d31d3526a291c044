"""What a plugin replaced in the modules that everything rests on, while it was loaded."""

from __future__ import annotations

import builtins
import datetime
import decimal
import fractions
import json
import math
from collections.abc import Mapping
from types import ModuleType

_WATCHED: tuple[ModuleType, ...] = (builtins, json, datetime, decimal, fractions, math)

Before = tuple[Mapping[str, object], ...]
"""What each watched module held."""


def as_now() -> Before:
    """What the watched modules hold."""
    return tuple(dict(vars(module)) for module in _WATCHED)


def put_back(before: Before) -> tuple[str, ...]:
    """Puts back what was replaced since, and names it: ``json.dumps``. What was added stays."""
    replaced: list[str] = []
    for module, held in zip(_WATCHED, before, strict=True):
        now = vars(module)
        for name, value in held.items():
            if now.get(name) is not value and callable(value):
                setattr(module, name, value)
                replaced.append(f"{module.__name__}.{name}")
    return tuple(replaced)
