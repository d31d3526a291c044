"""What an event log shows, for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cxengine.report.journeys import draw_line
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, counted, listed

if TYPE_CHECKING:
    from rich.console import Console

MOST = 8
"""How many of each list are shown; JSON has them all."""
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def draw_log(found: Result, console: Console) -> None:
    """A log: its size, its variants, what comes again, where it waits, and what is doubtful about it."""
    from rich.text import Text

    if found["not_for_publication"] is not None:
        draw_line(found["not_for_publication"], console, 0)
    console.print(Text(f"Event log {found['source']}", style="bold"))
    sizes = (("cases", "case", None), ("events", "event", None), ("activities", "activity", "activities"))
    size = ", ".join(counted(found[key], one, many) for key, one, many in sizes)
    draw_line(f"{size}, {counted(len(found['variants']), 'different way', 'different ways')} through", console, 2)
    if found["duration_seconds"]:
        draw_line(f"From the first to the last event of a case: {_times(found['duration_seconds'])}.", console, 2)
    draw_line("Shares are of cases unless it is said; ranges hold with 95% confidence.", console, 2)
    _draw_doubts(found, console)
    if found["cases"]:
        _draw_variants(found, console)
        _draw_ways(found, console)
        _draw_again(found, console)
        _draw_waiting(found, console)
        _draw_ends(found, console)
        _draw_extra(found, console)
        _draw_groups(found, console)


def draw_problems(problems: Iterable[Result], console: Console) -> None:
    """Rows that were left out, and why."""
    for problem in problems:
        rows = listed([str(row) for row in problem["rows"][:5]], most=5)
        more = " …" if problem["count"] > 5 else ""
        draw_line(f"{counted(problem['count'], 'row')} left out ({rows}{more}): {problem['message']}", console, 2)


def lasting(seconds: float) -> str:
    """``3.1 days``, ``48 minutes``, ``0 seconds``."""
    size, unit = next(((size, unit) for size, unit in _UNITS if abs(seconds) >= size), _UNITS[-1])
    amount = seconds / size
    text = f"{amount:,.0f}" if abs(amount) >= 10 else f"{amount:.1f}".removesuffix(".0")
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


def of_cases(share: Result) -> str:
    """``6.3% (5.2 to 7.7)``."""
    return f"{share['share']:.1f}% ({share['low']:.1f} to {share['high']:.1f})"


def table(rows: Iterable[Sequence[str]], console: Console, headings: Sequence[str]) -> None:
    """Rows whose last column is text that may be folded, and the others figures."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, heading in enumerate(headings):
        if place < len(headings) - 1:
            drawn.add_column(f"  {heading}" if place == 0 else heading, justify="right", no_wrap=True)
        else:
            drawn.add_column(heading)
    for row in rows:
        drawn.add_row(*(Text(f"  {cell}" if place == 0 else cell) for place, cell in enumerate(row)))
    console.print(drawn)


def rest(count: int, one: str, many: str, console: Console) -> None:
    """How many of a list are not shown."""
    if count > MOST:
        draw_line(f"and {counted(count - MOST, one, many)}, all of them with --format json", console, 2)


def _times(seconds: Result) -> str:
    between = ""
    if seconds["low"] is not None:
        between = f"; {lasting(seconds['low'])} to {lasting(seconds['high'])}"
    return f"{lasting(seconds['median'])} (median{between}), {lasting(seconds['mean'])} on average"


def _draw_doubts(found: Result, console: Console) -> None:
    """What is left out and what is not certain; nothing of it is silent."""
    draw_problems(found["problems"], console)
    for lifecycle, count in found["set_aside"].items():
        text = f"{counted(count, 'event')} marked “{lifecycle}” and not “complete” count as no step of their own."
        draw_line(text, console, 2)
    if found["never_complete"]:
        draw_line(f"Never complete, so not counted: {listed(found['never_complete'], most=5)}.", console, 2)
    if found["ties"]:
        draw_line(_ties(found), console, 2)
    if found["backwards"]:
        draw_line(_backwards(found), console, 2)
    for note in found["notes"]:
        draw_line(note, console, 2)


def _ties(found: Result) -> str:
    many = f"{counted(found['ties'], 'event')} of {counted(found['tied_cases'], 'case')}"
    have = "has" if found["ties"] == 1 else "have"
    same, key = ("number", "other numbers") if found["ordered_by"] == "column" else ("time", "`--order COLUMN`")
    other = found["variants_if_ties_reversed"]
    return (
        f"{many} {have} the {same} of the event before, so only the file says which came first. The other way round "
        f"there would be {counted(other, 'variant')}. To settle it, give {key}."
    )


def _backwards(found: Result) -> str:
    many, lie = counted(found["backwards"], "event"), "lies" if found["backwards"] == 1 else "lie"
    if found["ordered_by"] == "column":
        return f"Clocks go backwards: {many} {lie} before the one put ahead; no waiting is counted there."
    return f"{many} {lie} in time before the one above in the file; events are taken by their times."


def _draw_variants(found: Result, console: Console) -> None:
    draw_section(console, "Most frequent ways through")
    rows = [
        (f"{variant['cases']:,}", of_cases(variant["of_cases"]), " → ".join(variant["steps"]))
        for variant in found["variants"][:MOST]
    ]
    table(rows, console, ("Cases", "Share", "Steps"))
    rest(len(found["variants"]), "more way", "more ways", console)


def _draw_ways(found: Result, console: Console) -> None:
    if not found["follows"]:
        return
    draw_section(console, "What follows what")
    rows = [
        (f"{pair['events']:,}", f"{pair['cases']:,}", of_cases(pair["of_cases"]), f"{pair['from']} → {pair['to']}")
        for pair in found["follows"][:MOST]
    ]
    table(rows, console, ("Times", "Cases", "Share", "Step → next step"))
    rest(len(found["follows"]), "more pair", "more pairs", console)


def _draw_again(found: Result, console: Console) -> None:
    draw_section(console, "What comes again")
    if not found["rework"]:
        draw_line("No case has an activity twice.", console, 2)
    else:
        some = f"{counted(found['rework_cases'], 'case')}, {of_cases(found['rework_of_cases'])}"
        have = "has" if found["rework_cases"] == 1 else "have"
        text = f"{some}, {have} some activity more than once. Instalments and reminders are no rework."
        draw_line(text, console, 2)
        rows = [
            (f"{again['cases']:,}", of_cases(again["of_cases"]), f"{again['extra']:,}", f"{activity}{_by_whom(again)}")
            for activity, again in list(found["rework"].items())[:MOST]
        ]
        table(rows, console, ("Cases", "Share", "Times more", "Activity"))
        rest(len(found["rework"]), "more activity", "more activities", console)
    for pair in found["back_and_forth"][:3]:
        often = f"{pair['events']:,} times in {counted(pair['cases'], 'case')}"
        draw_line(f"{pair['from']} → {pair['to']} → {pair['from']}: {often}", console, 2)
    for role, each in found["hand_overs"].items():
        back = f"{each['back']:,} times and back again, in {counted(each['cases_back'], 'case')}"
        text = f"The {role} changes at {each['changes']:,} of {each['steps']:,} steps to the next; {back}"
        draw_line(f"{text}, {of_cases(each['of_cases'])}.", console, 2)


def _by_whom(again: Result) -> str:
    if again["by_same"] is None:
        return ""
    return f" ({again['by_same']:,} by the same, {again['by_other']:,} by another)"


def _draw_waiting(found: Result, console: Console) -> None:
    waiting = [wait for wait in found["waiting"] if wait["seconds"] is not None]
    if not waiting:
        return
    draw_section(console, "Where cases wait")
    rows = [
        (f"{wait['share']:.1f}%", f"{wait['cases']:,}", lasting(wait["seconds"]["median"]),
         f"{wait['from']} → {wait['to']}{_between(wait['seconds'])}")
        for wait in waiting[:MOST]
    ]  # fmt: skip
    table(rows, console, ("Of all time", "Cases", "Median", "Between"))
    rest(len(waiting), "more pair", "more pairs", console)


def _between(seconds: Result) -> str:
    low, high = seconds["low"], seconds["high"]
    return f" ({lasting(low)} to {lasting(high)})" if low is not None else ""


def _draw_ends(found: Result, console: Console) -> None:
    draw_section(console, "Where cases end")
    last = sorted((step for step in found["steps"] if step["ends"]), key=lambda step: -step["ends"])
    rows = [
        (f"{step['ends']:,}", f"{step['cases']:,}", of_cases(step["of_reached"]), step["activity"])
        for step in last[:MOST]
    ]
    table(rows, console, ("End", "Reach it", "Share", "Activity"))
    rest(len(last), "more activity", "more activities", console)


def _draw_extra(found: Result, console: Console) -> None:
    if not found["extra_steps"]:
        return
    draw_section(console, "One step more, and all else alike")
    rows = [
        (f"{extra['with']:,}", f"{extra['without']:,}", extra["activity"] + (" (again)" if extra["again"] else ""))
        for extra in found["extra_steps"][:MOST]
    ]
    table(rows, console, ("With it", "Without", "Activity"))
    rest(len(found["extra_steps"]), "more activity", "more activities", console)
    draw_line("Cases with it and without end with the same step. Ask what it was for before it goes.", console, 2)


def _draw_groups(found: Result, console: Console) -> None:
    for key, title in (("channels", "By channel"), ("by", "By group")):
        if found[key]:
            draw_section(console, title)
            table(map(_group_row, found[key]), console, ("Cases", "Median", "With rework", "Group"))
            mixed = found["mixed"].get("channel" if key == "channels" else "by", 0)
            if mixed:
                text = f"{counted(mixed, 'case has', 'cases have')} events of several, and count in that of the first."
                draw_line(text, console, 2)
    draw_reasons(found["contacts"], console)


def draw_reasons(contacts: Sequence[Result], console: Console) -> None:
    """Contacts by reason."""
    if not contacts:
        return
    draw_section(console, "Why people make contact")
    rows = [
        (f"{reason['contacts']:,}", f"{reason['share']:.1f}%", f"{reason['cases']:,}", of_cases(reason["of_cases"]),
         reason["reason"])
        for reason in contacts[:MOST]
    ]  # fmt: skip
    table(rows, console, ("Contacts", "Share", "Cases", "Share of cases", "Reason"))
    rest(len(contacts), "more reason", "more reasons", console)


def _group_row(group: Result) -> tuple[str, str, str, str]:
    again = f"{group['of_cases']['share']:.1f}%" if group["of_cases"] else "–"
    return f"{group['cases']:,}", lasting(group["duration_seconds"]["median"]), again, group["group"]
