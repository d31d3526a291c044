"""Requests: asked again as the server says, told in words, and nothing secret where anybody sees it."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Cancelled
from cxengine.testing import Answered, Asked, Served
from cxengine_web import Credentials, Patience, Web
from cxengine_web.waits import asked_wait

QUICK = Patience(tries=4, first_wait=0.01, longest_wait=0.02, most_asked=2.0, timeout=2.0)
FINE = Answered(body=b'{"fine": 1.10}')


def fine(asked: Asked) -> Answered:
    return FINE


def faulty(answer: Callable[[Asked], Answered], faults: dict[int, Answered]) -> Callable[[Asked], Answered]:
    """The same server, which at the requests of these numbers does something else."""
    numbers = count(1)
    return lambda asked: faults.get(next(numbers)) or answer(asked)


def error_of(web: Web, path: str = "a") -> CxError:
    with pytest.raises(CxError) as caught, web:
        web.get(path)
    return caught.value


@pytest.mark.parametrize("fault", [
    Answered(status=500), Answered(status=503), Answered(status=429, headers={"Retry-After": "0"}),
    Answered(body=b'{"fine": 1}', cut=True), Answered(body=b'{"fine": 1}', cut=True),
])  # fmt: skip
def test_what_fails_once_is_asked_again(fault: Answered) -> None:
    with Served(faulty(fine, {1: fault, 2: fault})) as server, Web(server.url, patience=QUICK) as web:
        assert str(web.get("a").json()["fine"]) == "1.10"
        assert len(server.requests) == 3


def test_the_wait_of_the_server_is_kept() -> None:
    fault = Answered(status=429, headers={"Retry-After": "0.4"})
    with Served(faulty(fine, {1: fault})) as server, Web(server.url, patience=QUICK) as web:
        before = time.monotonic()
        web.get("a")
        assert time.monotonic() - before >= 0.4 and len(server.requests) == 2


def test_waits_are_read_as_seconds_and_as_dates() -> None:
    now = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
    assert asked_wait("120") == 120 and asked_wait(None) is None and asked_wait("soon") is None
    assert asked_wait("Tue, 31 Mar 2026 12:00:30 GMT", now) == 30
    assert asked_wait("Tue, 31 Mar 2026 11:00:00 GMT", now) == 0


@pytest.mark.parametrize(("answer", "code", "words"), [
    (Answered(status=500), "source-busy", "4 tries"),
    (Answered(status=429, headers={"Retry-After": "9000"}), "source-busy", "9,000 seconds"),
    (Answered(body=b"abc", cut=True), "source-unreachable", "the connection was cut"),
    (Answered(status=401), "source-refused", "does not take the credentials"),
    (Answered(status=403), "source-refused", "does not let us read"),
    (Answered(status=302, headers={"Location": "https://login.example/x?token=abc"}), "source-reply", "elsewhere"),
    (Answered(status=400), "source-reply", "status 400"),
])  # fmt: skip
def test_each_failure_has_its_words(answer: Answered, code: str, words: str) -> None:
    with Served(lambda asked: answer) as server:
        error = error_of(Web(server.url, patience=QUICK))
    assert error.exit_code == 3 and [d.code for d in error.diagnostics] == [code]
    assert words in error.diagnostics[0].message


def test_a_host_that_is_not_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        error = error_of(Web(address, patience=QUICK))
    assert error.diagnostics[0].code == "source-unreachable" and "no connection" in error.diagnostics[0].message


def test_a_host_that_takes_the_call_and_says_nothing() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        patience = Patience(tries=2, first_wait=0.01, timeout=0.1)
        error = error_of(Web(f"http://127.0.0.1:{silent.getsockname()[1]}", patience=patience))
    assert "nothing came for 0.1 seconds" in error.diagnostics[0].message


def test_secrets_reach_the_server_and_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    keys = Credentials(headers={"Authorization": "Bearer canary-one"}, query={"api_key": "canary-two"}, names="KEY")
    with Served(faulty(fine, {2: Answered(status=401), 3: Answered(status=500)})) as server:
        with Web(server.url, credentials=keys, patience=QUICK) as web:
            web.get("a", {"page": "1"})
            with pytest.raises(CxError) as caught:
                web.get("b")
            web.get("c")
    assert all(asked.headers["authorization"] == "Bearer canary-one" for asked in server.requests)
    assert server.requests[0].query == {"page": "1", "api_key": "canary-two"}
    seen = caplog.text + str(caught.value) + repr(caught.value.diagnostics) + repr(keys)
    assert "HTTP Request" in seen and "`KEY`" in seen and "canary" not in seen


def test_no_other_host_is_asked() -> None:
    with Served(fine) as server, Served(fine) as other, pytest.raises(CxError) as caught:
        with Web(server.url, patience=QUICK) as web:
            web.get(f"{server.url}/next")
            web.get(f"{other.url}/next")
    assert len(server.requests) == 1 and not other.requests
    assert "does not name" in caught.value.diagnostics[0].message


def test_a_wait_can_be_called_off() -> None:
    calls = iter([False, False, False, True])
    fault = Answered(status=429, headers={"Retry-After": "2"})
    before = time.monotonic()
    with Served(lambda asked: fault) as server:
        with pytest.raises(Cancelled), Web(server.url, patience=QUICK, cancelled=lambda: next(calls)) as web:
            web.get("a")
    assert time.monotonic() - before < 1.5


def test_somebody_else_may_do_the_waiting() -> None:
    waits: list[float] = []
    faults = {1: Answered(status=429, headers={"Retry-After": "90"}), 2: Answered(status=500)}
    patience = Patience(tries=3, first_wait=1.0)
    with Served(faulty(fine, faults)) as server, Web(server.url, patience=patience, wait=waits.append) as web:
        web.get("a")
    assert waits[0] == 90 and 1 <= waits[1] <= 4


def test_half_a_reply_is_no_json() -> None:
    with Served(lambda asked: Answered(body=b'{"a": [1,')) as server, Web(server.url) as web:
        reply = web.get("a")
    with pytest.raises(CxError, match="or half of it"):
        reply.json()
    with Served(lambda asked: Answered(body=b"<!DOCTYPE html>")) as server, Web(server.url) as web:
        reply = web.get("a")
    with pytest.raises(CxError) as caught:
        reply.json()
    assert "web page" in caught.value.diagnostics[0].help and json.dumps(caught.value.diagnostics[0].to_dict())
