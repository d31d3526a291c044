"""What measures and criteria are kept for."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="objective",
    form="objective NAME: TITLE",
    about="What the council wants: metrics, criteria and other objectives support it.",
    clauses=(ClauseRow("supports", "*", "supports OBJECTIVE", "The wider objective that it serves."),),
)


def build(block: Block, found: Diagnostics) -> ast.Objective:
    """The node of an objective."""
    return ast.Objective(supports=block.joined("supports"), **block.common())


CONSTRUCT = Construct(ROW, build)
