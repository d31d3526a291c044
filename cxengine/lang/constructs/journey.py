"""The steps of somebody who wants something, or the changes that make them another journey."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct
from cxengine.lang.constructs.step_clauses import words

ROW = BlockRow(
    kind="journey",
    form="journey NAME for PARTY: TITLE",
    about="The way of somebody who wants something, step by step, or the changes that make another journey of one.",
    clauses=(
        ClauseRow("persona", "*", "persona: WORDS", "Who it is that travels."),
        ClauseRow("cites", "*", "cites: WORDS", "A document that the journey comes from."),
        ClauseRow("draft", "?", "draft: WORDS", "The journey is not agreed yet, and why."),
        ClauseRow("readiness", "*", "readiness: WORDS", "How ready people are for the change, and what it would take."),
        ClauseRow("changes", "?", "changes JOURNEY", "The journey that this one is made of by the changes below."),
        ClauseRow("reaches", "*", "reaches ITEM, ITEM", "What the journey is for: what somebody has in the end."),
        ClauseRow(
            "controls reject",
            "?",
            "controls reject at least 1%",
            "A check that surely turns back fewer cases than this is reported; 1% where not written.",
        ),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Journey:
    """The node of a journey. Steps of its own are those above the first stage."""
    assert block.head is not None
    del found
    return ast.Journey(
        party=block.head.values["party"],
        persona=block.joined("persona"),
        cites=block.joined("cites"),
        draft=words(block, "draft"),
        readiness=block.joined("readiness"),
        changes=block.one("changes"),
        reaches=block.joined("reaches"),
        controls_reject=block.one("controls reject"),
        steps=block.within("step"),
        stages=block.within("stage"),
        removed=block.within("remove step"),
        changed=block.within("change step"),
        merged=block.within("merge steps"),
        added=block.within("add step"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
