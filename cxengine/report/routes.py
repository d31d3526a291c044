"""What ways through a journey take, now and changed, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.called import Called
from cxengine.report.journey_lived import draw_lived
from cxengine.report.journey_map.step_words import QUESTIONS
from cxengine.report.journeys import draw_line
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, listed, number

if TYPE_CHECKING:
    from rich.console import Console

_ROWS = (
    ("contacts", "Contacts", ""), ("hand_offs", "Hand-offs", ""), ("days", "Days from begin to end", ""),
    ("effort_days", "Hours of work", "hours"), ("cost", "Cost", "£"),
)  # fmt: skip
GOING_BACK = (
    "Cases that go back count in Expected only, which may so be more than Worst: Shortest and Worst are of a case that "
    "goes through once."
)
_WAYS = (("shortest", "Shortest"), ("expected", "Expected"), ("worst", "Worst"))


def draw_route(found: Result, console: Console) -> None:
    """A journey without some steps: what would lack, and what each way takes."""
    from rich.text import Text

    console.print(Text(f"{found['title']} ({found['journey']})", style="bold"))
    called = Called(found["titles"])
    if found["without"]:
        steps = listed([called.quoted(step) for step in found["without"]])
        proof = "" if found["unmet"] else " no later step lacks an item that it has now, nor the journey at its end."
        draw_line(f"Without {steps}:{proof}", console, 2)
        for lacking in found["unmet"]:
            draw_line(f"- {_lacking(lacking, called, Called(found['item_titles']))}", console, 2)
    draw_totals(found["now"], found["then"], called, console)


def _lacking(lacking: Result, called: Called, items: Called) -> str:
    item = items.quoted(lacking["item"])
    if not lacking["route"]:
        return f"The journey would end without {item}: no step of it is left."
    way = f"on this way: {' → '.join(called.plain(step) for step in lacking['route'])}."
    if lacking["at_end"]:
        return f"The journey would end without {item} {way}"
    return f"{called.quoted(lacking['step'])} would lack {item} {way}"


def draw_difference(found: Result, console: Console) -> None:
    """A journey against the one that it changes."""
    from rich.text import Text

    console.print(Text(f"{found['title']} ({found['journey']})", style="bold"))
    draw_line(f"Against “{found['changes_title']}” ({found['changes']})", console, 2)
    called = Called(found["titles"])
    for sentence in found["sentences"]:
        draw_line(f"- {sentence}", console, 2)
    draw_totals(found["now"], found["then"], called, console)
    draw_lived(found["lived"], called, console)
    if found["readiness"]:
        draw_section(console, "How ready people are")
        for text in found["readiness"]:
            draw_line(text, console, 2)
    draw_section(console, "Questions that are still open")
    total = sum(step["then"] is not None for step in found["lived"]["steps"])
    for word, steps in found["open_questions"].items():
        if steps:
            draw_line(f"{QUESTIONS[word]} For {called.which(steps, total)}.", console, 2)
    if not any(found["open_questions"].values()):
        draw_line("None: every question is answered for every step.", console, 2)


def draw_totals(now: Result, then: Result | None, called: Called, console: Console) -> None:
    """What the shortest, the expected and the worst way take; ``then`` stands beside."""
    from rich.table import Table

    console.print()
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    table.add_column("  For each case")
    for _, title in _WAYS:
        table.add_column(title, justify="right")
    for key, title, unit in _ROWS:
        table.add_row(f"  {title}", *(_cell(now, then, way, key, unit) for way, _ in _WAYS))
    console.print(table)
    if now["unsaid"]:
        draw_line(_unsaid(now, called), console, 2)
    if any(each is not None and each["repeats"] and each["expected"] is not None for each in (now, then)):
        draw_line(GOING_BACK, console, 2)
    if now["expected"] is None:
        draw_line("What is to be expected needs the share of each choice.", console, 2)


def _unsaid(now: Result, called: Called) -> str:
    if len(now["unsaid"]) == now["steps"]:
        return "No step says how long it takes or what it costs, so no time and no cost is counted."
    return f"Counted without a time or a cost, because none is written: {called.which(now['unsaid'], now['steps'])}."


def _cell(now: Result, then: Result | None, way: str, key: str, unit: str) -> str:
    values = [_figure(each[way], key, unit) for each in (now, then) if each is not None]
    return values[0] if len(set(values)) == 1 else " → ".join(values)


def _figure(totals: Result | None, key: str, unit: str) -> str:
    if totals is None:
        return "not known"
    if totals[key] is None:
        return "not written"
    value = totals[key] * 24 if unit == "hours" else totals[key]
    said = number(round(value, 2))
    return f"£{said}" if unit == "£" else said
