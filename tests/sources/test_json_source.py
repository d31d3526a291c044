"""JSON as servers and tools write it."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ParquetFile, RawTable
from cxengine.sources import json_in_parts
from cxengine.sources.json_source import read_json


def read(tmp_path: Path, content: str | bytes, *wanted: str, name: str = "d.json", **options: object) -> RawTable:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_json(Binding(table="t", plugin="json", paths=(path,), options=options), wanted or ("a", "b.c"))


def refused(tmp_path: Path, content: str, **options: Any) -> CxError:
    with pytest.raises(CxError) as raised:
        read(tmp_path, content, **options)
    assert raised.value.exit_code == 3
    return raised.value


ROWS = [{"a": 1, "b": {"c": "x"}}, {"a": None, "b": {"c": "zoë"}}, {"b": {}}]
EXPECTED = {"a": [1, None, None], "b.c": ["x", "zoë", None]}


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (json.dumps(ROWS), {}),
        ("\n".join(json.dumps(row) for row in ROWS) + "\n\n", {}),
        (json.dumps({"total": 3, "result": ROWS}), {}),
        (json.dumps({"result": {"pages": [[], ROWS]}, "more": [{}]}), {"records": "result.pages.1"}),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_lines_and_a_list_inside(tmp_path: Path, content: str, options: Any, encoding: str) -> None:
    raw = read(tmp_path, content.replace("zo\\u00eb", "zoë").encode(encoding), **options)
    assert raw.data.to_pydict() == EXPECTED and raw.row_numbers.tolist() == [1, 2, 3]


def test_a_single_result_is_one_row(tmp_path: Path) -> None:
    assert read(tmp_path, '{"a": 5, "b.c": "x"}').data.to_pydict() == {"a": [5], "b.c": ["x"]}


def test_numbers_are_exact(tmp_path: Path, load: Callable[..., Any]) -> None:
    path = tmp_path / "n.json"
    path.write_text('[{"cost": 0.1}, {"cost": 12345678901234.56}, {"cost": 1e400}, {"cost": 1e2}, {"cost": NaN}]')
    loading = load("table t: T\n  field cost is money\n", path, plugin="json")
    assert loading.column("cost") == [Decimal("0.1"), Decimal("12345678901234.56"), Decimal(100)]
    assert loading.good.report.rejected == 2 and "NaN" in " ".join(loading.good.report.notes)


@pytest.mark.parametrize("lines", [False, True])
def test_a_name_twice_in_one_object_is_told_once(
    tmp_path: Path, lines: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, in_it = '{"a": 1, "b": {"c": "x"}, "a": 2}', '{"a": 3, "b": {"c": "y", "c": "z"}}'
    content = "\n".join((row, in_it, row)) if lines else f"[{row}, {in_it}, {row}]"
    told = [f"`{name}` stands twice in one object; the last of its values counts." for name in ("a", "c")]
    raw = read(tmp_path, content)
    assert raw.data.to_pydict() == {"a": [2, 3, 2], "b.c": ["x", "z", "x"]} and list(raw.notes) == told
    monkeypatch.setattr(json_in_parts, "SMALL", 1)
    (tmp_path / "d.json").write_text(content)
    aside = read_json(Binding(table="t", plugin="json", paths=(tmp_path / "d.json",)), ("a", "b.c"))
    assert isinstance(aside, ParquetFile) and list(aside.notes) == told


def test_rows_that_cannot_be_read_are_rejected_by_their_line(tmp_path: Path) -> None:
    raw = read(tmp_path, '{"a": 1}\n\n{"a": \n[3]\n{"a": 4}\n', name="d.ndjson")
    assert raw.data.column("a").to_pylist() == [1, 4] and raw.row_numbers.tolist() == [1, 5]
    assert raw.rejected == 2 and {p.code: p.rows for p in raw.problems} == {"not-json": (3,), "not-an-object": (4,)}


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("", "empty-file", ""),
        ('[{"a": 1},\n {"a" 2}]', "not-json", "line 2, column 7"),
        ('[{"a": 1}', "not-json", "line 1"),
        ("[" * 100_000, "not-json", "nested"),
        ('{"a": [{"x": 1}], "b": [{"x": 2}]}', "unknown-records", "`a` and `b`"),
        ('{"a": {"rows": [1]}}', "unknown-records", "records"),
        ("7", "unknown-records", ""),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: str, code: str, said: str) -> None:
    error = refused(tmp_path, content)
    assert error.diagnostics[0].code == code
    assert said in error.diagnostics[0].message + error.diagnostics[0].help


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    error = refused(tmp_path, '{"result": {"rows": []}}', records="result.row")
    assert "there is no `row`" in error.diagnostics[0].message and "`rows`" in error.diagnostics[0].help


def test_an_empty_list_is_a_table_without_rows(load: Callable[..., Any], tmp_path: Path) -> None:
    for content, options in (("[]", {}), ('{"results": []}', {"records": "results"})):
        path = tmp_path / "d.json"
        path.write_text(content)
        loading = load("table t: T\n  field a is text\n  field b is number\n", path, plugin="json", options=options)
        assert loading.rejected == {"no-rows": ()} and loading.good.report.rows == 0
    error = refused(tmp_path, '{"results": [], "page": 1}')
    assert error.diagnostics[0].help.endswith('write `records = "results"`.')


def test_the_only_list_of_objects_is_found_where_it_lies_deeper(tmp_path: Path) -> None:
    raw = read(tmp_path, '{"meta": {"fields": ["a"]}, "data": {"rows": [{"a": 1}, {"a": 2}]}}')
    assert raw.data.column("a").to_pylist() == [1, 2] and "`data.rows`" in raw.notes[0]
    raw = read(tmp_path, '{"rows": [{"a": 3}], "meta": {"fields": [{"a": 1}]}}')
    assert raw.data.column("a").to_pylist() == [3]
    error = refused(tmp_path, '{"a": {"x": [{"a": 1}]}, "b": {"y": [{"a": 1}]}}')
    assert "`a.x` and `b.y`" in error.diagnostics[0].help


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ('[["a", "b"], [1, 2]]', "not-an-object", "names of the columns in each row"),
        ('{"a": [1, 2], "b": [3, 4]}', "unknown-records", "a list for each column"),
        ('{"a": {"0": 1}, "b": {"0": 3}}', "unknown-records", "a list for each column"),
    ],
)
def test_lists_in_another_shape_are_one_message(tmp_path: Path, content: str, code: str, said: str) -> None:
    (problem,) = refused(tmp_path, content).diagnostics
    assert problem.code == code and said in problem.help
