"""How a log follows a journey, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cxengine.report.journeys import draw_line
from cxengine.report.logs import MOST, draw_problems, draw_reasons, of_cases, rest, table
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, counted, listed

if TYPE_CHECKING:
    from rich.console import Console

_WAYS = (
    ("follows", "go as designed"), ("unfinished", "go as designed, and stop before the end"),
    ("differs", "differ"), ("unknown", "cannot be told: too many steps stand side by side"),
)  # fmt: skip
_WORDS = {"follows": "as designed", "unfinished": "stops before the end", "unknown": "cannot be told"}


def draw_log_check(found: Result, console: Console) -> None:
    """A log beside a journey: what share follows it, and how the others differ."""
    from rich.text import Text

    console.print()
    if found["not_for_publication"] is not None:
        draw_line(found["not_for_publication"], console, 0)
    console.print(Text(f"What really happens, by {found['source']}", style="bold"))
    draw_line(f"{counted(found['cases'], 'case')}, {counted(found['events'], 'event')}", console, 2)
    draw_problems(found["problems"], console)
    if found["ties"]:
        text = f"{counted(found['ties'], 'event')} at the time of the one before: the file says which came first."
        draw_line(text, console, 2)
    if not found["cases"]:
        return
    for way, words in _WAYS:
        if found[way]["cases"] or way == "follows":
            draw_line(f"{found[way]['cases']:>7,}  {of_cases(found[way]['of_cases'])}  {words}", console, 2)
    if found["not_in_journey"]:
        draw_line(f"The journey has no step for {_quoted(found['not_in_journey'])}.", console, 2)
    if found["not_in_journey_hidden"]:
        more = "more " if found["not_in_journey"] else ""
        what = counted(found["not_in_journey_hidden"], f"{more}activity", f"{more}activities")
        few = f"of fewer than {found['hidden_below']} cases each, not named"
        draw_line(f"The journey has no step for {what} {few}.", console, 2)
    if found["not_in_log"]:
        text = f"The log has no activity for {_quoted(found['not_in_log'])}; `--step ACTIVITY=STEP` says which it is."
        draw_line(text, console, 2)
    _draw_steps(found, console)
    _draw_ways(found, console)
    _draw_groups(found, console)
    draw_reasons(found["contacts"], console)


def _quoted(names: Iterable[str]) -> str:
    return listed([f"“{name}”" for name in names], most=6)


def _draw_steps(found: Result, console: Console) -> None:
    draw_section(console, "Each step, in cases")
    keys = ("done", "skipped", "moved", "stops_after")
    rows = [
        (*(("hidden", "", "", "") if step["suppressed"] else (f"{step[key]:,}" for key in keys)), step["title"])
        for step in found["steps"]
    ]
    table(rows, console, ("Do it", "Leave it out", "Do it elsewhere", "Get no further", "Step"))
    if found["added"]:
        draw_section(console, "Done where the journey does not have it")
        added = [
            (f"{each['cases']:,}", of_cases(each["of_cases"]), f"{each['events']:,}", each["activity"])
            for each in found["added"][:MOST]
        ]
        table(added, console, ("Cases", "Share", "Times", "Activity"))
        rest(len(found["added"]), "more activity", "more activities", console)


def _draw_ways(found: Result, console: Console) -> None:
    draw_section(console, "Most frequent ways through")
    titles = {step["step"]: step["title"] for step in found["steps"]}
    rows = [
        (f"{variant['cases']:,}", f"{_difference(variant, titles)}: {' → '.join(variant['steps'])}")
        for variant in found["by_variant"][:MOST]
    ]
    table(rows, console, ("Cases", "Way"))
    rest(len(found["by_variant"]), "more way", "more ways", console)
    if found["hidden_below"] is not None:
        what = f"of fewer than {found['hidden_below']} cases are hidden, and what would give them away"
        draw_line(f"Steps, ways, groups, added activities and reasons {what}.", console, 2)


def _difference(variant: Result, titles: Mapping[str, str]) -> str:
    if variant["way"] in _WORDS:
        return _WORDS[variant["way"]]
    parts = [("without", variant["skipped"]), ("with", variant["added"]), ("in another place", variant["moved"])]
    named = ((words, dict.fromkeys(titles.get(name, name) for name in names)) for words, names in parts if names)
    return "; ".join(f"{words} {_quoted(names)}" for words, names in named)


def _draw_groups(found: Result, console: Console) -> None:
    if not found["by"] and not found["by_hidden"]:
        return
    draw_section(console, "By group")
    rows = []
    for group in found["by"]:
        counts = (f"{group[key]:,}" for key in ("cases", "unfinished", "differs"))
        cases, unfinished, differs = counts
        share = of_cases(group["of_cases"]) if group["of_cases"] else ""
        rows.append((cases, share, unfinished, differs, group["group"]))
    if rows:
        table(rows, console, ("Cases", "As designed", "Stop early", "Differ", "Group"))
    if found["by_hidden"]:
        draw_line(f"{counted(found['by_hidden'], 'group is', 'groups are')} hidden.", console, 2)
    if found["mixed"]:
        text = f"{counted(found['mixed'], 'case has', 'cases have')} events of several, and count in that of the first."
        draw_line(text, console, 2)
