"""A closed list of values."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, Construct

ROW = BlockRow(
    kind="category",
    form="category NAME: TITLE",
    about="A closed list of values, such as channels.",
    needs_blocks=("option",),
)


def build(block: Block, found: Diagnostics) -> ast.Category:
    """The node of a category."""
    return ast.Category(options=block.within("option"), **block.common())


CONSTRUCT = Construct(ROW, build)
