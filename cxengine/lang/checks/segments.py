"""Segments and themes: groups of customers, and what their comments are about."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.names import SegmentMeaning
from cxengine.lang.phrases import folded
from cxengine.lang.scope import Scope, of_rows
from cxengine.lang.types import ANY, CONDITION, TEXT, Type

Condition = Callable[[ast.Expr, Scope, Checking], None]


def check_segments(condition: Condition, checking: Checking) -> None:
    """The conditions of every segment, and its name, which no field of its table may have."""
    for segment in checking.names.segments.values():
        table = checking.names.rows(segment.table.text) if segment.table is not None else None
        scope = attrs.evolve(of_rows(table, "the condition of a segment"), in_segment=True)
        for where in segment.where:
            condition(where, scope, checking)
        if segment.name.text in scope.fields:
            checking.error(
                "duplicate-name",
                segment.name.span,
                f"`{segment.name.text}` is a field of its table too, and a condition could mean either",
                "Give the segment another name.",
            )


def segment_type(ref: ast.Ref, segment: ast.Segment, scope: Scope, checking: Checking) -> Type:
    """A segment stands for a condition on the rows of its own table."""
    word = segment.name.text
    if scope.in_segment:
        checking.error(
            "segment-place",
            ref.span,
            f"`{word}` is a segment, and a segment is not made of others",
            "Write out the conditions of the other one.",
        )
        return ANY
    if scope.table is not None and segment.table is not None and scope.table.name.text != segment.table.text:
        checking.error(
            "segment-place",
            ref.span,
            f"`{word}` is a group of the rows of `{segment.table.text}`, and these are those of "
            f"`{scope.table.name.text}`",
            f"Declare a segment `from {scope.table.name.text}`.",
        )
        return ANY
    checking.meanings[ref.span] = SegmentMeaning(segment)
    return CONDITION


def check_mentions(expr: ast.Mentions, given: Type, scope: Scope, checking: Checking) -> None:
    """A theme is asked of a text, in a row."""
    themes = checking.names.themes
    if expr.theme.text not in themes:
        help = f"Declare it: `theme {expr.theme.text}: Title` and below it `words: …`."
        checking.lookup.unknown(expr.theme, f"There is no theme `{expr.theme.text}`", themes, help)
    if given == ANY:
        return
    if not scope.rows:
        checking.error(
            "mentions-place",
            expr.span,
            f"`mentions` looks at the text of one row, and {scope.place} does not see rows",
            "Make a metric of it, for instance `formula share(comment mentions delay)`, and compare that.",
        )
    elif given != TEXT:
        checking.error(
            "mentions-place", expr.value.span, f"This is {given}, where `mentions` needs text", "Name a field of text."
        )


def check_themes(checking: Checking) -> None:
    """Each theme has words that can be found, each once."""
    for theme in checking.names.themes.values():
        seen: set[str] = set()
        for word in theme.words:
            found = folded(word)
            if not found.strip():
                message, help = f"`{word}` has no letter or digit to be found by", "Write words."
            elif found in seen:
                message, help = f"`{word}` stands twice in the theme `{theme.name.text}`", "Take one of them out."
            else:
                seen.add(found)
                continue
            checking.error("theme-words", theme.name.span, message, help)
        if not theme.words and not checking.lookup.incomplete:
            checking.error("theme-words", theme.name.span, f"The theme `{theme.name.text}` has no words", "Write some.")
