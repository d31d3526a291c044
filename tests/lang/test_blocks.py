"""Lines in the wrong place: codes and places; the words are in tests/diagnostics."""

from __future__ import annotations

import pytest

from tests.lang.reading import read

MODEL = "model m for service: M\n level 1: One\n"

CASES: list[tuple[str, list[tuple[str, int]]]] = [
    ("owner head", [("misplaced-clause", 1)]),
    ("metric m: M\n formula count\n owner head", [("misplaced-clause", 3)]),
    (MODEL + "criterion 1.1: C\n ask: Is it?\n action a: A\n owner head\n aspect x", [("misplaced-clause", 7)]),
    ("metric m: M\n formula count\n needs 3 answers\n needs 4 answers", [("repeated-clause", 4)]),
    (MODEL + "criterion 1.1: C\n ask: Is it?\n when csat", [("repeated-clause", 5)]),
    (MODEL + "criterion 1.1: C\n aspect a", [("missing-clause", 3)]),
    ("metric m: M", [("missing-clause", 1)]),
    ("table t: T", [("missing-clause", 1)]),
    ("category c: C", [("missing-clause", 1)]),
    ("scale s: S", [("missing-clause", 1)]),
    ("test m: T", [("missing-clause", 1)]),
    ("scale s 5 to 1: S", [("bad-number", 1)]),
    (MODEL.replace("level 1: One", "band b 3 to 2: B"), [("bad-number", 2)]),
    ("criterion 1.1: C\n ask: Is it?\n action a: A\ncriterion 1.2: D", [("misplaced-block", 1)]),
    ("metric m: M\n formula count\n option a: A", [("misplaced-block", 3)]),
    (MODEL + "aspect a: A", [("misplaced-block", 3)]),
    ("metric m: M\n formula count\n more: words", [("misplaced-clause", 3)]),
    ("metric m: M\n note: a\n formula count\n more: words", [("misplaced-clause", 4)]),
    # a broken line is reported once, and what it may have said is not missed
    ("metric m: M\n formula count +", [("syntax", 2)]),
    (MODEL + "criterion 1.1: C\n gaol: To be good", [("unknown-word", 4)]),
    ("category c: C\n optoin a: A", [("unknown-word", 2)]),
    # a broken head keeps what stands below it
    ("metrc m: M\n from t\n formula count\n by a", [("unknown-word", 1)]),
    ("metric a: A\n formula count\nmetric b B\n formula count\n target at least 3", [("syntax", 3)]),
    ("table t: T\n field a is text\n responses: A\n from t\n formula count", [("unknown-word", 3)]),
    (MODEL + "criterion : C\n ask: Is it?\n action a: A\n owner head", [("syntax", 3)]),
    ("modl m for service: M\n aspect a: A\n level 1: One\n criterion 1.1: C\n ask: Is it?", [("unknown-word", 1)]),
    ("pakc p: P\n version 1 from 2020-01-01\nmetric m: M\n formula count\n owner x",
        [("unknown-word", 1), ("misplaced-clause", 5)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=range(len(CASES)))
def test_places(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(d.code, d.span.line) for d in read(text)[1]] == expected


def test_names_of_broken_heads_count_as_declared() -> None:
    text = (
        "metrc csat: C\n from t\n formula count\n"
        "table t T\n field a is text\n field b is text\n"
        "metric n: N\n formula count\n"
        "modl m for service: M\n level 1: One\n criterion 1.1: C\n ask: Is it?\n action act: A\n"
        "subject s: S\n field c is is text\n"
    )
    file, _ = read(text)
    assert file.incomplete
    assert file.opaque == {"csat", "t", "a", "b", "m", "1", "1.1", "act", "c"}
    assert [declaration.name.text for declaration in file.declarations] == ["n", "s"]


def test_a_whole_file_is_not_incomplete() -> None:
    file, found = read("metric n: N\n formula count\ncategory c: C")
    assert [d.code for d in found] == ["missing-clause"]
    assert not file.incomplete
    assert file.opaque == frozenset()
