"""A worked case of a model or a metric."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="test",
    form="test MODEL: TITLE",
    about="A worked case: what is given, and what must come out.",
    clauses=(
        ClauseRow(
            "given",
            "*",
            "given answers 1.1 to 3.5 are met",
            "An answer, a figure or the day that the case starts from.",
        ),
        ClauseRow("expect", "+", "expect level 3", "What must come out."),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Test:
    """The node of a test. Its name is the model, the rule or the metric that is tried."""
    return ast.Test(givens=block.all("given"), expects=block.all("expect"), **block.common())


CONSTRUCT = Construct(ROW, build)
