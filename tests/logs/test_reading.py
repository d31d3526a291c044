"""Logs from every kind of file; bad input is told, counted and listed, and what is whole of it is kept."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding
from cxengine.logs.columns import Columns
from cxengine.sources.builtin import standard_host
from tests.logs.reading_logs import read, read_text, sequences

GOOD = "case,activity,time\n1,ask,2026-01-01T09:00:00Z\n1,hear,2026-01-02T09:00:00Z\n2,ask,2026-01-01T10:00:00Z\n"
ORDERED = Columns(case="case", activity="activity", time="time", order="no")
XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0">
<trace>
<string key="concept:name" value="1"/>
<event>
<string key="concept:name" value="ask &amp; tell"/>
<date key="time:timestamp" value="2026-01-01T09:00:00+01:00"/>
</event>
<event>
<string key="concept:name" value="hear"/>
<date key="time:timestamp" value="2026-01-02T09:00:00Z"/>
</event>
</trace>
<trace>
<string key="concept:name" value="2"/>
<event>
<string key="concept:name" value="hear"/>
<date key="time:timestamp" value="2026-01-03T09:00:00Z"/>
</event>
</trace>
</log>
"""


def told(failure: CxError) -> list[tuple[str, str]]:
    """Codes and messages."""
    return [(diagnostic.code, diagnostic.message) for diagnostic in failure.diagnostics]


def rejected(log: object) -> list[tuple[str, tuple[int, ...]]]:
    """Codes and rows of what was left out."""
    return [(problem.code, problem.rows) for problem in log.problems]  # type: ignore[attr-defined]


def test_rows_that_say_too_little_are_counted_and_listed(tmp_path: Path) -> None:
    text = GOOD + ",ask,2026-01-01\n3, ,2026-01-01\n3,ask,\n3,ask,soon\n3,ask,2026-02-30\n4,ask,2026-01-01,x,y\n\n"
    log = read_text(tmp_path, text)
    assert (log.cases, log.events, log.rejected, log.rows) == (2, 3, 6, 9)
    assert rejected(log) == [
        ("ragged-row", (10,)), ("missing-value", (5,)), ("missing-value", (6,)), ("not-a-date", (7, 8, 9)),
    ]  # fmt: skip


def test_a_case_called_na_is_a_case(tmp_path: Path) -> None:
    log = read_text(tmp_path, "case,activity,time\nNA,null,2026-01-01\nNaN,None,2026-01-01\n")
    assert sequences(log) == {"NA": ["null"], "NaN": ["None"]} and log.rejected == 0


def test_white_space_around_labels_does_not_count(tmp_path: Path) -> None:
    log = read_text(tmp_path, "case,activity,time\n1, ask ,2026-01-01\n 1,ask, 2026-01-02 \n")
    assert sequences(log) == {"1": ["ask", "ask"]}


@pytest.mark.parametrize("way", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, way: str) -> None:
    (tmp_path / "log.csv").write_bytes("case;activity;time\n1;Café;2026-01-01\n".encode(way))
    assert sequences(read(tmp_path / "log.csv")) == {"1": ["Café"]}


def test_quoted_cells_over_several_lines(tmp_path: Path) -> None:
    text = 'case,activity,time\n1,"ask,\nagain",2026-01-01\n1,"say ""no""",2026-01-02\n'
    assert sequences(read_text(tmp_path, text)) == {"1": ["ask,\nagain", 'say "no"']}


def test_rows_are_numbered_over_many_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxengine.logs.read.BLOCK", 64)
    monkeypatch.setattr("cxengine.logs.read._HEAD", 24)
    rows = [f"{at},ask,2026-01-01" if at % 7 else f"{at},ask" for at in range(2, 100)]
    log = read_text(tmp_path, "case,activity,time\n" + "\n".join(rows))
    assert rejected(log) == [("ragged-row", tuple(range(7, 100, 7)))]
    assert list(sequences(log)) == [str(at) for at in range(2, 100) if at % 7]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty-file"), ("PK\x03\x04", "not-csv"), (GOOD + "3,a\0b,2026-01-01\n", "binary-file"),
     (GOOD + '3,"ask,2026-01-01\n', "unclosed-quote")],
)  # fmt: skip
def test_what_is_no_csv(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(CxError) as failure:
        read_text(tmp_path, text)
    assert told(failure.value)[0][0] == code and failure.value.exit_code == 3


def test_every_missing_column_is_named_with_what_is_near(tmp_path: Path) -> None:
    with pytest.raises(CxError) as failure:
        read_text(tmp_path, GOOD, Columns(case="cases", activity="activity", time="when"))
    assert told(failure.value) == [
        ("missing-column", "`log.csv` has no column `cases` for the case of its events"),
        ("missing-column", "`log.csv` has no column `when` for the time of its events"),
    ]
    assert failure.value.diagnostics[0].help.startswith("Did you mean `case`?")


def test_a_heading_that_stands_twice_is_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(CxError) as failure:
        read_text(tmp_path, "case,activity,time,time\n1,ask,2026-01-01,2026-01-02\n")
    assert told(failure.value)[0][0] == "duplicate-heading"


def test_times_of_which_day_and_month_cannot_be_told_are_not_guessed(tmp_path: Path) -> None:
    text = "case,activity,time\n1,ask,01/02/2026 09:00\n1,hear,03/02/2026 09:00\n"
    with pytest.raises(CxError) as failure:
        read_text(tmp_path, text)
    assert told(failure.value)[0][0] == "ambiguous-date"
    log = read_text(tmp_path, text, dates=("%d/%m/%Y %H:%M",))
    assert (log.time[1] - log.time[0]) / 86_400_000_000 == 2


def test_a_file_without_rows(tmp_path: Path) -> None:
    assert (log := read_text(tmp_path, "case,activity,time\n")).cases == log.events == log.rejected == 0


def test_an_order_that_is_no_number(tmp_path: Path) -> None:
    text = "case,activity,time,no\n1,b,2026-01-01,2\n1,a,2026-01-01,1\n1,c,2026-01-01,x\n1,d,2026-01-01,\n"
    log = read_text(tmp_path, text, ORDERED)
    assert sequences(log) == {"1": ["a", "b"]} and rejected(log) == [("not-a-number", (4, 5))]


def test_the_same_from_parquet_sqlite_and_a_packed_file(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = sequences(read_text(tmp_path, GOOD))
    (tmp_path / "log.csv.gz").write_bytes(gzip.compress(GOOD.encode()))
    rows = [line.split(",") for line in GOOD.split()[1:]]
    typed = {"case": [int(row[0]) for row in rows], "activity": [row[1] for row in rows]}
    moments = pa.array([row[2] for row in rows]).cast(pa.timestamp("ns", "UTC"))
    pq.write_table(pa.table({**typed, "time": moments}), tmp_path / "log.parquet")
    with sqlite3.connect(tmp_path / "log.sqlite") as connection:
        connection.execute("CREATE TABLE events (\"case\" INTEGER, activity TEXT, time TEXT)")
        connection.executemany("INSERT INTO events VALUES (?, ?, ?)", rows)
    connection.close()
    for name in ("log.csv.gz", "log.parquet", "log.sqlite"):
        assert sequences(read(tmp_path / name)) == wanted, name


# ---- XES


@pytest.mark.parametrize("change", [lambda text: text, lambda text: text.replace("\n", " ")], ids=["lines", "one line"])
def test_xes(tmp_path: Path, change: object) -> None:
    assert callable(change)
    (tmp_path / "log.xes").write_text(change(XES), "utf-8")
    log = read(tmp_path / "log.xes")
    assert sequences(log) == {"1": ["ask & tell", "hear"], "2": ["hear"]}
    assert (log.time[1] - log.time[0]) / 3_600_000_000 == 25


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("<event>", '<event><list key="x"><string key="concept:name" value="no"/></list>', 1),
        lambda text: text.replace("</event>", '<int key="x"><string key="concept:name" value="no"/></int></event>'),
        lambda text: text.replace("<trace>", '<!-- <trace><event/></trace> -->\n<trace>'),
        lambda text: text.replace("<trace>", '<!--\n<trace>\n</trace>\n-->\n<trace>', 1),
        lambda text: text.replace("log", "x:log").replace("<event", "<x:event").replace("</event", "</x:event"),
        lambda text: text.replace("<string", "<string ").replace("/>", " />"),
        lambda text: text.replace("UTF-8", "ISO-8859-1"),
    ],
)  # fmt: skip
def test_other_ways_to_write_the_same_xes(tmp_path: Path, change: object) -> None:
    assert callable(change)
    (tmp_path / "log.xes").write_text(change(XES), "utf-8")
    assert sequences(read(tmp_path / "log.xes")) == {"1": ["ask & tell", "hear"], "2": ["hear"]}


@pytest.mark.parametrize("lines", [True, False])
def test_an_xes_that_is_cut_off_keeps_its_whole_cases(tmp_path: Path, lines: bool) -> None:
    text = XES[: XES.index("2026-01-03")]
    (tmp_path / "log.xes").write_text(text if lines else text.replace("\n", " "), "utf-8")
    log = read(tmp_path / "log.xes")
    assert list(sequences(log)) == ["1"]
    assert log.failure is not None and log.failure.code == "cut-off"
    assert "2 events of whole cases were read" in log.failure.message
    assert not lines or "line 18" in log.failure.message


def test_a_packed_file_that_is_cut_off(tmp_path: Path) -> None:
    many = "".join(f"{at},ask,2026-01-01T09:00:{at % 60:02}Z\n" for at in range(200_000))
    packed = gzip.compress(("case,activity,time\n" + many).encode())
    (tmp_path / "log.csv.gz").write_bytes(packed[: len(packed) // 2])
    log = read(tmp_path / "log.csv.gz")
    assert log.failure is not None and log.failure.code == "cut-off"
    (tmp_path / "log.xes.gz").write_bytes(gzip.compress(XES.encode())[:-20])
    assert (failure := read(tmp_path / "log.xes.gz").failure) is not None and failure.code == "cut-off"


BOMB = '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (XES.replace("<log", BOMB + "<log"), "xml-entities"),
        (XES.replace("<log", '<!DOCTYPE log SYSTEM "file:///etc/passwd">\n<log'), "xml-entities"),
        (XES.replace("<log", "<table").replace("</log", "</table"), "not-xes"),
        ("case,activity,time\n", "not-xes"),
        (XES.replace("</event>", "</evnt>", 1), "not-xes"),
        (XES.replace("hear", "&boom;"), "not-xes"),
        (XES.replace("<event>", "<a>" * 300 + "<event>", 1), "not-xes"),
        (XES.replace("time:timestamp", "time"), "missing-column"),
        ("<log/>", "none"),
    ],
)
def test_what_is_no_xes(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "log.xes").write_text(text, "utf-8")
    if code == "none":
        assert read(tmp_path / "log.xes").events == 0
        return
    with pytest.raises(CxError) as failure:
        read(tmp_path / "log.xes")
    assert told(failure.value)[0][0] == code and failure.value.exit_code == 3


def test_events_without_a_name_or_time_are_listed(tmp_path: Path) -> None:
    text = XES.replace('<string key="concept:name" value="hear"/>\n', "", 1)
    (tmp_path / "log.xes").write_text(text, "utf-8")
    log = read(tmp_path / "log.xes")
    assert rejected(log) == [("missing-value", (2,))] and sequences(log) == {"1": ["ask & tell"], "2": ["hear"]}




def test_an_xes_file_is_a_source_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "log.xes.gz").write_bytes(gzip.compress(XES.encode()))
    binding = Binding(table="events", plugin="xes", paths=(tmp_path / "log.xes.gz",))
    read = standard_host().sources["xes"]
    raw = read(binding, ("case:concept:name", "concept:name", "org:resource"))
    assert raw.data.to_pydict() == {  # type: ignore[union-attr]
        "case:concept:name": ["1", "1", "2"], "concept:name": ["ask & tell", "hear", "hear"],
    }  # fmt: skip
    (tmp_path / "cut.xes").write_text(XES[:300], "utf-8")
    with pytest.raises(CxError) as failure:
        read(Binding(table="events", plugin="xes", paths=(tmp_path / "cut.xes",)), ("concept:name",))
    assert told(failure.value)[0][0] == "cut-off"


def test_an_xes_that_is_one_endless_tag_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxengine.sources.xes_events._LONGEST", 1 << 20)
    (tmp_path / "log.xes").write_text(f'<log><trace><string key="x" value="{"a" * (4 << 20)}"/>', "utf-8")
    with pytest.raises(CxError) as failure:
        read(tmp_path / "log.xes")
    assert told(failure.value)[0][0] == "source-too-big"
