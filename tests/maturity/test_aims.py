"""Aims: of every subject or of one, reached, on the way or overdue, and what that means for the actions."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

import cxengine
from cxengine.report.text import draw_assessment

MODEL = """pack p: Tried
version 1 from 2018-04-01
subject service: Service
subject council: Council
model m for service: M
{aims}
level 1: One
  criterion 1.1: A
    ask: So?
level 2: Two
  criterion 2.1: B
    ask: So?
    action further: Go further
"""
END = date(2019, 3, 31)


def assessed(*aims: str, as_of: date = END, answers: tuple[tuple[str, str, str], ...] = ()) -> cxengine.Assessment:
    """Services `a` and `b 2`; `a` has level 1 for certain, of `b 2` nothing is known."""
    text = MODEL.format(aims="\n".join(f"  {aim}" for aim in aims))
    given = [("a", "1.1", "met"), ("a", "2.1", "unmet"), *answers]
    sources: dict[str, Any] = {
        "service": [{"id": "a", "title": "A"}, {"id": "b 2", "title": "B"}],
        "answers": [{"kind": "service", "subject": s, "criterion": c, "answer": said} for s, c, said in given],
    }
    return cxengine.compile({"tried.cx": text}).assess(sources, as_of=as_of)


def statuses(assessment: cxengine.Assessment) -> list[tuple[int, str, bool, bool] | None]:
    """Level, status, certain, own: of both services."""
    aims = [assessment[f"service:{id}"]["m"].aim for id in ("a", "b 2")]
    return [(aim.level, aim.status, aim.certain, aim.own) if aim else None for aim in aims]


def text_of(assessment: cxengine.Assessment) -> str:
    console = Console(file=StringIO(), width=100)
    draw_assessment(assessment.to_dict(), console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_without_an_aim_nothing_is_said() -> None:
    assert statuses(assessed()) == [None, None]
    assert "Aims" not in text_of(assessed())


@pytest.mark.parametrize(("day", "status"), [(30, "on_the_way"), (31, "on_the_way"), (29, "overdue")])
def test_the_day_itself_is_in_time(day: int, status: str) -> None:
    found = statuses(assessed(f"aim level 2 by 2019-03-{day}", as_of=date(2019, 3, 30)))
    assert found == [(2, status, True, False), (2, status, False, False)]


def test_the_aim_of_one_goes_before_that_of_all() -> None:
    for lines in (("aim level 2", "aim level 1 for service a"), ("aim level 1 for service a", "aim level 2")):
        assert statuses(assessed(*lines)) == [(1, "reached", True, True), (2, "on_the_way", False, False)]
    found = assessed('aim level 2 for service "b 2" by 2019-01-01')
    assert statuses(found) == [None, (2, "overdue", False, True)]


def test_an_aim_that_is_reached_is_accepted_and_further_actions_are_beyond_it() -> None:
    found = assessed("aim level 1 for service a", "aim level 2 by 2018-12-31")
    a, b = found["service:a"]["m"], found["service:b 2"]["m"]
    assert (a.to_next.level, a.to_next.accepted, b.to_next.accepted) == (2, True, False)
    assert [(action.action, action.beyond_aim) for action in found.actions] == [("further", True)]
    text = text_of(found)
    assert "– (level 1 accepted)" in text
    assert "level 1 One: reached by A" in text
    assert "level 2 Two by 31 December 2018: overdue for B (none yet, could be there)" in text
    assert "beyond the level aimed at" in text


def test_an_aim_that_rests_on_unknowns_is_not_certain() -> None:
    text = MODEL.format(aims="  aim level 1\n  unknown counts as met")
    services = [{"id": "a", "title": "A"}]
    found = cxengine.compile({"tried.cx": text}).assess({"service": services}, as_of=END)["service:a"]["m"].aim
    assert found is not None and (found.status, found.certain) == ("reached", False)


def test_a_withheld_result_says_nothing_of_the_aim() -> None:
    found = assessed("aim level 1 by 2018-12-31", "withheld when criterion 2.1 is unmet")
    assert statuses(found)[0] == (1, "unknown", False, False)
    assert "level 1 One by 31 December 2018: not known for A (no result)" in text_of(found)


def test_the_reason_of_the_level_names_the_aim_and_its_line() -> None:
    from cxengine.engine.explanation import explain

    found = assessed("aim level 2 by 2019-01-31", "aim level 1 for service a")
    nodes = explain(found, "service:a", "level").tree.because
    assert nodes[0].text == "aim: level 1: reached; level 1 accepted"
    assert nodes[0].source is not None and nodes[0].source.line == 7


def test_rows_for_spreadsheets_say_the_aim() -> None:
    from cxengine.report.rows import level_rows

    rows = level_rows(assessed("aim level 2 by 2019-12-31").to_dict())
    assert [(row["aim"], row["aim_by"], row["aim_status"]) for row in rows] == [(2, "2019-12-31", "on the way")] * 2


def test_an_aim_of_somebody_who_is_not_listed_is_told() -> None:
    found = assessed("aim level 1 for service aa").diagnostics
    assert [(d.code, d.severity, d.span.line) for d in found] == [("unknown-subject", "warning", 6)]


def test_a_pack_that_is_brought_in_may_aim_for_its_own_subjects() -> None:
    mine = "pack mine: Mine\nversion 1 from 2026-04-01\nextends enfield 2018.1\n"
    program = cxengine.compile({"mine/mine.cx": mine})
    listed = {"service": [{"id": "bins", "title": "Bins"}]}
    told = {d.code: d.severity for d in program.assess(listed, as_of=date(2026, 4, 1)).diagnostics}
    assert "unknown-subject" not in told and told["no-subjects"] == "info"
    assert "customer_journey" not in str([d for d in program.diagnostics if d.severity != "info"])


@pytest.mark.parametrize(
    ("lines", "code", "help"),
    [
        (("aim level 3 by 2019-03-31",), "unknown-level", "Its levels are from 1 to 2."),
        (("aim level 0",), "unknown-level", "The highest level is 2."),
        (("aim level 1 for council c",), "aim-kind", "Write `for service …`, or move the line to a model for council."),
        (("aim level 1 for servise a",), "unknown-name", "Did you mean `service`?"),
        (("aim level 1", "aim level 2"), "written-twice", "Take one of the lines out."),
        (("aim level 1 for service a", "aim level 2 for service a"), "written-twice", "Take one of the lines out."),
        (("aim level 1 by 31/3/2019",), "bad-date", "2019-03-31"),
        (("aim 3 by 2019-03-31",), "syntax", "aim level 3 by 2020-03-31"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[-1],
)
def test_mistakes(lines: tuple[str, ...], code: str, help: str) -> None:
    with pytest.raises(cxengine.CxError) as caught:
        assessed(*lines)
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert help in caught.value.diagnostics[0].help + caught.value.diagnostics[0].message
