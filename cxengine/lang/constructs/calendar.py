"""The days on which a place is closed, beside Saturdays and Sundays."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="calendar",
    form="calendar NAME: TITLE",
    about="The days on which nobody works beside Saturdays and Sundays. `england` comes with cx.",
    clauses=(
        ClauseRow("cites", "*", "cites: WORDS", "Where the days come from."),
        ClauseRow("covers", "?", "covers 2020-01-01 to 2028-12-31", "From when to when every closed day is here."),
        ClauseRow("includes", "*", "includes CALENDAR", "A calendar whose closed days are closed here too."),
        ClauseRow("closed", "*", "closed 2026-12-25: Christmas Day", "A day on which nobody works, and why."),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Calendar:
    """The node of a calendar."""
    del found
    return ast.Calendar(
        cites=block.joined("cites"),
        covers=block.one("covers"),
        includes=block.joined("includes"),
        closed=block.all("closed"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
