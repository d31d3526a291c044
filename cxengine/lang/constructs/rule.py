"""A finding that is made where a condition holds, with what to do about it."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="rule",
    form="rule NAME for SUBJECT: TITLE",
    about="A finding about each subject of a kind for which a condition holds.",
    clauses=(
        ClauseRow("when", "!", "when CONDITION", "The condition under which there is something to find."),
        ClauseRow("severity", "?", "severity high", "How grave it is: high, medium or low; medium where not written."),
        ClauseRow(
            "finding", "?", "finding: WORDS {METRIC}", "What is said of it, with figures; the title where not written."
        ),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Rule:
    """The node of a rule. ``when`` is None only where its line is broken or missing, which is reported."""
    assert block.head is not None
    return ast.Rule(
        subject=block.head.values["subject"],
        when=block.one("when"),
        severity=block.one("severity") or "medium",
        finding=block.one("finding") or (),
        actions=block.within("action"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
