"""A side of a model that criteria belong to."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="aspect",
    within=("model",),
    form="aspect NAME: TITLE",
    about="A side of the model that criteria belong to.",
    clauses=(
        ClauseRow("means", "*", "means: WORDS", "What the aspect is about."),
        ClauseRow("in", "?", "in ASPECT", "The aspect that this one is a part of."),
        ClauseRow("weight", "?", "weight 2", "What it counts for in a mean beside its siblings; 1 where not written."),
        ClauseRow(
            "score is",
            "?",
            "score is mean",
            "How scores are put together: mean, sum, lowest, highest, share met or count met.",
        ),
    ),
    before=("level",),
)


def build(block: Block, found: Diagnostics) -> ast.Aspect:
    """The node of an aspect."""
    return ast.Aspect(
        means=block.joined("means"),
        parent=block.one("in"),
        weight=block.one("weight"),
        score=block.one("score is"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
