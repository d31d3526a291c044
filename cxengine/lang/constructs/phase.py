"""A stretch of the roadmap."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, Construct

ROW = BlockRow(
    kind="phase",
    within=("model",),
    form="phase NAME: TITLE",
    about="A stretch of the roadmap that actions fall into.",
    before=("level",),
)


def build(block: Block, found: Diagnostics) -> ast.Phase:
    """The node of a phase."""
    return ast.Phase(**block.common())


CONSTRUCT = Construct(ROW, build)
