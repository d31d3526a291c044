"""A web server on this machine for tests of sources: it answers as a function says, with faults when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import attrs

_POLL = 0.02
"""Seconds between looks at whether to stop."""


@attrs.frozen(kw_only=True)
class Asked:
    """One request. Names of headers are in small letters."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = b""


@attrs.frozen(kw_only=True)
class Answered:
    """One answer. ``cut``: the line breaks after half of the body."""

    status: int = 200
    headers: Mapping[str, str] = attrs.field(factory=dict)
    body: bytes = b""
    cut: bool = False


class Served:
    """A server that lives inside ``with``. ``faults`` are given first, each to one request, before real answers."""

    def __init__(self, answer: Callable[[Asked], Answered]) -> None:
        self._answer = answer
        self.faults: list[Answered] = []
        self.requests: list[Asked] = []
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Served:
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16  # so that head and body leave together, which spares each answer a wait

            def handle_any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                served._handle(self, self.rfile.read(length) if length else b"")

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, format: str, *arguments: Any) -> None:
                """Nothing: tests look at what is logged."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(_POLL,), name="served", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def host(self) -> str:
        """The machine and port: ``127.0.0.1:54321``."""
        assert self._server is not None, "the server lives inside `with` only"
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{self.host}"

    def _handle(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        parts = urlsplit(handler.path)
        headers = {name.casefold(): value for name, value in handler.headers.items()}
        asked = Asked(method=handler.command, path=parts.path, query=dict(parse_qsl(parts.query)), headers=headers,
                      body=body)  # fmt: skip
        self.requests.append(asked)
        answer = self.faults.pop(0) if self.faults else self._answer(asked)
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(max(2, len(answer.body)) if answer.cut else len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
        if answer.cut:
            handler.close_connection = True
