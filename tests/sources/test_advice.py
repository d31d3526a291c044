"""What a person reads who has written something wrong about a file: following it must not make another mistake."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxengine.diagnostics import Diagnostics
from cxengine.engine.project import load_project

DATED = "table t: T\n  field id is text\n  field day is date\n"


def helped(load: Callable[..., Any], *files: str, **binding: Any) -> list[str]:
    """The help of each mistake."""
    return [each.help for each in load(DATED, *files, **binding).found]


def test_a_heading_with_quotation_marks_is_written_so_that_toml_reads_it(load: Callable[..., Any]) -> None:
    (help,) = helped(load, 'id,"The ""day"""\n1,2026-01-01\n', columns={"day": "The \N{LEFT DOUBLE QUOTATION MARK}day"})
    line = help.partition("Write `")[2].partition("` in")[0]
    assert tomllib.loads(line) == {"columns": {"day": 'The "day"'}}


@pytest.mark.parametrize(
    ("first", "second", "form"),
    [("2007-10", "2007-11", "%Y-%m"), ("Feb-26", "Mar-26", "%b-%y"), ("February 2026", "March 2026", "%B %Y"),
     ("Sun 1 Feb 2026", "Mon 2 Feb 2026", "%a %d %b %Y"), ("20260201", "20260202", "%Y%m%d")],
)  # fmt: skip
def test_a_rare_form_of_dates_is_told_and_can_be_written(
    load: Callable[..., Any], first: str, second: str, form: str
) -> None:
    text = f"id,day\n1,{first}\n2,{second}\n"
    assert helped(load, text) == [f'Write `dates = "{form}"`.']
    assert load(DATED, text, dates=(form,)).good.report.rejected == 0


def test_words_in_place_of_dates_and_day_numbers(load: Callable[..., Any]) -> None:
    words = ['Where `TBC` says that there is no date, write `missing = ["…"]` with it.']
    assert helped(load, "id,day\n1,TBC\n") == words
    (help,) = helped(load, "id,day\n1,46054\n", dates=("%d/%m/%Y",))
    assert help.startswith("Such numbers as 46022 are how Excel counts days")


def test_of_several_files_the_one_with_other_dates_is_named(load: Callable[..., Any]) -> None:
    files = ("id,day\n1,13/02/2026\n", "id,day\n2,2026-02-03\n")
    (told,) = load(DATED, *files, dates=("%d/%m/%Y",)).found
    assert told.message == "No date of `day` in `data1.csv` is written as `%d/%m/%Y`: the first is `2026-02-03`."
    assert 'write `dates = ["%d/%m/%Y", "%Y-%m-%d"]`' in told.help
    assert load(DATED, *files, dates=("%d/%m/%Y", "%Y-%m-%d")).good.report.rejected == 0


def test_a_column_that_stands_twice_is_not_one_that_the_data_lack(load: Callable[..., Any]) -> None:
    rules = "table t: T\n  field id is text\n  field a is text, may be missing\n  field b is text, may be missing\n"
    twice, lacking = load(rules, "id,a,a\n1,2,3\n").found
    assert (twice.code, lacking.code) == ("duplicate-heading", "missing-column")
    assert "write `columns = { b = false }`" in lacking.help


def test_headings_that_stand_once_more_are_no_row(load: Callable[..., Any]) -> None:
    loaded = load("table t: T\n  field id is text\n  field a is text\n", "id,a\n1,x\nid,a\na,id\n")
    assert loaded.column("a") == ["x", "id"] and loaded.rejected == {"headings-again": (3,)}
    assert (loaded.good.report.rows, loaded.good.report.rejected) == (3, 1)


def test_headings_that_stand_once_more_beside_options_and_behind_a_mark(load: Callable[..., Any]) -> None:
    rules = "table t: T\n  field on is date\n  field a is yes_no, may be missing\n  field b is yes_no, may be missing\n"
    data = "on,A,N/A\n13/02/2018,x,\n\ufeffon,A,N/A\n14/02/2018,N/A,x\n"
    loaded = load(rules, data, choices={"q": {"a": "A", "b": "N/A"}})
    assert loaded.column("a") == [True, True] and loaded.column("b") == [False, True]
    assert loaded.rejected == {"headings-again": (3,), "doubtful-tick": ()}


def test_a_number_among_words_and_a_key_of_another_source(tmp_path: Path) -> None:
    found = Diagnostics()
    (tmp_path / "d.csv").write_text("id\n1\n")
    (tmp_path / "cx.toml").write_text('[sources.t]\npath = "d.csv"\nmissing = [99]\nsheet = "S"\n')
    load_project(tmp_path, found)
    said = {each.code: (each.message, each.help) for each in found}
    assert said["wrong-value"] == ("`missing` takes a list of texts, and `99` in it is a number.",
                                   'Write it in quotation marks: `"99"`.')  # fmt: skip
    assert "`header_rows`, `encoding`, `delimiter`" in said["unknown-key"][1]


def test_a_column_within_a_column_of_parquet_is_bound_as_in_json(load: Callable[..., Any], tmp_path: Path) -> None:
    rules = "table t: T\n  field id is text\n  field points_given is number, may be missing\n  field word is text\n"
    rows = [{"id": "1", "q": {"points_given": 5, "in": {"word": "x"}}},
            {"id": "2", "q": {"points_given": None, "in": {"word": "y"}}}]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "t.parquet")
    (told, _) = load(rules, tmp_path / "t.parquet", plugin="parquet").found
    assert 'Write `columns = { points_given = "q.points_given" }`' in told.help
    columns = {"points_given": "q.points_given", "word": "q.in.word"}
    loaded = load(rules, tmp_path / "t.parquet", plugin="parquet", columns=columns)
    assert loaded.column("word") == ["x", "y"] and loaded.column("points_given") == [5, None]


SPELT = """category ways: Ways
  option web: Online
  option phone: Telephone
scale five 1 to 5, higher is better: Five
table t: T
  field way is ways
  field happy is five, may be missing
  field solved is yes_no, may be missing
  field cost is number, may be missing
  field name is one of (a, b), personal, may be missing
  field day is date, may be missing
"""


def messages(load: Callable[..., Any], row: str, **binding: Any) -> list[str]:
    """What is told of the rows of a table, of which the first fits."""
    loaded = load(SPELT, f"way,happy,solved,cost,name,day\nweb,5,yes,1,a,2026-03-01\n{row}\n", **binding)
    return [each.message for each in loaded.good.report.problems]


def test_of_words_that_fit_nothing_it_is_told_where_they_are_given_a_meaning(load: Callable[..., Any]) -> None:
    row = "Fax,Very happy,maybe,1,a,2026-03-01"
    told = messages(load, row)
    lines = [each.rpartition(".values.")[2] for each in told]
    assert [line.split(". Words")[0] for line in lines] == [
        'way]`: `"Fax" = "…"`', 'happy]`: `"Very happy" = "…"`', 'solved]`: `"maybe" = "…"`',
    ]  # fmt: skip
    values = {"way": {"Fax": "phone"}, "happy": {"Very happy": "5"}, "solved": {"maybe": "no"}}
    assert messages(load, row, values=values) == []


def test_no_meaning_is_asked_for_of_numbers_and_none_personal_is_shown(load: Callable[..., Any]) -> None:
    (scale, personal) = messages(load, "web,11,yes,1,Ann,2026-03-01")
    assert scale == "`happy` is not on the scale `five`, 1 to 5: `11`."
    assert "Ann" not in personal and '`"…" = "…"`' in personal
    (mail,) = messages(load, "ann@example.org,5,yes,1,a,2026-03-01")
    assert "ann@" not in mail and '`"…" = "…"`' in mail


def test_capitals_count_in_missing(load: Callable[..., Any]) -> None:
    row, missing = "web,N/A,yes,N/A,a,N/A", ("n/a",)
    told = messages(load, row, missing=missing)
    assert len(told) == 3 and all("`missing`, which has `n/a`: add `N/A`." in each for each in told)
    assert messages(load, row, missing=("n/a", "N/A")) == []


def test_of_percentages_it_is_told_how_they_are_written(load: Callable[..., Any]) -> None:
    (told,) = messages(load, "web,5,yes,85%,a,2026-03-01")
    assert "write 85 for 85%, `formula mean(cost) / 100` and `shown as percent`" in told
    assert messages(load, "web,5,yes,85,a,2026-03-01") == []


def test_day_numbers_among_dates_and_dates_that_fit_two_ways(load: Callable[..., Any]) -> None:
    (told,) = messages(load, "web,5,yes,1,a,46082")
    assert "Such numbers as 46022 are how Excel counts days" in told
    data, binding = "id,day\n1,13/02/2026\n2,02/03/2026\n", {"dates": ("%d/%m/%Y", "%m/%d/%Y")}
    (told,) = load(DATED, data, **binding).good.report.problems
    assert told.message.endswith('With `ambiguous_dates = "first"` the one that stands first in `dates` holds.')
    assert load(DATED, data, ambiguous_dates="first", **binding).good.report.rejected == 0
