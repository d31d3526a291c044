"""Someone who owns actions."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, Construct

ROW = BlockRow(
    kind="party",
    form="party NAME: TITLE",
    about="Someone who owns actions.",
)


def build(block: Block, found: Diagnostics) -> ast.Party:
    """The node of a party."""
    return ast.Party(**block.common())


CONSTRUCT = Construct(ROW, build)
