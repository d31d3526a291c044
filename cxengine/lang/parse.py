"""Text to tree. The only module that imports lark.

Each logical line is parsed by itself, so a broken line gives one diagnostic and nothing else is lost; then the lines
are folded into blocks.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import pickle
import re
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import lark
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import ContextualLexer, LexerThread

from cxengine._version import __version__
from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import fold
from cxengine.lang.cache_folder import cache_folder, write_whole
from cxengine.lang.constructs import TABLE
from cxengine.lang.syntax import bounds, placeholders
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.expression_builder import LineProblem
from cxengine.lang.syntax.first_words import broken
from cxengine.lang.syntax.line_builder import LineBuilder
from cxengine.lang.syntax.lines import Broken, Clause, Head, Line, LogicalLine, logical_lines
from cxengine.lang.syntax.pasted import is_row, last_row
from cxengine.lang.syntax.syntax_errors import explain
from cxengine.lang.syntax.wrapped import about_wrapped, is_linked, is_wrapped
from cxengine.resources import grammar_text
from cxengine.source import Source

_DOTTED = re.compile(r"^(?![ \t]*#).*[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_]", re.MULTILINE)
"""A name with its pack, `enfield.csat`, in a line that is no comment."""


def parse(source: Source, found: Diagnostics, reader: LineReader | None = None) -> ast.File:
    """The file as a tree, with everything that is wrong in its form reported. Raises nothing for bad text."""
    text = bounds.readable(source, found)
    if text is None:
        return ast.File(source.filename, (), incomplete=True)
    reader = reader or _reader()
    with reader.lock:
        file = fold(reader.lines(source.filename, text, found), TABLE, source.filename, found)
    return attrs.evolve(file, dotted=_DOTTED.search(text) is not None)


class LineReader:
    """The parser for one line, with the builder it calls. The lock is for the builder, which knows the line read."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._builder = LineBuilder()
        self._lark = _made(self._builder)

    def lines(self, filename: str, text: str, found: Diagnostics) -> Iterator[Line]:
        """Every line of the text; a broken one is reported."""
        above, told, pasted_to = "", False, 0
        broken_so_far: list[LogicalLine] = []
        for line in logical_lines(text):
            if line.number <= pasted_to and is_row(line.text):
                yield Broken(span=line.span(filename))  # told of with the first of them
                continue
            read = self._read(filename, line, text, explained=len(broken_so_far) < bounds.MOST_EXPLAINED)
            if read is None or isinstance(read, Diagnostic):
                broken_so_far.append(line)
            if read is None:
                yield Broken(nameless=True, span=line.span(filename))
            elif not isinstance(read, Diagnostic):
                above, told = line.text, False
                yield read
            elif is_wrapped(read, line, above):
                if not told:
                    found.add(about_wrapped(read, line))
                told = True
                yield Broken(names=broken(line, filename).names, span=line.span(filename))
            elif is_linked(read, above):
                yield Broken(span=line.span(filename))
            else:
                found.add(read)
                above, told = line.text, False
                pasted_to = last_row(line.number, text) if read.code == "pasted-rows" else 0
                yield self._whole(read, filename, line, text)
        bounds.report_unexplained(broken_so_far, filename, found)

    def _whole(self, told: Diagnostic, filename: str, line: LogicalLine, text: str) -> Line:
        """What a line that is told of is taken for: the level that it is where what is told to write makes it one.

        So the criteria below it are read as if it were right, and told of in the same run. A level is known by its
        number, so that there is no doubt of what it declares; `level 2 by 2027-03-31` is something else.
        """
        if told.code == "unknown-name":
            return Broken(span=line.span(filename))
        seems = broken(line, filename)
        if told.replacement is None or "\n" in line.text or "level" not in (seems.kind, told.replacement.split(" ")[0]):
            return seems
        start, end = (column - 1 - line.indent for column in (told.span.column, told.span.end_column))
        mended = line.text[:start] + told.replacement + line.text[end:]
        moved = len(mended) - len(line.text) if start == 0 else 0  # what stands behind the first word keeps its place
        again = self._read(
            filename, attrs.evolve(line, text=mended, indent=line.indent - moved), text, explained=False
        )
        if not isinstance(again, Head) or again.kind != "level" or (start > 0 and not again.title[:1].isupper()):
            return seems
        return attrs.evolve(again, span=line.span(filename))

    def _read(
        self, filename: str, line: LogicalLine, text: str, *, explained: bool = True
    ) -> Line | Diagnostic | None:
        """The line, or what is wrong with it; None where it does not parse and is not to be explained."""
        too_big = bounds.too_big(line, filename)
        if too_big is not None:
            return too_big
        self._builder.begin(filename, line)
        try:
            read: Line = self._lark.parse(line.text)  # type: ignore[assignment]
        except LineProblem as problem:
            return problem.diagnostic
        except UnexpectedInput as error:
            if not explained:
                return None
            return explain(_where(error, line, filename, text))
        if isinstance(read, Clause) and read.word == "finding":
            return self._finding(read, filename, line, text)
        return read

    def _finding(self, read: Clause, filename: str, line: LogicalLine, text: str) -> Line | Diagnostic:
        """The words of a finding, with what stands in braces read as values in their places."""
        parts = placeholders.cut(line, filename)
        if isinstance(parts, Diagnostic):
            return parts
        found: list[Any] = []
        for part in parts:
            value = part if isinstance(part, str) else self._read(filename, part, text)
            assert value is not None
            if isinstance(value, Diagnostic):
                return value
            found.append(value.value if isinstance(value, Clause) else value)
        return Clause("finding", tuple(found), read.span)


def _where(error: UnexpectedInput, line: LogicalLine, filename: str, text: str) -> BrokenLine:
    """Where the line breaks and what could stand there. ``$END`` carries the last token's place, so it is set anew."""
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    offset = len(line.text) if at_end else error.pos_in_stream or 0
    parser: Any = getattr(error, "interactive_parser", None)
    expected = parser.accepts() if parser is not None else ()
    return BrokenLine(filename=filename, line=line, offset=offset, expected=frozenset(expected), file_text=text)


# ---- the words of a line


class Word(str):
    """A word of a line: its terminal, and where it begins and ends in the line."""

    __slots__ = ("end_pos", "start_pos", "type")
    type: str
    start_pos: int
    end_pos: int
    line = column = end_line = end_column = 0  # asked for by lark, which makes its last token from the one before


class _Words(ContextualLexer):
    """lark's lexer, which checks the terminals; the words themselves are found by one expression for each state."""

    def __init__(self, *conf: Any, **more: Any) -> None:
        super().__init__(*conf, **more)
        self.matchers: dict[Any, Callable[[str, int], re.Match[str] | None]] = {}

    def matcher(self, state: Any) -> Callable[[str, int], re.Match[str] | None]:
        """Finds the word that can come in a state of the parser, with the space before it."""
        lexer: Any = self.lexers[state]
        terminals = [terminal for terminal in lexer.terminals if terminal.name not in lexer.ignore_types]
        words = "|".join(f"(?P<{terminal.name}>{terminal.pattern.to_regexp()})" for terminal in terminals)
        found = re.compile(f"[ \\t\\n]*(?:{words or '(?!)'})").match
        self.matchers[state] = found
        return found


class _LineThread(LexerThread):
    """Hands the words of one line to the parser. Takes the place of lark's own, which counts rows and columns."""

    lexer: Any
    text: str

    @classmethod
    def from_text(cls, lexer: Any, text: Any) -> _LineThread:
        """Called by lark with the text of a line."""
        made = cls(lexer, None)
        made.text = text
        return made

    def lex(self, parser_state: Any) -> Iterator[Any]:
        """The words. Raises UnexpectedCharacters where none that can come does come."""
        text, matchers, stack = self.text, self.lexer.matchers, parser_state.state_stack
        position, end = 0, len(text)
        while position < end:
            state = stack[-1]
            match = (matchers.get(state) or self.lexer.matcher(state))(text, position)
            if match is None:
                while text[position] in " \t\n":
                    position += 1
                raise UnexpectedCharacters(text, position, 1, 1, state=parser_state)  # type: ignore[no-untyped-call]
            kind = match.lastgroup
            word = Word(match[kind])
            word.type = kind
            position = word.end_pos = match.end()
            word.start_pos = position - len(word)
            yield word


_PLUGINS = {"ContextualLexer": _Words, "LexerThread": _LineThread}


# ---- building and keeping the parser


def build(grammar: str, builder: LineBuilder | None = None, *, strict: bool = False) -> lark.Lark:
    """The parser from the text of the grammar; ``strict`` refuses every ambiguity and takes seconds."""
    return lark.Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start="line",
        maybe_placeholders=True,
        strict=strict,
        transformer=builder,
        _plugins=_PLUGINS,
    )


@functools.cache
def _reader() -> LineReader:
    return LineReader()


def _made(builder: LineBuilder) -> lark.Lark:
    """From the file kept by an earlier run where there is one, else built and kept."""
    grammar = grammar_text()
    kept = _kept_file(grammar)
    if kept is not None:
        try:
            blank: lark.Lark = lark.Lark.__new__(lark.Lark)
            tables = _PlainReader(io.BytesIO(kept.read_bytes())).load()
            return blank._load(tables, transformer=builder, _plugins=_PLUGINS)
        except Exception:  # Whatever a torn or foreign file raises: the grammar is at hand.
            pass
    made = build(grammar, builder)
    if kept is not None:
        _keep(made, kept)
    return made


class _PlainReader(pickle.Unpickler):
    """Reads dicts, lists, texts and numbers, of which a kept parser consists; nothing in a file can be called."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a parser")


def _kept_file(grammar: str) -> Path | None:
    folder = cache_folder()
    if folder is None:
        return None
    about = f"{grammar}\n{lark.__version__}\n{sys.version_info[:2]}\n{__version__}"
    return folder / f"grammar-{hashlib.sha256(about.encode()).hexdigest()[:24]}.bin"


def _keep(made: lark.Lark, kept: Path) -> None:
    with contextlib.suppress(Exception):
        held = io.BytesIO()
        made.save(held, exclude_options={"transformer", "_plugins"})
        write_whole(kept, held.getvalue())
