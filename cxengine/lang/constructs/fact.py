"""Something that holds of a customer or not."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="fact",
    form="fact NAME: TITLE",
    about="Something that holds of a customer or not, which steps check and depend on.",
    clauses=(ClauseRow("follows from", "*", "follows from FACT, FACT", "The facts that together imply it."),),
)


def build(block: Block, found: Diagnostics) -> ast.Fact:
    """The node of a fact."""
    del found
    return ast.Fact(follows_from=block.joined("follows from"), **block.common())


CONSTRUCT = Construct(ROW, build)
