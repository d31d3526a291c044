"""A page of OData v4: rows, rows that are gone, and where to go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import attrs

from cxengine_odata.entries import Entries
from cxengine_web import Reply

_GONE = ("/$deletedEntity", "#$deletedEntity")
_KEYED = re.compile(r"\((.*)\)$")


@attrs.frozen(kw_only=True)
class Page:
    """What came. ``deleted`` are keys; ``next`` and ``delta`` are addresses, empty where there is none."""

    rows: Sequence[Any]
    deleted: tuple[tuple[str, ...], ...]
    next: str
    delta: str


def page_of(reply: Reply, entries: Entries, key: Sequence[str]) -> Page:
    """Raises CxError (3) where the reply is no page."""
    page = entries.decoded(reply)
    rows, deleted = page.value, []
    if b"@removed" in reply.body or b"$deletedEntity" in reply.body:
        rows = [entry for entry in page.value if not _is_gone(entries, entry)]
        deleted = [_gone_key(entries, entry, key, reply) for entry in page.value if _is_gone(entries, entry)]
    for name in key:
        values = entries.values(rows, name)
        if None in values or "" in values:
            raise reply.odd(f"gives rows without their key, {' and '.join(f'`{name}`' for name in key)}")
    return Page(
        rows=rows, deleted=tuple(deleted), next=_text(page.link0) or _text(page.link1),
        delta=_text(page.link2) or _text(page.link3),
    )  # fmt: skip


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _is_gone(entries: Entries, entry: Any) -> bool:
    """Version 4.0 says it in the context, version 4.01 with `@removed`."""
    context = entries.value(entry, "@odata.context")
    return entries.value(entry, "@removed") is not None or str(context or "").endswith(_GONE)


def _gone_key(entries: Entries, entry: Any, key: Sequence[str], reply: Reply) -> tuple[str, ...]:
    """The key of a row that is gone: its properties, or the id, `incidents(3f2…)` or `3f2…`."""
    named = [entries.value(entry, name) for name in key]
    if None not in named:
        return tuple(str(value) for value in named)
    id = str(next(filter(None, (entries.value(entry, name) for name in ("id", "@odata.id", "@id"))), ""))
    inside = _KEYED.search(id)
    parts = [part.partition("=")[2] or part for part in (inside[1] if inside else id).split(",")]
    values = tuple(part.strip().strip("'") for part in parts)
    if len(values) != len(key) or not all(values):
        raise reply.odd("names a row that is gone by something else than its key")
    return values
