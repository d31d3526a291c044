"""A page of OData v4: rows, rows that are gone, and where to go on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import attrs

from cxengine_web import Reply

LABEL = "@OData.Community.Display.V1.FormattedValue"
_GONE = ("/$deletedEntity", "#$deletedEntity")
_KEYED = re.compile(r"\((.*)\)$")


@attrs.frozen(kw_only=True)
class Page:
    """What came. ``deleted`` are keys; ``next`` and ``delta`` are addresses, empty where there is none."""

    rows: tuple[Mapping[str, Any], ...]
    deleted: tuple[tuple[str, ...], ...]
    next: str
    delta: str


def page_of(reply: Reply, key: Sequence[str]) -> Page:
    """Raises CxError (3) where the reply is no page."""
    value = reply.json()
    entries = value.get("value") if isinstance(value, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise reply.odd("sent no page of OData: it has no list `value`", "Is `url` the root of an OData v4 service?")
    gone = [entry for entry in entries if "@removed" in entry or "@odata.context" in entry and _is_gone(entry)]
    rows = [entry for entry in entries if not _is_gone(entry)] if gone else entries
    deleted = [_gone_key(entry, key, reply) for entry in gone]
    if not all(_all_have(rows, name) for name in key):
        raise reply.odd(f"gives rows without their key, {' and '.join(f'`{name}`' for name in key)}")
    return Page(rows=tuple(rows), deleted=tuple(deleted), next=_link(value, "next"), delta=_link(value, "delta"))


def _link(value: Mapping[str, Any], which: str) -> str:
    """A link; version 4.01 leaves the `odata.` out."""
    found = value.get(f"@odata.{which}Link") or value.get(f"@{which}Link")
    return found if isinstance(found, str) else ""


def _is_gone(entry: Mapping[str, Any]) -> bool:
    """Version 4.0 says it in the context, version 4.01 with `@removed`."""
    return "@removed" in entry or str(entry.get("@odata.context", "")).endswith(_GONE)


def _all_have(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    """Whether each row has a value under the name. Looked at for every row of every page, and so by what is in C."""
    try:
        values = list(map(itemgetter(name), rows))
    except KeyError:
        return False
    return None not in values and "" not in values


def _gone_key(entry: Mapping[str, Any], key: Sequence[str], reply: Reply) -> tuple[str, ...]:
    """The key of a row that is gone: its properties, or the id, `incidents(3f2…)` or `3f2…`."""
    if all(name in entry for name in key):
        return tuple(str(entry[name]) for name in key)
    id = str(entry.get("id") or entry.get("@odata.id") or entry.get("@id") or "")
    inside = _KEYED.search(id)
    parts = [part.partition("=")[2] or part for part in (inside[1] if inside else id).split(",")]
    values = tuple(part.strip().strip("'") for part in parts)
    if len(values) != len(key) or not all(values):
        raise reply.odd("names a row that is gone by something else than its key")
    return values
