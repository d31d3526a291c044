"""A block while its lines are gathered, and how its node is built from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.block_rows import BLOCKS_CHANGED, BlockRow
from cxengine.lang.syntax.lines import Clause, Head
from cxengine.source import Span


@attrs.define
class Block:
    """A head with the clauses and the finished blocks below it. ``head`` None: the head line is broken."""

    kind: str
    head: Head | None
    span: Span
    clauses: dict[str, list[Clause]] = attrs.field(factory=dict)
    blocks: dict[str, list[Any]] = attrs.field(factory=dict)
    broken: bool = False
    """A line of it did not parse, so what is missing may stand in that line."""
    headless: bool = False
    """It begins with a line out of place: with more lines, the head above them is missing, and with it a name."""

    @property
    def target(self) -> str:
        """The kind that an override is about; the kind itself for every other block."""
        return self.kind if self.head is None else self.head.values.get("of", self.kind)

    def takes(self, kind: str, row: BlockRow) -> bool:
        """Whether a block of another kind may stand in this one."""
        return self.kind in row.within or (self.target != self.kind and kind in BLOCKS_CHANGED.get(self.target, ()))

    def one(self, word: str) -> Any:
        """What the clause says; None where it does not stand. Where it stands twice, the first counts."""
        clauses = self.clauses.get(word)
        return clauses[0].value if clauses else None

    def has(self, word: str) -> bool:
        """Whether the clause stands."""
        return word in self.clauses

    def all(self, word: str) -> tuple[Any, ...]:
        """What each line of the clause says, in order."""
        return tuple(clause.value for clause in self.clauses.get(word, ()))

    def joined(self, word: str) -> tuple[Any, ...]:
        """The lists of each line of the clause, put together."""
        return tuple(part for value in self.all(word) for part in value)

    def within(self, kind: str) -> tuple[Any, ...]:
        """The nodes of the blocks of a kind that stand in this one."""
        return tuple(self.blocks.get(kind, ()))

    def common(self) -> dict[str, Any]:
        """What every declaration has."""
        assert self.head is not None
        return {
            "name": self.head.name,
            "title": self.head.title,
            "notes": self.joined("note"),
            "places": {word: tuple(clause.span for clause in lines) for word, lines in self.clauses.items()},
            "span": self.head.span,
        }


@attrs.frozen
class Construct:
    """A kind of declaration: its row of the table, and how its node is built."""

    row: BlockRow
    build: Callable[[Block, Diagnostics], ast.Declaration]


def written(block: Block) -> ast.Written:
    """The lines of a finished block."""
    assert block.head is not None
    head = block.head
    return ast.Written(
        kind=block.kind,
        name=head.name,
        title=head.title,
        values=dict(head.values),
        span=head.span,
        clauses=tuple(clause for clauses in block.clauses.values() for clause in clauses),
        blocks={kind: tuple(nodes) for kind, nodes in block.blocks.items()},
    )


def as_block(lines: ast.Written) -> Block:
    """The block that lines make, to be built again."""
    head = Head(kind=lines.kind, name=lines.name, title=lines.title, values=lines.values, span=lines.span)
    block = Block(lines.kind, head, lines.span, blocks={kind: list(nodes) for kind, nodes in lines.blocks.items()})
    for clause in lines.clauses:
        block.clauses.setdefault(clause.word, []).append(clause)
    return block
