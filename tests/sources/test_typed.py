"""Columns of a source to the canonical columns of a table, and the report of what was left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxengine.diagnostics import CxError, Diagnostics
from cxengine.lang.names import Names
from cxengine.source import Span
from cxengine.sources.given import raw_from_object
from cxengine.sources.load import typed_table

RULES = """
subject service: Service
category channel: Channel
  option web: Online form
  option face: Face to face
  option n_a: N/A
scale five 1 to 5: Satisfaction
  point 1: Very dissatisfied
  point 2: Dissatisfied
  point 3: Neither
  point 4: Satisfied
  point 5: Very satisfied
scale done: Done
  point no_part: None of it
  point some: Some
table t: T
"""


def field(kind: str) -> str:
    return RULES + f"  field x is {kind}, may be missing\n"


def cells(values: list[str]) -> str:
    return "x,y\n" + "".join('"' + value.replace('"', '""') + '",y\n' for value in values)


@pytest.mark.parametrize(
    ("kind", "given", "expected", "code"),
    [
        ("channel", ["web", "WEB ", "Online  Form", "face to face", "N/A", "", "fax"],
         ["web", "web", "web", "face", "n_a", None], "not-an-option"),
        ("one of (In, Out)", ["in", "Out", " OUT ", "", "on"], ["In", "Out", "Out", None], "not-an-option"),
        ("five", ["1", "5", "4.0", " very satisfied", "", "0"], [1, 5, 4, 5, None], "outside-scale"),
        ("five", ["2", "6", "4.5", "-1", "five", "1e0", "٣"], [2], "outside-scale"),
        ("done", ["some", "None of it", "", "1"], ["some", "no_part", None], "not-an-option"),
        ("yes_no", ["Yes", "y", "TRUE", "1", "no", "N", "false", "0", "", "maybe"],
         [True] * 4 + [False] * 4 + [None], "not-yes-no"),
        ("money", ["4000", "£4,000.50", "-£1,000,000", "£-2.10", "3.500", ".5", "7.", "", "1,00"],
         [Decimal("4000"), Decimal("4000.50"), Decimal(-1000000), Decimal("-2.10"), Decimal("3.5"), Decimal("0.5"),
          Decimal(7), None], "not-a-number"),
        ("money", ["1.005", "2.00"], [Decimal(2)], "too-many-decimals"),
        ("money", ["9999999999999999.99", "10000000000000000", "0010"],
         [Decimal("9999999999999999.99"), Decimal(10)], "too-large"),
        ("number", ["1,234.000001", "-0", "50%", "1e3", "abc", "."], [Decimal("1234.000001"), Decimal(0)],
         "not-a-number"),
        ("number, 2 decimals", ["1.25", "1.255"], [Decimal("1.25")], "too-many-decimals"),
        ("number, 0 decimals", ["7", "7.0", "7.5"], [Decimal(7), Decimal(7)], "too-many-decimals"),
        ("minutes", ["12.5", "x"], [Decimal("12.5")], "not-a-number"),
        ("date", ["2019-03-31", "2019-03-31 23:59", "", "2019-02-30"], [date(2019, 3, 31)] * 2 + [None], "not-a-date"),
        ("date_and_time", ["2019-03-31", "2019-03-31 23:59:01", "x"],
         [datetime(2019, 3, 31), datetime(2019, 3, 31, 23, 59, 1)], "not-a-date"),
        ("text", [" a b ", "", "  ", "NA", "1.10"], ["a b", None, None, "NA", "1.10"], ""),
        ("service", [" repairs", "repairs ", "Waste"], ["repairs", "repairs", "Waste"], ""),
    ],
)  # fmt: skip
def test_what_fits_and_what_is_rejected(
    load: Callable[..., Any], kind: str, given: list[str], expected: list[object], code: str
) -> None:
    loading = load(field(kind), cells(given))
    assert loading.column("x") == expected
    report = loading.good.report
    assert report.rows == len(given) and report.rejected == len(given) - len(expected)
    assert {problem.code for problem in report.problems} == ({code} if code else set())


@pytest.mark.parametrize("kind", ["five", "number", "money", "yes_no"])
def test_nan_in_parquet_is_a_missing_value_with_a_note(load: Callable[..., Any], tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.parquet"
    values = pa.array([float("nan"), None, float("nan")], pa.float64())
    pq.write_table(pa.table({"x": values}), path)
    loading = load(field(kind), path, plugin="parquet")
    assert loading.column("x") == [None] * 3 and loading.good.report.rejected == 0
    assert loading.good.report.notes == ("`x`: NaN is read as no value.",)


@pytest.mark.parametrize(
    ("kind", "arrow"),
    [("text", pa.string()), ("service", pa.dictionary(pa.int32(), pa.string())),
     ("channel", pa.dictionary(pa.int32(), pa.string())),
     ("five", pa.int32()), ("number", pa.decimal128(28, 6)), ("number, 2 decimals", pa.decimal128(28, 2)),
     ("money", pa.decimal128(18, 2)), ("days", pa.decimal128(18, 6)), ("date", pa.date32()),
     ("date_and_time", pa.timestamp("us")), ("yes_no", pa.bool_()), ("done", pa.dictionary(pa.int32(), pa.string()))],
)  # fmt: skip
def test_an_empty_column_has_the_canonical_type(load: Callable[..., Any], kind: str, arrow: pa.DataType) -> None:
    for data in ("x,y\n", "x,y\n,y\n"):
        assert load(field(kind), data).good.data.schema.field("x").type == arrow


def test_missing_values_and_spellings(load: Callable[..., Any]) -> None:
    data = "x,y\nSelf Service,1\n-,2\nn.v.,3\nSELF  service,4\n"
    values = {"x": {"Self Service": "web"}}
    loading = load(field("channel"), data, missing=("-", "n.v."), values=values)
    assert loading.column("x") == ["web", None, None, "web"]
    rules = RULES + "  field x is channel\n"
    assert load(rules, data, missing=("-", "n.v."), values=values).rejected == {"missing-value": (3, 4)}


def test_each_row_is_rejected_once_and_told_for_every_field_at_fault(load: Callable[..., Any]) -> None:
    rules = RULES + "  key id\n  field id is text\n  field sat is five\n  field on is date\n"
    data = "id,sat,on\na,9,x\n,9,2019-01-01\nb,1,2019-01-01\nb,2,2019-01-02\nc,3,soon\nd,4\n\ne,,2019-01-01\n"
    loading = load(rules, data)
    assert loading.column("id") == ["b"] and loading.good.row_numbers.tolist() == [4]
    assert loading.rejected == {
        "outside-scale": (2, 3), "missing-value": (3, 9), "duplicate-key": (5,), "not-a-date": (2, 6),
        "ragged-row": (7,),
    }  # fmt: skip
    report = loading.good.report
    assert (report.rows, report.rejected) == (7, 6) and sum(p.count for p in report.problems) == 8


def test_no_more_than_a_thousand_rows_are_named(load: Callable[..., Any]) -> None:
    (problem,) = load(field("five"), cells(["9"] * 1030 + ["1"])).good.report.problems
    assert problem.count == 1030 and problem.rows == tuple(range(2, 1002))


def test_keys_of_several_fields(load: Callable[..., Any]) -> None:
    rules = RULES + "  key a, b\n  field a is text\n  field b is text, may be missing\n"
    loading = load(rules, "a,b\n1,2\n1,3\n2,2\n1,2\n12,\n1,\n12,\n")
    assert loading.rejected == {"duplicate-key": (5, 8)}


def test_values_of_personal_fields_are_never_said(load: Callable[..., Any]) -> None:
    rules = RULES + "  key id\n  field id is text, personal\n  field age is number, personal\n  field x is channel\n"
    loading = load(rules, "id,age,x\nsecret1,secret2,web\nsecret3,1,fax\nsecret4,1,web\nsecret4,1,web\n")
    assert loading.good.report.rejected == 3
    assert "secret" not in repr(loading.good.report) and "fax" in repr(loading.good.report)


def test_a_missing_column_suggests_the_line_to_write(load: Callable[..., Any]) -> None:
    rules = RULES + "  field created_date is date\n"
    loading = load(rules, "CreatedDate,other\n2019-01-01,1\n")
    (found,) = loading.found
    assert found.code == "missing-column" and 'columns = { created_date = "CreatedDate" }' in found.help
    (optional,) = load(RULES + "  field a is date\n  field b is date, may be missing\n", "a\n2019-01-01\n").found
    assert "If the data have no such column, write `columns = { b = false }`." in optional.help
    assert optional.message == "`data0.csv` has no column `b`."
    several = RULES + "  field a is date\n" + "".join(f"  field {name} is date, may be missing\n" for name in "bcd")
    lost = load(several, "a,c\n2019-01-01,2019-01-01\n").found
    assert ["write `columns = { b = false, d = false }`" in each.help for each in lost] == [True, False]
    assert load(rules, "Created date\n2019-01-01\n").column("created_date") == [date(2019, 1, 1)]


def test_of_several_missing_columns_each_sentence_of_help_is_said_once(load: Callable[..., Any]) -> None:
    rules = RULES + "  field id is text\n" + "".join(f"  field {n} is text, may be missing\n" for n in ("xx", "yy"))
    first, second = (each.help for each in load(rules, "id,quux\n1,2\n").found)
    assert "`quux`" in first
    assert 'columns = { xx = "…" }' in first and "columns = { xx = false, yy = false }" in first
    assert second == 'Write `columns = { yy = "…" }` in `[sources.t]`.'


def test_a_repeated_heading_must_be_told(load: Callable[..., Any]) -> None:
    data = "x,x\nweb,face\n"
    assert load(field("channel"), data).codes == ["duplicate-heading"]
    assert load(field("channel"), data, columns={"x": "x (2)"}).column("x") == ["face"]


def test_ambiguous_dates_are_an_error_with_both_formats(load: Callable[..., Any]) -> None:
    loading = load(field("date"), cells(["01/02/2018", "03/04/2018"]))
    (found,) = loading.found
    assert found.code == "ambiguous-date" and loading.table is None
    assert "%d/%m/%Y" in found.help and "%m/%d/%Y" in found.help
    told = load(field("date"), cells(["01/02/2018", "03/04/2018", "13/13/2018"]), dates=("%d/%m/%Y",))
    assert told.column("x") == [date(2018, 2, 1), date(2018, 4, 3)] and told.rejected == {"not-a-date": (4,)}


def test_formats_that_fit_nothing_are_an_error(load: Callable[..., Any]) -> None:
    assert load(field("date"), cells(["01/02/2018"]), dates=("%Y-%m-%d",)).codes == ["unknown-date-format"]
    assert load(field("date"), cells(["soon", "later"])).codes == ["unknown-date-format"]


@pytest.mark.parametrize(
    ("days", "help"),
    [
        (("31/12/24", "01/02/25"), 'Write `dates = "%d/%m/%y"`.'),
        (("01/02/25", "03/04/25"), 'Write `dates = "%d/%m/%y"` or `dates = "%m/%d/%y"`.'),
        (("31.12.24", "01.02.25"), 'Write `dates = "%d.%m.%y"`.'),
        (("soon", "later"), "Write in `dates` how they are written; a list holds several forms."),
    ],
)
def test_the_form_that_dates_have_is_offered(load: Callable[..., Any], days: tuple[str, str], help: str) -> None:
    (found,) = load(field("date"), cells(list(days)), dates=("%d/%m/%Y",)).found
    assert found.message == f"No date of `x` is written as `%d/%m/%Y`: the first is `{days[0]}`."
    assert found.help == f"{help} `%d` is the day, `%m` the month, `%Y` the year in four digits and `%y` in two."


def test_a_form_that_fits_no_column_is_said_once(load: Callable[..., Any]) -> None:
    rules = "table t: T\n  field x is date\n  field y is date, personal\n"
    places = {("dates",): Span("cx.toml", 21, 1, 21, 6)}
    (found,) = load(rules, "x,y\n31/12/24,31/12/24\n", dates=("%d/%m/%Y",), places=places).found
    assert (found.code, found.span) == ("unknown-date-format", places["dates",])


def test_all_mistakes_of_a_table_in_one_run(load: Callable[..., Any]) -> None:
    rules = RULES + "  field a is text\n  field b is date\n  field c is text\n"
    assert sorted(load(rules, "b,z\n01/02/2018,1\n").codes) == ["ambiguous-date", "missing-column", "missing-column"]


def test_several_files_by_heading_each_with_its_own_dates(load: Callable[..., Any]) -> None:
    rules = RULES + "  key id\n  field id is text\n  field on is date\n  field x is channel, may be missing\n"
    first, second = "a,13/02/2018,web\nb,14/02/2018,fax\n", "face,2019-01-02,c\nweb,2019-01-03,a\n"
    loading = load(rules, "id,on,x\n" + first, "x,on,id\n" + second, "id,on\nd,2020-01-01\n")
    table = loading.good
    assert table.data.to_pylist() == [
        {"id": "a", "on": date(2018, 2, 13), "x": "web"}, {"id": "c", "on": date(2019, 1, 2), "x": "face"},
        {"id": "d", "on": date(2020, 1, 1), "x": None},
    ]  # fmt: skip
    assert table.files == (("data0.csv", 0), ("data1.csv", 1), ("data2.csv", 2))
    assert loading.rejected == {"not-an-option": (3,), "missing-column": (), "duplicate-key": (3,)}
    assert (table.report.rows, table.report.rejected) == (5, 2)
    assert "data0.csv" in table.report.problems[0].message


def test_a_column_that_one_file_lacks_and_needs(load: Callable[..., Any]) -> None:
    rules = RULES + "  field id is text\n"
    loading = load(rules, "id\na\n", "x\nb\n", "x\nc\n")
    assert loading.table is None and set(loading.codes) == {"missing-column"}


def test_header_only_is_no_error(load: Callable[..., Any]) -> None:
    loading = load(field("date"), "x,y\n")
    assert loading.good.data.num_rows == 0 and loading.rejected == {"no-rows": ()}


TYPED: list[tuple[str, pa.Array, list[object], str]] = [
    ("date", pa.array([datetime(1965, 1, 1, 5), None]), [date(1965, 1, 1), None], ""),
    ("date", pa.array([date(2018, 1, 1)]), [date(2018, 1, 1)], ""),
    ("date_and_time", pa.array([date(2018, 1, 1)]), [datetime(2018, 1, 1)], ""),
    ("date_and_time", pa.array([datetime(2018, 7, 1, 12)], pa.timestamp("ns")), [datetime(2018, 7, 1, 12)], ""),
    ("date_and_time", pa.array([datetime(2018, 7, 1, 12)], pa.timestamp("ms", "Europe/London")),
     [datetime(2018, 7, 1, 12)], ""),
    ("number", pa.array([1, None, 2**40]), [Decimal(1), None, Decimal(2**40)], ""),
    ("money", pa.array([0.1, 0.07, None, float("nan"), 1.005]), [Decimal("0.1"), Decimal("0.07"), None, None],
     "too-many-decimals"),
    ("money", pa.array([1e17, 3.5]), [Decimal("3.5")], "too-large"),
    ("money", pa.array([2**60, 3]), [Decimal(3)], "too-large"),
    ("money", pa.array([Decimal("1.2300"), Decimal("1.2340")]), [Decimal("1.23")], "too-many-decimals"),
    ("five", pa.array([1, 5, None], pa.int64()), [1, 5, None], ""),
    ("five", pa.array([1, 6, None], pa.uint8()), [1, None], "outside-scale"),
    ("five", pa.array([1.0, 4.5]), [1], "outside-scale"),
    ("money", pa.array([0.1, 1234567.9, 4, None, 0.125], pa.float32()),
     [Decimal("0.1"), Decimal("1234567.9"), Decimal(4), None], "too-many-decimals"),
    ("five", pa.array(["Satisfied", "2"]).dictionary_encode(), [4, 2], ""),
    ("channel", pa.array(["face", "Online form", None, "fax"]).dictionary_encode(), ["face", "web", None],
     "not-an-option"),
    ("channel", pa.array(["face", "fax"], pa.large_string()), ["face"], "not-an-option"),
    ("yes_no", pa.array([True, None, False]), [True, None, False], ""),
    ("yes_no", pa.array([0, 1, 2]), [False, True], "not-yes-no"),
    ("text", pa.array([10, None]), ["10", None], ""),
    ("text", pa.array([" a", "", None], pa.large_string()), ["a", None, None], ""),
    ("service", pa.array(["a ", "a", None]).dictionary_encode(), ["a", "a", None], ""),
    ("text", pa.nulls(2), [None, None], ""),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "expected", "code"), TYPED)
@pytest.mark.parametrize("parquet", [False, True])
def test_typed_columns(
    load: Callable[..., Any], rules: Callable[[str], Names], tmp_path: Path, parquet: bool, kind: str,
    given: pa.Array, expected: list[object], code: str,
) -> None:  # fmt: skip
    data = pa.table({"x": given, "unused": given})
    if parquet:
        path = tmp_path / "data.parquet"
        pq.write_table(data, path)
        table = load(field(kind), path, plugin="parquet").good
    else:
        names, found = rules(field(kind)), Diagnostics()
        loaded = typed_table(names.tables["t"], names, raw_from_object(data), found=found)
        assert loaded is not None, list(found)
        table = loaded
    assert table.data.column("x").to_pylist() == expected
    assert table.data.column_names == ["x"]
    assert {problem.code for problem in table.report.problems} == ({code} if code else set())
    assert table.report.rejected == len(given) - len(expected)


@pytest.mark.parametrize(
    ("kind", "given"),
    [("text", pa.array([3.1])), ("date", pa.array([20180101])), ("number", pa.array([True])),
     ("channel", pa.array([1.5])), ("yes_no", pa.array([date(2018, 1, 1)])), ("five", pa.array([[1]])),
     ("money", pa.array([date(2018, 1, 1)]))],
)  # fmt: skip
def test_columns_of_a_wrong_type(rules: Callable[[str], Names], kind: str, given: pa.Array) -> None:
    names, found = rules(field(kind)), Diagnostics()
    assert typed_table(names.tables["t"], names, raw_from_object(pa.table({"x": given})), found=found) is None
    assert [diagnostic.code for diagnostic in found] == ["wrong-column-type"]


def test_lists_of_dicts(rules: Callable[[str], Names]) -> None:
    names, found = rules(field("channel")), Diagnostics()
    raw = raw_from_object([{}, {"x": "web"}, {"x": None, "y": 1}])
    loaded = typed_table(names.tables["t"], names, raw, found=found)
    assert loaded is not None and loaded.data.column("x").to_pylist() == [None, "web", None]
    lacking = typed_table(names.tables["t"], names, raw_from_object([{"y": 1}]), found=found)
    assert lacking is not None and lacking.data.column("x").to_pylist() == [None]
    assert [problem.code for problem in lacking.report.problems] == ["missing-column"]
    empty = typed_table(names.tables["t"], names, raw_from_object([]), found=found)
    assert empty is not None and empty.data.num_rows == 0
    for wrong in (3, "text", [1], [{"x": 1}, {"x": "one"}]):
        with pytest.raises(CxError) as raised:
            raw_from_object(wrong)
        assert raised.value.exit_code == 3


def test_canonical_parquet_passes_as_it_is(load: Callable[..., Any], tmp_path: Path) -> None:
    rules = RULES + "  key id\n  field id is text\n  field c is channel\n  field s is five\n  field m is money\n"
    first = load(rules, "id,c,s,m\n" + "".join(f"{i},web,{i % 5 + 1},{i}.5\n" for i in range(3000))).good
    path = tmp_path / "again.parquet"
    pq.write_table(first.data, path)
    again = load(rules, path, plugin="parquet").good
    assert again.data.cast(first.data.schema).equals(first.data) and again.data.schema.equals(first.data.schema)
    assert again.report.digest.startswith("sha256:") and again.report.digest != first.report.digest


@pytest.mark.parametrize("content", [b"", b"PAR1 and no more", b"a,b\n1,2\n"])
def test_unreadable_parquet(load: Callable[..., Any], tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.parquet"
    path.write_bytes(content)
    with pytest.raises(CxError) as raised:
        load(field("text"), path, plugin="parquet")
    assert raised.value.exit_code == 3
    assert raised.value.diagnostics[0].code == ("not-parquet" if content else "empty-file")


@pytest.mark.parametrize("word", ["money", "number", "days", "text"])
def test_a_key_of_any_type_where_every_row_is_rejected(load: Callable[..., Any], word: str) -> None:
    loading = load(RULES + f"  key a\n  field a is {word}\n  field b is number\n", "a,b\n1,x\n2,y\n")
    assert loading.rejected == {"not-a-number": (2, 3)} and loading.good.data.num_rows == 0
