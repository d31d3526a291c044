"""Diagnostics as text for a terminal: the only place with carets and colour.

rules/measures.cx:5:10: error: a target is not written with `>=`
  5 |   target >= 80%
    |          ^^
  help: Write `target at least 80%`.
  code: syntax
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cxengine.diagnostics import Diagnostic
from cxengine.source import split_lines

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

MOST_LINES_SHOWN = 4
"""Rows of a span over several lines; of a longer one, the first and the last are shown."""

RED, AMBER, GREEN, BLUE = "color(161)", "color(130)", "color(28)", "color(63)"
"""Colours of the 256 whose contrast with black and with white is over 4 to 1: a terminal's own yellow and green are
hard to read on white, its blue on black. What is told by a colour is told in words too."""

_STYLES = {"error": f"bold {RED}", "warning": f"bold {AMBER}", "info": f"bold {BLUE}"}
_TAB = 4


def render(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], console: Console) -> None:
    """Print each problem with its line, and a summary at the end; nothing where nothing was found.

    ``sources`` are the texts by the names under which the spans know them.
    """
    shown = tuple(diagnostics)
    lines = {name: split_lines(text) for name, text in sources.items()}
    for diagnostic in shown:
        for row in _rows(diagnostic, lines.get(diagnostic.span.filename, ()), console.width):
            console.print(row, soft_wrap=True)
        console.print()
    if shown:
        console.print(summary(shown), style=_STYLES[_worst(shown)], highlight=False, markup=False)


def render_refusal(message: str, help: str, console: Console) -> None:
    """Print what stopped a command before anything was read, as a problem without a place and a code."""
    for row in _rows(Diagnostic(code="", message=message, help=help), (), console.width):
        console.print(row, soft_wrap=True)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """``2 problems and 1 warning in 2 files``."""
    found = tuple(diagnostics)
    problems = sum(d.severity == "error" for d in found)
    warnings = sum(d.severity == "warning" for d in found)
    files = len({d.span.filename for d in found if d.span.filename})
    parts = [_counted(problems, "problem"), _counted(warnings, "warning")]
    said = " and ".join(part for part in parts if part) or _counted(len(found), "remark")
    return said + (f" in {_counted(files, 'file')}" if files else "")


def _counted(number: int, what: str) -> str:
    return "" if not number else f"{number:,} {what}" + ("" if number == 1 else "s")


def _worst(shown: tuple[Diagnostic, ...]) -> str:
    severities = {d.severity for d in shown}
    return next(severity for severity in ("error", "warning", "info") if severity in severities)


def _rows(diagnostic: Diagnostic, lines: Sequence[str], width: int) -> Iterable[Text]:
    from rich.text import Text

    span = diagnostic.span
    style = _STYLES[diagnostic.severity]
    place = f"{span.filename}:{span.line}:{span.column}" if span.line else span.filename
    head = Text.assemble((f"{place}: " if place else "", "bold"), (diagnostic.severity, style), ": ")
    yield from _wrapped(head, printable(diagnostic.message), width)
    yield from _excerpt(diagnostic, lines, style, width)
    for word, said in (("help", diagnostic.help), ("code", diagnostic.code)):
        if said:
            yield from _wrapped(Text.assemble("  ", (f"{word}: ", "dim")), printable(said), width)


def _excerpt(diagnostic: Diagnostic, lines: Sequence[str], style: str, width: int) -> Iterable[Text]:
    """The lines of the span with carets under it. A line wider than the terminal is cut around the span."""
    from rich.text import Text

    span = diagnostic.span
    if not 0 < span.line <= len(lines):
        return
    last = min(max(span.end_line, span.line), len(lines))
    numbers = [n for n in range(span.line, last + 1) if n in (span.line, last) or last - span.line < MOST_LINES_SHOWN]
    gutter = len(str(last)) + 2
    for number in numbers:
        text = lines[number - 1]
        start = span.column - 1 if number == span.line else len(text) - len(text.lstrip())
        end = span.end_column - 1 if number == span.end_line else len(text)
        shown, caret, length = _fitted(text, start, max(end, start), width - gutter - 3)
        yield Text.assemble((f"{number:>{gutter}} | ", "dim"), shown)
        row = Text.assemble((f"{'':>{gutter}} | ", "dim"), " " * caret, ("^" * length, style))
        label = diagnostic.label if number == numbers[-1] else ""
        if label and len(row) + len(label) + 1 <= width:
            row.append(f" {label}", style)
            label = ""
        yield row
        if label:
            yield from _wrapped(Text(f"{'':>{gutter}} | "), printable(label), width)


def _fitted(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """The text with tabs spread and cut to the width, with the cell of its first caret and how many there are."""
    from rich.cells import cell_len

    before, marked, after = (_spread(part) for part in (text[:start], text[start:end], text[end:]))
    caret, length = cell_len(before), max(cell_len(marked), 1)
    shown = before + marked + after
    if cell_len(shown) <= width or width < 20:
        return shown, caret, length
    if caret + length > width - 3:
        kept = max(caret - width // 3, 0)
        shown, caret = "..." + shown[kept + 3 :], caret - kept
    if cell_len(shown) > width:
        shown = shown[: width - 3] + "..."
    return shown, caret, min(length, max(width - caret, 1))


def _spread(text: str) -> str:
    """Tabs as spaces, and signs that would move the cursor as a mark."""
    return printable(text.replace("\t", " " * _TAB))


def printable(text: str) -> str:
    """With a mark for each sign that steers a terminal: words of a file may stand in what is said about it."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else " " if c.isspace() else "\ufffd" for c in text)


def _wrapped(head: Text, said: str, width: int) -> Iterable[Text]:
    """Words after a head, broken at spaces, but not within backticks unless they fill more than a row."""
    from rich.cells import cell_len

    indent = min(cell_len(head.plain), 8)
    row, room = head, width - cell_len(head.plain)
    first = True
    for word in _units(said, width - indent):
        if not first and cell_len(word) + 1 > room:
            yield row
            row = type(head)(" " * indent)
            room = width - indent
            first = True
        row.append(word if first else f" {word}")
        room -= cell_len(word) + (0 if first else 1)
        first = False
    yield row


def _units(said: str, room: int) -> Iterable[str]:
    for unit in re.findall(r"(?:`[^`]*`|[^\s`])+", said):
        if len(unit) <= room:
            yield unit
        else:
            yield from unit.split()
