"""The grid of a model: its aspects down, its levels across, and in each cell how its criteria came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.wording import Result

if TYPE_CHECKING:
    from rich.console import Console

LEAST_WIDTH = 60
"""Columns below which no grid is drawn."""
MOST_LEVELS = 6
"""Levels up to which a grid fits; of more none is drawn."""
Cells = dict[tuple[str, int], list[Result]]


def draw_grid(model: Result, console: Console) -> None:
    """Nothing where the model has no aspects, or its levels do not fit side by side."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    cells = _cells(model)
    levels = sorted({level for _, level in cells})
    if not model["aspects"] or not 1 < len(levels) <= MOST_LEVELS or console.width < LEAST_WIDTH:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("Aspect")
    for level in levels:
        table.add_column(f"{level} {model['levels'][str(level)]}")
    table.add_column("Reaches", no_wrap=True)
    for aspect in model["aspects"]:
        found = [cells.get((aspect["aspect"], level), []) for level in levels]
        if any(found):
            reached = "–" if aspect["level"] is None else str(aspect["level"] or "none yet")
            reached = "withheld" if aspect.get("withheld") else reached
            table.add_row(Text(str(aspect["title"])), *(Text(cell_words(cell)) for cell in found), Text(reached))
    console.print()
    console.print(table)


def cell_words(criteria: list[Result]) -> str:
    """Of one criterion what was answered or came out, of several how many are met; ``–`` of none."""
    if not criteria:
        return "–"
    if len(criteria) > 1:
        return f"{sum(c['outcome'] == 'met' for c in criteria)} of {len(criteria)} met"
    [criterion] = criteria
    said = {a["answer"] for a in criterion["answers"] if a["outcome"] == criterion["outcome"]}
    return str(said.pop() if len(said) == 1 else criterion["outcome"]).replace("_", " ")


def _cells(model: Result) -> Cells:
    cells: Cells = {}
    for criterion in model["criteria"]:
        if criterion.get("aspect") and criterion["level"]:
            cells.setdefault((criterion["aspect"], criterion["level"]), []).append(criterion)
    return cells
