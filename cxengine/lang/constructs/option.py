"""One value of a category."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="option",
    within=("category",),
    form="option NAME: TITLE",
    about="One value of the category; data may hold its name or its title.",
    clauses=(
        ClauseRow("avoidable", "?", "avoidable", "A contact for this reason need not have been, had things gone well."),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Option:
    """The node of an option."""
    return ast.Option(avoidable=block.has("avoidable"), **block.common())


CONSTRUCT = Construct(ROW, build)
