"""The data that a source must fill."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="table",
    form="table NAME: TITLE",
    about="The data that a source must fill.",
    clauses=(
        ClauseRow("key", "*", "key FIELD, FIELD", "The fields that tell one row from another.", together=True),
        ClauseRow(
            "field",
            "+",
            "field NAME is TYPE",
            "A column, its type, and whether it is personal or may be missing.",
        ),
        ClauseRow(
            "reject when",
            "*",
            "reject when CONDITION: REASON",
            "Rows that are not taken, with the reason for the load report.",
        ),
        ClauseRow(
            "publish groups of",
            "?",
            "publish groups of at least 10",
            "The smallest group of which a figure is shown.",
        ),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Table:
    """The node of a table."""
    return ast.Table(
        key=block.joined("key"),
        fields=block.all("field"),
        rejections=block.all("reject when"),
        publish_at_least=block.one("publish groups of"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
