"""A step of a model."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="level",
    within=("model",),
    form="level 3: TITLE",
    about="A step of the model, from the lowest to the highest.",
    clauses=(
        ClauseRow("means", "*", "means: WORDS", "What it is like to be on this level."),
        ClauseRow("when", "?", "when CONDITION", "What must hold beside the criteria."),
        ClauseRow("score is", "?", "score is mean", "How `score of level 3` is put together; else as the model says."),
        ClauseRow(
            "only with investment",
            "?",
            "only with investment",
            "The level cannot be reached without new money.",
        ),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Level:
    """The node of a level. Its name is the number as written."""
    assert block.head is not None
    return ast.Level(
        number=block.head.values["number"],
        means=block.joined("means"),
        when=block.one("when"),
        score=block.one("score is"),
        only_with_investment=block.has("only with investment"),
        criteria=block.within("criterion"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
