"""The lines that say what outcomes count as: a model takes them, and so does an aspect for its own criteria."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.blocks import Block, ClauseRow

POLICIES: tuple[ClauseRow, ...] = (
    ClauseRow(
        "unknown counts as",
        "?",
        "unknown counts as unmet",
        "What an unknown criterion counts as: met, unmet, unknown, or `unknown is left out`.",
    ),
    ClauseRow(
        "not applicable counts as",
        "?",
        "not applicable is left out",
        "What a criterion that does not apply counts as.",
    ),
    ClauseRow(
        "empty level counts as",
        "?",
        "empty level counts as unmet",
        "Whether a level that asks for nothing is reached.",
    ),
    ClauseRow("partly counts as", "?", "partly counts as met", "What partly met counts as for levels."),
    ClauseRow("waived counts as", "?", "waived counts as unmet", "What a waived one counts as; else left out."),
    ClauseRow(
        "should counts as",
        "?",
        "should counts as met with justification",
        "What an unmet criterion that only should hold counts as for levels.",
    ),
    ClauseRow(
        "suggested counts as", "?", "suggested counts as met", "What an unmet suggestion counts as for levels."
    ),
)


def policies_in(block: Block) -> tuple[ast.Policy, ...]:
    """The policies that a block says."""
    return tuple(policy for row in POLICIES for policy in block.all(row.word))
