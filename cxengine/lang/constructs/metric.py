"""A figure worked out from rows, or from other metrics."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="metric",
    form="metric NAME: TITLE",
    about="A figure worked out from the rows of a table, or from other metrics.",
    clauses=(
        ClauseRow("from", "?", "from TABLE", "The table whose rows count, or the kind of subject whose members do."),
        ClauseRow("for", "?", "for SUBJECT", "Which subject of a row counts, where a table names two."),
        ClauseRow("where", "*", "where CONDITION", "Only rows for which this holds count."),
        ClauseRow("formula", "!", "formula VALUE", "How the figure is worked out."),
        ClauseRow(
            "target",
            "*",
            "target at least 80% from 2018-04-01",
            "What the figure should reach, and from which day.",
        ),
        ClauseRow(
            "standard",
            "*",
            "standard good at least 75%",
            "A name for figures from there on: `standard excellent at least 90%`, from the lowest to the highest.",
        ),
        ClauseRow("needs", "?", "needs 30 answers", "With fewer answers the figure is unknown."),
        ClauseRow("by", "*", "by FIELD, month of FIELD", "The fields by which the figure may be split."),
        ClauseRow("confidence", "?", "confidence 90%", "The confidence of the interval that is printed."),
        ClauseRow(
            "shown as",
            "?",
            "shown as points from -100 to 100, 1 decimal",
            "The unit and the decimals in which it is printed.",
        ),
        ClauseRow("higher is better", "?", "lower is better", "Which direction is good."),
        ClauseRow("supports", "*", "supports OBJECTIVE", "The objective that the figure is kept for."),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Metric:
    """The node of a metric. ``formula`` is None only where its line is broken or missing, which is reported."""
    return ast.Metric(
        table=block.one("from"),
        subject=block.one("for"),
        where=block.all("where"),
        formula=block.one("formula"),
        targets=block.all("target"),
        standards=block.all("standard"),
        needs=block.one("needs"),
        by=block.joined("by"),
        confidence=block.one("confidence"),
        shown=block.one("shown as"),
        lower_is_better=None if not block.has("higher is better") else not block.one("higher is better"),
        supports=block.joined("supports"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
