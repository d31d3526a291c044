"""Each word of a sample left out in turn: what is noticed is noticed once, on the right line."""

from __future__ import annotations

import re
from collections import Counter

from tests.lang.reading import read
from tests.lang.test_round_trip import SAMPLE

WORD = re.compile(r'"[^"]*"|[\w.%£,-]*[\w%£]|\S')
PLACED = ("missing-clause", "misplaced-clause", "misplaced-block", "repeated-clause")


def test_each_word_left_out() -> None:
    lines = SAMPLE.split("\n")
    seen: Counter[str] = Counter()
    for index, line in enumerate(lines):
        for word in WORD.finditer(line):
            shorter = line[: word.start()] + line[word.end() :]
            found = read("\n".join((*lines[:index], shorter, *lines[index + 1 :])))[1]
            if not found:
                seen["unnoticed"] += 1
            elif all(d.code in PLACED for d in found):
                seen["blocks"] += 1
            elif len(found) == 1 and found[0].span.line <= index + 1 <= found[0].span.end_line:
                seen["right"] += 1
            else:
                seen["wrong"] += 1
    assert seen["right"] >= 400
    assert seen["right"] >= 0.95 * (seen["right"] + seen["wrong"])


def test_each_line_left_out_raises_nothing() -> None:
    lines = SAMPLE.split("\n")
    for index in range(len(lines)):
        read("\n".join((*lines[:index], *lines[index + 1 :])))
