"""What a reading leaves for the next one: whole or in part, after whatever moment a run was stopped."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import (
    Batch,
    Binding,
    Keeping,
    ParquetFile,
    Problem,
    ReadContext,
    Secret,
    SourceCapabilities,
    State,
    Stream,
)
from cxengine.sources.broken import BrokenOff
from cxengine.sources.kept import files, reading, record
from cxengine.sources.streams import read_stream

Row = tuple[str, int]
Step = tuple[list[Row], list[str]]
"""Rows that came together, after keys that were gone."""


@attrs.define(kw_only=True)
class Log:
    """A source that gives what happened, a step a batch; its state is the number of steps."""

    steps: list[Step]
    keyed: bool = True
    breaks_at: int = -1
    days: pa.DataType = pa.int64()
    own_state: tuple[State | None, ...] = ()
    whispers: str = ""
    found: int = 0
    asked: list[int] = attrs.field(factory=list)

    @property
    def capabilities(self) -> SourceCapabilities:
        return SourceCapabilities(incremental=True, deletes=self.keyed, key=("id",) if self.keyed else ())

    def hosts(self, binding: Binding) -> frozenset[str]:
        return frozenset()

    def open(self, binding: Binding, wanted: Sequence[str], context: ReadContext) -> Stream:
        start = int((context.state or {}).get("step") or 0)
        self.asked.append(start)
        problems = (Problem(code="not-a-date", message="Some are odd.", count=self.found),)
        schema = pa.schema([("id", pa.string()), ("days", self.days)])
        return Stream(schema=schema, batches=self._batches(schema, start), problems=lambda: problems)

    def _batches(self, schema: pa.Schema, start: int) -> Iterator[Batch]:
        for number in range(start, len(self.steps)):
            if number == self.breaks_at:
                raise ConnectionError("the line was cut")
            rows, gone = self.steps[number]
            state: State = {"step": number + 1, "said": self.whispers}
            yield Batch(
                data=pa.table([[id for id, _ in rows], [days for _, days in rows]], schema=schema).combine_chunks()
                .to_batches()[0] if rows else pa.RecordBatch.from_pylist([], schema),
                state=self.own_state[0] if self.own_state else state, deleted=tuple((id,) for id in gone),
            )  # fmt: skip


KEYED: list[Step] = [
    ([("a", 1), ("b", 2)], []), ([("c", 3)], []), ([], ["b"]), ([("b", 9), ("d", 4)], ["a"]), ([("c", 5)], []),
    ([], ["d"]), ([("e", 6)], []),
]  # fmt: skip
CAME_TO = [("b", 9), ("c", 5), ("e", 6)]
KEYLESS: list[Step] = [([("a", 1), ("a", 1)], []), ([("b", 2)], []), ([("a", 1)], []), ([("c", 3)], [])]


def bound(folder: Path, **more: Any) -> Binding:
    return attrs.evolve(Binding(table="cases", plugin="log", keeping=Keeping(folder=folder / "kept")), **more)


def read(log: Log, binding: Binding, wanted: Sequence[str] = ("id", "days"), version: str = "1") -> ParquetFile:
    return read_stream(log, binding, wanted, ReadContext(environment={"KEY": "canary"}), 20, version)


def rows_of(file: ParquetFile) -> list[Row]:
    data = file.read().data
    return sorted(zip(data.column("id").to_pylist(), data.column("days").to_pylist(), strict=True))


def test_the_next_run_goes_on_and_comes_to_the_rows_of_a_whole_reading(tmp_path: Path) -> None:
    log = Log(steps=KEYED[:4])
    read(log, bound(tmp_path))
    log.steps = KEYED
    file = read(log, bound(tmp_path))
    assert log.asked == [0, 4] and rows_of(file) == CAME_TO == rows_of(read(Log(steps=KEYED), Binding(
        table="cases", plugin="log")))  # fmt: skip
    assert file.notes == ("It went on from an earlier run: 3 rows were kept, and 2 came.",)
    assert file.notes[0].uncounted == "It went on from an earlier run.", "where a hidden figure would follow"
    again = read(log, bound(tmp_path))
    assert log.asked[-1] == 7 and rows_of(again) == CAME_TO
    assert len(list((tmp_path / "kept" / "cases").glob("*.parquet"))) == 1, "what is no longer named is taken away"


@pytest.mark.parametrize(("steps", "keyed"), [(KEYED, True), (KEYLESS, False)], ids=["keyed", "keyless"])
def test_after_any_moment_the_next_run_has_the_rows_of_a_whole_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: list[Step], keyed: bool
) -> None:
    """The folder as it stands at each call that touches it, as a run that is killed there would leave it."""
    whole = rows_of(read(Log(steps=steps, keyed=keyed), Binding(table="cases", plugin="log")))
    folder, moments = tmp_path / "run", tmp_path / "moments"
    moments.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(reading, "ROWS", 1)
        for module, name in ((files, "open_new"), (files, "digest_of_file"), (os, "replace"), (reading, "copied"),
                             (reading, "sweep"), (Path, "unlink")):  # fmt: skip
            patch.setattr(module, name, remembering(getattr(module, name), folder, moments))
        read(Log(steps=steps[:3], keyed=keyed), bound(folder))
        with pytest.raises(BrokenOff):
            read(Log(steps=steps, keyed=keyed, breaks_at=len(steps) - 1), bound(folder))
        read(Log(steps=steps, keyed=keyed), bound(folder))
    stopped = sorted(moments.iterdir())
    assert len(stopped) > 20
    for moment in stopped:
        for _ in range(2):
            assert rows_of(read(Log(steps=steps, keyed=keyed), bound(moment))) == whole, moment.name


def remembering(call: Any, folder: Path, moments: Path) -> Any:
    """The call, with a copy of the folder as it stood before and after it, where it changed."""

    def remember(*given: Any, **named: Any) -> Any:
        copy()
        result = call(*given, **named)
        copy()
        return result

    def copy() -> None:
        there = sorted(moments.iterdir())
        if not there or _held(there[-1]) != _held(folder):
            shutil.copytree(folder, moments / f"{len(there):03}")

    return remember


def _held(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_rows_before_a_break_are_counted_kept_and_not_used(tmp_path: Path) -> None:
    with pytest.raises(BrokenOff) as raised:
        read(Log(steps=KEYED, breaks_at=4), bound(tmp_path))
    (told,) = raised.value.problems
    assert told.code == "source-broken-off" and told.count == 5
    assert told.message == (
        "5 rows had come by then and are not used, since a part must not pass for the whole; what came is kept, and "
        "the next run goes on from there."
    )
    assert raised.value.exit_code == 3 and told.message in raised.value.diagnostics[0].help
    log = Log(steps=KEYED)
    assert rows_of(read(log, bound(tmp_path))) == CAME_TO and log.asked == [4]


def test_without_keep_a_break_counts_and_keeps_nothing(tmp_path: Path) -> None:
    with pytest.raises(BrokenOff) as raised:
        read(Log(steps=KEYED, breaks_at=1), bound(tmp_path, keeping=None))
    assert raised.value.problems[0].message == (
        "2 rows had come by then and are not used, since a part must not pass for the whole."
    )
    with pytest.raises(CxError) as nothing:
        read(Log(steps=KEYED, breaks_at=0), bound(tmp_path, keeping=None))
    assert not isinstance(nothing.value, BrokenOff) and not list(tmp_path.iterdir())


def test_a_server_that_is_gone_loses_nothing_of_what_is_kept(tmp_path: Path) -> None:
    read(Log(steps=KEYED[:4]), bound(tmp_path))
    with pytest.raises(BrokenOff) as raised:
        read(Log(steps=KEYED, breaks_at=4), bound(tmp_path))
    assert not raised.value.problems
    assert "3 rows of earlier runs are still kept" in raised.value.diagnostics[0].help
    assert rows_of(read(Log(steps=KEYED), bound(tmp_path))) == CAME_TO


@pytest.mark.parametrize(("change", "why"), [
    (lambda log, binding: (log, attrs.evolve(binding, options={"filter": "x"})), "its keys in `cx.toml`"),
    (lambda log, binding: (attrs.evolve(log, days=pa.string()), binding), "its columns are not those"),
    (lambda log, binding: (log, attrs.evolve(binding, keeping=attrs.evolve(binding.keeping, anew=True))), ""),
])  # fmt: skip
def test_what_changed_is_read_whole(tmp_path: Path, change: Any, why: str) -> None:
    read(Log(steps=KEYED[:4]), bound(tmp_path))
    steps: list[Step] = [([("z", 7)], [])]
    log, binding = change(Log(steps=steps), bound(tmp_path))
    if pa.types.is_string(log.days):
        log.steps = [([("z", "7")], [])]  # type: ignore[list-item]
    file = read(log, binding)
    assert log.asked[-1] == 0 and [id for id, _ in rows_of(file)] == ["z"]
    assert (why in " ".join(file.notes)) and bool(why) == bool(file.notes)
    assert rows_of(read(log, binding)) == rows_of(file) and log.asked[-1] == (0 if not why else 1)


def test_other_columns_or_another_version_of_the_plugin_are_read_whole(tmp_path: Path) -> None:
    for wanted, version in ((("id", "days"), "1"), (("id",), "1"), (("id",), "2")):
        log = Log(steps=KEYED)
        read(log, bound(tmp_path), wanted, version)
        assert log.asked == [0]
    log = Log(steps=KEYED)
    read(log, bound(tmp_path), ("id",), "2")
    assert log.asked == [7]


@pytest.mark.parametrize(("harm", "why"), [
    (lambda folder: next(folder.glob("*.parquet")).write_bytes(b"x"), "is damaged"),
    (lambda folder: next(folder.glob("*.parquet")).unlink(), "is gone"),
    (lambda folder: (folder / record.NAME).write_text("{", "utf-8"), "cannot be read"),
    (lambda folder: (folder / record.NAME).write_text("[]", "utf-8"), "another version"),
    (lambda folder: (folder / record.NAME).write_text('{"form": 1}', "utf-8"), "cannot be read"),
])  # fmt: skip
def test_what_is_damaged_is_read_whole_and_told(tmp_path: Path, harm: Any, why: str) -> None:
    read(Log(steps=KEYED), bound(tmp_path))
    harm(tmp_path / "kept" / "cases")
    log = Log(steps=KEYED)
    file = read(log, bound(tmp_path))
    assert log.asked == [0] and rows_of(file) == CAME_TO and why in file.notes[0]
    assert not read(log, bound(tmp_path)).notes[0].startswith("It was read whole"), "it is mended"


def test_a_record_leads_to_no_other_folder(tmp_path: Path) -> None:
    read(Log(steps=KEYED), bound(tmp_path))
    path = tmp_path / "kept" / "cases" / record.NAME
    said = json.loads(path.read_text("utf-8"))
    said["segments"][0]["file"] = "../" + said["segments"][0]["file"]
    path.write_text(json.dumps(said), "utf-8")
    assert "cannot be read" in read(Log(steps=KEYED), bound(tmp_path)).notes[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_only_the_owner_reads_what_is_kept_and_git_passes_it_over(tmp_path: Path) -> None:
    read(Log(steps=KEYED), bound(tmp_path))
    with pytest.raises(BrokenOff):
        read(Log(steps=[*KEYED, ([("f", 1)], []), ([], [])], breaks_at=8), bound(tmp_path))
    kept = tmp_path / "kept"
    assert stat.S_IMODE(kept.stat().st_mode) == stat.S_IMODE((kept / "cases").stat().st_mode) == 0o700
    written = list((kept / "cases").iterdir())
    assert len(written) == 3 and {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert (kept / ".gitignore").read_text("utf-8").splitlines()[-1] == "*"


def test_no_state_with_a_secret_is_written(tmp_path: Path) -> None:
    binding = bound(tmp_path, options={"key": Secret("KEY")})
    file = read(Log(steps=KEYED, whispers="next?key=canary"), binding)
    assert rows_of(file) == CAME_TO and "its state" not in str(file.notes) and "holds a secret" in file.notes[0]
    assert not any(b"canary" in path.read_bytes() for path in (tmp_path / "kept").rglob("*") if path.is_file())


def test_a_folder_that_cannot_be_had_stops_no_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept").write_text("a file", "utf-8")
    file = read(Log(steps=KEYED), bound(tmp_path))
    assert rows_of(file) == CAME_TO and "could not be kept" in file.notes[0]

    def full(path: Path) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "open_new", full)
    file = read(Log(steps=KEYED), bound(tmp_path / "other"))
    assert rows_of(file) == CAME_TO
    assert file.notes == ("How far it was read could not be kept: No space left on device.",)


@pytest.mark.parametrize("state", [None, {}])
def test_a_source_after_which_nothing_can_be_gone_on_from(tmp_path: Path, state: State | None) -> None:
    read(Log(steps=KEYED), bound(tmp_path))
    for _ in range(2):
        log = Log(steps=KEYED, own_state=(state,))
        file = read(log, bound(tmp_path, options={"other": True}))
        assert rows_of(file) == CAME_TO and log.asked == [0] and "`keep` changes nothing" in file.notes[-1]
    assert not list((tmp_path / "kept" / "cases").iterdir())


def test_what_was_found_in_kept_rows_is_told_again(tmp_path: Path) -> None:
    read(Log(steps=KEYED[:4], found=3), bound(tmp_path))
    file = read(Log(steps=KEYED, found=1), bound(tmp_path))
    assert [(each.message, each.count) for each in file.problems] == [
        ("Some are odd.", 1), ("In rows of earlier runs: Some are odd.", 3),
    ]  # fmt: skip
