"""A named group of levels."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, Construct

ROW = BlockRow(
    kind="band",
    within=("model",),
    form="band NAME 1 to 2: TITLE",
    about="A named group of levels, such as silver.",
    before=("level",),
)


def build(block: Block, found: Diagnostics) -> ast.Band:
    """The node of a band."""
    assert block.head is not None
    low, high = block.head.values["low"], block.head.values["high"]
    if low > high:
        found.error(
            "bad-number",
            block.span,
            f"the band `{block.head.name}` goes from level {low} to {high}",
            "Write the lower level first: `band NAME 1 to 2: TITLE`.",
        )
    return ast.Band(low=low, high=high, **block.common())


CONSTRUCT = Construct(ROW, build)
