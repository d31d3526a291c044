"""The grid of a model: its aspects down, its levels across, and in each cell how its criteria came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.columns import fitting
from cxengine.report.wording import Result

if TYPE_CHECKING:
    from rich.console import Console

MOST_LEVELS = 6
"""Levels up to which a grid fits; of more none is drawn."""
Cells = dict[tuple[str, int], list[Result]]


def draw_grid(model: Result, console: Console) -> None:
    """Nothing where the model has no aspects, or its levels do not fit side by side without cutting a word."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    levels = sorted({level for _, level in _cells(model)})
    if not model["aspects"] or not 1 < len(levels) <= MOST_LEVELS:
        return
    heads = ["Aspect", *(f"{level} {model['levels'][str(level)]}" for level in levels), "Reaches"]
    rows = _rows(model, levels)
    widths = fitting([heads, *rows], console.width)
    if widths is None:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for head, width in zip(heads, widths, strict=True):
        table.add_column(head, width=width)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print()
    console.print(table)


def _rows(model: Result, levels: list[int]) -> list[list[str]]:
    cells = _cells(model)
    rows = []
    for aspect in model["aspects"]:
        found = [cells.get((aspect["aspect"], level), []) for level in levels]
        if any(found):
            reached = "–" if aspect["level"] is None else str(aspect["level"] or "none yet")
            reached = "withheld" if aspect.get("withheld") else reached
            rows.append([str(aspect["title"]), *map(cell_words, found), reached])
    return rows


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
