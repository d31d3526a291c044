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
        ClauseRow(
            "publish counts rounded to",
            "?",
            "publish counts rounded to 5",
            "What numbers of rows are rounded to, before anything is worked out from them.",
        ),
        ClauseRow(
            "publish as",
            "?",
            "publish as nhs_digital",
            "A published policy on small groups; lines beside it go before its own.",
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
        publish_as=block.one("publish as"),
        counts_rounded_to=block.one("publish counts rounded to"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
