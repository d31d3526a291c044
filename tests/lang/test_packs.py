"""Packs beside one another: names that clash, and several versions of one pack."""

from __future__ import annotations

import pytest

from cxengine.diagnostics import Diagnostics
from cxengine.lang.effective import effective
from cxengine.lang.parse import parse
from cxengine.lang.resolve import resolve
from cxengine.lang.vocabulary import VOCABULARY
from cxengine.source import Source

FIRST = "pack first: First\nversion 1 from 2026-01-01\nparty head: Head\n"
SECOND = "pack second: Second\nversion 1 from 2026-01-01\nparty clerk: Clerk\n"
OWN = "pack own: Own\nversion 1 from 2026-01-01\n"


def said(**packs: str) -> tuple[list[str], list[tuple[str, str, int, str, str]]]:
    """The parties that hold, and what is said: severity, code, line, message, help."""
    found = Diagnostics()
    files = [parse(Source(f"{name}/{name}.cx", text), found) for name, text in packs.items()]
    names = resolve(effective(files, found), VOCABULARY, found)
    parties = [f"{party.name}: {party.title}" for party in names.parties.values()]
    return parties, [(d.severity, d.code, d.span.line, d.message, d.help) for d in found]


MODEL = """subject office: Office
model m for office: M
  level 1: One
    criterion 1.1: C
      ask: Is it?
      action act: Act
        owner {name}
"""


@pytest.mark.parametrize("name", ["head", "Head"])
def test_an_own_name_that_a_used_pack_has_too_is_told_at_the_uses_line(name: str) -> None:
    own = OWN + f"uses first 1\nparty {name}: Ours\n" + MODEL.format(name=name)
    for texts in ({"first": FIRST, "own": own}, {"own": own, "first": FIRST}):
        ((severity, code, line, message, help),) = said(**texts)[1]
        assert (severity, code, line) == ("error", "name-clash", 3)
        assert "first/first.cx, line 3" in message and "own/own.cx, line 4" in message
        assert "`first.head`" in help and f"`own.{name}`" in help


def test_names_of_two_used_packs_that_nothing_names_are_two_names() -> None:
    second = SECOND.replace("clerk", "head")
    parties, found = said(first=FIRST, second=second, own=OWN + "uses first 1\nuses second 1\n")
    assert (parties, found) == (["first.head: Head", "second.head: Clerk"], [])


def test_names_of_two_used_packs_clash_at_the_later_uses_line() -> None:
    second = SECOND.replace("clerk", "head")
    own = OWN + "uses first 1\nuses second 1\n" + MODEL.format(name="head")
    ((_, code, line, message, help),) = said(first=FIRST, second=second, own=own)[1]
    assert (code, line) == ("name-clash", 4)
    assert "first/first.cx, line 3" in message and "second/second.cx, line 3" in message
    assert help == "Write `first.head` or `second.head` there, whichever is meant."
    assert said(first=FIRST, second=second, own=own.replace("owner ", "owner second."))[1] == []


def test_one_message_for_however_many_lines() -> None:
    own = OWN + "uses first 1\nparty head: Ours\n" + MODEL.format(name="head")
    own += "    criterion 1.2: C\n      ask: Is it?\n      action other: Act\n        owner head\n"
    ((_, code, line, message, _),) = said(first=FIRST, own=own)[1]
    assert (code, line) == ("name-clash", 3)
    assert message.startswith("`head` in line 11 and 1 more line may be the party of `first`")


def test_a_name_behind_a_used_pack_clashes_too() -> None:
    second = SECOND.replace("party", "extends first 1\nparty")
    own = OWN + "uses second 1\nparty head: Ours\n" + MODEL.format(name="head")
    ((_, code, line, message, _),) = said(first=FIRST, second=second, own=own)[1]
    assert (code, line) == ("name-clash", 3)
    assert "first/first.cx, line 3" in message


def test_a_pack_has_the_names_of_the_one_that_it_extends() -> None:
    second = SECOND.replace("party", "extends first 1\nparty")
    own = OWN + "uses second 1\nparty head: Ours\n" + MODEL.format(name="second.head")
    assert said(first=FIRST, second=second, own=own)[1] == []


def test_what_is_extended_is_changed_and_not_declared_again() -> None:
    own = OWN + "extends first 1\nparty head: Ours\n"
    ((_, code, line, _, help),) = said(first=FIRST, own=own)[1]
    assert (code, line, help) == (
        "duplicate-name", 4, "Write `change party head` to change that one; or give yours another name.",
    )  # fmt: skip


def test_packs_that_neither_name_one_another_nor_are_named_together() -> None:
    parties, found = said(first=FIRST, second=SECOND.replace("clerk", "head"))
    assert (parties, found) == (["first.head: Head", "second.head: Clerk"], [])


@pytest.mark.parametrize(("other", "word"), [("1.10", "newer"), ("1.8", "older")])
def test_the_pinned_version_counts_and_the_other_is_told_of(other: str, word: str) -> None:
    pinned, beside = (
        FIRST.replace("version 1", f"version {version}").replace("Head", version) for version in ("1.9", other)
    )
    own = OWN + "uses first 1.9\n"
    for texts in ({"a": pinned, "b": beside, "own": own}, {"a": beside, "b": pinned, "own": own}):
        parties, ((severity, code, line, message, help),) = said(**texts)
        assert parties == ["head: 1.9"]
        assert (severity, code, line) == ("info", "other-version", 3)
        assert f"in the {word} version {other} too" in message
        assert f"`first {other}`" in help


def test_two_pins_of_one_pack_cannot_both_hold() -> None:
    pinned, beside = FIRST.replace("version 1", "version 1.9"), FIRST.replace("version 1", "version 1.10")
    second = SECOND.replace("party", "uses first 1.10\nparty")
    found = said(a=pinned, b=beside, own=OWN + "uses first 1.9\n", second=second)[1]
    assert [(code, line) for _, code, line, _, _ in found] == [("other-version", 3), ("pack-version", 3)]
