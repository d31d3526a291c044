"""``SourceSuite``: everything that a source promises, tried on a case that its author gives."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import attrs
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Batch, Cancelled, Secret, StreamingReader
from cxengine.testing.suites.flags import Flagged, asked_where
from cxengine.testing.suites.rows import SourceCase, same_rows, until
from cxengine.testing.suites.served import Answered, Served

SOURCE_FAILED = 3
MANY = 50
"""Faults in a row that no source should sit out."""


class SourceSuite(Flagged):
    """Inherit, override the fixture ``case``, and set the flags of what the source can do.

    What it cannot do is not asked of it; flags that are not those of the source are an error.
    """

    streams = True
    """It gives rows batch by batch."""
    keyed = False
    """It declares a key."""
    incremental = False
    """It goes on after any batch; the case has a ``change``."""
    http = False
    """It speaks HTTP; the case has its server, ``served``."""
    discreet = True
    """The case has secrets or personal values. Without them set it to False."""

    @pytest.fixture
    def case(self) -> SourceCase:
        """The source and what it reads."""
        raise NotImplementedError("override the fixture `case`: it gives a SourceCase")

    def test_the_flags_are_those_of_the_source(self, case: SourceCase) -> None:
        """What the source says of itself and what the class asks of it are the same."""
        can = case.capabilities
        hidden = [*case.environment, *case.personal_values, *map(str, case.personal)]
        secrets = [value for value in case.binding.options.values() if isinstance(value, Secret)]
        for flag, is_so in {
            "streams": isinstance(case.reader, StreamingReader), "keyed": bool(case.row_key),
            "incremental": can.incremental, "http": can.http, "discreet": bool(hidden or secrets),
        }.items():  # fmt: skip
            assert getattr(self, flag) == is_so, f"set `{flag} = {is_so}` in the class: so it is of the source"
        assert not self.incremental or case.change is not None, "give the case a `change`"
        assert not self.http or case.served is not None, "give the case its server, `served`"
        assert not secrets or case.environment, "give the case an `environment` with the secrets"

    # ---- rows

    def test_schema_and_rows_agree(self, case: SourceCase) -> None:
        """Every batch has the schema that was announced, and every wanted heading is there."""
        if not isinstance(case.reader, StreamingReader):
            rows = case.all_rows()
            headings = set(rows[0]) if rows else set(case.wanted)
        else:
            stream = case.stream()
            assert stream.key == case.key or stream.key == case.row_key, f"the key of its rows is {stream.key}"
            headings = set(stream.schema.names)
            assert len(headings) == len(stream.schema.names), "a heading stands twice in the schema"
            for number, batch in enumerate(stream.batches, 1):
                assert isinstance(batch, Batch), f"batch {number} is a {type(batch).__name__}"
                assert batch.data.schema.equals(stream.schema), f"batch {number} is not of the schema announced"
                batch.data.validate(full=True)
        lacking = set(case.wanted) - headings
        assert not lacking, f"wanted and not given: {', '.join(sorted(lacking))}"

    def test_every_row_comes(self, case: SourceCase) -> None:
        """As many rows as the author counted."""
        rows = len(case.all_rows())
        assert rows, "the case has no rows: nothing can be told from it"
        assert case.rows in (None, rows), f"{rows} rows came, and there are {case.rows}"

    @asked_where("keyed")
    def test_keys_are_unique(self, case: SourceCase) -> None:
        """No part of a key is missing, and two rows with one key are the same row."""
        key = case.row_key
        seen: dict[tuple[Any, ...], Any] = {}
        for row in (row for batch in case.batches() for row in batch.data.to_pylist()):
            assert set(key) <= set(row), f"the key {key} is not among the headings"
            mark = tuple(row[name] for name in key)
            assert None not in mark, f"a row has no {' and '.join(key)}"
            assert seen.setdefault(mark, row) == row, f"two rows that differ have the key {mark}"

    @asked_where("streams")
    def test_batches_are_bounded(self, case: SourceCase) -> None:
        """No batch is larger than it may be."""
        largest = max((batch.data.num_rows for batch in case.batches()), default=0)
        assert largest <= case.batch_rows, f"a batch has {largest} rows, and {case.batch_rows} were asked for at most"

    # ---- again, and further

    def test_reading_again_changes_nothing(self, case: SourceCase) -> None:
        """The same data give the same rows, and a batch that comes twice leaves them as they are."""
        first = case.all_rows()
        assert same_rows(first, case.all_rows()), "a second reading of the same data gives other rows"
        if case.row_key:
            batches = case.batches()
            twice = case.put_together([*batches, *batches])
            assert same_rows(first, twice), "rows that come twice are not the same rows"

    @asked_where("incremental")
    def test_a_reading_goes_on_after_any_batch(self, case: SourceCase) -> None:
        """Given up after any batch and taken up with its state, a reading comes to the same rows."""
        whole = case.batches()
        assert len(whole) > 1, "the case comes in one batch: lower `batch_rows`, or give it more rows"
        expected = case.put_together(whole)
        for count in range(1, len(whole) + 1):
            before = until(case.stream().batches, count)
            state = before[-1].state
            assert state is not None, f"batch {count} carries no state"
            kept = json.loads(json.dumps(dict(state)))
            assert kept == dict(state), f"the state of batch {count} does not survive being written as JSON"
            after = case.batches(state=kept)
            assert same_rows(expected, case.put_together([*before, *after])), (
                f"given up after batch {count} and taken up again, the rows are not the same"
            )
            twice = case.put_together([*before, *after, *case.batches(state=kept)])
            assert same_rows(expected, twice), f"taken up after batch {count} twice, the rows are not the same"

    @asked_where("incremental")
    def test_what_changed_comes(self, case: SourceCase) -> None:
        """After the last state come the rows that are new or changed, and those together are a full reading."""
        before = case.batches()
        state = [batch.state for batch in before if batch.state is not None][-1]
        assert case.change is not None, "give the case a `change`"
        case.change()
        together = case.put_together([*before, *case.batches(state=state)])
        assert same_rows(together, case.all_rows()), "what came since is not what a full reading gives"
        there = len(together)
        assert case.rows_changed in (None, there), f"after the change {there} rows came, not {case.rows_changed}"

    @asked_where("streams")
    def test_a_reading_stops_when_it_is_told(self, case: SourceCase) -> None:
        """No further batch comes after it was cancelled."""
        told = False
        batches = case.stream(cancelled=lambda: told).batches
        next(batches)
        told = True
        with suppress(Cancelled, StopIteration):
            batch = next(batches)
            pytest.fail(f"told to stop, the source gave {batch.data.num_rows} more rows")

    # ---- what must show nowhere

    @asked_where("discreet")
    def test_no_secret_and_no_personal_value_is_told(
        self, case: SourceCase, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """Neither stands in a log, in an error, in what is printed, or in a state: of a good reading and a bad one."""
        hidden = [*case.environment.values(), *case.personal_values]
        told = self._everything_told(case, caplog)
        printed = capfd.readouterr()
        told += [printed.out, printed.err]
        for value in hidden:
            found = next((text for text in told if value in text), None)
            assert found is None, f"{value!r} is told: {found!r}"

    def _everything_told(self, case: SourceCase, caplog: pytest.LogCaptureFixture) -> list[str]:
        told: list[str] = []
        with caplog.at_level(logging.DEBUG):
            if isinstance(case.reader, StreamingReader):
                told += [repr(batch.state) for batch in case.batches() if batch.state is not None]
                told += [repr(case.context())]
            else:
                case.all_rows()
            for failing in self._failures(case):
                told += [str(failing), repr(failing), *(str(each) for each in _chain(failing))]
        return told + [record.getMessage() for record in caplog.records]

    def _failures(self, case: SourceCase) -> Iterator[BaseException]:
        if case.broken is not None:
            yield _failure_of(attrs.evolve(case, binding=case.broken))
        if case.served is not None and case.capabilities.http:
            echo = " ".join([*case.environment.values(), *case.personal_values]).encode()
            for status in (401, 400):
                case.served.faults = [Answered(status=status, body=echo)] * MANY
                yield _failure_of(case)
                case.served.faults = []

    def test_what_cannot_be_read_is_said(self, case: SourceCase) -> None:
        """A broken binding raises CxError with exit code 3 and words."""
        assert case.broken is not None, "give the case a `broken` binding: a file or a server that is not there"
        failure = _failure_of(attrs.evolve(case, binding=case.broken))
        _is_said(failure)

    # ---- network

    def test_no_network_outside_the_declared_hosts(self, case: SourceCase, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every machine that is spoken to stands in ``hosts``. Libraries that open sockets in C are not seen."""
        declared = case.reader.hosts(case.binding) if isinstance(case.reader, StreamingReader) else frozenset()
        with _watched_sockets(monkeypatch) as spoken_to:
            case.all_rows()
        for host, port in sorted(spoken_to):
            assert host in declared or f"{host}:{port}" in declared, (
                f"it speaks to {host}:{port}, and declares {', '.join(sorted(declared)) or 'nobody'}"
            )

    @asked_where("http")
    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    def test_refusals_that_pass_are_borne(self, case: SourceCase, status: int) -> None:
        """A server that is busy or fails is asked again, and every row comes."""
        served, expected = _server_of(case), case.all_rows()
        served.faults = [Answered(status=status), Answered(status=status, body=b"<html>busy</html>")]
        _is_borne(case, expected, f"a refusal with {status}")

    @asked_where("http")
    def test_a_line_that_breaks_is_borne(self, case: SourceCase) -> None:
        """Half an answer is asked for again."""
        served, expected = _server_of(case), case.all_rows()
        served.faults = [Answered(body=b'{"half": "an answer', cut=True)]
        _is_borne(case, expected, "a line that was cut")

    @asked_where("http")
    @pytest.mark.parametrize("status", [429, 503])
    @pytest.mark.parametrize("dated", [False, True], ids=["seconds", "date"])
    def test_the_server_says_how_long_to_wait(self, case: SourceCase, status: int, dated: bool) -> None:
        """``Retry-After``, in seconds or as a date, is waited for in full through the ``wait`` of the context."""
        served = _server_of(case)
        waited: list[float] = []
        when = datetime.now(UTC) + timedelta(seconds=7)
        served.faults = [
            Answered(status=status, headers={"Retry-After": format_datetime(when, usegmt=True) if dated else "7"})
        ]
        list(case.stream(wait=waited.append).batches)
        least = 4 if dated else 7  # a date has whole seconds, and some have passed
        assert waited, f"after {status} with Retry-After it did not wait through `context.wait`"
        assert max(waited) >= least, f"told to wait 7 seconds, it waited {max(waited):g}"

    @asked_where("http")
    def test_a_server_that_only_fails_is_given_up(self, case: SourceCase) -> None:
        """After some tries the source fails with words; it does not go on for ever."""
        served = _server_of(case)
        served.faults = [Answered(status=500)] * MANY
        failure = _failure_of(case)
        left, served.faults = len(served.faults), []
        assert left, f"it asked {MANY} times"
        _is_said(failure)


def _server_of(case: SourceCase) -> Served:
    assert case.served is not None, "give the case its server, `served`"
    return case.served


def _is_borne(case: SourceCase, expected: list[dict[str, Any]], fault: str) -> None:
    try:
        rows = case.all_rows()
    except Exception as failure:
        raise AssertionError(f"after {fault} it gave up: {type(failure).__name__}: {failure}") from failure
    assert same_rows(expected, rows), f"after {fault} the rows are not the same"


def _failure_of(case: SourceCase) -> BaseException:
    try:
        case.all_rows()
    except Exception as failure:
        return failure
    raise AssertionError("what cannot be read was read")


def _is_said(failure: BaseException) -> None:
    assert isinstance(failure, CxError), f"it raised {type(failure).__name__}: {failure}; CxError is needed"
    assert failure.exit_code == SOURCE_FAILED, f"its exit code is {failure.exit_code}, and that of a lost source is 3"
    assert failure.diagnostics and all(d.message.strip() for d in failure.diagnostics), "it says nothing"


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
    while failure is not None:
        yield failure
        failure = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)


@contextmanager
def _watched_sockets(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[tuple[str, int]]]:
    """Every name and port that is looked up or spoken to."""
    found: set[tuple[str, int]] = set()
    addresses: dict[str, str] = {}
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def looked_up(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        answers = look_up(host, port, *more, **named)
        name = host.decode() if isinstance(host, bytes) else str(host)
        for answer in answers:
            addresses.setdefault(str(answer[4][0]), name)
        found.add((name, int(port or 0)))
        return answers

    def connected(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple):
            found.add((addresses.get(str(address[0]), str(address[0])), int(address[1])))
        return connect(self, address)

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", looked_up)
        patch.setattr(socket.socket, "connect", connected)
        yield found
