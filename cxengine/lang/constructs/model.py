"""Levels, what each asks for, and how outcomes become a level and a score."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="model",
    form="model NAME for SUBJECT: TITLE",
    about="Levels, what each asks for, and how outcomes become a level and a score.",
    clauses=(
        ClauseRow(
            "reached when",
            "?",
            "reached when every criterion at or below is met",
            "How a level is reached; this is the rule where none is written.",
        ),
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
        ClauseRow("scale", "?", "scale SCALE", "The scale on which people answer the criteria."),
        ClauseRow("assess", "*", "assess ASPECT, ASPECT first", "The order in which aspects are assessed and shown."),
        ClauseRow(
            "score is",
            "?",
            "score is mean",
            "How scores are put together: mean, sum, lowest, highest, share met or count met.",
        ),
        ClauseRow("round", "?", "round half up to 2 decimals", "How the score is rounded before it is used."),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Model:
    """The node of a model. Criteria of its own are those above the first level."""
    assert block.head is not None
    policies = tuple(policy for about in _POLICIES for policy in block.all(about))
    return ast.Model(
        subject=block.head.values["subject"],
        reached_written=block.has("reached when"),
        policies=policies,
        scale=block.one("scale"),
        assess_first=block.joined("assess"),
        score=block.one("score is"),
        round_to=block.one("round"),
        aspects=block.within("aspect"),
        bands=block.within("band"),
        phases=block.within("phase"),
        criteria=block.within("criterion"),
        levels=block.within("level"),
        **block.common(),
    )


_POLICIES = ("unknown counts as", "not applicable counts as", "empty level counts as")

CONSTRUCT = Construct(ROW, build)
