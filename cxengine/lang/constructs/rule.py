"""A finding that is made where a condition holds, with what to do about it: about a subject, or about two steps."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct
from cxengine.lang.constructs.step_clauses import words

OF_STEPS = (
    ClauseRow(
        "confidence …", "*", "confidence certain when CONDITION",
        "How sure a finding about steps is: certain, likely or review (which holds where nothing is written). Of "
        "several lines the first whose condition holds counts.",
    ),
    ClauseRow("removes", "?", "removes LATER", "Which of the two steps could go."),
    ClauseRow("suggestion", "?", "suggestion: WORDS", "What to do about two steps."),
    ClauseRow("heuristic", "?", "heuristic task_elimination", "The heuristic of redesign behind the suggestion."),
)  # fmt: skip
"""Lines of rules for steps only."""

ROW = BlockRow(
    kind="rule",
    form="rule NAME for SUBJECT: TITLE",
    about="A finding about each subject of a kind for which a condition holds; with `for steps FIRST, LATER` in place "
    "of the kind, about two steps of a journey (`in journey NAME` where it is for one journey only).",
    clauses=(
        ClauseRow("when", "!", "when CONDITION", "The condition under which there is something to find."),
        ClauseRow("severity", "?", "severity high", "How grave it is: high, medium or low; medium where not written."),
        ClauseRow(
            "finding", "?", "finding: WORDS {METRIC}", "What is said of it, with figures; the title where not written."
        ),
        *OF_STEPS,
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Rule | ast.StepRule:
    """The node of a rule. ``when`` is None only where its line is broken or missing, which is reported."""
    assert block.head is not None
    if "steps" in block.head.values:
        return _for_steps(block)
    for row in OF_STEPS:
        for clause in block.clauses.get(row.word, ()):
            found.error(
                "misplaced-clause",
                clause.span,
                f"`{row.form.split()[0]}` stands in `rule {block.head.name}`, which is about no steps",
                "Take the line out; it belongs in a rule whose head says `for steps FIRST, LATER`.",
            )
    return ast.Rule(
        subject=block.head.values["subject"],
        when=block.one("when"),
        severity=block.one("severity") or "medium",
        finding=block.one("finding") or (),
        actions=block.within("action"),
        **block.common(),
    )


def _for_steps(block: Block) -> ast.StepRule:
    assert block.head is not None
    first, later = block.head.values["steps"]
    return ast.StepRule(
        first=first,
        later=later,
        journey=block.head.values["journey"],
        when=block.one("when"),
        severity=block.one("severity") or "medium",
        finding=block.one("finding") or (),
        sureness=block.all("confidence …"),
        removes=block.one("removes"),
        heuristic=block.one("heuristic"),
        suggestion=words(block, "suggestion") or "",
        actions=block.within("action"),
        **block.common(),
    )


CONSTRUCT = Construct(ROW, build)
