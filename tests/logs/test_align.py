"""Alignments cost what the cheapest of all ways through costs, and say what differs."""

from __future__ import annotations

import textwrap
from functools import cache

import pytest
from hypothesis import given, settings, strategies as st

import cxengine
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.flows.flow import Flow
from cxengine.logs.align import Net
from cxengine.logs.following import following
from cxengine.logs.steps_of import matched
from cxengine.logs.variants import variants
from tests.logs.test_counting import LETTERS, log_of

HEAD = "pack p: P\nversion 1 from 2026-01-01\nparty citizen: Citizen\nfact some: Some\n"
STEPS = {
    "line": "step a: a\nstep b: b\nstep c: c\n",
    "choice": "step a: a\n  then b or c\nstep b: b\nstep c: c\nstep d: d\n  after b or c\n",
    "both": "step a: a\n  then b and c\nstep b: b\nstep c: c\nstep d: d\n  after b and c\n",
    "some": "step a: a\nstep b: b\n  only when some\nstep c: c\n",
    "again": "step a: a\nstep b: b\nstep c: c\n  repeats from b 10%: it is so\nstep d: d\n",
    "twice": "step a: a\nstep b: b\nstep a2: a\n",
    "wide": "step a: a\n  then b and c and e\nstep b: b\nstep c: c\nstep e: b\nstep d: d\n  after b and c and e\n",
    "one": "step a: a\n",
}


@cache
def flow(kind: str) -> Flow:
    """A journey of that kind."""
    text = HEAD + "journey j for citizen: J\n" + textwrap.indent(STEPS[kind], "  ")
    program = cxengine.compile({"j.cx": text})
    made = flow_of(program.names.journeys["j"], program.names.journeys)
    assert made is not None
    return made


LANGUAGE = {
    "line": {"abc"}, "choice": {"abd", "acd"}, "both": {"abcd", "acbd"}, "some": {"abc", "ac"},
    "again": {"abcd", "abcbcd", "abcbcbcd", "abcbcbcbcd"}, "twice": {"aba"}, "one": {"a"},
    "wide": {"abcbd", "abbcd", "acbbd"},
}  # fmt: skip


def apart(one: str, other: str) -> int:
    """Steps left out and added between two sequences: the length of both less twice the longest common one."""
    row = [0] * (len(other) + 1)
    for letter in one:
        before = row[:]
        for at, each in enumerate(other, 1):
            row[at] = before[at - 1] + 1 if letter == each else max(before[at], row[at - 1])
    return len(one) + len(other) - 2 * row[-1]


@pytest.mark.parametrize("kind", sorted(STEPS))
@settings(max_examples=60)
@given(case=st.text(LETTERS, max_size=6))
def test_no_way_is_nearer(kind: str, case: str) -> None:
    own = flow(kind)
    net = Net(own, matched(own, tuple(LETTERS), {}, LETTERS).labels)
    found = net.align([LETTERS.index(letter) for letter in case])
    assert found is not None
    assert found.cost == min(apart(case, word) for word in LANGUAGE[kind])
    assert [move.activity for move in found.moves if move.kind != "skipped"] == [LETTERS.index(x) for x in case]


def ways(kind: str, *cases: str) -> list[tuple[object, ...]]:
    """How each case differs."""
    found = variants(log_of(list(cases)))
    own = flow(kind)
    follow = following(own, found, matched(own, found.labels, {}, found.labels))
    by_case = [follow.aligned[at] for at in found.of_case.tolist()]
    return [(each.way, each.skipped, tuple(LETTERS[at] for at in each.added), each.moved) for each in by_case]


def test_what_differs_is_told_apart() -> None:
    assert ways("line", "abc", "ab", "ac", "abdc", "bac", "d") == [
        ("follows", (), (), ()),
        ("unfinished", (), (), ()),
        ("differs", ("b",), (), ()),
        ("differs", (), ("d",), ()),
        ("differs", (), (), ("a",)),
        ("differs", ("a", "b", "c"), ("d",), ()),
    ]
    assert ways("some", "ac") == [("follows", (), (), ())]
    assert ways("again", "abcbcd", "abcd", "abbcd") == [
        ("follows", (), (), ()), ("follows", (), (), ()), ("differs", (), ("b",), ()),
    ]  # fmt: skip


def test_counts_by_step_are_of_cases() -> None:
    found = variants(log_of(["abc", "abc", "ac", "ab", "bac"]))
    own = flow("line")
    follow = following(own, found, matched(own, found.labels, {}, found.labels))
    assert (follow.cases("follows"), follow.cases("unfinished"), follow.cases("differs")) == (2, 1, 2)
    assert follow.with_step("skipped") == {"b": 1} and follow.with_step("moved") == {"a": 1}
    assert follow.with_step("stops_after") == {"b": 1} and follow.with_step("done")["c"] == 4


def test_a_journey_that_is_too_wide_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxengine.logs.align.MOST_STATES", 3)
    assert ways("both", "dddd") == [("unknown", (), (), ())]
