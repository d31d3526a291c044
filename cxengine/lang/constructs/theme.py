"""What comments are about, told by words that stand in them."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="theme",
    form="theme NAME: TITLE",
    about="What comments are about: `comment mentions NAME` holds where one of the words stands in the text.",
    clauses=(ClauseRow("words", "+", "words: WORD, WORDS", "Words, or several in a row, parted by commas."),),
)


def build(block: Block, found: Diagnostics) -> ast.Theme:
    """The node of a theme."""
    written = [word for line in block.joined("words") for word in line.split(",")]
    return ast.Theme(words=tuple(" ".join(word.split()) for word in written if word.strip()), **block.common())


CONSTRUCT = Construct(ROW, build)
