"""A named group of customers: rows of a table for which conditions hold."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="segment",
    form="segment NAME: TITLE",
    about="A named group of customers. Its name is a condition on the rows of its table.",
    clauses=(
        ClauseRow("from", "!", "from TABLE", "The table whose rows it is a group of."),
        ClauseRow("where", "+", "where CONDITION", "What holds for the rows of the group."),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Segment:
    """The node of a segment. ``table`` is None only where its line is broken or missing, which is reported."""
    return ast.Segment(table=block.one("from"), where=block.all("where"), **block.common())


CONSTRUCT = Construct(ROW, build)
