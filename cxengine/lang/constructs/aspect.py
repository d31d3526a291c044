"""A side of a model that criteria belong to."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct
from cxengine.lang.constructs.policies import POLICIES, policies_in

ROW = BlockRow(
    kind="aspect",
    within=("model",),
    form="aspect NAME: TITLE",
    about="A side of the model that criteria belong to.",
    clauses=(
        ClauseRow("means", "*", "means: WORDS", "What the aspect is about."),
        ClauseRow("in", "?", "in ASPECT", "The aspect that this one is a part of."),
        ClauseRow(
            "stop at first unmet", "?", "stop at first unmet", "Nothing of it is asked after the first unmet of it."
        ),
        ClauseRow("withheld when", "?", "withheld when CONDITION", "When neither its level nor its score is given."),
        ClauseRow("level at most", "*", "level at most 1 when CONDITION", "A bound on its level while that holds."),
        ClauseRow("weight", "?", "weight 2", "What it counts for in a mean beside its siblings; 1 where not written."),
        ClauseRow(
            "score is",
            "?",
            "score is mean",
            "mean, sum, lowest, highest, share met, count met or share of points.",
        ),
        ClauseRow("score starts at", "?", "score starts at 110", "What the sum is added to, mostly deductions."),
        ClauseRow("score at least", "*", "score at least 0", "A bound on the score, after rounding."),
        ClauseRow("score at most", "*", "score at most 99% when CONDITION", "A bound on the score, after rounding."),
        ClauseRow("round", "?", "round half up to 2 decimals", "How its score is rounded before it is used."),
        *(row for row in POLICIES if row.word != "empty level counts as"),
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
        starts_at=block.one("score starts at"),
        bounds=(*block.all("score at least"), *block.all("score at most")),
        round_to=block.one("round"),
        policies=policies_in(block),
        stops=block.has("stop at first unmet"),
        withheld=block.one("withheld when"),
        caps=block.all("level at most"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
