"""A stretch of a journey."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, Construct

ROW = BlockRow(
    kind="stage",
    within=("journey",),
    form="stage NAME: TITLE",
    about="A stretch of the journey.",
    needs_blocks=("step",),
)


def build(block: Block, found: Diagnostics) -> ast.Stage:
    """The node of a stage."""
    return ast.Stage(steps=block.within("step"), **block.common())


CONSTRUCT = Construct(ROW, build)
