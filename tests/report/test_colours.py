"""Colours on a terminal: each can be read on black and on white, and none tells what the words do not."""

from __future__ import annotations

import io

import pytest
from rich.color import Color
from rich.console import Console

from cxengine.render import AMBER, BLUE, GREEN, RED
from cxengine.report.explanation import draw_explanation


def brightness(colour: str) -> float:
    """Relative luminance, from 0 to 1 (WCAG 2.2, W3C 2023)."""
    parts = [part / 255 for part in Color.parse(colour).get_truecolor()]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [RED, AMBER, GREEN, BLUE])
def test_a_colour_can_be_read_on_black_and_on_white(colour: str) -> None:
    assert (brightness(colour) + 0.05) / 0.05 > 4
    assert 1.05 / (brightness(colour) + 0.05) > 4


def test_where_a_line_stands_has_not_the_colour_of_its_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    tree = {"text": "2.1 Used: met", "outcome": "met", "source": {"filename": "r/a.cx", "line": 7}}
    result = {"subject_title": "Housing", "name": "2.1", "title": "2.1", "outcome": "met", "tree": tree}
    buffer = io.StringIO()
    draw_explanation(result, Console(file=buffer, width=80, highlight=False, force_terminal=True, color_system="256"))
    assert "\x1b[38;5;28m2.1 Used: met\x1b[0m\x1b[2m  r/a.cx:7\x1b[0m" in buffer.getvalue()
