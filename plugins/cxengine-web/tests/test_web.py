"""Requests: asked again as the server says, told in words, and nothing secret where anybody sees it."""

from __future__ import annotations

import json
import logging
import socket
import time
from datetime import UTC, datetime

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Cancelled
from cxengine_web import Credentials, Patience, Web
from cxengine_web.served import Answer, Asked, faulty, serving
from cxengine_web.waits import asked_wait

QUICK = Patience(tries=4, first_wait=0.01, longest_wait=0.02, most_asked=2.0, timeout=2.0)
FINE = Answer(body=b'{"fine": 1.10}')


def fine(asked: Asked) -> Answer:
    return FINE


def error_of(web: Web, path: str = "a") -> CxError:
    with pytest.raises(CxError) as caught, web:
        web.get(path)
    return caught.value


@pytest.mark.parametrize("fault", [
    Answer(status=500), Answer(status=503), Answer(status=429, headers={"Retry-After": "0"}),
    Answer(body=b'{"fine": 1}', cut=4), Answer(body=b'{"fine": 1}', cut=0),
])  # fmt: skip
def test_what_fails_once_is_asked_again(fault: Answer) -> None:
    with serving(faulty(fine, {1: fault, 2: fault})) as server, Web(server.url, patience=QUICK) as web:
        assert str(web.get("a").json()["fine"]) == "1.10"
        assert len(server.asked) == 3


def test_the_wait_of_the_server_is_kept() -> None:
    fault = Answer(status=429, headers={"Retry-After": "0.4"})
    with serving(faulty(fine, {1: fault})) as server, Web(server.url, patience=QUICK) as web:
        before = time.monotonic()
        web.get("a")
        assert time.monotonic() - before >= 0.4 and len(server.asked) == 2


def test_waits_are_read_as_seconds_and_as_dates() -> None:
    now = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
    assert asked_wait("120") == 120 and asked_wait(None) is None and asked_wait("soon") is None
    assert asked_wait("Tue, 31 Mar 2026 12:00:30 GMT", now) == 30
    assert asked_wait("Tue, 31 Mar 2026 11:00:00 GMT", now) == 0


@pytest.mark.parametrize(("answer", "code", "words"), [
    (Answer(status=500), "source-busy", "4 tries"),
    (Answer(status=429, headers={"Retry-After": "9000"}), "source-busy", "9,000 seconds"),
    (Answer(body=b"abc", cut=1), "source-unreachable", "the connection was cut"),
    (Answer(status=401), "source-refused", "does not take the credentials"),
    (Answer(status=403), "source-refused", "does not let us read"),
    (Answer(status=302, headers={"Location": "https://login.example/x?token=abc"}), "source-reply", "elsewhere"),
    (Answer(status=400), "source-reply", "status 400"),
])  # fmt: skip
def test_each_failure_has_its_words(answer: Answer, code: str, words: str) -> None:
    with serving(lambda asked: answer) as server:
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
    with serving(faulty(fine, {2: Answer(status=401), 3: Answer(status=500)})) as server:
        with Web(server.url, credentials=keys, patience=QUICK) as web:
            web.get("a", {"page": "1"})
            with pytest.raises(CxError) as caught:
                web.get("b")
            web.get("c")
    assert all(asked.headers["authorization"] == "Bearer canary-one" for asked in server.asked)
    assert server.asked[0].query == {"page": "1", "api_key": "canary-two"}
    seen = caplog.text + str(caught.value) + repr(caught.value.diagnostics) + repr(keys)
    assert "HTTP Request" in seen and "`KEY`" in seen and "canary" not in seen


def test_no_other_host_is_asked() -> None:
    with serving(fine) as server, serving(fine) as other, pytest.raises(CxError) as caught:
        with Web(server.url, patience=QUICK) as web:
            web.get(f"{server.url}/next")
            web.get(f"{other.url}/next")
    assert len(server.asked) == 1 and not other.asked
    assert "does not name" in caught.value.diagnostics[0].message


def test_a_wait_can_be_called_off() -> None:
    calls = iter([False, False, False, True])
    fault = Answer(status=429, headers={"Retry-After": "2"})
    before = time.monotonic()
    with serving(lambda asked: fault) as server:
        with pytest.raises(Cancelled), Web(server.url, patience=QUICK, cancelled=lambda: next(calls)) as web:
            web.get("a")
    assert time.monotonic() - before < 1.5


def test_somebody_else_may_do_the_waiting() -> None:
    waits: list[float] = []
    faults = {1: Answer(status=429, headers={"Retry-After": "90"}), 2: Answer(status=500)}
    patience = Patience(tries=3, first_wait=1.0)
    with serving(faulty(fine, faults)) as server, Web(server.url, patience=patience, wait=waits.append) as web:
        web.get("a")
    assert waits[0] == 90 and 1 <= waits[1] <= 4


def test_half_a_reply_is_no_json() -> None:
    with serving(lambda asked: Answer(body=b'{"a": [1,')) as server, Web(server.url) as web:
        reply = web.get("a")
    with pytest.raises(CxError, match="or half of it"):
        reply.json()
    with serving(lambda asked: Answer(body=b"<!DOCTYPE html>", kind="text/html")) as server, Web(server.url) as web:
        reply = web.get("a")
    with pytest.raises(CxError) as caught:
        reply.json()
    assert "web page" in caught.value.diagnostics[0].help and json.dumps(caught.value.diagnostics[0].to_dict())
