"""``cx journey log`` as people and programs see it: text, JSON, exit codes, and what is wrong with the data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pytest

from cxengine.resources import bundled_pack

SCHEMAS = Path(__file__).resolve().parents[2] / "cxengine" / "schemas"
COLUMNS = ("--case", "case", "--activity", "activity", "--time", "time")
TEXT = """case,activity,time,who,why,area
1,ask,2026-01-01T09:00,ann,new,north
1,wait,2026-01-01T09:00,bob,,north
1,ask,2026-01-03T09:00,ann,chasing,north
2,ask,2026-01-01T09:00,ann,new,south
2,wait,2026-01-02T09:00,,,south
,ask,2026-01-02T09:00,,,south
"""


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A log with a tie, a repetition and a row without a case."""
    (tmp_path / "log.csv").write_text(TEXT, "utf-8")
    return "log.csv"


def test_json_has_the_keys_of_the_contract(cx: Callable[..., object], log: str) -> None:
    more = ("--resource", "who", "--reason", "why", "--by", "area", "--format", "json")
    found = json.loads(cx("journey", "log", log, *COLUMNS, *more).out)  # type: ignore[attr-defined]
    schema = json.loads((SCHEMAS / "log-1.json").read_text("utf-8"))
    assert [error.json_path for error in jsonschema.Draft202012Validator(schema).iter_errors(found)] == []
    assert found["schema"] == "cxengine.log/1"
    assert {key: found[key] for key in ("cases", "events", "activities", "start", "end", "rework_cases", "ties")} == {
        "cases": 2, "events": 5, "activities": 2, "start": {"ask": 2}, "end": {"ask": 1, "wait": 1},
        "rework_cases": 1, "ties": 1,
    }  # fmt: skip
    assert [(variant["steps"], variant["cases"]) for variant in found["variants"]] == [
        (["ask", "wait"], 1), (["ask", "wait", "ask"], 1),
    ]  # fmt: skip
    assert [(pair["from"], pair["to"], pair["events"]) for pair in found["follows"]] == [
        ("ask", "wait", 2), ("wait", "ask", 1),
    ]  # fmt: skip
    assert found["rework"]["ask"]["cases"] == found["rework"]["ask"]["extra"] == 1
    assert found["rework"]["ask"]["by_same"] == 1
    assert found["duration_seconds"]["mean"] == found["duration_seconds"]["median"] == 129_600
    assert (found["rejected"], found["problems"][0]["rows"], found["variants_if_ties_reversed"]) == (1, [7], 2)
    assert [(each["reason"], each["contacts"], each["cases"]) for each in found["contacts"]] == [
        ("new", 2, 2), ("chasing", 1, 1),
    ]  # fmt: skip
    assert [(group["group"], group["cases"]) for group in found["by"]] == [("north", 1), ("south", 1)]


def test_text_says_what_is_doubtful(cx: Callable[..., object], log: str) -> None:
    done = cx("journey", "log", log, *COLUMNS)
    text = " ".join(done.out.split())  # type: ignore[attr-defined]
    assert "1 event of 1 case has the time of the event before, so only the file says which came first." in text
    assert "1 row left out (7): Rows with nothing in `case`." in text
    assert max(map(len, done.out.splitlines())) <= 80  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("log.csv",), 2, "it is not said which column holds the case, activity and time of an event"),
        ((), 2, "Name one log"),
        (("log.csv", *COLUMNS, "--with-small-groups"), 2, "--with-small-groups goes with --source"),
        (("log.csv", "--source", "events"), 2, "Name one log"),
        (("none.csv", *COLUMNS), 3, "There is no file"),
        (("log.csv", "--case", "cases", *COLUMNS[2:]), 3, "Did you mean `case`?"),
        (("log.csv", *COLUMNS, "--dates", "%d/%m"), 2, "it has no year"),
        (
            ("log.csv", *COLUMNS, "--dates", "%d/%m/%Y"), 3,
            "No time of `time` is written as `%d/%m/%Y`; the first is `2026-01-01T09:00`. "
            "help: They are in ISO 8601: leave `--dates` out.",
        ),
        (
            ("log.csv", *COLUMNS[:4], "--time", "area"), 3,
            "No time that cx knows stands in `area`; its first value is `north`. help: Name the column of times with "
            '`--time`. A time such as `31/08/2018 14:05` is written `--dates "%d/%m/%Y %H:%M"`.',
        ),
        (
            ("log.csv", *COLUMNS[:4], "--time", "area", "--dates", "%d/%m/%Y"), 3,
            "is written as `%d/%m/%Y`; the first is `north`. help: If `area` holds times, say how.",
        ),
        (("lag.csv", *COLUMNS), 3, "There is no file `lag.csv`. help: Did you mean `log.csv`?"),
        (("logs/log.csv", *COLUMNS), 3, "help: There is no folder `logs` either."),
        (("log.csv", *COLUMNS, "--out", "log.csv"), 2, "one of the files that this run reads"),
        (("--project", "journeys", "--source", "evnts", *COLUMNS), 2, "the project binds no source `evnts`"),
        (("--project", "enfield", "--source", "complaint", *COLUMNS), 2, "Did you mean `complaints`?"),
        ((".", *COLUMNS), 3, "is a folder"),
    ],
)
def test_what_is_wrong_is_said(
    cx: Callable[..., object], log: str, words: tuple[str, ...], code: int, said: str
) -> None:
    done = cx("journey", "log", *words)
    printed = " ".join((done.out + done.err).split())  # type: ignore[attr-defined]
    assert done.code == code and said in printed and "Traceback" not in printed  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("times", "dates", "said"),
    [
        (("31/08/2018 14:05", "30/08/2018 14:05"), "%d-%m-%Y", 'help: Write `--dates "%d/%m/%Y %H:%M"`, if that is'),
        (("31/08/2018", "30/08/2018", "soon"), None, "2 of 3 fit `%d/%m/%Y`, and `soon` does not."),
        (("x" * 60,), None, f"its first value is `{'x' * 39}…`."),
    ],
)
def test_times_that_do_not_fit_are_shown_with_what_to_write(
    cx: Callable[..., object], tmp_path: Path, times: tuple[str, ...], dates: str | None, said: str
) -> None:
    (tmp_path / "log.csv").write_text("case,activity,time\n" + "".join(f"1,ask,{time}\n" for time in times), "utf-8")
    done = cx("journey", "log", "log.csv", *COLUMNS, *(("--dates", dates) if dates is not None else ()))
    assert done.code == 3 and said in " ".join(done.err.split())  # type: ignore[attr-defined]


def test_a_cut_off_file_gives_what_is_whole_and_ends_with_3(cx: Callable[..., object], tmp_path: Path) -> None:
    event = '<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2026-01-01"/></event>'
    trace = f'<trace><string key="concept:name" value="1"/>{event}</trace>'
    (tmp_path / "log.xes").write_text(f"<log>{trace}<trace>", "utf-8")
    done = cx("journey", "log", "log.xes")
    assert done.code == 3 and "1 case, 1 event, 1 activity" in done.out  # type: ignore[attr-defined]
    assert "is cut off" in done.err and "code: cut-off" in done.err  # type: ignore[attr-defined]


def test_a_source_of_a_project(cx: Callable[..., object], tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text(
        '[project]\nname = "Logs"\n[sources.events]\npath = "log.csv"\ncolumns = { what = "activity" }\n', "utf-8"
    )
    (tmp_path / "rules.cx").write_text(
        "pack logs: Logs\nversion 1 from 2026-01-01\ntable events: Events\n  field case is text\n"
        "  field what is text\n",
        "utf-8",
    )
    (tmp_path / "log.csv").write_text(TEXT, "utf-8")
    words = ("--source", "events", "--case", "case", "--activity", "what", "--time", "time", "--by", "area")
    found = json.loads(cx("journey", "log", *words, "--format", "json").out)  # type: ignore[attr-defined]
    assert (found["cases"], found["not_for_publication"]) == (2, None)
    assert [(group["cases"], group["suppressed"]) for group in found["by"]] == [(1, False), (1, False)]
    plain = cx("journey", "log", *words, "--with-small-groups").out  # type: ignore[attr-defined]
    assert plain.startswith("Event log log.csv\n")


@pytest.mark.parametrize("command", ["log", "mine"])
@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("activity", ["activity", "area"])
def test_what_a_table_does_not_publish_is_shown_only_when_asked_for(
    cx: Callable[..., object], command: str, form: str, activity: str
) -> None:
    words = ("--project", "journeys", "--source", "repairs", "--case", "case", "--activity", activity, "--time", "time")
    done = cx("journey", command, *words, "--format", form)
    said = " ".join(done.err.split())  # type: ignore[attr-defined]
    assert (done.code, done.out) == (2, "") and "code: small-groups" in said  # type: ignore[attr-defined]
    assert f"the table `repairs` publishes only groups of at least 10, and `cx journey {command}` shows" in said
    assert "--with-small-groups" in said and "cx journey check" in said and "islands" not in said
    shown = cx("journey", command, *words, "--format", form, "--with-small-groups")
    assert shown.code == 0  # type: ignore[attr-defined]
    why = "Not for publication: this shows single cases, and the table `repairs` publishes only groups of at least 10."
    if form == "json":
        found = json.loads(shown.out)  # type: ignore[attr-defined]
        assert found["not_for_publication"] == why
        schema = json.loads((SCHEMAS / ("log-1.json" if command == "log" else "mined-1.json")).read_text("utf-8"))
        assert [error.json_path for error in jsonschema.Draft202012Validator(schema).iter_errors(found)] == []
    else:
        first = shown.out.removeprefix("# ")  # type: ignore[attr-defined]
        assert " ".join(first.split()).startswith(why)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("publish as dasa", "only counts rounded to 10,"),
        ("publish as nhs_digital", "only groups of at least 8 and counts rounded to 5,"),
    ],
)
def test_a_policy_is_said_in_words(cx: Callable[..., object], tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "cx.toml").write_text('[project]\nname = "Logs"\n[sources.events]\npath = "log.csv"\n', "utf-8")
    text = f"pack logs: Logs\nversion 1 from 2026-01-01\ntable events: Events\n  field case is text\n  {line}\n"
    (tmp_path / "rules.cx").write_text(text, "utf-8")
    (tmp_path / "log.csv").write_text(TEXT, "utf-8")
    done = cx("journey", "log", "--source", "events", *COLUMNS)
    printed = " ".join(done.err.split())  # type: ignore[attr-defined]
    assert done.code == 2 and said in printed and "rules.cx:3" in printed  # type: ignore[attr-defined]


def test_the_sample_log_is_the_one_that_its_tool_makes() -> None:
    from tools import make_repair_log

    folder = bundled_pack("journeys")
    assert folder is not None
    lines = (folder / "data" / "repairs.csv").read_text("utf-8").splitlines()
    assert [",".join(row) for row in make_repair_log.rows()] == lines[1:]


# ---- beside a journey, and made into one

REPAIRS = ("journeys", "home_repair", "--source", "repairs", *COLUMNS)


def test_a_log_beside_a_journey(cx: Callable[..., object]) -> None:
    done = cx("journey", "check", *REPAIRS, "--by", "area", "--reason", "reason", "--format", "json")
    assert done.code == 1  # type: ignore[attr-defined]
    (element,) = json.loads(done.out)  # type: ignore[attr-defined]
    found = element["log"]
    schema = json.loads((SCHEMAS / "log_check-1.json").read_text("utf-8"))
    assert [error.json_path for error in jsonschema.Draft202012Validator(schema).iter_errors(found)] == []
    ways = {way: found[way]["cases"] for way in ("follows", "unfinished", "differs", "unknown")}
    assert ways == {"follows": 81, "unfinished": 6, "differs": 33, "unknown": 0}
    assert found["not_in_journey"] == ["Ring to ask how far it has got"] and found["not_in_log"] == []
    assert {step["step"]: step["skipped"] for step in found["steps"] if step["skipped"]} == {"sort_out": 12}
    assert found["added"] == [], "7 of the 22 who ring again would be told of by the ways that are shown"
    assert [(finding["kind"], finding["steps"]) for finding in element["findings"]] == [
        ("extra_step", ["sort_out"]), ("extra_step", ["appoint"]),
    ]  # fmt: skip


def test_what_to_do_is_said_once(cx: Callable[..., object]) -> None:
    text = " ".join(cx("journey", "check", *REPAIRS).out.split())  # type: ignore[attr-defined]
    assert text.count("Compare what became of both") == text.count("To do: Compare what became of both") == 2
    own = " ".join(cx("journey", "check", "journeys", "council_tax_discount").out.split())  # type: ignore[attr-defined]
    assert "Remove one, or say what differs." in own and "To do: Take out “Contact the GP surgery”" in own


def test_small_groups_and_ways_are_hidden_and_cannot_be_worked_out(cx: Callable[..., object]) -> None:
    (element,) = json.loads(cx("journey", "check", *REPAIRS, "--by", "area", "--format", "json").out)  # type: ignore[attr-defined]
    found = element["log"]
    assert [(group["group"], group["cases"]) for group in found["by"]] == [("north", 52), ("east", 44)]
    assert found["by_hidden"] == 2
    assert min(variant["cases"] for variant in found["by_variant"]) >= found["hidden_below"] == 10
    assert found["cases"] - sum(variant["cases"] for variant in found["by_variant"]) >= 10


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_column_of_groups_tells_no_small_group_as_activity_or_reason(cx: Callable[..., object], form: str) -> None:
    words = ("--case", "case", "--activity", "area", "--time", "time", "--reason", "area", "--format", form)
    done = cx("journey", "check", *REPAIRS[:4], *words)
    if form == "text":
        rows = [line.split() for line in done.out.splitlines()]  # type: ignore[attr-defined]
        assert [row for row in rows if row[-1:] in (["islands"], ["south"]) and row[0].isdigit()] == []
        return
    found = json.loads(done.out)[0]["log"]  # type: ignore[attr-defined]
    assert [(each["activity"], each["cases"]) for each in found["added"]] == [("north", 52), ("east", 44)]
    assert [each["reason"] for each in found["contacts"]] == ["north", "east"] and found["hidden_below"] == 10


RARE = """pack rare: Rare
version 1 from 2026-01-01
party customer: Customer
table events: Events
  field case is text
  field what is text
  field area is text
  publish groups of at least 5
journey asking for customer: Asking
  step ask: Ask
"""
CHECK = ("journey", "check", ".", "asking", "--source", "events", *COLUMNS[:2], "--activity", "what", *COLUMNS[4:])


@pytest.fixture
def rare(tmp_path: Path) -> Callable[[int], None]:
    """A project with a log of so many cases: all ask, six call, one of them whispers, and one lives on an island."""
    (tmp_path / "cx.toml").write_text('[project]\nname = "Rare"\n[sources.events]\npath = "log.csv"\n', "utf-8")
    (tmp_path / "rules.cx").write_text(RARE, "utf-8")

    def write(cases: int) -> None:
        area = ["island", *["coast"] * 8, *["town"] * (cases - 9)]
        rows = [f"{case},ask,2026-01-01,{area[case]}" for case in range(cases)]
        rows += [f"{case},call,2026-01-02,{area[case]}" for case in range(min(cases, 6))]
        rows.append(f"0,whisper,2026-01-03,{area[0]}")
        (tmp_path / "log.csv").write_text("\n".join(["case,what,time,area", *rows, ""]), "utf-8")

    return write


def rounded_log(folder: Path, groups: Mapping[str, int], policy: str) -> None:
    """A log of cases that ask, and call where they are of the first group, of groups so large."""
    rules = RARE.replace("  publish groups of at least 5\n", f"  {policy}\n")
    (folder / "rules.cx").write_text(rules, "utf-8")
    (folder / "cx.toml").write_text('[project]\nname = "Rare"\n[sources.events]\npath = "log.csv"\n', "utf-8")
    cases = [area for area, n in groups.items() for _ in range(n)]
    rows = [f"{case},ask,2026-01-01,{area}" for case, area in enumerate(cases)]
    rows += [f"{case},call,2026-01-02,{area}" for case, area in enumerate(cases) if area == cases[0]]
    (folder / "log.csv").write_text("\n".join(["case,what,time,area", *rows, ""]), "utf-8")


def test_where_counts_are_rounded_so_are_those_of_all_cases(cx: Callable[..., object], tmp_path: Path) -> None:
    """Of 107 cases and groups shown as 40 and 55 the two that are hidden would have four each: 107 - 42 - 57 = 8."""
    rounded_log(tmp_path, {"town": 42, "coast": 57, "island": 4, "moor": 4}, "publish as mod")
    done = cx(*CHECK, "--by", "area", "--format", "json")
    (element,) = json.loads(done.out)  # type: ignore[attr-defined]
    found = element["log"]
    assert [(each["group"], each["cases"]) for each in found["by"]] == [("coast", 55), ("town", 40)]
    assert (found["by_hidden"], found["cases"], found["events"]) == (2, 105, 150)
    least, most = found["cases"] - 2 - 42 - 57, found["cases"] + 2 - 38 - 53
    assert max(least, 2) < min(most, 8), "several numbers of hidden cases are left"
    ways = [found[way]["cases"] for way in ("follows", "unfinished", "differs", "unknown")]
    numbers = [*ways, *(each["cases"] for each in (*found["added"], *found["by_variant"]))]
    assert not [number for number in numbers if number % 5]
    assert "42" not in " ".join(each["text"] for each in element["findings"])
    text = cx(*CHECK, "--by", "area").out  # type: ignore[attr-defined]
    assert "107" not in text and "42" not in text


def test_where_counts_are_rounded_so_are_events_at_one_time(cx: Callable[..., object], tmp_path: Path) -> None:
    rounded_log(tmp_path, {"town": 42, "coast": 57}, "publish as mod")
    log = tmp_path / "log.csv"
    log.write_text(log.read_text("utf-8").replace("2026-01-02", "2026-01-01"), "utf-8")
    done = cx(*CHECK, "--format", "json")
    assert json.loads(done.out)[0]["log"]["ties"] == 40  # type: ignore[attr-defined]
    text = cx(*CHECK).out  # type: ignore[attr-defined]
    assert "40 events at the time of the one before" in " ".join(text.split()) and "42" not in text
    whole = cx(*CHECK, "--format", "json", "--with-small-groups")
    assert json.loads(whole.out)[0]["log"]["ties"] == 42  # type: ignore[attr-defined]


def test_a_log_of_fewer_cases_than_counts_are_rounded_to_is_refused(cx: Callable[..., object], tmp_path: Path) -> None:
    rounded_log(tmp_path, {"town": 4}, "publish as dasa")
    done = cx(*CHECK)
    said = " ".join(done.err.replace("│", " ").split())  # type: ignore[attr-defined]
    assert (done.code, done.out) == (2, "")  # type: ignore[attr-defined]
    assert "the log has fewer than 10 cases, and the table `events` publishes only counts rounded to 10" in said


@pytest.mark.parametrize("form", ["text", "json"])
def test_rare_activities_and_small_groups_are_counted_and_not_named(
    cx: Callable[..., object], rare: Callable[[int], None], form: str
) -> None:
    rare(30)
    done = cx(*CHECK, "--by", "area", "--format", form)
    assert "whisper" not in done.out and "island" not in done.out and "coast" not in done.out  # type: ignore[attr-defined]
    shown = cx(*CHECK, "--by", "area", "--format", form, "--with-small-groups")
    assert "whisper" in shown.out and "island" in shown.out and "coast" in shown.out  # type: ignore[attr-defined]
    if form == "text":
        said = " ".join(done.out.split())  # type: ignore[attr-defined]
        assert "The journey has no step for “call”. The journey has no step for 1 more activity of fewer than 5" in said
        assert "2 groups are hidden." in said
        return
    found, whole = (json.loads(each.out)[0]["log"] for each in (done, shown))  # type: ignore[attr-defined]
    assert (found["not_in_journey"], found["not_in_journey_hidden"], found["by_hidden"]) == (["call"], 1, 2)
    assert (whole["not_in_journey"], whole["not_in_journey_hidden"], whole["by_hidden"]) == (["call", "whisper"], 0, 0)
    assert [group["group"] for group in found["by"]] == ["town"] and found["hidden_below"] == 5


def test_what_is_meant_by_a_step_is_no_rare_activity(cx: Callable[..., object], rare: Callable[[int], None]) -> None:
    rare(30)
    done = cx(*CHECK, "--step", "wisper=ask")
    assert done.code == 2 and "`whisper`" not in done.err  # type: ignore[attr-defined]
    assert "Did you mean `whisper`?" in cx(*CHECK, "--step", "wisper=ask", "--with-small-groups").err  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", [CHECK, (*CHECK[:4], "--log", "log.csv", *COLUMNS[:3], "what", *COLUMNS[4:])])
def test_a_log_of_fewer_cases_than_a_group_is_refused(
    cx: Callable[..., object], rare: Callable[[int], None], words: tuple[str, ...]
) -> None:
    rare(4)
    done = cx(*words)
    said = " ".join(done.err.split())  # type: ignore[attr-defined]
    assert (done.code, done.out) == (2, "") and "code: small-groups" in said  # type: ignore[attr-defined]
    assert "the log has fewer than 5 cases, and " in said and "publishes only groups of at least 5" in said
    shown = cx(*words, "--with-small-groups")
    assert "4 cases" in shown.out and "Not for publication" in shown.out  # type: ignore[attr-defined]
    rare(5)
    assert "5 cases" in cx(*words).out  # type: ignore[attr-defined]


def test_steps_that_few_cases_do_or_leave_out_are_hidden_unless_asked_for(cx: Callable[..., object]) -> None:
    keys = ("done", "skipped", "moved", "stops_after")
    (element,) = json.loads(cx("journey", "check", *REPAIRS, "--format", "json").out)  # type: ignore[attr-defined]
    found = element["log"]
    said = {step["step"]: None if step["suppressed"] else [step[key] for key in keys] for step in found["steps"]}
    assert said == {
        "report": [120, 0, 0, 0], "sort_out": [108, 12, 0, 0], "make_safe": None, "appoint": None, "mend": None
    }  # fmt: skip
    assert all(step[key] is None for step in found["steps"] if step["suppressed"] for key in (*keys, "of_cases"))
    assert found["hidden_below"] == 10 and found["not_for_publication"] is None
    (element,) = json.loads(cx("journey", "check", *REPAIRS, "--with-small-groups", "--format", "json").out)  # type: ignore[attr-defined]
    found = element["log"]
    told = [[step[key] for key in keys] for step in found["steps"]]
    assert told[2:] == [[23, 0, 0, 2], [99, 0, 0, 4], [113, 1, 0, 0]]
    assert found["hidden_below"] is None
    assert found["not_for_publication"].startswith("Not for publication: this shows single cases, and the table `rep")
    assert sum(variant["cases"] for variant in found["by_variant"]) == found["cases"]


def test_what_is_wrong_with_a_check_is_said(cx: Callable[..., object], log: str) -> None:
    for words, said in (
        (("journeys", "home_repair", "--log", log), "it is not said which column"),
        (("journeys", "--log", log, *COLUMNS), "say which journey is meant"),
        ((*REPAIRS, "--step", "Mend it=mends"), "the journey `home_repair` has no step `mends`"),
        ((*REPAIRS, "--step", "Mends it=mend"), "the log has no activity `Mends it`"),
        ((*REPAIRS, "--step", "mend"), "Write --step as ACTIVITY=STEP"),
        (("journeys", "home_repair", "--case", "case"), "Columns and steps are those of a log"),
    ):
        done = cx("journey", "check", *words)
        assert done.code == 2 and said in " ".join(done.err.split())  # type: ignore[attr-defined]


ONE = """pack one: One
version 1 from 2026-01-01
party customer: Customer
journey one for customer: One step
  step ask: Ask
    ACCEPT
"""


@pytest.mark.parametrize(("line", "code"), [("goal: To know", 1), ("accept rework because: They may ask twice", 0)])
def test_rework_in_a_journey_of_one_step(cx: Callable[..., object], tmp_path: Path, line: str, code: int) -> None:
    (tmp_path / "cx.toml").write_text('[project]\nname = "One"\n', "utf-8")
    (tmp_path / "one.cx").write_text(ONE.replace("ACCEPT", line), "utf-8")
    rows = "".join(f"{case},ASK,2026-01-0{day}\n" for case in range(20) for day in (1, 2) if day == 1 or case < 5)
    (tmp_path / "log.csv").write_text("case,activity,time\n" + rows, "utf-8")
    done = cx("journey", "check", ".", "--log", "log.csv", *COLUMNS, "--format", "json")
    (element,) = json.loads(done.out)  # type: ignore[attr-defined]
    (finding,) = element["findings"]
    assert (done.code, finding["kind"], finding["steps"]) == (code, "rework", ["ask"])  # type: ignore[attr-defined]
    often = "5 of 20 cases (25.0%, 95% interval 11.2% to 46.9%), 5 times in all"
    assert finding["text"].startswith(f"“Ask” is done again in {often}")
    assert (element["log"]["follows"]["cases"], element["log"]["differs"]["cases"]) == (15, 5)


def test_mine_writes_a_journey_that_checks_and_that_its_log_follows(cx: Callable[..., object], tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text('[project]\nname = "Mined"\n', "utf-8")
    log = str(bundled_pack("journeys") / "data" / "repairs.csv")  # type: ignore[operator]
    done = cx("journey", "mine", log, *COLUMNS, "--name", "seen", "--out", "seen.cx")
    assert done.code == 0 and "cases go as the journey says" in done.err  # type: ignore[attr-defined]
    assert cx("check", "seen.cx").code == 0  # type: ignore[attr-defined]
    checked = cx("journey", "check", ".", "seen", "--log", log, *COLUMNS, "--format", "json")
    said = json.loads(cx("journey", "mine", log, *COLUMNS, "--name", "seen", "--format", "json").out)  # type: ignore[attr-defined]
    schema = json.loads((SCHEMAS / "mined-1.json").read_text("utf-8"))
    assert [error.json_path for error in jsonschema.Draft202012Validator(schema).iter_errors(said)] == []
    assert json.loads(checked.out)[0]["log"]["follows"]["cases"] == said["covered"]  # type: ignore[attr-defined]
    again = cx("journey", "mine", log, *COLUMNS, "--out", "seen.cx")
    assert again.code == 2 and "is there already" in again.err  # type: ignore[attr-defined]


def test_nothing_to_mine(cx: Callable[..., object], log: str, tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text("case,activity,time\n", "utf-8")
    done = cx("journey", "mine", "none.csv", *COLUMNS)
    assert done.code == 3 and "code: nothing-to-mine" in done.err  # type: ignore[attr-defined]
    assert cx("journey", "mine", log, *COLUMNS, "--name", "No Name").code == 2  # type: ignore[attr-defined]
