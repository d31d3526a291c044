"""An Open311 server for tests: it serves rows that are given or made, in the way that its arguments say."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

import attrs

from cxengine.testing import Answered, Asked

NOW = datetime(2025, 1, 1, tzinfo=UTC)
"""Where made requests end."""


@attrs.define(kw_only=True)
class Council:
    """A server. ``cap`` is the most rows of an answer; ``pages`` whether it heeds ``page`` or ``offset``."""

    rows: Sequence[Mapping[str, Any]]
    cap: int = 1000
    pages: bool = False
    heeds_dates: bool = True
    field: str = "requested_datetime"
    from_key: str = "start_date"
    to_key: str = "end_date"
    again: int = 0
    """So many rows of each answer come twice."""
    _moments: list[datetime] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.rows = sorted(self.rows, key=lambda row: datetime.fromisoformat(row[self.field]))
        self._moments = [datetime.fromisoformat(row[self.field]) for row in self.rows]

    def __call__(self, asked: Asked) -> Answered:
        found = self._found(asked.query)
        size = min(self.cap, int(asked.query.get("page_size", asked.query.get("limit", self.cap))))
        start = 0
        if self.pages:
            start = int(asked.query.get("offset", (int(asked.query.get("page", 1)) - 1) * size))
        sent = [*found[start : start + (size if self.pages else self.cap)]]
        sent += sent[: self.again]
        if asked.path.endswith(".xml"):
            return Answered(body=xml(sent).encode())
        return Answered(body=json.dumps(sent).encode())

    def _found(self, query: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        if not self.heeds_dates or self.from_key not in query:
            return self.rows[::-1]
        first = bisect_left(self._moments, datetime.fromisoformat(query[self.from_key]))
        last = bisect_right(self._moments, datetime.fromisoformat(query[self.to_key]))
        return self.rows[first:last][::-1]


def xml(rows: Sequence[Mapping[str, Any]]) -> str:
    body = "".join(
        "<request>" + "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in row.items()) + "</request>"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="utf-8"?><service_requests>{body}</service_requests>'


def made(count: int, days: int = 730) -> list[dict[str, Any]]:
    """Requests spread over the days before NOW, some within the same second."""
    start, step = NOW - timedelta(days=days), timedelta(days=days) / max(1, count)
    return [
        {
            "service_request_id": f"R{number:06}",
            "status": "open" if number % 3 else "fixed",
            "service_code": f"{number % 40:03}",
            "service_name": "Potholes & cracks",
            "requested_datetime": (start + step * (number - number % 4)).isoformat(timespec="seconds"),
        }
        for number in range(count)
    ]
