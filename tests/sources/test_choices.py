"""Questions with a column for each answer, files that differ, and dates that several formats fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxengine.diagnostics import Diagnostics
from cxengine.engine.project import load_project
from cxengine.host.contracts import LoadedTable
from cxengine.lang.names import Names
from cxengine.sources.bindings import check_bindings
from cxengine.sources.builtin import standard_host
from cxengine.sources.load import load_table

RULES = """
table answers_given: Answers
  key id
  field id is text
  field saw_one is yes_no, may be missing
  field saw_two is yes_no, may be missing
  field channel is one of (web, phone), may be missing
  field day is date, may be missing
"""
DATA = """id,Which? / One,Which? / Two,By: web,By: phone,day
1,Episode One,,x,,01/02/2019
2,,Two,,1,13/02/2019
3,,,0,0,02/13/2019
4,N/A,,x,x,01/01/2019
5,0,unchecked,,yes,1.2.2019
"""
OPTIONS = """
[sources.answers_given.options.which]
saw_one = "Which? / One"
saw_two = "Two"
[sources.answers_given.options.channel]
web = "By: web"
phone = "By: phone"
"""


@pytest.fixture
def project(tmp_path: Path, rules: Callable[[str], Names]) -> Callable[..., tuple[LoadedTable | None, Diagnostics]]:
    """``project(toml, rules, file=content…)``: the first table of the rules, filled as a cx.toml says."""

    def run(toml: str, text: str = RULES, **files: str) -> tuple[LoadedTable | None, Diagnostics]:
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_text(content)
        (tmp_path / "cx.toml").write_text(toml)
        found, names = Diagnostics(), rules(text)
        loaded_project = load_project(tmp_path, found)
        check_bindings(loaded_project.bindings, names, found)
        if found.has_errors:
            return None, found
        table, (binding,) = next(iter(names.tables.values())), loaded_project.bindings
        return load_table(table, names, binding=binding, host=standard_host(), found=found), found

    return run


def test_a_blank_answer_is_no_only_where_the_question_was_answered(project: Callable[..., Any]) -> None:
    toml = '[sources.answers_given]\npath = "d.csv"\nmissing = ["N/A"]\ndates = "%d/%m/%Y"\n' + OPTIONS
    loaded, found = project(toml, d=DATA.replace("02/13/2019", "").replace("1.2.2019", ""))
    assert not found and loaded is not None
    assert loaded.data.column("saw_one").to_pylist() == [True, False, None, False]
    assert loaded.data.column("saw_two").to_pylist() == [False, True, None, False]
    assert loaded.data.column("channel").to_pylist() == ["web", "phone", None, "phone"]
    (problem,) = loaded.report.problems
    assert (problem.code, problem.rows) == ("not-an-option", (5,)) and "`web and phone`" in problem.message


def test_what_is_wrong_with_options_is_said_with_its_place(project: Callable[..., Any]) -> None:
    toml = (
        '[sources.answers_given]\npath = "d.csv"\ncolumns = { channel = "By: web" }\n'
        '[sources.answers_given.options.which]\nsaw_on = "Two"\nchannel = "By: web"\n'
        '[sources.answers_given.options.channel]\nwebb = "By: web"\n'
        '[sources.answers_given.options.day]\nweb = "By: web"\n[sources.answers_given.options.none]\n'
    )
    _, found = project(toml, d=DATA)
    assert sorted((d.code, d.span.line) for d in found) == sorted([
        ("unknown-field", 5), ("unknown-field", 6), ("unknown-option", 8), ("heading-used-twice", 3),
        ("unknown-option", 9), ("wrong-value", 11),
    ])  # fmt: skip
    toml = '[sources.answers_given]\npath = "d.csv"\ndates = "%d/%m/%Y"\n' + OPTIONS.replace("Two", "Which? / Too")
    _, found = project(toml, d=DATA)
    assert [(d.code, d.span.line) for d in found] == [("missing-column", 7)]
    assert any("Did you mean `Which? / Two`?" in d.help for d in found)


DAYS = "table t: T\n  field day is date\n"


@pytest.mark.parametrize(("word", "days", "rejected"), [
    ("reject", ["2019-02-13", "2019-02-13", "2019-01-01"], {"ambiguous-date": (2,), "not-a-date": (6,)}),
    ("first", ["2019-02-01", "2019-02-13", "2019-02-13", "2019-01-01"], {"not-a-date": (6,)}),
])  # fmt: skip
def test_a_date_that_two_formats_read_differently(
    project: Callable[..., Any], word: str, days: list[str], rejected: dict[str, tuple[int, ...]]
) -> None:
    toml = f'[sources.t]\npath = "d.csv"\ndates = ["%d/%m/%Y", "%m/%d/%Y"]\nambiguous_dates = "{word}"\n'
    loaded, _ = project(toml, DAYS, d=DATA)
    assert loaded.data.column("day").to_pylist() == [date.fromisoformat(day) for day in days]
    assert {problem.code: problem.rows for problem in loaded.report.problems} == rejected
    assert ("1 date fits several" in " ".join(loaded.report.notes)) == (word == "first")


def test_files_that_differ_in_headings_formats_and_kind(project: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "new.json").write_text('[{"Nr": 3, "When": "31.12.2019", "Chan": "Telephone"}, {"Nr": 1}]')
    toml = (
        '[sources.answers_given]\ncolumns = { id = "No", day = "Day" }\ndates = "%d/%m/%Y"\n'
        'values.channel = { Online = "web" }\n'
        '[[sources.answers_given.files]]\npath = "old.csv"\n'
        '[[sources.answers_given.files]]\npath = "new.json"\ndates = "%d.%m.%Y"\n'
        'columns = { id = "Nr", day = "When", channel = "Chan" }\n'
        '[sources.answers_given.files.values.channel]\nTelephone = "phone"\n'
    )
    loaded, found = project(toml, old="No,Day,channel\n1,30/12/2019,online\n2,1.1.2019,web\n")
    assert not found and loaded is not None
    assert loaded.data.column("id").to_pylist() == ["1", "3"]
    assert loaded.data.column("day").to_pylist() == [date(2019, 12, 30), date(2019, 12, 31)]
    assert loaded.data.column("channel").to_pylist() == ["web", "phone"]
    report = loaded.report
    assert (report.rows, report.rejected) == (4, 2) and loaded.files == (("old.csv", 0), ("new.json", 1))
    assert [(file.name, file.rows, file.rejected) for file in report.files] == [("old.csv", 2, 1), ("new.json", 2, 0)]
    assert {problem.code for problem in report.problems} == {"not-a-date", "duplicate-key", "missing-column"}


def test_mistakes_in_files_have_the_place_of_their_own_key(project: Callable[..., Any]) -> None:
    toml = (
        '[sources.answers_given]\nplugin = "csv"\npath = "d.csv"\n'
        '[[sources.answers_given.files]]\npath = "d.csv"\ncolums = { id = "No" }\n'
    )
    _, found = project(toml, d=DATA)
    assert sorted((d.code, d.span.line) for d in found) == [("unknown-key", 6), ("wrong-value", 3)]
    toml = (
        '[sources.answers_given]\ncolumns = { idd = "No" }\n'
        '[[sources.answers_given.files]]\npath = "d.csv"\n[[sources.answers_given.files]]\npath = "e.csv"\n'
        'columns = { dey = "Day" }\n'
    )
    _, found = project(toml, d=DATA)
    assert [(d.code, d.span.line) for d in found if d.code == "missing-file"] == [("missing-file", 6)]
    assert sorted(d.span.line for d in found if d.code == "unknown-field") == [2, 7]


def test_three_header_rows_of_import_ids_are_seen(load: Callable[..., Any]) -> None:
    ids = ['{"ImportId":"startDate","timeZone":"Europe/London"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2_TEXT"}']
    cells = ",".join('"' + each.replace('"', '""') + '"' for each in ids)
    data = f"StartDate,Q1,Q2\nStart,Are you well?,Why?\n{cells}\n2019-03-31 08:00:00,Yes,fine\n"
    rules = "table t: T\n  field at is date_and_time\n  field well is yes_no\n  field why is text, personal\n"
    loading = load(rules, data, columns={"at": "StartDate", "well": "QID1", "why": "Why?"})
    assert loading.column("well") == [True] and loading.column("why") == ["fine"]
    assert loading.good.report.rows == 1 and "Europe/London" in " ".join(loading.good.report.notes)


def test_columns_of_a_question_that_no_option_names_are_told(load: Callable[..., Any]) -> None:
    """Who ticked the third alone is not told from who did not answer, so that a share would be too large."""
    data = "id,Which? / One,Which? / Two,Which? / Three,Age\n1,x,,,40\n2,,,x,50\n"
    fields = "".join(f"  field saw_{at} is yes_no, may be missing\n" for at in (1, 2))
    rules = f"table t: T\n  field id is text\n{fields}"
    named = {"saw_1": "Which? / One", "saw_2": "Two"}
    loading = load(rules, data, choices={"which": named})
    assert loading.column("saw_1") == [True, None]
    (problem,) = loading.good.report.problems
    assert (problem.code, problem.count) == ("options-left-out", 0)
    assert "2 of the 3 columns" in problem.message and "`Three`" in problem.message
    more = rules + "  field saw_3 is yes_no, may be missing\n"
    assert load(more, data, choices={"which": {**named, "saw_3": "Three"}}).good.report.problems == ()


@pytest.mark.parametrize("word", ["-", "\N{EN DASH}", "NULL", "F", "Not ticked", "Unticked", "not chosen"])
def test_more_words_for_an_answer_that_was_not_chosen(load: Callable[..., Any], word: str) -> None:
    choices = {"which": {"saw_one": "One", "saw_two": "Two"}}
    loaded = load(TWO, f"One,Two\n{word},x\n", choices=choices)
    assert loaded.column("saw_one") == [False] and loaded.column("saw_two") == [True]
    assert not loaded.good.report.problems


def test_a_tick_that_may_say_that_there_is_none_is_told(load: Callable[..., Any]) -> None:
    choices = {"which": {"saw_one": "Which? / One", "saw_two": "N/A"}}
    rows = "Which? / One,N/A\nn/a,x\nN/A ,\nx,n/a\n"
    (problem,) = load(TWO, rows, choices=choices).good.report.problems
    assert (problem.code, problem.count) == ("doubtful-tick", 2) and "`n/a` under `Which? / One`" in problem.message
    taken = load(TWO, rows, choices=choices, missing=("n/a",))
    assert taken.column("saw_one") == [False, None, True] and not taken.good.report.problems


def test_a_copy_of_a_file_is_told_and_one_that_is_read_otherwise_is_not(load: Callable[..., Any]) -> None:
    text = "saw_one,saw_two\nyes,no\n"
    copied = load(TWO, text, text)
    assert copied.good.report.rows == 2
    (problem,) = copied.good.report.problems
    assert (problem.code, problem.count) == ("same-file", 1)
    assert "`data1.csv` holds the same as `data0.csv`, so that its rows count twice" in problem.message
    assert "same-file" not in load(TWO, text[:16], text[:16]).rejected


def test_a_path_that_stands_twice_is_refused(project: Callable[..., Any]) -> None:
    loaded, found = project('[sources.answers_given]\npaths = ["d.csv", "d.csv"]\n', d=DATA)
    assert loaded is None and [each.code for each in found] == ["wrong-value"]
    assert "`d.csv` stands twice in `paths`" in next(iter(found)).message


TWO = """
table seen: Films
  field saw_one is yes_no, may be missing
  field saw_two is yes_no, may be missing
"""
