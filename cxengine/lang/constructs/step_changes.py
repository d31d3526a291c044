"""The blocks that make a journey another: a step removed, changed, merged from several, or added."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct
from cxengine.lang.constructs.step_clauses import BECAUSE, WAY, WORK, step_parts, words

_BY_WORD = {row.word: row for row in WAY}

REMOVE = BlockRow(
    kind="remove step",
    within=("journey",),
    form="remove step STEP",
    about="A step that the new journey does without; what came before it leads to what came after.",
    clauses=(BECAUSE,),
)
CHANGE = BlockRow(
    kind="change step",
    within=("journey",),
    form="change step STEP",
    about="A step that is done otherwise; each line takes the place of the step's own.",
    clauses=(BECAUSE, *WORK, _BY_WORD["repeats"]),
)
MERGE = BlockRow(
    kind="merge steps",
    within=("journey",),
    form="merge steps STEP, STEP into NAME: TITLE",
    about="Several steps that become one, which takes their place; its own lines take the place of theirs.",
    clauses=(BECAUSE, *WORK, _BY_WORD["repeats"]),
)
ADD = BlockRow(
    kind="add step",
    within=("journey",),
    form="add step NAME: TITLE",
    about="A new step, which stands between those it comes after and what they led to.",
    clauses=(
        BECAUSE,
        ClauseRow("in", "?", "in STAGE", "The stage it stands in; that of the step it comes after where not written."),
        *WORK,
        *WAY,
    ),
)


def build_removed(block: Block, found: Diagnostics) -> ast.RemovedStep:
    """The node of a removal."""
    del found
    return ast.RemovedStep(because=words(block, "because") or "", **block.common())


def _written(block: Block) -> frozenset[str]:
    return frozenset(block.clauses) - {"because", "note"}


def build_changed(block: Block, found: Diagnostics) -> ast.ChangedStep:
    """The node of a change."""
    because = words(block, "because") or ""
    return ast.ChangedStep(because=because, written=_written(block), **step_parts(block, found))


def build_merged(block: Block, found: Diagnostics) -> ast.MergedSteps:
    """The node of a merger."""
    assert block.head is not None
    return ast.MergedSteps(
        because=words(block, "because") or "",
        parts=block.head.values["parts"],
        written=_written(block),
        **step_parts(block, found),
    )


def build_added(block: Block, found: Diagnostics) -> ast.AddedStep:
    """The node of a new step."""
    because = words(block, "because") or ""
    return ast.AddedStep(because=because, stage=block.one("in"), **step_parts(block, found))


CONSTRUCTS = (
    Construct(REMOVE, build_removed),
    Construct(CHANGE, build_changed),
    Construct(MERGE, build_merged),
    Construct(ADD, build_added),
)
