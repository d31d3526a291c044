"""Who wrote the rules, which version they are, and what they cite."""

from __future__ import annotations

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, BlockRow, ClauseRow, Construct

ROW = BlockRow(
    kind="pack",
    form="pack NAME: TITLE",
    about="Who wrote the rules, which version they are and from when.",
    clauses=(
        ClauseRow("version", "?", "version 2018.1 from 2018-04-01", "Which version the rules are, and from which day."),
        ClauseRow("extends", "*", "extends NAME 2018.1", "The pack that it takes over whole and may change; one only."),
        ClauseRow("uses", "*", "uses NAME 1.0", "A further pack whose names may stand here."),
        ClauseRow("uses plugin", "*", "uses plugin NAME", "A plugin whose functions, scorers or packs stand here."),
        ClauseRow("calendar", "?", "calendar england", "By which calendar its working days are counted."),
        ClauseRow("cites", "*", "cites: WORDS", "A document that the rules come from."),
    ),
)


def build(block: Block, found: Diagnostics) -> ast.Pack:
    """The node of a pack."""
    version, effective = block.one("version") or (None, None)
    return ast.Pack(
        version=version, effective=effective, cites=block.joined("cites"), extends=block.all("extends"),
        uses=block.all("uses"), plugins=block.all("uses plugin"), calendar=block.one("calendar"),
        **block.common(),
    )  # fmt: skip


CONSTRUCT = Construct(ROW, build)
