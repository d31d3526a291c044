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
    """The subjects whose level, or what it could be, rests on the waivers, by what that would be."""
    otherwise: dict[str, list[str]] = {}
    for subject, model in assessed:
        if said := _would_be(model):
            otherwise.setdefault(said, []).append(subject_title(subject))
    if not otherwise:
        return [f"Without waivers every level of “{title}” would be the same."]
    return [f"Without waivers the level of {listed(who, most=6)} {said}." for said, who in otherwise.items()]


def _would_be(model: Result) -> str | None:
    """``would be: none yet (could be 0 to 2)``; None where it would be as it is."""
    without = model.get("without_waivers")
    if without is None:
        return None
    span, now = model["could_be_without_waivers"], model["could_be"]
    alike = (span["from"], span["to"]) == (now["from"], now["to"])
    certain = span["from"] == span["to"]
    could_be = f"could be {span['from']} to {span['to']}"
    if without != model.get("level"):
        return f"would be: {level_words(without)}" + ("" if certain else f" ({could_be})")
    return None if alike else f"would be the same, and {'certain' if certain else could_be}"
