"""Levels over the recorded dates, as an analyst reads them: a table for each model, then what was lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxengine.report.compared import draw_compared
from cxengine.report.wording import Result, counted, day, level_words, subject_title

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH_OF_TITLE, WIDTH_OF_SINCE, WIDTH_OF_DATE = 24, 18, 12
"""Columns; as many dates are shown as fit between the first two, the latest ones."""


def draw_history(result: Result, console: Console) -> None:
    """``result`` is the JSON form of ``cx history``."""
    from rich.text import Text

    records = result["records"]
    if not records:
        console.print(Text(f"Nothing is recorded of {result['project']} yet: cx assess --record keeps an assessment."))
        return
    many = counted(len(records), "assessment")
    console.print(Text(result["project"], style="bold"), Text(f"{many} recorded, {_from_to(records)}"), sep=" · ")
    for model in dict.fromkeys(each["model"] for each in result["results"]):
        results = [each for each in result["results"] if each["model"] == model]
        console.print()
        console.print(Text(results[0]["model_title"], style="bold"))
        console.print(_table(results, [each["as_of"] for each in records], console.width))
        for line in _lines(results):
            console.print(Text(line))
    if result["compared"] is not None:
        draw_compared(result["compared"], console)


def _from_to(records: Sequence[Result]) -> str:
    first, last = records[0]["as_of"], records[-1]["as_of"]
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def _table(results: Sequence[Result], dates: Sequence[str], width: int) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    room = (width - WIDTH_OF_TITLE - WIDTH_OF_SINCE - 2) // (WIDTH_OF_DATE + 1)
    shown = dates[-max(1, room) :]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(str(results[0]["kind"]).replace("_", " ").capitalize(), min_width=min(WIDTH_OF_TITLE, width // 3))
    for each in shown:
        table.add_column(_short(each), no_wrap=True)
    table.add_column("Level since", no_wrap=True)
    for result in results:
        past = {each["as_of"]: each for each in result["history"]["results"]}
        cells = [_cell(past.get(each)) for each in shown]
        table.add_row(*map(Text, (subject_title(result), *cells, _since(result["history"]))))
    return table


def _short(iso: str) -> str:
    """``30 Sep 2018``."""
    number, month, year = day(iso).split()
    return f"{number} {month[:3]} {year}"


def _cell(past: Result | None) -> str:
    """``2``, ``2 *`` where it rests on waivers, ``none yet``, ``0 to 2`` where that is not certain, ``withheld``.

    Nothing where it was not assessed.
    """
    if past is None:
        return ""
    if past["withheld"]:
        return "withheld"
    without = past["without_waivers"]
    rests = " *" if without is not None and without != past["level"] else ""
    low, high = past["could_be_from"], past["could_be_to"]
    if past["level"] is None or low != high:
        return f"{low} to {high}{rests}"
    return (str(low) if low else "none yet") + rests


def _since(history: Result) -> str:
    """When the present level was reached; the lowest one possible where it is not certain."""
    held = _held(history)
    return day(held["reached"]) if held is not None and held["reached"] is not None else "–"


def _held(history: Result) -> Result | None:
    last = history["results"][-1]
    number = last["could_be_from"] if not last["withheld"] else None
    return next((each for each in history["levels"] if each["level"] == number), None)


def _lines(results: Sequence[Result]) -> list[str]:
    """What was lost and not reached again, what was reached for a second time, waivers, and when rules changed."""
    lines: list[str] = []
    for result in results:
        title = subject_title(result)
        for level in reversed(result["history"]["levels"]):
            name = level_words({"number": level["level"], "name": level["name"]})
            if level["lost"] is not None:
                lines.append(f"{title} reached {name} on {day(level['reached'])} and lost it on {day(level['lost'])}.")
                break
        held = _held(result["history"])
        if held is not None and held["first_reached"] != held["reached"]:
            name = level_words({"number": held["level"], "name": held["name"]})
            lines.append(f"{title} had {name} for the first time on {day(held['first_reached'])}.")
    return [*_not_certain(results), *lines, *_waivers(results), *_rules(results)]


def _not_certain(results: Sequence[Result]) -> list[str]:
    for past in (past for result in results for past in result["history"]["results"]):
        low, high = past["could_be_from"], past["could_be_to"]
        if not past["withheld"] and low != high:
            return [f"“{low} to {high}” is not certain, for something was unknown; “Level since” is of the lower end."]
    return []


def _waivers(results: Sequence[Result]) -> list[str]:
    """Each waiver once, and the levels without, at the last date that has any."""
    told: dict[tuple[str, str], str] = {}
    rests = False
    for result in results:
        for past in result["history"]["results"]:
            without = past["without_waivers"]
            rests = rests or (without is not None and without != past["level"])
            for waiver in past["waivers"]:
                words = f"{waiver['criterion']} was waived until {day(waiver['until'])}: {waiver['because']}"
                told.setdefault((waiver["criterion"], waiver["until"]), words)
    return [*told.values(), *(["* rests on waivers: without them the assessed level would be lower."] if rests else [])]


def _rules(results: Sequence[Result]) -> list[str]:
    days = {past["as_of"] for result in results for past in result["history"]["results"] if past["rules_changed"]}
    return [f"From {day(each)} on other rules decide than before." for each in sorted(days)]
