"""How the data were read: that numbers of rows are rounded, and what was decided on the way, of each source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.section import draw_section
from cxengine.report.wording import Result, listed

if TYPE_CHECKING:
    from rich.console import Console

TITLE = "How the data were read"
MOST_NOTES = 8
"""Notes that are shown; the rest is counted."""


def rounded_lines(result: Result) -> list[str]:
    """A sentence for each number that counts of tables are rounded to."""
    tables: dict[int, list[str]] = {}
    for source in result["sources"]:
        if source.get("rounded_to"):
            tables.setdefault(source["rounded_to"], []).append(source["table"])
    return [
        f"Numbers of rows of {listed(names)} are rounded to {to:,}, and shares and scores are worked out from them."
        for to, names in tables.items()
    ]


def read_lines(result: Result) -> list[str]:
    """The notes of each source, no more than there is room for."""
    lines = [f"{s['table']}: {note.removesuffix('.')}" for s in result["sources"] for note in s.get("notes", ())]
    more = len(lines) - MOST_NOTES
    return lines if more <= 0 else [*lines[:MOST_NOTES], f"and {more:,} more; --format json has all of them"]


def draw_read(result: Result, console: Console) -> None:
    """The notes under a heading of their own; nothing where there are none."""
    from rich.padding import Padding
    from rich.text import Text

    lines = read_lines(result)
    if lines:
        draw_section(console, TITLE)
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 2)))
