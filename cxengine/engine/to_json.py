"""From frozen result classes to JSON values: one walk, no class knows about JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import attrs

JSON_KEY = "json"
"""Metadata of a field: its key in the JSON, or None where it does not appear there."""


def python_only(default: Any = None) -> Any:
    """A field for Python callers that takes no part in the JSON, in equality or in the repr."""
    return attrs.field(default=default, eq=False, repr=False, metadata={JSON_KEY: None})


def named(key: str, default: Any = attrs.NOTHING) -> Any:
    """A field with another key in the JSON, for words that Python reserves; required where it has no default."""
    return attrs.field(default=default, metadata={JSON_KEY: key})


def key_of(field: attrs.Attribute[Any]) -> str | None:
    """The JSON key of a field; None where it has none."""
    key: str | None = field.metadata.get(JSON_KEY, field.name)
    return key


@cache
def _shown(kind: Any) -> tuple[tuple[str, str], ...] | None:
    """The attribute and the key of each field of a result class; None for what is no such class."""
    if not attrs.has(kind):
        return None
    return tuple((field.name, key) for field in attrs.fields(kind) if (key := key_of(field)) is not None)


def to_json(value: Any) -> Any:
    """Dicts, lists, strings, numbers, booleans and None."""
    kind: Any = type(value)
    if (shown := _shown(kind)) is not None:
        return {key: to_json(getattr(value, name)) for name, key in shown}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    return value
