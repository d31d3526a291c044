"""Shipped packs with one word or one line left out, and what the checker says of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.engine.rules import RuleSet, read_rules
from cxengine.lang import ast
from cxengine.lang.check import check
from cxengine.lang.constructs import TABLE
from cxengine.lang.effective import effective
from cxengine.lang.parse import LineReader, parse
from cxengine.lang.resolve import resolve
from cxengine.lang.syntax.lines import Clause, Head, Line, LogicalLine
from cxengine.lang.vocabulary import VOCABULARY
from cxengine.resources import bundled_pack, bundled_packs, calendar_texts
from cxengine.source import Source

WORD = re.compile(r'"[^"]*"|[\w.%£,-]*[\w%£]|\S')
COMMENT = re.compile(r"\s*#")
CLAUSES_OF_A_PACK = tuple(TABLE["pack"].row.words)
DECLARES = re.compile(r"\s*[a-z]+\s+([\w.-]+)")
Parsed = tuple[ast.File, tuple[Diagnostic, ...]]


@attrs.frozen(kw_only=True)
class Mutant:
    """A pack with one file changed at ``line`` (from 1). ``left_out`` is what stood there."""

    pack: str
    filename: str
    line: int
    left_out: str
    text: str
    whole_line: bool


@attrs.frozen(kw_only=True)
class Verdict:
    """What was said of a mutant, and which of the messages lead to the change."""

    mutant: Mutant
    messages: tuple[Diagnostic, ...]
    leading: tuple[Diagnostic, ...]


def words_left_out(pack: str, rules: RuleSet) -> Iterator[Mutant]:
    """Each word left out in turn, those of prose too; comments are for people only."""
    for source in rules.sources:
        lines = source.text.split("\n")
        for index, line in enumerate(lines):
            for word in WORD.finditer("" if COMMENT.match(line) else line):
                changed = line[: word.start()] + line[word.end() :]
                yield _mutant(pack, source, index, word.group(), [*lines[:index], changed, *lines[index + 1 :]])


def lines_left_out(pack: str, rules: RuleSet) -> Iterator[Mutant]:
    """Each line left out in turn."""
    for source in rules.sources:
        lines = source.text.split("\n")
        for index, line in enumerate(lines):
            if line.strip() and not COMMENT.match(line):
                yield _mutant(pack, source, index, line, [*lines[:index], *lines[index + 1 :]], whole_line=True)


def _mutant(
    pack: str, source: Source, index: int, left_out: str, lines: list[str], *, whole_line: bool = False
) -> Mutant:
    return Mutant(pack=pack, filename=source.filename, line=index + 1, left_out=left_out, text="\n".join(lines),
                  whole_line=whole_line)  # fmt: skip


def judged(rules: RuleSet, mutants: Iterable[Mutant]) -> Iterator[Verdict]:
    """What the checker says of each mutant of a pack."""
    reader = Remembering()
    blocks = {source.filename: _blocks(source.text) for source in rules.sources}
    read = {source.filename: reader.parsed(source) for source in rules.sources}
    before = messages(rules, read)
    for mutant in mutants:
        changed = reader.parsed(Source(mutant.filename, mutant.text))
        found = tuple(d for d in messages(rules, {**read, mutant.filename: changed}) if d not in before)
        leading = tuple(d for d in found if _leads(d, mutant, blocks[mutant.filename]))
        yield Verdict(mutant=mutant, messages=found, leading=leading)


def messages(rules: RuleSet, read: Mapping[str, Parsed]) -> tuple[Diagnostic, ...]:
    """What is wrong with the rules, remarks left aside. Files that are as they were are not parsed again."""
    found = Diagnostics()
    for each in (diagnostic for _, said in read.values() for diagnostic in said):
        found.add(each)
    files = effective(tuple(file for file, _ in read.values()), found, brought=rules.brought, known=bundled_packs())
    names = resolve(files, VOCABULARY, found)
    check(files, names, found)
    return tuple(d for d in found if d.severity != "info")


class Remembering(LineReader):
    """Reads each line of a file once: a mutant differs from its pack in one line, and in the numbers of those below."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[tuple[str, LogicalLine], Line | Diagnostic | None] = {}

    def parsed(self, source: Source) -> Parsed:
        """The file as a tree, and what is wrong in its form."""
        found = Diagnostics()
        return parse(source, found, self), tuple(found)

    def _read(
        self, filename: str, line: LogicalLine, text: str, *, explained: bool = True
    ) -> Line | Diagnostic | None:
        key = (filename, line)
        if key not in self._lines:
            read = super()._read(filename, line, text, explained=explained)
            if not isinstance(read, Head | Clause):
                return read  # said of this text alone
            self._lines[key] = read
        return self._lines[key]


def _leads(diagnostic: Diagnostic, mutant: Mutant, blocks: tuple[tuple[int, int], ...]) -> bool:
    """Whether a message leads to the change.

    A word left out: the message underlines something on its line. A line left out: it stands in a block that the
    line stood in, or names what the line declared.
    """
    span = diagnostic.span
    if not mutant.whole_line:
        return span.filename == mutant.filename and span.line <= mutant.line <= span.end_line
    declared = DECLARES.match(mutant.left_out)
    named = re.escape(declared.group(1)) if declared else ""
    if declared and re.search(rf"`{named}`|criterion {named}\b", diagnostic.message):
        return True
    heads = _heads_above(mutant)
    if any(f"`{name}`" in diagnostic.message for name in heads):
        return True
    line = span.line if span.line < mutant.line else span.line + 1
    return span.filename == mutant.filename and any(
        first <= mutant.line <= last and first <= line <= last + 1 for first, last in blocks
    )


def _heads_above(mutant: Mutant) -> list[str]:
    """The names of the blocks in which a line stood that was left out."""
    lines = mutant.text.split("\n")[: mutant.line - 1]
    depth, names = len(mutant.left_out) - len(mutant.left_out.lstrip()), []
    for line in reversed(lines):
        if line.strip() and len(line) - len(line.lstrip()) < depth:
            depth = len(line) - len(line.lstrip())
            declared = DECLARES.match(line)
            names += [declared.group(1)] if declared else []
    return names


def _blocks(text: str) -> tuple[tuple[int, int], ...]:
    """First and last line of every block by its indentation, which the shipped packs keep."""
    lines = text.split("\n")
    # The clauses of a pack are not indented.
    depths = [
        None if not line.strip() else len(line) - len(line.lstrip()) + (line.split()[0].strip(":") in CLAUSES_OF_A_PACK)
        for line in lines
    ]
    found: list[tuple[int, int]] = []
    for index, depth in enumerate(depths):
        if depth is None:
            continue
        last = index
        for after in range(index + 1, len(lines)):
            deeper = depths[after]
            if deeper is not None and deeper <= depth:
                break
            last = after if deeper is not None else last
        found.append((index + 1, last + 1))
    return tuple(found)


def pack_rules(pack: Path) -> RuleSet:
    """The rules of a pack, which have no mistake."""
    found = Diagnostics()
    rules = read_rules(pack, found)
    found.stop_if_errors()
    return rules


def shipped() -> dict[str, RuleSet]:
    """The rules of each pack that comes with cx by its name, and the calendars under another name of theirs."""
    found: dict[str, RuleSet] = {}
    for name in bundled_packs():
        pack = bundled_pack(name)
        assert pack is not None
        found[name] = pack_rules(pack)
    days = tuple(
        Source(name, text.replace("calendar england:", "calendar ours:")) for name, text in calendar_texts()
    )
    found["calendars"] = RuleSet(sources=(*days, Source("pack.cx", "pack ours: Ours\nversion 1 from 2026-01-01\n")))
    return found
