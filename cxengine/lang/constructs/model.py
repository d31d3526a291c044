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
        ClauseRow("stop at first unmet", "?", "stop at first unmet", "Nothing is asked after the first unmet."),
        ClauseRow("withheld when", "?", "withheld when CONDITION", "When neither level nor score is given."),
        ClauseRow("level at most", "*", "level at most 1 when CONDITION", "A bound on the level while that holds."),
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
        ClauseRow("scale", "?", "scale SCALE", "The scale on which people answer the criteria."),
        ClauseRow(
            "assessed by",
            "?",
            "assessed by self, peer",
            "Who answers: several assessors, or a kind of subject below this one.",
        ),
        ClauseRow(
            "on disagreement",
            "?",
            "on disagreement take lowest",
            "Whose answer counts where they differ: lowest, highest, mean, or one assessor's.",
        ),
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
        reached=block.one("reached when") or (),
        stops=block.has("stop at first unmet"),
        withheld=block.one("withheld when"),
        caps=block.all("level at most"),
        policies=policies,
        scale=block.one("scale"),
        assess_first=block.joined("assess"),
        assessors=block.one("assessed by") or (),
        disagreement=block.one("on disagreement"),
        score=block.one("score is"),
        round_to=block.one("round"),
        aspects=block.within("aspect"),
        bands=block.within("band"),
        phases=block.within("phase"),
        criteria=block.within("criterion"),
        levels=block.within("level"),
        **block.common(),
    )


_POLICIES = (
    "unknown counts as",
    "not applicable counts as",
    "empty level counts as",
    "partly counts as",
    "waived counts as",
    "should counts as",
    "suggested counts as",
)

CONSTRUCT = Construct(ROW, build)
