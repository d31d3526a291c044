"""An answer scale."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, Construct

ROW = BlockRow(
    kind="scale",
    form="scale NAME 1 to 5, higher is better: TITLE",
    about="A scale that answers are given on: a range of whole numbers, or named points. "
    "Of a range where less is good (effort, days of waiting) it is `lower is better`. "
    "`scale NAME is percent: TITLE` takes any percentage, `scale NAME is date: TITLE` any date.",
)


def build(block: Block, found: Diagnostics) -> ast.Scale:
    """The node of a scale. Points on a range keep the number as their name."""
    assert block.head is not None
    points = block.within("point")
    values = block.head.values
    low, high = values["low"], values["high"]
    if low is not None and high is not None and low >= high:
        found.error(
            "bad-number",
            block.span,
            f"the scale `{block.head.name}` goes from {low} to {high}",
            f"Write the lower number first: `scale {block.head.name} {high} to {low}: TITLE`.",
        )
        values = {**values, "low": high, "high": low}  # as is meant, so that nothing else is said of it
    if low is None and not points and values.get("takes") is None and not block.broken:
        found.error(
            "missing-clause",
            block.span,
            f"the scale `{block.head.name}` has neither a range nor points",
            "Write a range in its head, `scale NAME 1 to 5: TITLE`, or `point NAME: TITLE` lines below it.",
        )
    return ast.Scale(points=points, **values, **block.common())


CONSTRUCT = Construct(ROW, build)
