"""Levels, what each asks for, and how outcomes become a level and a score."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct
from cxengine.lang.constructs.policies import POLICIES, policies_in

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
        ClauseRow("level by", "?", "level by NAME", "The scorer of a plugin that says the level, for `reached when`."),
        ClauseRow("stop at first unmet", "?", "stop at first unmet", "Nothing is asked after the first unmet."),
        ClauseRow("withheld when", "?", "withheld when CONDITION", "When neither level nor score is given."),
        ClauseRow("level at most", "*", "level at most 1 when CONDITION", "A bound on the level while that holds."),
        *POLICIES,
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
        ClauseRow(
            "aim",
            "*",
            "aim level 3 by 2020-03-31",
            "The level that is aimed at, and by when; `aim level 2 for service parking` for one subject.",
        ),
        ClauseRow("assess", "*", "assess ASPECT, ASPECT first", "Whose criteria come first at each level."),
        ClauseRow(
            "score is",
            "?",
            "score is mean",
            "mean, sum, lowest, highest, share met, count met or share of points.",
        ),
        ClauseRow("score by", "?", "score by NAME", "The scorer of a plugin, in place of `score is`."),
        ClauseRow("score starts at", "?", "score starts at 110", "What the sum is added to, mostly deductions."),
        ClauseRow("score at least", "*", "score at least 0", "A bound on the score, after rounding."),
        ClauseRow("score at most", "*", "score at most 99% when CONDITION", "A bound on the score, after rounding."),
        ClauseRow("round", "?", "round half up to 2 decimals", "How the score is rounded before it is used."),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Model:
    """The node of a model. Criteria of its own are those above the first level."""
    assert block.head is not None
    return ast.Model(
        subject=block.head.values["subject"],
        reached=block.one("reached when") or (),
        stops=block.has("stop at first unmet"),
        withheld=block.one("withheld when"),
        caps=block.all("level at most"),
        policies=policies_in(block),
        scale=block.one("scale"),
        assess_first=block.joined("assess"),
        assessors=block.one("assessed by") or (),
        disagreement=block.one("on disagreement"),
        aims=block.all("aim"),
        score=block.one("score is") or ("by plugin" if block.has("score by") else None),
        levelled_by=block.one("level by"),
        scored_by=block.one("score by"),
        starts_at=block.one("score starts at"),
        bounds=(*block.all("score at least"), *block.all("score at most")),
        round_to=block.one("round"),
        aspects=block.within("aspect"),
        bands=block.within("band"),
        phases=block.within("phase"),
        criteria=block.within("criterion"),
        levels=block.within("level"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
