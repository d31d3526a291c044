"""Broken lines that go on from the line above: wrapped words, and what stands below a line that ends with `and`."""

from __future__ import annotations

import difflib
import re

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.lang.constructs import TABLE
from cxengine.lang.syntax.first_words import FORMS, PROSE_WORDS, first_word
from cxengine.lang.syntax.lines import LogicalLine

_PROSE = re.compile(rf"({'|'.join(PROSE_WORDS)})[ \t]*:")
_LINKED = re.compile(r"[^:]*[ \t](and|or)")
_HEAD = re.compile(r"(merge[ \t]+steps[ \t][^A-Z]*[ \t]into|\w+)[ \t]+[\w.-]+[ \t]+(for[ \t][^A-Z]*[ \t])?[A-Z]")
"""A head without its colon: a word, a name, perhaps for whom, a title."""
_PLAIN = ("the", "them", "these", "they", "than")
"""Words of any text that are spelt nearly as a word of cx."""
_CONDITIONS = ("when", "where", "formula", "applies", "reject", "given", "expect")


def is_wrapped(problem: Diagnostic, line: LogicalLine, above: str) -> bool:
    """Whether a broken line is one of words that began in the line above."""
    if _PROSE.match(above) is None or ":" in line.text:
        return False
    if _HEAD.match(line.text) and (first_word(line.text) in TABLE or line.text.startswith("merge")):
        return False
    word = first_word(line.text)
    words = line.text.split()
    if problem.span.line != line.number or problem.span.column > line.indent + 1:
        return word not in _CONDITIONS and (line.text[-1] in ".?!" or len(words) > 4)
    near = difflib.get_close_matches(word.lower(), FORMS, n=1, cutoff=0.8)
    return not near or word.lower() in _PLAIN or words[0] in ("and", "or")


def is_linked(problem: Diagnostic, above: str) -> bool:
    """Whether a broken line stands below one that ends with `and` or `or`, where the cause is told."""
    return problem.code == "unknown-word" and _LINKED.fullmatch(above) is not None


def about_wrapped(problem: Diagnostic, line: LogicalLine) -> Diagnostic:
    """What is said of the first line of wrapped words."""
    word = first_word(line.text)
    return attrs.evolve(
        problem,
        code="syntax",
        span=line.place(problem.span.filename, 0, len(word)),
        message=f"no line of cx begins with these words, and the line above is a text: `{line.text[:60]}`",
        help="A text stays on one line; a further paragraph begins with `more:`.",
        replacement=None,
    )
