"""A source that reads pages over HTTP, and the server it reads from; each ``bug`` makes it break one promise."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pyarrow as pa

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import (
    Batch,
    Binding,
    Cancelled,
    ReadContext,
    Secret,
    SourceCapabilities,
    Stream,
)
from cxengine.testing import Answered, Asked

SCHEMA = pa.schema([("id", pa.string()), ("days", pa.int64()), ("email", pa.string())])
SECRET = "canary-of-the-key"
PERSON = "canary@example.org"
LOG = logging.getLogger("pages")
TRIES = 5


class Council:
    """What the server knows: rows in the order in which they last changed."""

    def __init__(self, count: int = 8) -> None:
        self.log: list[dict[str, Any]] = [
            {"id": f"c{number}", "days": number, "email": PERSON} for number in range(count)
        ]

    def answer(self, asked: Asked) -> Answered:
        """A page of the log: what changed after a place."""
        if asked.headers.get("authorization") != f"Bearer {SECRET}":
            return Answered(status=401)
        after, size = int(asked.query["after"]), int(asked.query["size"])
        page = {"rows": self.log[after : after + size], "next": min(after + size, len(self.log))}
        return Answered(body=json.dumps(page).encode())

    def change(self) -> None:
        """One row changes, one is new, one is gone."""
        self.log += [
            {"id": "c1", "days": 99, "email": PERSON}, {"id": "new", "days": 1, "email": PERSON},
            {"id": "c2", "gone": True},
        ]  # fmt: skip


class Pages:
    """The source. ``bug`` names what it does wrong; without one it keeps every promise."""

    def __init__(self, bug: str = "") -> None:
        self.bug = bug
        self.runs = 0

    @property
    def capabilities(self) -> SourceCapabilities:
        return SourceCapabilities(key=("id",), incremental=True, deletes=True, http=self.bug != "says no http")

    def hosts(self, binding: Binding) -> frozenset[str]:
        host = binding.options["url"].removeprefix("http://")
        return frozenset() if self.bug == "hides its host" else frozenset({host})

    def open(self, binding: Binding, wanted: Sequence[str], context: ReadContext) -> Stream:
        self.runs += 1
        if self.bug == "prints":
            print("reading with", context.secret(binding.options["key"]))
        schema = SCHEMA.remove(1) if self.bug == "lacks a column" else SCHEMA
        return Stream(schema=schema, batches=self._batches(binding, context))

    def _batches(self, binding: Binding, context: ReadContext) -> Iterator[Batch]:
        after = int((context.state or {}).get("after") or 0)
        if self.bug == "skips on resuming" and context.state:
            after += 1
        size = 1000 if self.bug == "large batches" else context.batch_rows
        while True:
            if context.cancelled() and self.bug != "never stops":
                raise Cancelled
            page = json.loads(self._asked(binding, context, f"/rows?after={after}&size={size}"))
            if page["next"] == after:
                return
            after = page["next"]
            yield self._batch(page["rows"], after, context, binding)

    def _batch(self, rows: list[dict[str, Any]], after: int, context: ReadContext, binding: Binding) -> Batch:
        bug = self.bug
        gone = tuple((row["id"],) for row in rows if row.get("gone"))
        kept = [dict(row) for row in rows if not row.get("gone")]
        if bug == "shared key":
            kept = [{**row, "id": "same"} for row in kept]
        if bug == "missing key":
            kept = [{**row, "id": None} for row in kept]
        if bug == "another time":
            kept = [{**row, "days": row["days"] + self.runs} for row in kept]
        if bug == "loses a row":
            kept = kept[1:] if after > 3 else kept
        if bug == "misses changes":
            kept = [row for row in kept if row["days"] != 99 or self.runs > 2]
        if bug == "logs a person":
            LOG.info("read %s", [row["email"] for row in kept])
        columns = {name: [row[name] for row in kept] for name in SCHEMA.names}
        schema = pa.schema([*list(SCHEMA)[:1], ("days", pa.float64()), SCHEMA.field(2)])
        data = pa.record_batch(columns, schema if bug == "another schema" and after > 3 else SCHEMA)
        state: dict[str, Any] = {"after": after}
        if bug == "secret in its state":
            state["key"] = context.secret(binding.options["key"])
        if bug == "state is no json":
            state["after"] = (after,)
        if bug == "lacks a column":
            data = data.drop_columns(["days"])
        return Batch(data=data, state=None if bug == "no state" else state, deleted=() if bug == "keeps gone" else gone)

    def _asked(self, binding: Binding, context: ReadContext, path: str) -> bytes:
        key = context.secret(binding.options["key"])
        request = urllib.request.Request(binding.options["url"] + path, headers={"Authorization": f"Bearer {key}"})
        for turn in range(10_000 if self.bug == "never gives up" else TRIES):
            try:
                with urllib.request.urlopen(request, timeout=5) as answer:
                    body: bytes = answer.read()
                    return body
            except urllib.error.HTTPError as error:
                body = error.read()
                busy = error.code == 429 or error.code >= 500
                if not busy or error.code == 429 and self.bug == "takes no refusal":
                    raise self._refused(error.code, body, key) from (error if self.bug == "tells its key" else None)
                self._wait(error.headers.get("Retry-After"), turn, context)
            except http.client.IncompleteRead:
                if self.bug == "takes no cut line":
                    raise
                self._wait(None, turn, context)
            except (OSError, urllib.error.URLError) as error:
                if self.bug == "raises as it comes":
                    raise
                raise failed(f"{binding.options['url']} does not answer: {error}") from None
        raise failed("the server fails again and again")

    def _refused(self, status: int, body: bytes, key: str | None) -> CxError:
        if self.bug == "tells the answer":
            return failed(f"the server says {status}: {body.decode()}")
        return failed(f"the server says {status}" + (f" to {key}" if self.bug == "tells its key" else ""))

    def _wait(self, told: str | None, turn: int, context: ReadContext) -> None:
        seconds = float(2**turn)
        if told is not None and self.bug != "waits as it likes":
            dated = not told.isdigit()
            late = (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds() if dated else float(told)
            seconds = max(seconds, 0 if dated and self.bug == "reads no dates" else late)
        if self.bug == "sleeps by itself":
            return
        (context.wait or time.sleep)(seconds)


def failed(message: str) -> CxError:
    return CxError([Diagnostic(code="source-failed", message=message)], 3)


def binding(url: str) -> Binding:
    return Binding(table="cases", plugin="pages", options={"url": url, "key": Secret("PAGES_KEY")})


def nowhere() -> str:
    """Where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"
