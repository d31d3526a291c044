"""No text hangs the parser, exhausts the stack or raises."""

from __future__ import annotations

import random
import re
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, strategies as st

from cxengine.diagnostics import Diagnostics
from cxengine.lang.parse import parse
from cxengine.source import Source
from tests.lang.reading import clean, nodes, read
from tests.lang.test_round_trip import SAMPLE

HEAD = "metric m: M\n formula "

TOO_MUCH: list[tuple[str, str, str]] = [
    ("ten thousand terms", HEAD + " + ".join(["a"] * 10_000), "too-big"),
    ("three hundred terms", HEAD + " + ".join(["a"] * 300), "too-big"),
    ("three hundred parts", HEAD + " or ".join(["a"] * 300), "too-big"),
    ("ten thousand brackets", HEAD + "(" * 10_000 + "a" + ")" * 10_000, "too-big"),
    ("sixty brackets", HEAD + "(" * 60 + "a" + ")" * 60, "too-deep"),
    ("open brackets", HEAD + "(" * 9_000, "too-deep"),
    ("many levels", HEAD + "(" * 40 + "a" + (" + a" * 6 + ")") * 40, "too-deep"),
    ("forty digits", HEAD + "1" * 40, "too-big"),
    ("a million digits", HEAD + "1" * 1_000_000, "too-big"),
    ("digits of an amount", HEAD + "£" + "1" * 40, "too-big"),
    ("five megabytes", "# x\n" * 1_250_000, "too-big"),
    ("five megabytes in a line", "note: " + "x" * 5_000_000, "too-big"),
    ("many lines", "\n" * 60_000, "too-big"),
    ("a null byte", "pack p: P\n note: a\x00b", "not-text"),
    ("an escape", "pack p: P\n note: \x1b[31m", "not-text"),
    ("an escape of one character", "pack p: P\n note: \x9b31m", "not-text"),
    ("text the other way round", "pack p: P\n note: \u202eP", "not-text"),
]


@pytest.mark.parametrize(("text", "code"), [case[1:] for case in TOO_MUCH], ids=[case[0] for case in TOO_MUCH])
def test_what_is_too_much_is_said_once(text: str, code: str) -> None:
    assert [d.code for d in read(text)[1]] == [code]


LONG = 9_000

LONG_WORDS: list[str] = [
    f"metric {'a' * LONG}",
    f"{'a' * LONG} x",
    HEAD + f"1 < {'a' * LONG} < {'b' * LONG}",
    HEAD + f"{'a' * LONG} < b c",
    HEAD + "a " * LONG,
    HEAD + "1," * LONG,
    HEAD + "not " * (LONG // 2),
    HEAD + "- " * LONG,
    HEAD + "a <" * (LONG // 2),
    HEAD + f"a is one of {'b or ' * (LONG // 4)}",
    HEAD + '"a' * 3001,
    HEAD + ")" * LONG,
    HEAD + f"{'1' * LONG}/{'2' * LONG}",
    f"test m: T\n expect {'a' * LONG} b",
]


@pytest.mark.parametrize("text", LONG_WORDS, ids=range(len(LONG_WORDS)))
def test_a_long_line_is_told_as_shortly_as_another(text: str) -> None:
    (found,) = [d for d in read(text)[1] if d.code not in ("missing-clause", "misplaced-clause")]
    assert len(found.message) + len(found.help) < 500


def test_what_is_within_bounds_can_be_walked() -> None:
    """The deepest trees that parse leave the later stages, which recurse, most of the stack."""
    for text in (" + ".join(["a"] * 190), "not (a or " * 45 + "b" + ")" * 45, " and ".join(["(a or b)"] * 200)):
        file = clean(HEAD + text)
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(900)
        try:
            assert sum(1 for _ in nodes(file.declarations[0])) > 100
            assert hash(file.declarations[0]) and repr(file)
        finally:
            sys.setrecursionlimit(limit)


def test_signs_that_are_no_line_ends() -> None:
    """U+2028 and the like are text; the line that follows keeps its number."""
    file, found = read("pack p: P\n note: a\u2028b\x85c\n owner x")
    assert file.declarations[0].notes == ("a\u2028b\x85c",)
    assert [(d.code, d.span.line) for d in found] == [("misplaced-clause", 3)]
    assert [d.code for d in read("metric m: M\n formula a\u2028+ b")[1]] == ["syntax"]


lines = st.lists(st.sampled_from(SAMPLE.split("\n")), min_size=1, max_size=12)


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    read(text)


@given(lines, st.randoms(use_true_random=False))
def test_no_mixture_of_lines_raises(chosen: list[str], chance: random.Random) -> None:
    """Lines of the sample with words moved, doubled, left out and put together."""
    tokens = [word for line in chosen for word in (*line.split(), "\n")]
    for _ in range(chance.randrange(6)):
        place = chance.randrange(len(tokens))
        tokens.insert(chance.randrange(len(tokens)), tokens[place])
        if chance.random() < 0.7:
            del tokens[place]
    text = " ".join(tokens)
    found = read(text)[1]
    count = text.count("\n") + 1
    assert all(1 <= d.span.line <= d.span.end_line <= count for d in found)


@given(st.sampled_from(SAMPLE.split("\n")), st.integers(0, 80), st.sampled_from('()£%=,.:"“#\t\\{}[]~0-é'))
def test_one_sign_more_is_at_most_one_problem(line: str, place: int, sign: str) -> None:
    """And it is told in words: no name of a terminal is ever shown."""
    found = read(line[:place] + sign + line[place:])[1]
    broken = [d for d in found if not d.code.startswith(("mis", "repeated"))]
    assert len(broken) <= 1
    for diagnostic in broken:
        assert not re.search(r"[A-Z]+_[A-Z]+|COMPARISON|PERCENT|\$END|_[A-Z]", diagnostic.message + diagnostic.help)


def test_threads_do_not_disturb_each_other() -> None:
    texts = {f"{name}.cx": SAMPLE.replace("sample", name) + "\n owner x" for name in ("one", "two", "three", "four")}

    def parsed(name: str) -> set[str]:
        found = Diagnostics()
        file = parse(Source(name, texts[name]), found)
        places = {node.span.filename for declaration in file.declarations for node in nodes(declaration)}
        return places | {d.span.filename for d in found}

    with ThreadPoolExecutor(4) as pool:
        names = sorted(texts) * 5
        assert list(pool.map(parsed, names)) == [{name} for name in names]


def test_of_thousands_of_broken_lines_the_first_are_explained() -> None:
    def lines(count: int) -> str:
        return "pack p: P\nversion 1 from 2018-04-01\n" + "".join(f"frm{n} is not {n}\n" for n in range(count))

    def codes(count: int) -> list[str]:
        found = Diagnostics()
        parse(Source("p.cx", lines(count)), found)
        return [d.code for d in found]

    assert "too-many-broken" not in codes(1_000)
    found = Diagnostics()
    parse(Source("p.cx", lines(3_000)), found)
    *explained, last = found
    assert (len(explained), last.code, last.span.line) == (1_000, "too-many-broken", 1_003)
    assert "2,000 more lines" in last.message
