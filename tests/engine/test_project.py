"""cx.toml: every mistake in one run, each with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import cxengine
from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.pack_files import rule_files
from cxengine.engine.project import Project, find_project, load_project
from cxengine.engine.toml_places import places
from cxengine.host.contracts import Secret


def project(folder: Path, text: str) -> tuple[Project, tuple[Diagnostic, ...], str]:
    (folder / "data").mkdir(exist_ok=True)
    for name in ("contacts", "more"):
        (folder / "data" / f"{name}.csv").write_text("a\n1\n")
    (folder / "cx.toml").write_bytes(text.encode())
    found = Diagnostics()
    return load_project(folder, found), tuple(found), text


def underlined(diagnostic: Diagnostic, text: str) -> str:
    span = diagnostic.span
    assert span.line == span.end_line and span.filename.endswith("cx.toml")
    return text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1]


GOOD = """# a council
[project]
name = "Enfield"
as_of = "2019-03-31"
packs = ["shared rules", "rules/../rules"]
plugins = []

[sources.contacts]
plugin = "csv"
path = "data/contacts.csv"
columns = { recommend = "Q7. How likely…", 'on' = "When" }
dates = "%d/%m/%Y"
missing = ["N/A", "-"]
header_rows = 2
delimiter = ";"
values.channel = { "Self Service" = "web" }

[sources.cases]
paths = ["data/contacts.csv", 'data/more.csv']

[engine]
backend = "duckdb"
"""


def test_a_whole_project(tmp_path: Path) -> None:
    for name in ("z.cx", "rules/b.cx", "rules/a.cx", ".hidden/x.cx", "other/y.cx", "shared rules/pack.cx", "note.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "other" / "cx.toml").touch()
    read, found, _ = project(tmp_path, GOOD)
    assert found == ()
    assert (read.name, read.as_of, read.backend) == ("Enfield", date(2019, 3, 31), "duckdb")
    assert [path.relative_to(tmp_path).as_posix() for path in read.rule_files] == [
        "shared rules/pack.cx", "rules/../rules/a.cx", "rules/../rules/b.cx", "z.cx",
    ]  # fmt: skip
    contacts, cases = read.bindings
    assert (contacts.table, contacts.plugin, contacts.paths) == ("contacts", "csv", (tmp_path / "data/contacts.csv",))
    assert contacts.columns == {"recommend": "Q7. How likely…", "on": "When"}
    assert contacts.values == {"channel": {"Self Service": "web"}}
    assert (contacts.dates, contacts.missing) == (("%d/%m/%Y",), ("N/A", "-"))
    assert contacts.options == {"header_rows": 2, "delimiter": ";"}
    assert contacts.place("columns", "on")[1:3] == (11, 44) and contacts.place("columns", "no")[1:3] == (11, 1)
    assert cases.plugin == "csv" and len(cases.paths) == 2 and cases.place()[1] == 18


def test_every_mistake_in_one_run(tmp_path: Path) -> None:
    text = """[project]
nam = "Enfield"
as_of = "2019-02-31"
packs = ["standart"]
plugins = "one"
[sources.contacts]
plugin = "csf"
path = "data/contact.csv"
columns = { recommend = "Q7", answered = 3.5 }
dates = ["%d/%m/%Y", "%q"]
[sources.cases]
plugin = "csv"
paths = ["data/contacts.csv", "data", "data/*.csv"]
header_rows = "x"
header_row = 1
encoding = "utf-9"
[sources.none]
plugin = "csv"
[sources.both]
plugin = "csv"
path = "data/contacts.csv"
paths = ["data/contacts.csv"]
delimiter = ";;"
[engin]
backend = "duckdb"
"""
    read, found, _ = project(tmp_path, text)
    assert [(d.code, underlined(d, text)) for d in found] == [
        ("unknown-key", "nam"),
        ("bad-date", '"2019-02-31"'),
        ("unknown-pack", '"standart"'),
        ("wrong-value", "plugins"),
        ("unknown-plugin", "plugin"),
        ("missing-file", "path"),
        ("wrong-value", "answered"),
        ("bad-date-format", '"%q"'),
        ("missing-file", '"data"'),
        ("missing-file", '"data/*.csv"'),
        ("wrong-value", "header_rows"),
        ("unknown-key", "header_row"),
        ("wrong-value", "encoding"),
        ("missing-key", "[sources.none]"),
        ("wrong-value", "paths"),
        ("wrong-value", "delimiter"),
        ("unknown-key", "[engin]"),
    ]
    helps = {underlined(d, text): d.help for d in found}
    assert "`data/contacts.csv`" in helps["path"] and "`name`" in helps["nam"] and "`csv`" in helps["plugin"]
    assert "`header_rows`" in helps["header_row"] and "`engine`" in helps["[engin]"]
    assert [binding.table for binding in read.bindings] == ["contacts", "cases", "none", "both"]


@pytest.mark.parametrize(
    ("key", "written", "meant"),
    [
        ("dates", "dd/mm/yyyy", "`%d/%m/%Y`"),
        ("dates", "DD.MM.YYYY", "`%d.%m.%Y`"),
        ("dates", "yyyy-mm-dd", "`%Y-%m-%d`"),
        ("dates", "d/m/yy", "`%d/%m/%y`"),
        ("dates", "YYYYMMDD", "`%Y%m%d`"),
        ("dates", "dd mmm yyyy hh:mm:ss", "`%d %b %Y %H:%M:%S`"),
        ("dates", "yyyy-mm-ddThh:mm", "`%Y-%m-%dT%H:%M`"),
        ("dates", "day first", "for example `%d/%m/%Y`"),
        ("dates", "mm/yy/mm", "for example `%d/%m/%Y`"),
        ("encoding", "ANSI", "`cp1252`"),
    ],
)
def test_words_of_other_programs_get_what_to_write_for_them(
    tmp_path: Path, key: str, written: str, meant: str
) -> None:
    (tmp_path / "a.csv").write_text("id\n1\n")
    head = '[project]\nname = "x"\npacks = ["standard"]\n[sources.contacts]\npath = "a.csv"\n'
    _, found, _ = project(tmp_path, f'{head}{key} = "{written}"\n')
    mistakes = [each for each in found if each.code in ("bad-date-format", "wrong-value")]
    assert len(mistakes) == 1 and f"Write {meant}" in mistakes[0].help and "Python" not in mistakes[0].message


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("[project\nname = 1", 1, "`"),
        ('[project]\nname = "x\nas_of = 1', 2, "quotation mark"),
        ('[project]\nname = "C:\\data\\x"', 2, "`/`"),
        ("name = Enfield", 1, "quotation marks"),
        ("[project]\n\nname", 3, "="),
        ("a = 1\na = 2", 2, "twice"),
        ("[a]\n[b]\n[a]", 3, "head"),
        ("packs = [1,\n", 1, ""),
        ("a = " + "[" * 5000, 1, ""),
    ],
)
def test_broken_toml_in_words(tmp_path: Path, text: str, line: int, word: str) -> None:
    _, found, _ = project(tmp_path, text)
    (only,) = found
    assert only.code == "toml-syntax" and only.span.line == line
    assert word in only.help + only.message and "Traceback" not in only.message


@pytest.mark.parametrize("value", ["2019-03-31", '"2019-03-31"', '" 2019-03-31 "'])
def test_dates_with_and_without_quotes(tmp_path: Path, value: str) -> None:
    read, found, _ = project(tmp_path, f"project.as_of = {value}\n")
    assert read.as_of == date(2019, 3, 31) and not found


@pytest.mark.parametrize("value", ['"31/03/2019"', '"20190331"', '"2019-W13-7"', "2019", "2019-03-31T10:00:00"])
def test_bad_dates(tmp_path: Path, value: str) -> None:
    read, found, _ = project(tmp_path, f"[project]\nas_of = {value}\n")
    assert read.as_of is None and len(found) == 1


def test_secrets_are_kept_by_name(tmp_path: Path) -> None:
    text = '[project]\nplugins = ["p"]\n[sources.cases]\nplugin = "open311"\nkey = { env = "OPEN311_KEY" }\nurl = "u"\n'
    read, found, _ = project(tmp_path, text)
    assert not found
    secret = read.bindings[0].options["key"]
    assert isinstance(secret, Secret) and secret.reveal({"OPEN311_KEY": "hush"}) == "hush"
    assert "hush" not in repr(read) and secret.reveal({}) is None


def test_windows_files_and_other_encodings(tmp_path: Path) -> None:
    read, found, _ = project(
        tmp_path, "\ufeff" + GOOD.replace("\n", "\r\n").replace('packs = ["shared rules", "rules/../rules"]', "")
    )
    assert not found and read.name == "Enfield"
    (tmp_path / "cx.toml").write_bytes('[project]\nname = "Énfield"\n'.encode("cp1252"))
    broken = Diagnostics()
    load_project(tmp_path, broken)
    assert [(d.code, d.span.line) for d in broken] == [("toml-syntax", 2)]


def test_a_folder_without_a_project(tmp_path: Path) -> None:
    found = Diagnostics()
    load_project(tmp_path, found)
    assert [diagnostic.code for diagnostic in found] == ["no-project"]


def test_the_project_above_up_to_the_root_of_git(tmp_path: Path) -> None:
    deep = tmp_path / "repository" / "council" / "data"
    deep.mkdir(parents=True)
    (tmp_path / "cx.toml").touch()
    assert find_project(deep) == tmp_path
    (tmp_path / "repository" / ".git").mkdir()
    assert find_project(deep) is None
    (tmp_path / "repository" / "council" / "cx.toml").touch()
    assert find_project(deep) == deep.parent == find_project(deep.parent)


def test_rule_files_of_a_folder_with_its_own_project(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").touch()
    (tmp_path / "a.cx").touch()
    assert rule_files(tmp_path) == (tmp_path / "a.cx",)


def test_places_in_every_form_of_toml() -> None:
    text = (
        'a.b = 1 # [not.this]\n"x y".c = """\nkey = 1\n""" \n[t."q.r"]\nk = [1, "]", { z = 2 }, [3]]\n'
        "m = '''\n[no]\n'''\n[[list]]\nn = { o = { p = '}' }, q = 1.5 }\nlast = true"
    )
    found = {path: (span.line, span.column) for path, span in places("f", text).items()}
    assert found[("a", "b")] == (1, 1) and found[("x y", "c")] == (2, 1)
    assert found[("t", "q.r", "k")] == (6, 1) and found[("t", "q.r", "k", "1")] == (6, 9)
    assert found[("t", "q.r", "k", "2", "z")] == (6, 16) and found[("t", "q.r", "k", "3", "0")] == (6, 26)
    assert found[("t", "q.r", "m")] == (7, 1) and found[("list", "0", "n", "o", "p")] == (11, 13)
    assert found[("list", "0", "n", "q")] == (11, 24) and found[("list", "0", "last")] == (12, 1)
    text = "[[a.files]]\nx = 1\n[[a.files]]\ny = 2\n[a.files.more]\nz = 3\n[b]\nx = 4\n"
    found |= {path: (span.line, span.column) for path, span in places("f", text).items()}
    assert found[("a", "files", "0", "x")] == (2, 1) and found[("a", "files", "1", "y")] == (4, 1)
    assert found[("a", "files", "1", "more", "z")] == (6, 1) and found[("b", "x")] == (8, 1)
    assert not {("no",), ("key",), ("not", "this")} & set(found)


def test_a_name_that_steers_a_terminal(tmp_path: Path) -> None:
    _, found, text = project(tmp_path, '[project]\nname = "En\\u001b[31mfield"\n')
    assert [(d.code, underlined(d, text)) for d in found] == [("wrong-value", "name")]


@pytest.mark.parametrize(
    ("text", "code", "place", "said"),
    [
        ("[source.contacts]\npath = 'data/contacts.csv'\n", "unknown-key", "[source.contacts]", "`sources`"),
        ("[sources.contcats.columns]\na = 'b'\n", "unknown-source", "[sources.contcats.columns]", "`contacts`"),
        ('[project]\nname = “Enfield”\n', "toml-syntax", "“", "straight"),
        ('[sources.contacts]\npath = "C:\\Users\\contacts.csv"\n', "toml-syntax", None, "single quotes"),
        ('[sources.contacts]\npath = ["data/contacts.csv"]\n', "wrong-value", "path", "`paths = [...]`"),
        (
            "[sources.contacts]\npath = 'data/contacts.csv'\ncolumns = { a = 'Q1', b = 'q1' }\n",
            "heading-used-twice", "b", "`a`",
        ),
    ],
)  # fmt: skip
def test_one_mistake_is_told_once(tmp_path: Path, text: str, code: str, place: str | None, said: str) -> None:
    (tmp_path / "rules.cx").write_text("subject service: Service\ntable contacts: Contacts\n")
    _, (diagnostic,), _ = project(tmp_path, text)
    assert diagnostic.code == code and said in f"{diagnostic.message} {diagnostic.help}"
    if place is not None:
        assert underlined(diagnostic, text) == place


def test_a_change_ends_after_it_began(tmp_path: Path) -> None:
    text = '[project]\nas_of = "2019-03-31"\nchange_since = "2019-03-31"\n'
    read, found, _ = project(tmp_path, text)
    assert [(d.code, underlined(d, text)) for d in found] == [("change-not-earlier", "change_since")]
    assert "31 March 2019" in found[0].message and found[0].help and read.change_since is None
    read, found, _ = project(tmp_path, text.replace('since = "2019-03-31', 'since = "2018-03-31'))
    assert read.change_since == date(2018, 3, 31) and not found


@pytest.mark.parametrize(
    ("written", "meant"), [("31/03/2026", "2026-03-31"), ("31 March 2026", "2026-03-31"), ("soon", "2019-03-31")]
)
def test_a_date_in_another_form_is_shown_as_it_should_be(tmp_path: Path, written: str, meant: str) -> None:
    _, found, _ = project(tmp_path, f'[project]\nas_of   = "{written}"\n')
    (problem,) = found
    assert problem.help == f'Write year, month and day: `as_of = "{meant}"`.'
    assert (problem.span.column, problem.span.end_column) == (11, 13 + len(written))


def test_a_folder_as_the_source_is_one_message(tmp_path: Path) -> None:
    _, found, text = project(tmp_path, '[sources.surveys]\npath = "data"\n')
    ((code, message, help),) = [(each.code, each.message, each.help) for each in found]
    assert (code, message) == ("missing-file", "`data` is a folder, and a file is needed.")
    assert help == "Name the file; several go into `paths = […]`." and underlined(found[0], text) == "path"


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("a = 'B'", ["Give `b` a heading of its own in `columns`, or write `b = false` there"]),
        ("a = 'B', b = false", []),
        ("a = 'B', b = 'a'", []),
        ("b = 'A'", ["Give `a` a heading of its own in `columns`."]),
    ],
)
def test_two_fields_of_one_heading_where_one_is_read_by_its_name(
    columns: str, told: list[str], tmp_path: Path
) -> None:
    rules = "table contacts: Contacts\n  field a is text\n  field b is text, may be missing\n"
    (tmp_path / "rules.cx").write_text("pack p: P\nversion 1 from 2020-01-01\n" + rules)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "contacts.csv").write_text("a,b\n1,2\n")
    (tmp_path / "cx.toml").write_text(
        f"[sources.contacts]\npath = 'data/contacts.csv'\ncolumns = {{ {columns} }}\n"
    )
    found: list[str] = []
    try:
        cxengine.compile(tmp_path).metrics(as_of=date(2020, 1, 1))
    except CxError as error:
        found = [d.help for d in error.diagnostics if d.code == "heading-used-twice"]
        assert found
    assert len(found) == len(told) and all(help.startswith(start) for help, start in zip(found, told, strict=True))
