"""What somebody does on the way through a journey."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, Construct
from cxengine.lang.constructs.step_clauses import EXPERIENCE, WAY, WORK, step_parts

ROW = BlockRow(
    kind="step",
    within=("stage", "journey"),
    form="step NAME: TITLE",
    about="What somebody does on the way; it follows the step above it, unless a line says otherwise.",
    clauses=(*WORK, *EXPERIENCE, *WAY),
)


def build(block: Block, found: Diagnostics) -> ast.Step:
    """The node of a step."""
    return ast.Step(**step_parts(block, found))


CONSTRUCT = Construct(ROW, build)
