"""Blocks: which stands in which, which clauses each takes, and lines folded into them in one pass.

A block ends where the next block of its own or an outer kind begins. A clause belongs to the head above it.
The rows of the table stand beside what they build, in ``lang/constructs``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.block import Block as Block, Construct as Construct, as_block as as_block, written as written
from cxengine.lang.block_rows import (
    ANYWHERE as ANYWHERE,
    FILE as FILE,
    BlockRow as BlockRow,
    ClauseRow as ClauseRow,
)
from cxengine.lang.block_words import a_kind, another_begins, either, names_in
from cxengine.lang.missing_lines import Finished, ask_for_missing
from cxengine.lang.syntax.lines import Broken, Clause, Head, Line
from cxengine.lang.syntax.override_words import OF_A_MODEL, of_a_model
from cxengine.source import Span


class Folder:
    """Folds the lines of one file. Feed ``add`` with every line, then take ``finish``."""

    def __init__(self, table: Mapping[str, Construct], found: Diagnostics) -> None:
        self._table = table
        self._found = found
        self._open: list[Block] = []
        self._last: Clause | None = None
        self._doubt = 0
        """The number of a line above that may have been the head of a block, so that nothing is out of place below."""
        self.declarations: list[Any] = []
        self.opaque: set[str] = set()
        self.written: dict[Span, ast.Written] = {}
        self.incomplete = False
        self.nameless = False

    def add(self, line: Line) -> None:
        """Take the next line of the file."""
        if isinstance(line, Clause):
            self._clause(line)
        elif isinstance(line, Head):
            self._open_block(line)
        else:
            self._broken(line)

    def finish(self, filename: str) -> ast.File:
        """Close every block; the file as read."""
        self._close_to(0)
        return ast.File(
            filename, tuple(self.declarations), self.incomplete, frozenset(self.opaque), self.nameless, self.written
        )

    def _row(self, block: Block) -> BlockRow:
        row = self._table[block.kind].row
        return row.over(self._table[block.target].row) if row.takes_lines_of else row

    # ---- heads
    def _open_block(self, head: Head) -> None:
        self._last = None
        row = self._table[head.kind].row
        depth = self._place(row)
        if depth is None and self._doubt:
            self._open_doubtful(head.span)
            depth = len(self._open)
        if depth is None:
            self._misplaced_block(head, row)
            self._open.append(Block(head.kind, None, head.span))
            self.opaque.add(head.name.text)
            return
        if self._doubt and depth and self._has(self._open[depth - 1], head):
            self._open.append(Block(self._open[depth - 1].kind, None, head.span))  # of a head that is broken
            depth = len(self._open)
        if head.kind == "point" and self._begins_again(self._open[depth - 1], head):
            depth = self._headless_scale(self._open[depth - 1], head, depth)
        self._report_too_late(head, row, depth)
        self._close_to(depth)
        self._doubt = 0
        self._open.append(Block(head.kind, head, head.span))

    def _begins_again(self, block: Block, head: Head) -> bool:
        """Whether a head is that of the first block of its kind once more."""
        known = block.blocks.get(head.kind, [])
        return bool(known) and block.head is not None and known[0].name == head.name

    def _headless_scale(self, block: Block, head: Head, depth: int) -> int:
        said = another_begins(block.kind, _named(block), f"{head.kind} {head.name}")
        self._found.error("duplicate-name", head.name.span, *said)
        self._close_to(depth - 1)
        self._open.append(Block(block.kind, None, head.span, headless=True))
        self.incomplete = self.nameless = True
        return depth

    def _has(self, block: Block, head: Head) -> bool:
        """Whether a block has one of this kind and name already, closed or open."""
        heads = [each.head for each in self._open if each.head is not None and each.kind == head.kind]
        return head.name in [node.name for node in (*block.blocks.get(head.kind, ()), *heads)]

    def _place(self, row: BlockRow) -> int | None:
        """How many open blocks stay open for this one; None where nothing above takes it."""
        for depth in range(len(self._open), 0, -1):
            if self._open[depth - 1].kind and self._open[depth - 1].takes(row.kind, row):
                return depth
        if FILE in row.within:
            return 0
        guesses = [depth for depth, block in enumerate(self._open, start=1) if not block.kind]
        return guesses[-1] if guesses else None

    def _report_too_late(self, head: Head, row: BlockRow, depth: int) -> None:
        if depth == 0 or len(self._open) <= depth or self._open[depth].kind not in row.before:
            return
        if not self._open[depth - 1].kind:
            return  # it is not known what it would stand in
        later = self._open[depth]
        if later.head is None:
            return  # the line that seems to be its head is broken, which is reported
        self._found.error(
            "misplaced-block",
            head.span,
            f"`{head.kind} {head.name}` stands below `{later.kind} {_named(later)}`",
            f"In {a_kind(self._open[depth - 1].kind)}, `{head.kind}` lines stand above the first `{later.kind}`.",
        )

    def _misplaced_block(self, head: Head, row: BlockRow) -> None:
        self.incomplete = self.nameless = True
        for depth, block in enumerate(self._open):
            # One that stands in the same missing block has been told of.
            if block.head is None and block.kind and self._table[block.kind].row.within == row.within:
                self._close_to(depth)
                return
        places = either(tuple(a_kind(kind) for kind in row.within))
        changing = next((block for block in reversed(self._open) if block.target != block.kind), None)
        if changing is not None and head.kind in OF_A_MODEL:
            said = f"`{head.kind} {head.name}` cannot stand in `{changing.kind} {_named(changing)}`"
            self._found.error("misplaced-block", head.span, said, of_a_model(head.kind))
            return
        self._found.error(
            "misplaced-block",
            head.span,
            f"`{head.kind}` stands in {places}, and none is open here",
            f"Put this line below the head of {places}.",
        )

    # ---- clauses
    def _clause(self, clause: Clause) -> None:
        if clause.word == "more":
            self._more(clause)
            return
        self._last = clause if clause.word in _PROSE else None
        if not self._open and self._doubt:
            self._open_doubtful(clause.span)
        if not self._open:
            self._found.error(
                "misplaced-clause",
                clause.span,
                f"`{clause.word}` stands above the first block of the file",
                self._belongs(clause.word),
            )
            self._open_headless(clause)
            return
        if self._doubt and not self._fits(self._open[-1], clause):
            self._give_up(self._open[-1])
            self._open_doubtful(clause.span)
        block = self._open[-1]
        if block.head is not None and not self._takes(block, clause):
            return
        block.clauses.setdefault(clause.word, []).append(clause)

    def _fits(self, block: Block, clause: Clause) -> bool:
        if block.head is None or clause.word in ANYWHERE:
            return True
        if (block.kind, clause.word) == ("test", "given") and "expect" in block.clauses:
            return False  # what is given stands above what is expected
        row = self._row(block).words.get(clause.word)
        return row is not None and not self._again(block, row, clause.word) and not _is_itself(block, row, clause)

    def _again(self, block: Block, row: ClauseRow, word: str) -> bool:
        """Whether the block has had its lines of the word."""
        return (row.often in "!?" and word in block.clauses) or (row.together and self._apart(block, word))

    def _give_up(self, block: Block) -> None:
        """Take out the lines since the doubtful one: they belong to what it begins."""
        for word in list(block.clauses):
            block.clauses[word] = [line for line in block.clauses[word] if line.span.line < self._doubt]
            if not block.clauses[word]:
                del block.clauses[word]

    def _open_doubtful(self, span: Span) -> None:
        self._open.append(Block("", None, span))

    def _takes(self, block: Block, clause: Clause) -> bool:
        if clause.word in ANYWHERE:
            return True
        row = self._row(block).words.get(clause.word)
        if row is None:
            block.broken = True
            if clause.word == "action":  # `action: Ring them`, which is a line of a step, and here lacks its name
                form = self._table[clause.word].row.form
                said = f"a name is missing after `{clause.word}`"
                self._found.error("syntax", clause.span, said, f"Such a line is written `{form}`.")
                self._open.append(Block(clause.word, None, clause.span))
                self.incomplete = self.nameless = True
                return False
            if (block.kind, clause.word) == ("scale", _DIRECTION):
                self._found.error("misplaced-clause", clause.span, *_direction_of(block, higher=bool(clause.value)))
                return False
            self._found.error(
                "misplaced-clause",
                clause.span,
                f"`{clause.word}` stands in `{block.kind} {_named(block)}`, which has no such line",
                self._belongs(clause.word),
            )
            self._open_headless(clause)
            return False
        if self._again(block, row, clause.word):
            self._repeated(block, clause)
            return False
        if _is_itself(block, row, clause):
            self._names_itself(block, clause, row.itself)
            return False
        return True

    def _apart(self, block: Block, word: str) -> bool:
        """Whether the lines with the word are followed by other lines."""
        return word in block.clauses and _in_order(block)[-1].word != word

    # ---- missing heads
    def _repeated(self, block: Block, clause: Clause) -> None:
        """A line that stands once in a block and comes again: most often the head above it is missing."""
        construct = self._table[block.kind]
        first = block.clauses[clause.word][0].span.line
        self._found.error(
            "repeated-clause",
            clause.span,
            f"`{clause.word}` stands twice in `{block.kind} {_named(block)}`",
            f"Keep one of the two lines; the first is line {first}. Or, where another {block.kind} begins, the head of "
            f"another {block.kind} (a line like `{construct.row.form}`) is missing above this line.",
        )
        self._give_back(block, self._row(block), clause)
        self._begin_headless(block, clause)

    def _names_itself(self, block: Block, clause: Clause, code: str) -> None:
        """A line that makes a block a part of itself: most often it belongs to the next, whose head is missing."""
        said = f"`{block.kind} {_named(block)}`"
        self._found.error(
            code,
            clause.span,
            f"`{clause.word} {clause.value}` stands in {said} itself",
            f"Name another {block.kind}, or take the line out. Or the head of another {block.kind} (a line like "
            f"`{self._table[block.kind].row.form}`) is missing above this line.",
        )
        self._begin_headless(block, clause)

    def _begin_headless(self, block: Block, clause: Clause) -> None:
        block.broken = self.incomplete = self.nameless = True
        self._close_to(len(self._open) - 1)
        self._open.append(Block(block.kind, None, clause.span, {clause.word: [clause]}))

    def _give_back(self, block: Block, row: BlockRow, clause: Clause) -> None:
        """Take out the lines that belong to the missing head already: `from` and `where` above a second `formula`."""
        places = {word: place for place, word in enumerate(row.words)}
        first, after = block.clauses[clause.word][0], clause
        for above in reversed(_in_order(block)):
            if above is first or above.word not in places or places[above.word] > places[after.word]:
                break
            block.clauses[above.word].remove(above)
            if not block.clauses[above.word]:
                del block.clauses[above.word]
            after = above

    def _open_headless(self, clause: Clause) -> None:
        """A line out of place starts a stretch, up to the next head, of which nothing more is said."""
        self.incomplete = True
        kinds = [block.kind for block in self._open]
        owners = [kind for kind in kinds if kind and clause.word in self._table[kind].row.words]
        kind = owners[-1] if owners else ""
        if kind:
            depth = len(kinds) - 1 - kinds[::-1].index(kind)
            for block in self._open[: depth + 1]:
                block.broken = True
            self._close_to(depth)
        self._open.append(Block(kind, None, clause.span, {clause.word: [clause]}, headless=True))

    def _belongs(self, word: str) -> str:
        kinds = self._kinds_with(word)
        enclosing = [block for block in self._open if block.kind in kinds]
        if word in ANYWHERE:
            return "Put it below the head of the block that it is about."
        said = f"`{word}` belongs in {either(tuple(f'`{kind}`' for kind in kinds))}."
        if len(kinds) <= 2 and not enclosing:
            said += f" Is a line like {either(tuple(f'`{self._table[k].row.form}`' for k in kinds))} missing above?"
        if enclosing:
            block = enclosing[-1]
            said += f" The lines of `{block.kind} {_named(block)}` come right below its head, before the blocks in it."
            said += f" Or is the head of another {block.kind} missing above this line?"
        return said

    def _kinds_with(self, word: str) -> list[str]:
        """The kinds of block with such a line: those that may stand in a block that is open, else all."""
        rows = [c.row for c in self._table.values() if word in c.row.words]
        inside = [block.kind for block in self._open if block.kind]
        fit = [row for row in rows if row.kind in inside or set(row.within) & set(inside)]
        plain = [row.kind for row in fit or rows if " " not in row.kind]
        return plain or [row.kind for row in fit or rows]

    def _more(self, clause: Clause) -> None:
        last = self._last
        if last is None:
            if not self.incomplete:
                self._found.error(
                    "misplaced-clause",
                    clause.span,
                    "`more` goes on from a line of words, and the line above is none",
                    "Put it right below `note:`, `means:`, `ask:` or `cites:`.",
                )
            return
        longer = attrs.evolve(last, value=(*last.value, *clause.value))
        if self._open and last.word in self._open[-1].clauses:
            clauses = self._open[-1].clauses[last.word]
            if clauses[-1] is last:
                clauses[-1] = longer
        self._last = longer

    # ---- broken lines
    def _broken(self, line: Broken) -> None:
        self._last = None
        self.incomplete = True
        self.opaque.update(line.names)
        kind = line.kind or self._numbered(line)
        self.nameless = self.nameless or line.nameless or (kind is not None and not line.names)
        if kind is None:
            own = self._row(self._open[-1]).words if self._open and self._open[-1].kind else {}
            # `from: responses` in a metric is its own line with a colon too many.
            if line.doubtful and not own.keys() & set(line.names):
                self._doubt = self._doubt or line.span.line
            if self._open:
                self._open[-1].broken = True
            return
        depth = self._place(self._table[kind].row) or 0
        # It may be a line of what it closes: `other party gp` without `other`.
        self._doubt = line.span.line if len(self._open) > depth else 0
        for index, block in enumerate(self._open):
            # `level 2` in a test is an `expect` line that lost its first word.
            inmost = index == len(self._open) - 1 and not line.names
            block.broken = block.broken or index < depth or inmost or block.kind == "test"
        self._close_to(depth)
        self._open.append(Block(kind, None, line.span))

    def _numbered(self, line: Broken) -> str | None:
        """The kind of a head of which only the number is left: `2: Developing` in a model is a level."""
        if not line.names or not line.names[0][0].isdigit():
            return None
        for block in reversed(self._open):
            if block.kind in _NUMBERED:
                whole, parted = _NUMBERED[block.kind]
                return whole if line.names[0].isdigit() else parted
        return None

    # ---- closing
    def _close_to(self, depth: int) -> None:
        while len(self._open) > depth:
            self._close()

    def _close(self) -> None:
        block = self._open.pop()
        if block.head is None:
            self._forget(block)
            return
        if not block.broken:
            said = f"`{block.kind} {_named(block)}`"
            whole = Finished(said=said, span=block.span, clauses=block.clauses, blocks=block.blocks)
            ask_for_missing(whole, self._row(block), lambda kind: self._table[kind].row.form, self._found)
        node = self._table[block.kind].build(block, self._found)
        self.written[block.span] = written(block)
        if self._open:
            self._open[-1].blocks.setdefault(block.kind, []).append(node)
        else:
            self.declarations.append(node)

    def _forget(self, block: Block) -> None:
        """Names in a block that is not built count as declared."""
        if block.headless and (block.blocks or len(_in_order(block)) > 1 or "means" in block.clauses):
            self.nameless = True  # `means` may be all that stands in a level or an aspect
        for nodes in block.blocks.values():
            self.opaque.update(name for node in nodes for name in names_in(node))
        for clause in block.clauses.get("field", ()):
            self.opaque.add(clause.value.name.text)


_NUMBERED: Mapping[str, tuple[str, str | None]] = {"model": ("level", "criterion"), "scale": ("point", None)}
"""What begins with a whole number, and with one in parts, in a model and in a scale."""

_PROSE = (
    "cites", "note", "means", "ask", "persona", "goal", "action", "touchpoint", "pain", "opportunity", "statutory",
    "because", "draft", "readiness", "ends", "no gateway", "suggestion",
)  # fmt: skip


def fold(lines: Iterable[Line], table: Mapping[str, Construct], filename: str, found: Diagnostics) -> ast.File:
    """The blocks of a file, built."""
    folder = Folder(table, found)
    for line in lines:
        folder.add(line)
    return folder.finish(filename)


def _in_order(block: Block) -> list[Clause]:
    """The lines of a block as they stand in the file."""
    return sorted((clause for same in block.clauses.values() for clause in same), key=lambda clause: clause.span)


def _is_itself(block: Block, row: ClauseRow, clause: Clause) -> bool:
    """Whether a line that names another block names the one that it stands in."""
    return bool(row.itself) and block.head is not None and clause.value == block.head.name


def _named(block: Block) -> str:
    if block.head is None:
        return ""
    return block.head.name.text if block.target == block.kind else f"{block.target} {block.head.name}"


_DIRECTION = "higher is better"


def _direction_of(block: Block, *, higher: bool) -> tuple[str, str]:
    """What is said of ``lower is better`` below a scale, and what to write: it stands in the scale's own line."""
    said = "higher is better" if higher else "lower is better"
    message = f"`{said}` stands below `scale {_named(block)}`, and which end is good stands in that line itself"
    return message, f"Write `scale NAME 1 to 5, {said}: TITLE`; named points run from the lowest to the highest."
