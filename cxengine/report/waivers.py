"""What is set aside for a time, with its reason and its end, and the level without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.levels import by_model
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, day, level_words, listed, subject_title

if TYPE_CHECKING:
    from rich.console import Console

TITLE = "Waivers (* marks levels that rest on them)"


def draw_waivers(result: Result, console: Console) -> None:
    """Each waiver once, then the levels without them; nothing where nothing is waived."""
    from rich.padding import Padding
    from rich.text import Text

    lines = waiver_lines(result)
    if lines:
        draw_section(console, TITLE)
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 2)))


def waiver_lines(result: Result) -> list[str]:
    """The waivers in force, those that are over, and what each level would be without the first."""
    lines: list[str] = []
    for name, assessed in by_model(result).items():
        model = assessed[0][1]
        for waiver in model.get("waivers", ()):
            lines.append(f"{_what(waiver)} is waived until {day(waiver['until'])}: {waiver['because']}")
        for waiver in model.get("expired_waivers", ()):
            lines.append(f"{_what(waiver)} counts again: its waiver ended on {day(waiver['until'])}.")
        if model.get("waivers"):
            lines += _without(str(model.get("title") or name), assessed)
    return lines


def _what(waiver: Result) -> str:
    return f"{waiver['criterion']} {waiver.get('title') or ''}".rstrip()


def _without(title: str, assessed: list[tuple[Result, Result]]) -> list[str]:
    """The subjects whose level rests on the waivers, by the level that they would have."""
    lower: dict[str, list[str]] = {}
    for subject, model in assessed:
        without = model.get("without_waivers")
        if without is not None and without != model.get("level"):
            lower.setdefault(level_words(without), []).append(subject_title(subject))
    if not lower:
        return [f"Without waivers every level of “{title}” would be the same."]
    said = {level: listed(names, most=6) for level, names in lower.items()}
    return [f"Without waivers the level of {names} would be: {level}." for level, names in said.items()]
