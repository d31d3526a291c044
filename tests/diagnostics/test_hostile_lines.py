"""Lines that nobody writes: each is read to its end, and told of once."""

from __future__ import annotations

import itertools

import pytest

from tests.lang.reading import read

HEADS = (
    "where", "when", "formula", "costs", "effort", "target", "needs", "from", "standard good", "aim", "given",
    "confidence", "publish groups of at least", "waive criterion 1.1 until", "scale x", "level", "criterion", "version",
    "expect",
)  # fmt: skip
TAILS = (
    "{}", "£{}", "£{}k", "£{}.5m", "£5.{}k", "{}%", "{} days", "{} working weeks", "{} percent", "about £{}",
    "{}-{} days", "x is {}+", "x is not {} or more", "x is not {}-{}", "x is at least {}", "x between {} and {}",
    "d in 2026-{}", "d is after {}-1-1", "{}/1/2026", "x is {},{}", "at least {}% by {}",
    "in last {} months now", "d in {}",
)  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_numbers_of_any_length_are_read(head: str) -> None:
    for tail, digits in itertools.product(TAILS, (31, 120, 310, 390, 5000)):
        line = f"{head} {tail.replace('{}', '9' * digits)}"
        _, found = read(f"metric m: M\n  formula nps(a)\n  {line}\n")
        told = [diagnostic.span for diagnostic in found if diagnostic.span.line == 3]
        assert len(told) <= 1, (head, tail, digits)


BLANKS = " " * 200
STRETCHED = (
    "where " + "a" * 190 + BLANKS + "x y", "where x" + BLANKS + "between" + BLANKS[:100] + "1 z",
    "where x is not" + BLANKS + "y z", "where x 80%" + BLANKS + "or" + BLANKS[:100] + "z", "where " + "1-" * 190,
    "where " + "1 to " * 75, "where " + "is not " * 55 + "z", "where x is " + "80% or " * 50, "where " + "either " * 50,
    "where " + "a, " * 125 + "z", "when csat is not" + BLANKS + "meeting target", "when criteria " + "1.1 and " * 45,
    "target" + BLANKS + "x", "costs about" + BLANKS + "x", "effort 5" + BLANKS + "x", "owner " + "a," * 190, "a|" * 190,
)  # fmt: skip


@pytest.mark.parametrize("line", STRETCHED)
def test_lines_of_blanks_and_of_one_word_are_read(line: str) -> None:
    _, found = read(f"metric m: M\n  {line}\n" * 40)
    assert found


def test_a_file_of_blank_lines_is_looked_through_once() -> None:
    blank = "\n" * 40_000
    _, found = read(f"{blank}subject service: S\nmetric m: M\n  target at least 50% for parking\n")
    assert [told.replacement for told in found] == ["service parking"]
    metric = "metric csat: Satisfied customers\n  formula nps(a)\n"
    _, found = read(f"{blank}{metric}model x: X\n  level 1: L\n    when satisfied customers meets target\n")
    assert [told.replacement for told in found if told.code == "unknown-name"] == ["csat"]


def test_the_fields_of_many_options_are_found_once() -> None:
    options = "".join(f"category c{n}: C\n  option o{n}: O\n" for n in range(2000))
    fields = "".join(f"  field f{n} is c{n}\n" for n in range(3000))
    _, found = read(f"{options}table t: T\n{fields}metric z: Z\n  exclude o1999\n")
    assert [told.replacement for told in found] == ["where f1999 is not o1999"]


def test_an_option_without_a_category_belongs_to_no_field() -> None:
    _, found = read("option a: Alpha\ntable t: T\n  field id is text\nmetric z: Z\n  exclude alpha\n")
    assert [told.replacement for told in found] == [None, None]
