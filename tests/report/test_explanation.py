"""Explanations and figures as text."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from rich.console import Console

from cxengine.report.explanation import draw_explanation
from cxengine.report.figures import draw_metrics
from cxengine.report.levels import could_be_words
from cxengine.report.rule_tests import draw_tests
from tests.report.sample import metric


def drawn(draw: Callable[[Console], None]) -> str:
    buffer = io.StringIO()
    draw(Console(file=buffer, width=80, highlight=False))
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines())


def node(text: str, *parts: dict[str, Any], line: int = 1, expr: str = "") -> dict[str, Any]:
    return {"text": text, "expr": expr, "because": list(parts), "source": {"filename": "r/a.cx", "line": line}}


def test_a_tree_says_each_thing_once_and_where_it_stands() -> None:
    parts = node("csat is 70%", line=3), node("nps is 3", line=4)
    tree = node("3.6 Used: not met", node("csat is 70%; nps is 3", *parts, line=3, expr="csat > 80% and nps > 5"))
    tree["would_change_it"] = ["csat reaching 80%"]
    called = {"subject": "service:a", "subject_title": "Housing", "name": "3.6", "title": "3.6"}
    result = {**called, "outcome": "unmet", "tree": tree}
    assert drawn(lambda console: draw_explanation(result, console)).splitlines() == [
        "Housing, 3.6: not met",
        "",
        "3.6 Used: not met  r/a.cx:1",
        "└── csat > 80% and nps > 5  a.cx:3",
        "    ├── csat is 70%",
        "    └── nps is 3  a.cx:4",
        "",
        "What would change it",
        "  - csat reaching 80%",
    ]


def test_figures_show_only_the_columns_that_hold_something() -> None:
    plain = metric("contacts", 5891, unit="", low=None, high=None, target=None, status=None, by={"channel": None})
    text = drawn(lambda console: draw_metrics({"as_of": "2019-03-31", "metrics": [plain], "sources": []}, console))
    assert "interval" not in text
    assert "Target" not in text
    assert "service:parking  (not given)  5,891" in text


def test_a_hidden_figure_stays_hidden() -> None:
    hidden = metric("csat", None, n=None, low=None, high=None, suppressed=True, unknown="fewer than 10 in the group")
    text = drawn(lambda console: draw_metrics({"as_of": "2019-03-31", "metrics": [hidden], "sources": []}, console))
    assert "fewer than 10 in the group  –" in text


def test_what_has_no_level_yet_could_be_the_first() -> None:
    def said(level: int, to: int) -> str:
        return could_be_words({"level": {"number": level}, "could_be": {"from": level, "to": to}})

    assert (said(0, 1), said(0, 2), said(1, 2), said(1, 3)) == ("0 to 1", "0 to 2", "2", "1 to 3")


def test_failed_tests_are_shown_with_their_place() -> None:
    failed = {"name": "maturity: A", "outcome": "failed", "location": {"filename": "a.cx", "line": 3}}
    result = {
        "passed": 1,
        "failed": 1,
        "tests": [failed | {"message": "expected level 2; it is 1"}],
        "coverage": {"criteria": {"reached": 1, "of": 2, "missed": ["1.2"]}},
    }
    assert drawn(lambda console: draw_tests(result, console, coverage=True)).splitlines() == [
        "failed maturity: A",
        "  a.cx:3",
        "  expected level 2; it is 1",
        "1 test passed, 1 failed",
        "",
        "What no test reaches",
        "  criteria: 1.2",
        "  A test reaches a criterion by an answer to it, by a figure that it is worked",
        "  out from, or by what it expects of it.",
    ]


def test_money_keeps_its_decimals() -> None:
    money = {"unit": "£", "low": None, "high": None, "target": 10.0, "target_bound": "at least"}
    metrics = [
        metric("paid", 1210.5, **money, shown="£1,210.50 (12 rows)", subject="service:a"),
        metric("paid", 10.0, **money, shown="£10.00 (1 row)", subject="service:b"),
        metric("whole", 1211.0, **money, shown="£1,211 (12 rows)", subject="service:a"),
    ]
    result = {"as_of": "2019-03-31", "metrics": metrics, "sources": []}
    rows = [line.split() for line in drawn(lambda c: draw_metrics(result, c)).splitlines() if "service:" in line]
    assert [row[1] for row in rows] == ["£1,210.50", "£10.00", "£1,211"]


def test_figures_end_with_what_was_left_out() -> None:
    source = {"table": "survey", "plugin": "csv", "rows": 17, "rejected": 15, "problems": []}
    result = {"as_of": "2019-03-31", "as_of_given": False, "metrics": [metric("csat", 71.0)], "sources": [source]}
    lines = drawn(lambda console: draw_metrics(result, console)).splitlines()
    assert lines[1] == "No date was asked for and cx.toml gives none, so this is as of today."
    assert lines[-2:] == ["What was left out, and why", "  survey: 15 of 17 rows rejected"]


def test_what_would_change_it_keeps_its_indent() -> None:
    tree = node("3.6 Used: not met") | {"would_change_it": ["word " * 20]}
    called = {"subject": "service:a", "subject_title": "Housing", "name": "3.6", "title": "3.6"}
    result = {**called, "outcome": "unmet", "tree": tree}
    assert drawn(lambda console: draw_explanation(result, console)).splitlines()[-1].startswith("    word")


def test_a_reason_that_many_rows_have_is_told_once_below_the_table() -> None:
    hidden = [
        metric("csat", None, n=None, low=None, high=None, suppressed=True, unknown=why, by={"how": str(at)})
        for at, why in enumerate(["not published, since nothing would protect the people in it"] * 4 + ["no answers"])
    ]
    text = drawn(lambda console: draw_metrics({"as_of": "2019-03-31", "metrics": hidden, "sources": []}, console))
    assert text.count("not published, since nothing would protect the people in it") == 1
    assert text.count("(1)") == 5 and text.splitlines()[-1] == "(2) no answers"


def test_where_no_row_counts_it_is_said_why() -> None:
    source = {"table": "survey", "plugin": "csv", "rows": 17, "rejected": 17, "problems": []}
    result = {"as_of": "2019-03-31", "metrics": [], "sources": [source]}
    text = drawn(lambda console: draw_metrics(result, console))
    assert "There is no figure to show: all rows of survey were rejected." in text
    assert "There is no figure" in drawn(lambda console: draw_metrics(result | {"sources": []}, console))
