"""The rows of the table of blocks: what a kind of block is, where it stands, and which lines it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

Often = Literal["!", "?", "*", "+"]
"""Exactly once, at most once, any number of times, at least once."""

FILE = ""
"""The kind in which top-level blocks stand."""

ANYWHERE = ("note", "more")
"""Clauses that every block takes."""

NOT_CHANGED = ("field",)
"""Clauses that no override may touch: sources are bound to fields and their types."""

BLOCKS_CHANGED = {"criterion": ("action",), "category": ("option",), "scale": ("point",), "model": ("band", "phase")}
"""The blocks that may stand in an override of a kind, in place of all those of their kind that stood there."""


@attrs.frozen
class ClauseRow:
    """One clause that a block takes: its word, how often, how it is written, and what it says (one line)."""

    word: str
    often: Often
    form: str
    about: str
    together: bool = False
    """Where it stands several times, the lines follow one another."""
    itself: str = ""
    """It names another block of the same kind; the code of the mistake where it names the block it stands in."""


@attrs.frozen(kw_only=True)
class BlockRow:
    """One kind of block. ``before`` names the sibling kinds that may not stand above it."""

    kind: str
    within: tuple[str, ...] = (FILE,)
    form: str
    about: str
    clauses: tuple[ClauseRow, ...] = ()
    needs_one: tuple[str, ...] = ()
    """Clauses of which exactly one must stand."""
    needs_blocks: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    takes_lines_of: Literal["", "any", "all"] = ""
    """An override: takes the lines of the kind its head names, any of them or as a block of that kind needs them."""

    @property
    def words(self) -> Mapping[str, ClauseRow]:
        """The rows of its clauses by their words."""
        return {row.word: row for row in self.clauses}

    def over(self, target: BlockRow) -> BlockRow:
        """The row of an override of this kind of block."""
        if not self.takes_lines_of:
            return self
        if self.takes_lines_of == "all":
            return attrs.evolve(self, clauses=(*target.clauses, *self.clauses), needs_one=target.needs_one)
        loose: Mapping[Often, Often] = {"!": "?", "+": "*"}
        clauses = tuple(attrs.evolve(c, often=loose.get(c.often, c.often)) for c in target.clauses)
        return attrs.evolve(self, clauses=(*(c for c in clauses if c.word not in NOT_CHANGED), *self.clauses))
