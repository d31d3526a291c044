"""Asks one server: again where it was busy, after the wait that it asked for; nothing else, nobody else.

Tenacity, which stamina builds on, is used itself: waits are done by whoever reads, who may call them off.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import BinaryIO

import attrs
import httpx
import tenacity

from cxengine.host.contracts import Cancelled
from cxengine.source import NOWHERE, Span
from cxengine_web.failures import busy, odd_reply, refused, too_long, unreachable
from cxengine_web.replies import Reply
from cxengine_web.waits import AGAIN, Patience, asked_wait

MOST_BYTES = 512 * 2**20
"""The biggest reply that is read into memory, unpacked."""
MOST_FILED = 2048 * 2**20
"""The biggest that goes to a file."""
_SLICE = 0.25
"""Seconds after which a wait looks whether it was called off."""


@attrs.frozen
class Credentials:
    """What is added to each request on its way out, where no log sees it. ``names`` are the variables it came from."""

    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    query: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    names: str = ""


class _Signing(httpx.BaseTransport):
    """Sends a copy of each request with the credentials, so that neither logs nor errors hold them."""

    def __init__(self, inner: httpx.BaseTransport, credentials: Credentials) -> None:
        self._inner = inner
        self._credentials = credentials

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        query = self._credentials.query
        url = request.url.copy_merge_params(dict(query)) if query else request.url
        headers = [*request.headers.raw, *((k.encode(), v.encode()) for k, v in self._credentials.headers.items())]
        signed = httpx.Request(
            request.method, url, headers=headers, stream=request.stream, extensions=request.extensions
        )
        return self._inner.handle_request(signed)

    def close(self) -> None:
        self._inner.close()


@attrs.frozen(kw_only=True)
class _Question:
    """One request as it may be sent again; ``into`` is the file that a good reply goes to."""

    method: str
    url: httpx.URL
    headers: Mapping[str, str] | None = None
    body: bytes | None = None
    accepted: frozenset[int] = frozenset()
    into: BinaryIO | None = None


class _Unanswered(Exception):
    """One try that failed and may be made again; ``wait`` is what the server asked for."""

    def __init__(self, why: str, status: int = 0, wait: float | None = None, *, silent: bool = False) -> None:
        super().__init__(why)
        self.status = status
        self.wait = wait
        self.silent = silent


def _never() -> bool:
    return False


class _Waiting:
    """The wait that the server asked for, else one that doubles."""

    def __init__(self, patience: Patience) -> None:
        doubling = tenacity.wait_exponential(multiplier=patience.first_wait, max=patience.longest_wait)
        self._doubling = doubling + tenacity.wait_random(0, patience.first_wait / 2)

    def __call__(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.wait if isinstance(error, _Unanswered) else None
        return self._doubling(state) if asked is None else asked


class _Enough:
    """After so many tries, or fewer where nothing came back."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self.tried = 0

    def __call__(self, state: tenacity.RetryCallState) -> bool:
        self.tried = state.attempt_number
        error = state.outcome.exception() if state.outcome is not None else None
        most = self._patience.tries
        if isinstance(error, _Unanswered) and error.silent:
            most = min(most, self._patience.silent_tries)
        return self.tried >= most


class Web:
    """Requests to one host. Redirects are not followed, so that credentials go nowhere else."""

    def __init__(
        self,
        base: str,
        *,
        credentials: Credentials | None = None,
        patience: Patience | None = None,
        span: Span = NOWHERE,
        cancelled: Callable[[], bool] = _never,
        wait: Callable[[float], None] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._base = httpx.URL(base)
        self._credentials = credentials or Credentials()
        self._patience = patience or Patience()
        self._span = span
        self._cancelled = cancelled
        self._wait = wait
        inner = transport or httpx.HTTPTransport(retries=0)
        self._client = httpx.Client(
            transport=_Signing(inner, self._credentials), timeout=self._patience.timeout, trust_env=False,
            headers={"User-Agent": "cxengine"},
        )  # fmt: skip

    @property
    def host(self) -> str:
        """The name of the server, as messages give it."""
        return str(self._base.host)

    def __enter__(self) -> Web:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(
        self, path: str, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None,
        *, accepted: frozenset[int] = frozenset(),
    ) -> Reply:  # fmt: skip
        """Ask for a path below the base, or for a whole address on the same host. Raises CxError (3).

        404 and 410 come back as replies, and so does any status in ``accepted``.
        """
        url = self._address(path)
        asked = url.copy_merge_params(dict(query)) if query else url
        return self._ask(_Question(method="GET", url=asked, headers=headers, accepted=accepted))

    def get_into(self, path: str, file: BinaryIO) -> Reply:
        """As ``get``; what a reply of status 200 holds goes to the file and not into memory."""
        return self._ask(_Question(method="GET", url=self._address(path), into=file))

    def post(
        self, path: str, body: bytes, kind: str = "application/json", *, accepted: frozenset[int] = frozenset()
    ) -> Reply:
        """Send bytes of a content type. Only for questions that may be asked twice. Raises CxError (3)."""
        headers = {"Content-Type": kind}
        return self._ask(
            _Question(method="POST", url=self._address(path), headers=headers, body=body, accepted=accepted)
        )

    def pause(self, seconds: float) -> None:
        """Wait, and no longer than somebody wants the answer."""
        self._stop_if_cancelled()
        if self._wait is not None:
            self._wait(seconds)
            self._stop_if_cancelled()
            return
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE))
            self._stop_if_cancelled()

    def _ask(self, question: _Question) -> Reply:
        patience, enough = self._patience, _Enough(self._patience)
        asking = tenacity.Retrying(
            stop=enough,
            retry=tenacity.retry_if_exception_type(_Unanswered),
            wait=_Waiting(patience),
            sleep=self.pause,
            reraise=True,
        )
        try:
            self._stop_if_cancelled()
            return asking(self._once, question)
        except _Unanswered as last:
            if last.status:
                raise busy(self.host, last.status, enough.tried, self._span) from None
            raise unreachable(self.host, enough.tried, str(last), self._span) from None

    def _once(self, asked: _Question) -> Reply:
        try:
            with self._client.stream(
                asked.method, asked.url, headers=asked.headers, content=asked.body
            ) as response:
                content = self._body(response, asked.into if response.status_code == 200 else None)
        except httpx.TimeoutException:
            raise _Unanswered(f"nothing came for {self._patience.timeout:g} seconds", silent=True) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _Unanswered(_said(error)) from None
        return self._judged(response, content, asked.accepted)

    def _body(self, response: httpx.Response, file: BinaryIO | None) -> bytes:
        """What came; nothing where it went to the file."""
        into, most = (file, MOST_FILED) if file is not None else (io.BytesIO(), MOST_BYTES)
        into.seek(0)
        into.truncate()  # of what a try before this one left
        size = 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > most:
                raise odd_reply(self.host, f"sent more than {most >> 20:,} MB in one reply", self._span)
            self._stop_if_cancelled()
            into.write(chunk)
        return into.getvalue() if isinstance(into, io.BytesIO) and file is None else b""

    def _judged(self, response: httpx.Response, content: bytes, accepted: frozenset[int]) -> Reply:
        status = response.status_code
        if status in AGAIN:
            wait = asked_wait(response.headers.get("Retry-After"))
            if wait is not None and wait > self._patience.most_asked:
                raise too_long(self.host, wait, self._patience.most_asked, self._span)
            raise _Unanswered("", status, wait)
        if status in (401, 403) and status not in accepted:
            raise refused(self.host, status, self._credentials.names, self._span)
        if 300 <= status < 400:
            where = httpx.URL(response.headers.get("Location", "")).host or "another path"
            help = f"If that is right, write the address there ({where}) into `cx.toml`."
            raise odd_reply(self.host, "sends us elsewhere, and cx goes only where it was told", self._span, help)
        kind = response.headers.get("Content-Type", "").split(";")[0].strip().casefold()
        reply = Reply(status=status, body=content, kind=kind, host=self.host, span=self._span)
        if status >= 400 and status not in (404, 410, *accepted):
            raise reply.odd(f"does not understand the question (status {status})", "Is the address the right one?")
        return reply

    def _address(self, path: str) -> httpx.URL:
        """A path below the base; a whole address must be on the same host, port and scheme."""
        if not path.startswith(("http://", "https://")):
            return httpx.URL(f"{self._base}/{path.lstrip('/')}")
        url = httpx.URL(path)
        if (url.scheme, url.host, url.port) != (self._base.scheme, self._base.host, self._base.port):
            raise odd_reply(self.host, f"sends us on to `{url.host}`, which `cx.toml` does not name", self._span)
        return url

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise Cancelled(f"reading from {self.host} was called off")


def _said(error: httpx.TransportError | httpx.DecodingError) -> str:
    match error:
        case httpx.ConnectError():
            return "no connection can be made"
        case httpx.DecodingError():
            return "its reply is damaged"
        case _:
            return "the connection was cut"
