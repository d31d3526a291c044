"""Values of JSON as the text that rule files are read from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cxengine.sources.cells import in_words
from cxengine_odata.pages import LABEL

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


def cell(row: Mapping[str, Any], name: str, labels: frozenset[str], zone: ZoneInfo) -> str | None:
    """The property as text: its label where that is wanted, a moment as clocks in the zone showed it."""
    if name in labels and (label := row.get(name + LABEL)) is not None:
        return str(label)
    value: Any = row
    for step in name.split("/"):
        value = value.get(step) if isinstance(value, Mapping) else None
    match value:
        case None | "":
            return None
        case str() if _MOMENT.fullmatch(value):
            return _on_clocks(value, zone)
        case str():
            return value
        case bool() | int() | Decimal():
            return in_words(value)
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def _on_clocks(text: str, zone: ZoneInfo) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(zone).replace(tzinfo=None).isoformat()
    except (ValueError, OverflowError):
        return text
