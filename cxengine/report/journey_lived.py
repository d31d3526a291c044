"""As-is against to-be, as people live it, for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cxengine.report.called import Called
from cxengine.report.journey_map.step_words import QUESTIONS, emotion_sign, mean_emotion
from cxengine.report.journeys import draw_line
from cxengine.report.section import draw_section
from cxengine.report.wording import Result

if TYPE_CHECKING:
    from rich.console import Console

_COUNTS = (("steps", "Steps"), ("pains", "Pain points"), ("opportunities", "Opportunities"))
_PAINS = ("Pain points that go", "Pain points that stay", "New pain points")
_OPPORTUNITIES = ("Opportunities that go with their step", "Opportunities that stay", "New opportunities")
_FATES = {"goes": "goes", "new": "is new", "changed": "is done otherwise"}


def draw_lived(compared: Result, called: Called, console: Console) -> None:
    """The counts of both journeys, also by stage; then feelings, pain points and opportunities of each step."""
    _draw_counts(compared, console)
    _draw_feelings(compared["steps"], called, console)
    _draw_texts(compared["steps"], "pains", _PAINS, called, console)
    _draw_texts(compared["steps"], "opportunities", _OPPORTUNITIES, called, console)
    _draw_answers(compared["steps"], called, console)


def _draw_counts(compared: Result, console: Console) -> None:
    from rich.table import Table

    console.print()
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    table.add_column("  What people live through")
    table.add_column("Whole journey", justify="right")
    now, then = compared["now"], compared["then"]
    for title, value in _values(now["experience"], then["experience"]):
        table.add_row(f"  {title}", value)
    table.add_row("  Findings that are not accepted", _arrow(str(now["findings"]), str(then["findings"])))
    console.print(table)
    for stage in compared["stages"]:
        values = ", ".join(f"{title.lower()} {value}" for title, value in _values(stage["now"], stage["then"]))
        draw_line(f"{stage['title'] or stage['stage']}: {values}.", console, 2)


def _values(now: Result | None, then: Result | None) -> list[tuple[str, str]]:
    """Each count of both sides, with its title."""
    said: list[tuple[str, Callable[[Result], str]]] = [(title, _counter(key)) for key, title in _COUNTS]
    said += [("Lowest emotion", lambda lived: _sign(lived["lowest"])), ("Mean emotion", _mean)]
    return [
        (title, _arrow(*("none" if side is None else value(side) for side in (now, then)))) for title, value in said
    ]


def _counter(key: str) -> Callable[[Result], str]:
    return lambda lived: str(lived[key])


def _arrow(now: str, then: str) -> str:
    return now if now == then else f"{now} → {then}"


def _sign(value: int | None) -> str:
    return "not said" if value is None else emotion_sign(value)


def _mean(lived: Result) -> str:
    return "not said" if lived["mean"] is None else mean_emotion(lived["mean"])


def _draw_feelings(steps: list[Result], called: Called, console: Console) -> None:
    """Each step of which either journey says how people feel."""
    felt = [step for step in steps if any(step[side] and step[side]["emotion"] for side in ("now", "then"))]
    if not felt:
        return
    draw_section(console, "How people feel")
    for step in felt:
        now, then = (_feeling(step[side]) for side in ("now", "then"))
        what = f"; {_FATES[step['fate']]}" if step["fate"] in _FATES else ""
        felt_so = now if step["fate"] == "goes" else _arrow(now, then)
        draw_line(f"- {called.plain(step['step'])}: {felt_so}{what}", console, 2)


def _feeling(lived: Result | None) -> str:
    if lived is None or lived["emotion"] is None:
        return "not said"
    return emotion_sign(lived["emotion"]["value"])


def _draw_texts(steps: list[Result], key: str, titles: tuple[str, str, str], called: Called, console: Console) -> None:
    """What goes, what stays and what is new of one kind; what a new step has of one that goes, stays."""
    sides = [{side: _texts(step, side, key) for side in ("now", "then")} for step in steps]
    of_gone = {text for step, texts in zip(steps, sides, strict=True) if step["then"] is None for text in texts["now"]}
    of_new = {text for step, texts in zip(steps, sides, strict=True) if step["now"] is None for text in texts["then"]}
    gone: list[str] = []
    staying: list[str] = []
    new: list[str] = []
    for step, texts in zip(steps, sides, strict=True):
        moved = of_gone if step["now"] is None else set()
        left = of_new if step["then"] is None else set()
        name = called.plain(step["step"])
        gone += [f"{name}: {text}" for text in texts["now"] if text not in {*texts["then"], *left}]
        for text in texts["then"]:
            (staying if text in {*texts["now"], *moved} else new).append(f"{name}: {text}")
    for title, found in zip(titles, (gone, staying, new), strict=True):
        if found:
            draw_section(console, title)
        for line in found:
            draw_line(f"- {line}", console, 2)


def _texts(step: Result, side: str, key: str) -> tuple[str, ...]:
    return tuple(step[side][key]) if step[side] is not None else ()


def _draw_answers(steps: list[Result], called: Called, console: Console) -> None:
    answered = [(step, each) for step in steps for each in step["questions"] if each["answer"] is not None]
    if answered:
        draw_section(console, "Questions that are answered")
    for step, each in answered:
        said = f"{'yes' if each['answer'] else 'no'}: {each['text']}".rstrip(": ")
        question = f"{QUESTIONS[each['question']]} {said[:1].upper()}{said[1:]}"
        draw_line(f"- {called.plain(step['step'])}. {question}", console, 2)
