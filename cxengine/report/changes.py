"""What moved between two dates: sentences, and what each group adds to a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.section import draw_section
from cxengine.report.wording import Result, day, number

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def draw_changes(result: Result, console: Console) -> None:
    """One paragraph for each metric of each subject, with its groups below where it was taken apart."""
    from rich.padding import Padding
    from rich.text import Text

    if result.get("change_since") is None:
        return
    draw_section(console, f"What moved from {day(result['change_since'])} to {day(result['as_of'])}")
    for moved in result["changes"]:
        about = str(moved.get("subject_title") or moved.get("subject") or "The project")
        console.print(Padding(Text.assemble((f"{about}. ", "bold"), " ".join(moved["text"])), (0, 0, 0, 2)))
        for split in moved["splits"]:
            console.print(Padding(_groups(split), (0, 0, 0, 4)))


def _groups(split: Result) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(", ".join(name.replace("_", " ") for name in split["by"]).capitalize())
    for heading in ("Of the answers", "Then", "Now", "By who answered", "Within"):
        table.add_column(heading, justify="right")
    for group in split["groups"]:
        parts = f"{number(group['part_before'])}% to {number(group['part'])}%"
        ends = ["–" if group[end] is None else number(group[end]) for end in ("before", "value")]
        added = [_signed(group[part]) for part in ("mix", "within")]
        table.add_row(*map(Text, (group["title"], parts, *ends, *added)))
    table.add_row(*map(Text, ("together", "", "", "", _signed(split["mix"]), _signed(split["within"]))), style="bold")
    return table


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0 else number(value)
