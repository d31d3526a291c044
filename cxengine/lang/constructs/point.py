"""A labelled answer of a scale."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, Construct

ROW = BlockRow(
    kind="point",
    within=("scale",),
    form="point NAME: TITLE",
    about="A labelled answer, from the lowest to the highest; `is 0.5` says what it counts for, `up to 85%` its end.",
)


def build(block: Block, found: Diagnostics) -> ast.Point:
    """The node of a point."""
    assert block.head is not None
    return ast.Point(**block.head.values, **block.common())


CONSTRUCT = Construct(ROW, build)
