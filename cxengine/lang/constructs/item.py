"""Something that the steps of a journey give and need."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct
from cxengine.lang.constructs.step_clauses import words

ROW = BlockRow(
    kind="item",
    form="item NAME: TITLE",
    about="Something that steps give and need: a form, a certificate, an answer.",
    clauses=(
        ClauseRow("held by", "?", "held by PARTY", "Who has it before the journey begins."),
        ClauseRow("lasts", "?", "lasts 6 months", "How long it holds good."),
        ClauseRow("no gateway", "?", "no gateway: WORDS", "Why those who hold it may not pass it on."),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Item:
    """The node of an item."""
    del found
    return ast.Item(
        held_by=block.one("held by"),
        lasts=block.one("lasts"),
        no_gateway=words(block, "no gateway"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
