"""A kind of thing that is assessed."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="subject",
    form="subject NAME: TITLE",
    about="A kind of thing that is assessed: service, council, supplier.",
    clauses=(
        ClauseRow(
            "belongs to", "?", "belongs to SUBJECT", "The kind that this kind is a part of.", itself="circular-subjects"
        ),
        ClauseRow("field", "*", "field NAME is TYPE", "Something known of each subject of the kind."),
        ClauseRow(
            "publish groups of",
            "?",
            "publish groups of at least 10",
            "The fewest subjects of which a figure is shown; without it each may be named.",
        ),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Subject:
    """The node of a subject kind."""
    return ast.Subject(
        belongs_to=block.one("belongs to"),
        fields=block.all("field"),
        publish_at_least=block.one("publish groups of"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
