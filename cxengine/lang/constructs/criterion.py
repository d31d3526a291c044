"""One thing that a level asks for."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="criterion",
    within=("level", "model"),
    form="criterion 3.6: TITLE",
    about="One thing that a level asks for: people answer it, or it is worked out.",
    clauses=(
        ClauseRow("aspect", "*", "aspect ASPECT", "Its aspect; one under each root of a grid.", together=True),
        ClauseRow("ask", "?", "ask: QUESTION", "The question that people answer."),
        ClauseRow("answer from", "?", "answer from PACK ID", "The criterion of another model whose answer counts."),
        ClauseRow("when", "?", "when CONDITION", "The condition under which it is met."),
        ClauseRow("obligation", "?", "obligation should", "Must, should, suggested or must not; else must."),
        ClauseRow("deducts", "*", "deducts 3 when partly", "What is taken off the score short of met."),
        ClauseRow("applies when", "?", "applies when CONDITION", "Where this does not hold, it is not applicable."),
        ClauseRow("not applicable allowed", "?", "not applicable allowed", "People may answer that it does not apply."),
        ClauseRow(
            "required",
            "*",
            "evidence required when met",
            "The proof without which an answer is unknown: evidence, justification, link or plan.",
        ),
        ClauseRow("review every", "?", "review every 12 months", "An older answer is unknown."),
        ClauseRow("supports", "*", "supports OBJECTIVE", "The objective that it serves."),
        ClauseRow("scale", "?", "scale SCALE", "The scale on which people answer it."),
        ClauseRow("target", "?", "target at least POINT", "The point of the scale from which an answer is met."),
        ClauseRow(
            "target in last", "?", "target in last 12 months", "How long ago a date that is answered may be, to be met."
        ),
        ClauseRow("unmet when", "?", "unmet when CONDITION", "While it holds, the answer counts as unmet."),
        ClauseRow("weight", "?", "weight 2", "What it counts for in a mean beside its siblings; 1 where not written."),
    ),
    needs_one=("ask", "answer from", "when"),
)


def build(block: Block, found: Diagnostics) -> ast.Criterion:
    """The node of a criterion. Its name is its number or id as written."""
    return ast.Criterion(
        aspects=block.all("aspect"),
        ask="\n\n".join(block.one("ask")) if block.has("ask") else None,
        answer_from=block.one("answer from"),
        when=block.one("when"),
        applies=block.one("applies when"),
        not_applicable_allowed=block.has("not applicable allowed"),
        proofs=block.all("required"),
        review=block.one("review every"),
        scale=block.one("scale"),
        target=block.one("target"),
        recent=block.one("target in last"),
        unmet=block.one("unmet when"),
        weight=block.one("weight"),
        deductions=block.all("deducts"),
        obligation=block.one("obligation") or "must",
        supports=block.joined("supports"),
        actions=block.within("action"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
