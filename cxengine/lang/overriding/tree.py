"""The declarations of all files while overrides are folded in: found by kind and name, and made anew from lines."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import as_block
from cxengine.lang.constructs import TABLE
from cxengine.source import Span


@attrs.frozen
class Place:
    """Where a declaration stands: the number of its file, and the blocks from the outermost down to itself."""

    file: int
    path: tuple[ast.Declaration, ...]

    @property
    def node(self) -> Any:
        """The declaration itself."""
        return self.path[-1]


class Tree:
    """Lives for one call of ``effective``; the files that it was made of stay as they are."""

    def __init__(self, files: Sequence[ast.File]) -> None:
        self.declarations: list[list[Any]] = [list(file.declarations) for file in files]
        self._written: dict[Span, ast.Written] = {}
        for file in files:
            self._written |= file.written
        self._overridden: dict[Span, tuple[ast.Overridden, ...]] = {}
        self._waivers: dict[Span, ast.Waiver] = {}

    def lines(self, node: ast.Declaration) -> ast.Written:
        """The lines that a declaration is made of."""
        return self._written[node.span]

    def places(self, kind: str, files: Collection[int]) -> Iterator[Place]:
        """Every declaration of a kind in these files, in their order."""
        for number in sorted(files):
            for node in self.declarations[number]:
                if node.span in self._written and not isinstance(node, ast.Override):
                    yield from self.within(Place(number, (node,)), kind)

    def within(self, place: Place, kind: str) -> Iterator[Place]:
        """Every declaration of a kind at a place or in it."""
        lines = self.lines(place.node)
        if lines.kind == kind:
            yield place
        for nodes in lines.blocks.values():
            for node in nodes:
                yield from self.within(Place(place.file, (*place.path, node)), kind)

    def mark(self, node: ast.Declaration, done: ast.Overridden) -> None:
        """Remember what an override did to a declaration; it shows once that is made anew."""
        self._overridden[node.span] = (*self._overridden.get(node.span, ()), done)

    def waive(self, node: ast.Declaration, waiver: ast.Waiver) -> None:
        """Set a criterion aside once it is made anew; of several waivers the last counts."""
        self._waivers[node.span] = waiver

    def rewrite(self, place: Place, lines: ast.Written | None, found: Diagnostics) -> None:
        """Make the declaration anew from lines, and all that it stands in; None takes it out."""
        old = place.node
        new = None if lines is None else self.made(lines, found)
        for parent in reversed(place.path[:-1]):
            new = self._with(parent, old, new)
            old = parent
        here = self.declarations[place.file]
        index = next(i for i, node in enumerate(here) if node is old)
        here[index : index + 1] = [] if new is None else [new]

    def made(self, lines: ast.Written, found: Diagnostics) -> Any:
        """The declaration that lines make, with what overrides left on it."""
        self._written[lines.span] = lines
        node: Any = TABLE[lines.kind].build(as_block(lines), found)
        node = attrs.evolve(node, overridden=self._overridden.get(lines.span, ()))
        waiver = self._waivers.get(lines.span)
        return node if waiver is None else attrs.evolve(node, waiver=waiver)

    def _with(self, parent: ast.Declaration, old: ast.Declaration, new: Any) -> Any:
        lines = self.lines(parent)
        kind = self.lines(old).kind
        nodes = tuple(new if node is old else node for node in lines.blocks[kind])
        blocks = {**lines.blocks, kind: tuple(node for node in nodes if node is not None)}
        return self.made(attrs.evolve(lines, blocks=blocks), Diagnostics())
