"""What a message says to write is written in its place: the file is then right, or shows its next mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

import cxengine
from cxengine.diagnostics import Diagnostic
from tests.diagnostics.test_mistakes import MISTAKES, RULES, found_in, with_mistake

SHOWS_ANOTHER = {
    "quotes_of_a_word_processor": "with straight quotes it shows that an option is named and not quoted",
    "when_all_criteria": "in a criterion it asks for that criterion too",
    "space_in_a_name": "other lines still name the metric as it was called before",
}
"""Mistakes of which a further one is left when the help has been followed, with the reason."""


def followed(text: str, told: Diagnostic) -> str:
    """The text with what a diagnostic says to write in place of what it underlines."""
    assert told.replacement is not None
    lines = text.split("\n")
    span = told.span
    before, after = lines[span.line - 1][: span.column - 1], lines[span.end_line - 1][span.end_column - 1 :]
    lines[span.line - 1 : span.end_line] = [before + told.replacement + after]
    return "\n".join(lines)


def mechanical() -> list[str]:
    """The mistakes whose message says what to write in place of what it underlines."""
    return [name for name in MISTAKES if any(told.replacement is not None for told in found_in(with_mistake(name)))]


def test_most_helps_can_be_followed_without_thinking() -> None:
    assert len(mechanical()) >= 40


@pytest.mark.parametrize("name", mechanical())
def test_the_file_is_right_when_the_help_is_followed(name: str) -> None:
    text = with_mistake(name)
    (told,) = tuple(found_in(text))
    left = tuple(found_in(followed(text, told)))
    if name in SHOWS_ANOTHER:
        assert [(d.code, d.span.line) for d in left] != [(told.code, told.span.line)]
    else:
        assert left == ()


def test_a_line_that_is_to_be_written_is_right() -> None:
    owner = with_mistake("owner_not_declared").replace("party head", "party finance: Finance\nparty head")
    assert tuple(found_in(owner)) == ()
    without_scale = with_mistake("percentage_of_a_quotient").replace(
        "target at least 80%\nmetric queue", "target at least 80%\n  shown as percent\nmetric queue"
    )
    assert tuple(found_in(without_scale)) == ()


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("line ends of Windows", RULES.replace("\n", "\r\n")),
        ("a byte order mark", "\ufeff" + RULES),
        ("tabs", RULES.replace("  ", "\t")),
        ("tabs and blanks in one block", RULES.replace("  where", "\twhere").replace("      aspect", "\t  \taspect")),
        ("blanks of a word processor", RULES.replace("  ", "\u00a0 ").replace("needs 30", "needs\u00a030")),
        ("blanks behind lines", RULES.replace("\n", "  \t\n")),
    ],
)
def test_what_no_reader_sees_is_no_mistake(tmp_path: Path, what: str, text: str) -> None:
    (tmp_path / "council.cx").write_bytes(text.encode("utf-8"))
    assert cxengine.compile(tmp_path).models, what
