"""An answer to its rows, be it JSON or XML, a list or a single one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

import attrs

from cxengine_open311.cells import keys_of
from cxengine_open311.columns import Resource
from cxengine_web import Reply

Row = Mapping[str, Any]
"""A row as the server sent it."""


@attrs.frozen(kw_only=True)
class Answer:
    """Rows with what tells each apart, and how many entries were no rows."""

    rows: Sequence[Row]
    keys: Sequence[str]
    strange: int = 0
    no_such: bool = False
    """Whether the server said that it has nothing of the kind."""


def answer_of(reply: Reply, resource: Resource, format: str) -> Answer:
    """Raises CxError (3) where the reply is no list of the resource's rows."""
    sent = _xml(reply) if format == "xml" else reply.json()
    keys = keys_of(sent, resource.key) if isinstance(sent, list) else [None]
    if sent and all(keys) and reply.status < 400:  # as nearly always, and so without a closer look
        return Answer(rows=sent, keys=[key for key in keys if key])
    entries = list(_entries(sent, reply))
    keys = keys_of(entries, resource.key)
    dicts = [entry for entry in entries if isinstance(entry, dict)]
    if dicts and not any(keys) and all("code" in each and "service_code" not in each for each in dicts):
        if reply.status == 404:
            return Answer(rows=(), keys=(), no_such=True)
        said = "; ".join(dict.fromkeys(f"error {each['code']}" for each in dicts))
        raise reply.odd(f"answers with {said}")
    if reply.status >= 400:
        raise reply.odd(f"has nothing under `{resource.path}` (status {reply.status})")
    if dicts and not any(keys):
        known = ", ".join(f"`{name}`" for name in list(dicts[0])[:6])
        raise reply.odd(f"gives {resource.said} without `{resource.key}`: they have {known}",
                        "The server was changed, or it is another kind of server.")  # fmt: skip
    rows = [each for each, key in zip(entries, keys, strict=True) if key]
    return Answer(rows=rows, keys=[key for key in keys if key], strange=len(entries) - len(rows))


def _entries(value: Any, reply: Reply) -> Iterator[Any]:
    """The rows in a JSON value: a list, a list in an object, lists of lists, or a single row."""
    if isinstance(value, list):
        for each in value:
            if isinstance(each, list) or (isinstance(each, dict) and _inner(each) is not None):
                yield from _entries(each, reply)
            else:
                yield each
    elif isinstance(value, dict):
        inner = _inner(value)
        if inner is None:
            yield value
        else:
            yield from _entries(inner, reply)
    else:
        raise reply.odd("answers with something that is no list")


def _inner(value: dict[str, Any]) -> Any:
    """What a wrapper such as ``{"requests": […]}`` or ``{"request": {…}}`` holds; None where it is a row itself."""
    held = [each for each in value.values() if isinstance(each, list | dict)]
    is_row = len(value) > 2 or any(name.endswith(("_id", "_code")) for name in value)
    return held[0] if len(held) == 1 and not is_row else None


def _xml(reply: Reply) -> list[Any]:
    root = _tree(reply)
    if all(len(child) == 0 for child in root) and any((child.text or "").strip() for child in root):
        return [_fields(root)]
    return [_fields(child) for child in root]


def _fields(element: Element) -> dict[str, Any]:
    """The elements in one by name; those with elements in them as objects, a repeated one as a list."""
    fields: dict[str, Any] = {}
    for child in element:
        value = _fields(child) if len(child) else (child.text or "")
        if child.tag in fields:
            before = fields[child.tag]
            fields[child.tag] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            fields[child.tag] = value
    return fields


class _Doctype(Exception):
    """The text declares what entities could hide in."""


def _tree(reply: Reply) -> Element:
    """The root. A text with a document type is refused before anything in it is expanded."""
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: builder.start(name, {})
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data

    def refuse(*_: object) -> None:
        raise _Doctype

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(reply.body, True)
        return builder.close()
    except _Doctype:
        raise reply.odd("sends XML with a document type, which may hide anything and is not read") from None
    except expat.ExpatError:
        raise reply.odd("sent something else than XML, or half of it") from None
