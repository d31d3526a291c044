"""What a pack says about the declarations of the pack that it extends. ``lang/effective.py`` folds it in."""

from __future__ import annotations

from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct, written

BECAUSE = ClauseRow("because", "!", "because: REASON", "Why this council does it; shown wherever it matters.")
CHANGE = BlockRow(
    kind="change",
    form="change metric NAME",
    about="New lines for something of the pack that is extended. A line written takes the place of all lines of its "
    "word; `change criterion 2.5: TITLE` also gives it a new title.",
    clauses=(
        ClauseRow("without", "*", "without review", "Takes the lines of that word out."),
        ClauseRow("in level", "?", "in level 3", "The level to which a criterion moves; it keeps its id."),
        BECAUSE,
    ),
    takes_lines_of="any",
)
ADD = BlockRow(
    kind="add",
    form="add criterion 3.7: TITLE",
    about="A further criterion for a level of the pack that is extended: that of its number, or the one that is named.",
    clauses=(
        ClauseRow("in level", "?", "in level 3", "The level that asks for it, where its id has no number."),
        BECAUSE,
    ),
    takes_lines_of="all",
)
WAIVE = BlockRow(
    kind="waive",
    form="waive criterion 1.4",
    about="Sets a criterion aside for a time: no level asks for it and no score counts it, and every result says so.",
    clauses=(ClauseRow("until", "?", "until 2026-12-31", "The last day of the waiver; each has one."), BECAUSE),
)
REMOVE = BlockRow(
    kind="remove",
    form="remove criterion 5.3",
    about="Takes something of the pack that is extended out; an aspect or a level with its criteria.",
    clauses=(BECAUSE,),
)


def build(block: Block, found: Diagnostics) -> ast.Override:
    """The node of an override, with the lines that stand in it for the stage that folds it in."""
    assert block.head is not None
    verb: Any = block.kind
    own = {clause.word for row in (CHANGE, ADD, WAIVE, REMOVE) for clause in row.clauses}
    lines = written(block)
    return ast.Override(
        verb=verb,
        kind=block.head.values["of"],
        because="\n\n".join(block.joined("because")) if block.has("because") else None,
        without=block.all("without"),
        until=block.one("until"),
        level=block.one("in level"),
        lines=attrs.evolve(lines, clauses=tuple(clause for clause in lines.clauses if clause.word not in own)),
        **block.common(),
    )


CONSTRUCTS = tuple(Construct(row, build) for row in (CHANGE, ADD, WAIVE, REMOVE))
