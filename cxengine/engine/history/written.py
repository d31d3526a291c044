"""A record as the text of a file: a line for each criterion and each subject's head, so that a change can be read."""

from __future__ import annotations

import json
from typing import Any

from cxengine.engine.from_json import Path
from cxengine.engine.said.record import Record

_MARK = "\x00here"


def text_of(record: Record) -> str:
    """The file of a record."""
    return laid_out(record.to_dict())


def laid_out(value: Any) -> str:
    """JSON in which what holds nothing further stands on a line of its own."""
    return "\n".join(_lines(value, "")) + "\n"


def line_of(value: Any, path: Path, text: str) -> int:
    """The line on which what a path leads to stands in a text that is laid out so; 1 in any other."""
    if laid_out(value) != text:
        return 1
    lines = laid_out(_marked(value, path)).split("\n")
    mark = json.dumps(_MARK)
    return next((number for number, line in enumerate(lines, start=1) if mark in line), 1)


def _marked(value: Any, path: Path) -> Any:
    """The value with a mark in place of what the path leads to, or beside its keys where these stand on one line."""
    if not path:
        return _MARK if not isinstance(value, dict) or not value else {_MARK: None, **value}
    here: Any = dict(value) if isinstance(value, dict) else list(value)
    here[path[0]] = _marked(value[path[0]], path[1:])
    return here


def _lines(value: Any, indent: str, start: str = "") -> list[str]:
    flat = json.dumps(value, ensure_ascii=False)
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    inner = [item for _, item in items if isinstance(item, dict | list) and item]
    if not inner:
        return [f"{indent}{start}{flat}"]
    opened, closed = "{}" if isinstance(value, dict) else "[]"
    lines = [f"{indent}{start}{opened}"]
    for key, item in items:
        named = f"{json.dumps(key, ensure_ascii=False)}: " if isinstance(value, dict) else ""
        lines += _lines(item, indent + "  ", named)
        lines[-1] += ","
    lines[-1] = lines[-1].removesuffix(",")
    return [*lines, f"{indent}{closed}"]
