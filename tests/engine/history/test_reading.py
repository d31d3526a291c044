"""Records that cannot be used: each is told at its place, is left as it is, and the rest is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxengine.diagnostics import Diagnostics
from cxengine.engine.history.digests import digest_of
from cxengine.engine.history.read import read_history
from cxengine.engine.history.written import laid_out

from .council import FIRST, SECOND, answer, assessed, contacts, kept


def record(as_of: date) -> dict[str, Any]:
    return kept(assessed(as_of, [answer("1.1", "met", date(2018, 2, 1))], contacts(5, date(2018, 1, 1))))


def set_level(value: dict[str, Any]) -> None:
    value["subjects"][1]["models"][0]["level"] = "high"


def set_outcome(value: dict[str, Any]) -> None:
    value["subjects"][0]["models"][0]["criteria"][1]["outcome"] = "great"


def set_date(value: dict[str, Any]) -> None:
    value["as_of"] = "2017-03-31"
    value["digest"] = digest_of(value)


CASES: list[tuple[str, Callable[[dict[str, Any]], object], str, str, str]] = [
    ("newer", lambda v: v.update(schema="cxengine.record/2"), "history-newer", '"schema"', "cxengine.record/2"),
    ("another project", lambda v: v.update(project="Camden"), "history-other-project", '"project"', "Camden"),
    ("no record", lambda v: v.update(schema="cxengine.assessment/1"), "history-damaged", '"schema"', "no record"),
    ("a key less", lambda v: v.pop("engine"), "history-damaged", '"schema"', "`engine` is missing"),
    ("no list", lambda v: v.update(subjects="none"), "history-damaged", '"subjects"', "a list belongs"),
    ("no level", set_level, "history-damaged", '"level": "high"', "`high` stands where a whole number belongs"),
    ("no outcome", set_outcome, "history-damaged", '"1.2"', "subjects › 1 › models › 1 › criteria › 2 › outcome"),
    ("no digest", lambda v: v.pop("digest"), "history-damaged", '"schema"', "`digest` is missing"),
    ("no date", lambda v: v.update(as_of="31/03/2018"), "history-damaged", '"as_of"', "date like 2019-03-31"),
    ("another date", set_date, "history-damaged", "{", "`2017-03-31.json`"),
]


@pytest.mark.parametrize(("break_it", "code", "line", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_wrong_is_told_at_its_line(
    tmp_path: Path, break_it: Callable[[dict[str, Any]], object], code: str, line: str, words: str
) -> None:
    value = record(FIRST)
    project = value["project"]
    break_it(value)
    text = laid_out(value)
    (tmp_path / "2018-03-31.json").write_text(text, "utf-8")
    (tmp_path / "2019-03-31.json").write_text(laid_out(record(SECOND)), "utf-8")
    found = Diagnostics()
    read = read_history(tmp_path, project, found)
    assert [each.record.as_of for each in read] == [SECOND], "the other one is read all the same"
    (told,) = found
    assert told.code == code and words in f"{told.message} {told.help}"
    assert line in "\n".join(text.split("\n")[told.span.line - 1 : told.span.line + (line == '"1.2"')])
    assert (tmp_path / "2018-03-31.json").read_text("utf-8") == text


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", 1),
        (b'{"schema": "cxengine.record/1",\n  "project": ', 2),
        (b'{\n  "as_of": 2018-03-31}', 2),
        (b"\xff\xfe\x00", 1),
        (b"[" * 100_000, 1),
        (b"[]", 1),
        (b"<<<<<<< HEAD\n{}", 1),
    ],
)
def test_what_is_no_json_is_told(tmp_path: Path, raw: bytes, line: int) -> None:
    (tmp_path / "2018-03-31.json").write_bytes(raw)
    found = Diagnostics()
    assert read_history(tmp_path, "P", found) == ()
    assert [(each.code, each.span.line) for each in found] == [("history-damaged", line)]


def test_every_record_cut_short_is_told_once(tmp_path: Path) -> None:
    text = laid_out(record(FIRST))
    file = tmp_path / "2018-03-31.json"
    for size in range(0, len(text) - 2, 97):
        file.write_text(text[:size], "utf-8")
        found = Diagnostics()
        assert read_history(tmp_path, "P", found) == ()
        assert [each.code for each in found] == ["history-damaged"]


def test_newer_keys_and_other_line_ends_do_no_harm(tmp_path: Path) -> None:
    value = record(FIRST)
    project = value["project"]
    value["later"] = {"more": 1}
    value["subjects"][0]["more"] = [1]
    value["digest"] = digest_of(value)
    (tmp_path / "2018-03-31.json").write_text(json.dumps(value, indent=1), "utf-8-sig", newline="\r\n")
    found = Diagnostics()
    assert len(read_history(tmp_path, project, found)) == 1 and not list(found)


def test_there_may_be_no_folder(tmp_path: Path) -> None:
    found = Diagnostics()
    assert read_history(tmp_path / "history", "P", found) == () and not list(found)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to everything in a value that holds nothing further."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path
    for key, item in inner or ():
        yield from places(item, (*path, key))


def otherwise(value: Any) -> Any:
    """Another value that could stand there as well."""
    words = {"met": "unmet", "unknown": "met", "2018-03-31": "2018-03-30"}
    return words.get(value, f"{value}x") if isinstance(value, str) else not value if value in (True, False) else 9


def test_whatever_is_changed_by_hand_is_told() -> None:
    """A level, an outcome, a date, a digest, a title: nothing in a record can be another and pass."""
    value = record(FIRST)
    text = laid_out(value)
    for path in places(value):
        changed = json.loads(text)
        here = changed
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = otherwise(here[path[-1]])
        found = Diagnostics()
        kept = read_history([changed], value["project"], found)
        if path == ("project",):
            assert kept and not list(found), "a project may have a new name"
        else:
            assert [each.severity for each in found] == ["error"] and kept == (), path


def test_a_level_changed_by_hand_is_told_with_its_file(tmp_path: Path) -> None:
    value = record(FIRST)
    value["subjects"][0]["models"][0]["level"] = 2
    file = tmp_path / "2018-03-31.json"
    file.write_text(laid_out(value), "utf-8")
    found = Diagnostics()
    assert read_history(tmp_path, value["project"], found) == ()
    (told,) = found
    assert told.code == "history-damaged" and '"digest"' in laid_out(value).split("\n")[told.span.line - 1]
    assert "was changed after it was written" in told.message and f"git checkout {told.span.filename}" in told.help
