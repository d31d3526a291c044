"""A server for tests, on this machine only: answers with what a function gives, and fails where it is told to."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import attrs


@attrs.frozen(kw_only=True)
class Asked:
    """One request as the server saw it. ``number`` counts from 1."""

    number: int
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By names in small letters."""
    body: bytes = b""


@attrs.frozen(kw_only=True)
class Answer:
    """What to answer. ``cut`` sends so many bytes of the body and breaks the connection."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: Mapping[str, str] = attrs.field(factory=dict)
    cut: int | None = None


Answering = Callable[[Asked], Answer]


class Served:
    """The address of a running server, and all that it was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self._lock = Lock()

    def note(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Asked:
        """Count one request."""
        parts = urlsplit(target)
        with self._lock:
            asked = Asked(
                number=len(self.asked) + 1, method=method, path=parts.path, headers=headers, body=body,
                query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            )  # fmt: skip
            self.asked.append(asked)
        return asked


@contextmanager
def serving(answering: Answering) -> Iterator[Served]:
    """A server that is gone when this ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    served = Served(f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = _handler(served, answering)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def faulty(answering: Answering, faults: Mapping[int, Answer]) -> Answering:
    """The same server, which at the requests of these numbers does something else."""
    return lambda asked: faults.get(asked.number) or answering(asked)


def _handler(served: Served, answering: Answering) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # head and body leave together

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

        def _answer(self, body: bytes) -> None:
            headers = {name.casefold(): value for name, value in self.headers.items()}
            answer = answering(served.note(self.command, self.path, headers, body))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if answer.cut is None:
                self.wfile.write(answer.body)
                return
            self.wfile.write(answer.body[: answer.cut])
            self.wfile.flush()
            # with this the connection ends with a reset, as when a cable is pulled
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is printed."""

    return Handler
