"""The lines and blocks that a finished block lacks."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang.block_rows import BlockRow
from cxengine.lang.block_words import either
from cxengine.lang.syntax.lines import Clause
from cxengine.source import Span


@attrs.frozen(kw_only=True)
class Finished:
    """A block to which no more lines come: its kind and name as they are said, and what stands in it."""

    said: str
    span: Span
    clauses: Mapping[str, Sequence[Clause]]
    blocks: Container[str]


def ask_for_missing(block: Finished, row: BlockRow, form_of: Callable[[str], str], found: Diagnostics) -> None:
    """Report what a block lacks, and two lines of which it takes one. ``form_of`` says how a kind of block begins."""
    for clause in row.clauses:
        if clause.often in "!+" and clause.word not in block.clauses:
            _missing(block, f"{block.said} has no `{clause.word}` line", f"Write `{clause.form}` below it.", found)
    if row.needs_one:
        _ask_for_one(block, row, found)
    for kind in row.needs_blocks:
        if kind not in block.blocks:
            help = f"Write `{form_of(kind)}` below it, a line for each."
            _missing(block, f"{block.said} has no `{kind}`", help, found)


def _ask_for_one(block: Finished, row: BlockRow, found: Diagnostics) -> None:
    words = either(tuple(f"`{word}`" for word in row.needs_one))
    stand = [word for word in row.needs_one if word in block.clauses]
    forms = either(tuple(f"`{row.words[word].form}`" for word in row.needs_one))
    if not stand:
        message = f"{block.said} has neither {words.replace(' or ', ' nor ')}"
        _missing(block, message, f"Write {forms} below it.", found)
    elif len(stand) > 1:
        second = max((block.clauses[word][0] for word in stand), key=lambda clause: clause.span)
        message = f"{block.said} has both {' and '.join(f'`{word}`' for word in stand)}"
        found.error("repeated-clause", second.span, message, "Keep one of them.")


def _missing(block: Finished, message: str, help: str, found: Diagnostics) -> None:
    found.error("missing-clause", block.span, message, help)
