"""What a terminal shows; the wording is in tests/diagnostics."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cxengine.diagnostics import Diagnostic
from cxengine.render import render, summary
from cxengine.source import NOWHERE, Span


def shown(diagnostic: Diagnostic, text: str, width: int = 80) -> list[str]:
    out = io.StringIO()
    render([diagnostic], {"a.cx": text}, Console(file=out, width=width, no_color=True, highlight=False))
    return out.getvalue().split("\n")


def problem(*place: int, label: str = "") -> Diagnostic:
    span = Span("a.cx", *place) if place else NOWHERE
    return Diagnostic(code="syntax", message="this is wrong", label=label, span=span)


@pytest.mark.parametrize(
    ("text", "columns", "row", "carets"),
    [
        ("\ta is b", (4, 5), "  1 |     a is b", "    |       ^"),
        ("é is ü", (6, 7), "  1 | é is ü", "    |      ^"),
        ("漢字 is x", (7, 8), "  1 | 漢字 is x", "    |         ^"),
        ("a\x1b[31m is", (8, 10), "  1 | a\ufffd[31m is", "    |        ^^"),
        ("\ufeffa is b", (1, 2), "  1 | a is b", "    | ^"),
        ("a is", (5, 5), "  1 | a is", "    |     ^"),
        ("a [bold] is", (3, 9), "  1 | a [bold] is", "    |   ^^^^^^"),
    ],
    ids=["tab", "accents", "wide signs", "escapes", "byte order mark", "the end", "square brackets"],
)
def test_carets_stand_below_the_span(text: str, columns: tuple[int, int], row: str, carets: str) -> None:
    rows = shown(problem(1, columns[0], 1, columns[1]), text)
    assert rows[1:3] == [row, carets]


def test_a_span_over_lines_shows_each() -> None:
    rows = shown(problem(1, 3, 2, 4, label="here"), "a when b\n  and c")
    assert rows[1:5] == ["  1 | a when b", "    |   ^^^^^^", "  2 |   and c", "    |   ^ here"]


def test_a_long_line_is_cut_around_its_span() -> None:
    for start in (1, 100, 290):
        rows = shown(problem(1, start, 1, start + 5), "x" * (start - 1) + "WRONG" + "y" * (300 - start), width=60)
        place = rows[2].index("^")
        assert rows[1][place : place + 5] == "WRONG"
        assert all(len(row) <= 60 for row in rows)


def test_a_place_that_is_not_there_is_left_out() -> None:
    assert shown(problem(7, 1, 7, 2), "a")[:2] == ["a.cx:7:1: error: this is wrong", "  code: syntax"]
    assert shown(problem(), "a")[:2] == ["error: this is wrong", "  code: syntax"]


def test_colour_follows_the_console(monkeypatch: pytest.MonkeyPatch) -> None:
    def coloured() -> bool:
        out = io.StringIO()
        render([problem(1, 1, 1, 2)], {"a.cx": "a"}, Console(file=out, force_terminal=True, color_system="256"))
        return "\x1b[1;38;5;161m" in out.getvalue()

    monkeypatch.delenv("NO_COLOR", raising=False)
    assert coloured()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured()


def test_summary() -> None:
    warning = Diagnostic(code="syntax", severity="warning", message="m", span=Span("b.cx", 1, 1, 1, 2))
    info = Diagnostic(code="syntax", severity="info", message="m")
    assert summary([problem(1, 1, 1, 2)]) == "1 problem in 1 file"
    assert summary([problem(1, 1, 1, 2), problem(2, 1, 2, 2), warning]) == "2 problems and 1 warning in 2 files"
    assert summary([info]) == "1 remark"


def test_what_steers_a_terminal_is_marked() -> None:
    out = io.StringIO()
    said = "no `\x1b[31mx\x9b31m` here"
    render([Diagnostic(code="x", message=said, help=said)], {}, Console(file=out, width=80, no_color=True))
    assert "\x1b" not in out.getvalue() and "\x9b" not in out.getvalue() and out.getvalue().count("\ufffd") == 4
