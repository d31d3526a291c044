"""Sources that stream: all rows in bounded memory, the last of each key, and faults that are named."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import pyarrow as pa
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Batch, Binding, Problem, ReadContext, SourceCapabilities, Stream
from cxengine.sources.streams import read_stream
from cxengine.sources.told import passed_over, rows_words

SCHEMA = pa.schema([("id", pa.string()), ("days", pa.int64())])
BINDING = Binding(table="cases", plugin="made")


class Made:
    """Gives the batches it is made of; a batch is rows, or something to do."""

    def __init__(
        self, *batches: object, key: tuple[str, ...] = ("id",), own_key: tuple[str, ...] | None = None,
        deletes: bool = True,
    ) -> None:  # fmt: skip
        self.batches = batches
        self.own_key = own_key
        self.capabilities = SourceCapabilities(key=key, deletes=deletes)

    def hosts(self, binding: Binding) -> frozenset[str]:
        return frozenset()

    def open(self, binding: Binding, wanted: Sequence[str], context: ReadContext) -> Stream:
        self.cancelled = context.cancelled
        return Stream(
            schema=SCHEMA, batches=self._batches(), key=self.own_key, notes=lambda: ("All of them.",),
            headings=("id", "days", "more"),
            problems=lambda: (Problem(code="source-cut-off", message="Some are missing.", count=2),),
        )  # fmt: skip

    def _batches(self) -> Iterator[Batch]:
        for each in self.batches:
            if callable(each):
                each()
            yield each if not isinstance(each, list) else batch(*each)


def batch(*rows: tuple[str, int], gone: tuple[tuple[object, ...], ...] = ()) -> Batch:
    ids, days = [row[0] for row in rows], [row[1] for row in rows]
    return Batch(data=pa.record_batch([pa.array(ids, pa.string()), pa.array(days, pa.int64())], SCHEMA), deleted=gone)


def rows_of(source: Made, seconds: float = 5) -> list[tuple[str, int]]:
    data = read_stream(source, BINDING, ("id", "days"), ReadContext(), seconds).read().data
    return list(zip(data.column("id").to_pylist(), data.column("days").to_pylist(), strict=True))


def test_batches_become_rows_in_their_order() -> None:
    assert rows_of(Made([("b", 1), ("a", 2)], [("c", 3)])) == [("b", 1), ("a", 2), ("c", 3)]
    assert rows_of(Made([("b", 1)], [("b", 1)], key=())) == [("b", 1), ("b", 1)]
    assert rows_of(Made()) == []


def test_how_many_rows_came_is_told_where_they_are_waited_for() -> None:
    told: list[tuple[str, threading.Thread]] = []
    heard = threading.Event()

    def tell(said: str) -> None:
        told.append((said, threading.current_thread()))
        if said == "1 row":
            heard.set()

    class Waiting(Made):
        def _batches(self) -> Iterator[Batch]:
            yield batch(("a", 1))
            heard.wait(4)

    source = Waiting()
    read_stream(source, attrs.evolve(BINDING, tell=tell), ("id",), ReadContext(), 5)
    assert "1 row" in {said for said, _ in told} and {by for _, by in told} == {threading.current_thread()}


def test_the_last_row_of_a_key_stands_so_that_a_batch_may_come_twice() -> None:
    assert rows_of(Made([("a", 1), ("b", 2)], [("a", 9)], [("a", 9)])) == [("b", 2), ("a", 9)]


def test_what_tells_rows_apart_may_depend_on_the_binding() -> None:
    assert rows_of(Made([("a", 1), ("b", 1)], own_key=("days",))) == [("b", 1)]
    assert rows_of(Made([("a", 1), ("a", 2)], own_key=())) == [("a", 1), ("a", 2)]


def test_what_a_source_found_is_kept() -> None:
    file = read_stream(Made([("a", 1)]), BINDING, ("id",), ReadContext(), 5)
    raw = file.read()
    assert [problem.count for problem in file.problems] == [2] and raw.problems == file.problems
    assert raw.notes == file.notes == ("All of them.",) and raw.headings == ("id", "days", "more")


def test_to_ask_whether_to_stop_is_a_sign_of_life() -> None:
    source = Made()

    def slow() -> None:
        for _ in range(8):
            time.sleep(0.1)
            source.cancelled()

    source.batches = ([("a", 1)], slow, [("b", 2)])
    with pytest.raises(CxError, match="a Batch is needed"):  # what `slow` gives, after all that time
        rows_of(source, seconds=0.4)


def test_a_deleted_row_is_gone_unless_it_came_again() -> None:
    assert rows_of(Made([("a", 1), ("b", 2)], batch(gone=(("a",), ("b",))), [("b", 3)])) == [("b", 3)]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Made("no batch"), "a Batch is needed"),
        (Made(Batch(data=pa.record_batch({"id": ["a"]}))), "not of the schema"),
        (Made(batch(("a", 1), gone=(("a",),)), deletes=False), "declares no `deletes`"),
        (Made(batch(gone=(("a", 1),))), "not made of id"),
        (Made(lambda: (_ for _ in ()).throw(ConnectionError("line broken"))), "ConnectionError: line broken"),
    ],
)
def test_what_is_wrong_with_a_batch_is_said(source: Made, words: str) -> None:
    with pytest.raises(CxError) as raised:
        rows_of(source)
    assert raised.value.exit_code == 3 and words in raised.value.diagnostics[0].message


def test_a_source_that_hangs_is_left() -> None:
    let_go = threading.Event()
    with pytest.raises(CxError) as raised:
        rows_of(Made([("a", 1)], lambda: let_go.wait(30)), seconds=0.2)
    let_go.set()
    assert "hangs" in raised.value.diagnostics[0].message


def test_the_file_lives_as_long_as_its_value() -> None:
    file = read_stream(Made([("a", 1)]), BINDING, ("id",), ReadContext(), 5)
    path = Path(file.path)
    assert path.exists()
    del file
    assert not path.exists()


def test_one_row_is_a_row_in_what_is_told_of_reading() -> None:
    assert [rows_words(rows) for rows in (0, 1, 2000)] == ["0 rows", "1 row", "2,000 rows"]
    assert [passed_over(rows) for rows in (1, 2)] == ["1 blank row is passed over.", "2 blank rows are passed over."]
