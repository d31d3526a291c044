"""The golden thread: what is wanted, and what is kept for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxengine.report.section import draw_section
from cxengine.report.wording import Result, counted, listed

if TYPE_CHECKING:
    from rich.console import Console


def draw_objectives(result: Result, console: Console) -> None:
    """Each objective below the one it supports, with how much serves it. Nothing where none is declared."""
    from rich.padding import Padding
    from rich.text import Text

    if not result.get("objectives"):
        return
    draw_section(console, "What it is for")
    for depth, objective in in_tree(result):
        line = Text.assemble((objective["title"], "bold"), f": {support_words(objective)}")
        console.print(Padding(line, (0, 0, 0, 2 + 2 * depth)))
    if untraced := untraced_words(result):
        console.print(Padding(Text(untraced), (0, 0, 0, 2)))


def in_tree(result: Result) -> Iterator[tuple[int, Result]]:
    """Those that support no other, each with those that support it below; one that supports two stands twice."""
    named = {each["objective"]: each for each in result["objectives"]}
    waiting = [(0, each) for each in reversed(result["objectives"]) if not each["supports"]]
    while waiting:
        depth, here = waiting.pop()
        yield depth, here
        waiting += [(depth + 1, named[name]) for name in reversed(here["objectives"])]


def support_words(objective: Result) -> str:
    """``2 metrics and 1 criterion``, or that nothing serves it."""
    parts = []
    if objective["metrics"]:
        parts.append(counted(len(objective["metrics"]), "metric"))
    if objective["criteria"]:
        parts.append(counted(len(objective["criteria"]), "criterion", "criteria"))
    if not parts:
        return counted(len(objective["objectives"]), "objective") if objective["objectives"] else "nothing supports it"
    return listed(parts)


def untraced_words(result: Result) -> str:
    """What supports no objective, in one line; empty where all does."""
    untraced = result["untraced"]
    titles = {each["metric"]: each["title"] for subject in result["subjects"] for each in subject["metrics"]}
    metrics = [titles.get(name) or name for name in untraced["metrics"]]
    names = [*metrics, *(f"criterion {c['criterion']}" for c in untraced["criteria"])]
    return f"For no objective: {listed(names, most=6)}" if names else ""
