"""What is redundant in journeys, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.render import AMBER
from cxengine.report.called import Called, made_of, steps_called
from cxengine.report.proposals import counted_days, marked, savings
from cxengine.report.wording import Result, counted, listed

if TYPE_CHECKING:
    from rich.console import Console

_SURE = {"certain": "Certain", "likely": "Likely", "review": "To be looked at"}


def draw_journeys(journeys: list[Result], console: Console) -> None:
    """Each journey with its findings."""
    from rich.text import Text

    if not journeys:
        console.print("There is no journey in these rules.")
    for place, journey in enumerate(journeys):
        if place:
            console.print()
        console.print(Text(f"{journey['title']} ({journey['journey']})", style="bold"))
        called = steps_called(journey["steps"])
        _draw_about(journey, console)
        if not journey["findings"]:
            console.print("  Nothing redundant is found.")
        for number, finding in enumerate(journey["findings"], start=1):
            _draw_finding(number, finding, called, console)
        _draw_not_compared(journey["not_compared"], called, console)


def _draw_not_compared(lacking: list[Result], called: Called, console: Console) -> None:
    """What steps do not say, by the rules that therefore could not compare them."""
    from rich.text import Text

    rules: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for each in lacking:
        rules.setdefault((each["attribute"], tuple(each["steps"])), []).append(each["rule"])
    if rules:
        console.print()
        console.print(Text("  Not compared, because steps do not say it:", style="dim"))
    for (attribute, steps), names in rules.items():
        which = called.which(steps, len(called.titles))
        kinds = listed([name.replace("_", " ") for name in names])
        draw_line(f"- `{attribute.replace('_', ' ')}` of {which}, to find: {kinds}", console, 5)


def _draw_about(journey: Result, console: Console) -> None:
    made = f", {made_of(journey)}" if journey["changes"] else ""
    draw_line(f"{counted(len(journey['steps']), 'step')} for {journey['for']['title']}{made}", console, 2)
    if journey["draft"]:
        draw_line(f"Draft: {journey['draft']}", console, 2)


def _draw_finding(number: int, finding: Result, called: Called, console: Console) -> None:
    from rich.text import Text

    console.print()
    accepted = finding["accepted"]
    label = f"{number}. {_SURE[finding['confidence']]}" + (", and accepted" if accepted else "")
    console.print(Text(f"  {label}: {finding['kind'].replace('_', ' ')}", style="dim" if accepted else AMBER))
    draw_line(finding["text"], console, 5)
    if accepted:
        draw_line(f"It stays: {accepted}", console, 5)
    else:
        if not any(_says(action, finding["suggestion"]) for action in finding["actions"]):
            draw_line(finding["suggestion"], console, 5)
        if finding["remove"] is not None:
            draw_line(_removal(finding, called), console, 5)
        for action in finding["actions"]:
            draw_line(_action(action), console, 5)
        if finding["heuristic"] != "none":
            draw_line(f"Known as {finding['heuristic']}. Mind: {finding['drawback']}", console, 5)
    if finding["places"]:
        draw_line(_places(finding), console, 5)


def _removal(finding: Result, called: Called) -> str:
    saved = savings(finding["saves"]) if finding["saves"] else ""
    text = f"Without {called.quoted(finding['remove'])} no later step goes short"
    text = f"{text}; {saved}." if saved else f"{text}."
    return f"{text} {finding['stays']}" if finding["stays"] else text


def _says(action: Result, suggestion: str) -> bool:
    """Whether what to do is what is suggested, word for word."""
    return bool(action["title"].rstrip(".") == suggestion.rstrip("."))


def _action(action: Result) -> str:
    """``To do: Take out “Ask again” · Council tax team · 5 days of work (estimate)``."""
    owner = action["owner_title"] or action["owner"] or "no owner named: write `owner` in the step"
    effort = action["effort_days"]
    work = [f"{counted_days(effort)}{marked(action, 'effort')}"] if effort is not None else []
    return " · ".join((f"To do: {str(action['title']).rstrip('.')}", owner, *work))


def _places(finding: Result) -> str:
    by_file: dict[str, list[int]] = {}
    for place in finding["places"]:
        by_file.setdefault(place["filename"], []).append(place["line"])
    return "; ".join(
        f"{name}, {'line' if len(lines) == 1 else 'lines'} {' and '.join(map(str, lines))}"
        for name, lines in by_file.items()
    )


def draw_line(text: str, console: Console, indent: int) -> None:
    """A paragraph, indented; what begins with a dash hangs on it."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    if not text.startswith("- "):
        console.print(Padding(Text(text), (0, 0, 0, indent)))
        return
    hanging = Table.grid(padding=(0, 1, 0, 0))
    hanging.add_row("-", Text(text[2:]))
    console.print(Padding(hanging, (0, 0, 0, indent)))
