"""The grammar as a whole."""

from __future__ import annotations

import re

from cxengine.lang import parse as parsing
from cxengine.lang.constructs import CONSTRUCTS, TABLE
from cxengine.lang.syntax.first_words import FORMS
from cxengine.lang.syntax.line_builder import LineBuilder
from cxengine.lang.syntax.terminal_words import PHRASES, phrase, words_of
from cxengine.resources import grammar_text
from tests.lang.reading import read


def test_no_two_readings() -> None:
    parsing.build(grammar_text(), strict=True)


def test_each_form_of_the_grammar_is_built() -> None:
    """A rule without a method would hand on a bare tree."""
    built = parsing.build(grammar_text())
    names = {rule.alias or str(rule.origin.name) for rule in built.rules if not rule.origin.name.startswith("__")}
    inlined = {"line", "given", "expected", "value", "quantity", "literal", "listed", "atom"}
    inlined |= {"signed", "product", "sum", "counted", "comparison", "negation", "both", "condition"}
    assert {name for name in names if not hasattr(LineBuilder, str(name))} <= inlined


def test_each_terminal_has_words_for_people() -> None:
    terminals = {terminal.name for terminal in parsing.build(grammar_text()).terminals}
    spelt = {name for name in terminals if not name.startswith("__")} - set(PHRASES)
    for name in spelt:
        assert re.fullmatch(r"_?[A-Z]+(_[A-Z]+)*", name)


def test_each_form_that_is_shown_to_people_parses() -> None:
    """Forms stand in help lines, with words in capitals for what a person fills in."""
    named = {"TITLE": "Words", "WORDS": "words", "QUESTION": "Is it?", "CONDITION": "a is b", "REASON": "Too early"}
    named |= {"VALUE": "share(a)", "TYPE": "text"}
    for form in (form for forms in FORMS.values() for form in forms):
        text = re.sub(r"\b[A-Z]{4,}\b", lambda match: named.get(match[0], match[0].lower()), form)
        found = read(text)[1]
        assert all(d.code in ("misplaced-clause", "misplaced-block", "missing-clause") for d in found), form


def test_the_table_of_blocks_is_closed() -> None:
    kinds = {construct.row.kind for construct in CONSTRUCTS}
    for construct in CONSTRUCTS:
        row = construct.row
        assert {*row.within, *row.before, *row.needs_blocks} <= kinds | {""}
        assert set(row.needs_one) <= set(row.words)
        assert row.about.endswith(".") and all(clause.about.endswith(".") for clause in row.clauses)
    assert set(TABLE) == kinds


def test_no_word_ends_within_a_longer_one() -> None:
    """`aspects` is not `aspect` and an `s`."""
    checked = 0
    for terminal in parsing.build(grammar_text()).terminals:
        pattern = re.compile(terminal.pattern.to_regexp())
        for word in (*words_of([terminal.name]), *phrase(terminal.name).split("`")[1::2]):
            if word.replace(" ", "").isalpha() and pattern.match(word):
                assert pattern.match(word + "x") is None, terminal.name
                checked += 1
    assert checked > 90
