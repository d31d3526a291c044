"""A large csv file is read some lines at a time, which gives what reading it whole gives."""

from __future__ import annotations

import codecs
import random
import tracemalloc
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding
from cxengine.sources import lines
from cxengine.sources.csv_source import read_csv
from cxengine.sources.csv_texts import known
from cxengine.sources.lines import lines_of

TEXTS = {
    "ascii": ("web", "phone", " ", "", "in person", "0"),
    "utf-8": ("zoë", "£5", "", "–", "日本", "\u00a0"),
    "cp1252": ("Café", "£5", "", "–", "“so”", "Â›"),
    "mac_roman": ("é", "ù", "", "è", "Ä", "\xa0"),
    "utf-16": ("zoë", "", "a"),
}
ODD = ("a,b", "\n", ",,", ",,,,", "a,b,c,,", "one,two,three,four", ",", "x" * 300, "\t,\x1b[2J,\x7f", 'a "b" c,d,e')
RARE = ('"a,b",c,d', '"a\nb",c,d', "a\0b,c,d", 'a,"b', "\r", "\u009b,b,c")
"""What shows that lines are not all rows, or no text."""


def outcome(path: Path, monkeypatch: pytest.MonkeyPatch, block: int, **options: object) -> Any:
    """All that a reading gives, or why it gives nothing."""
    with monkeypatch.context() as patched:
        patched.setattr(lines, "BLOCK", block)
        patched.setattr(lines, "FIRST", max(block // 2, 1))
        patched.setattr(lines, "SMALL", block)
        try:
            raw = read_csv(Binding(table="t", plugin="csv", paths=(path,), options=options), ("a", "c"))
        except CxError as error:
            return [(each.code, each.message) for each in error.diagnostics]
    rows = zip(raw.row_numbers.tolist(), raw.data.to_pylist(), strict=True)
    return list(rows), raw.headings, raw.problems, raw.rejected, raw.notes, raw.digest


def dirty(chance: random.Random, encoding: str, rare: bool) -> bytes:
    texts = TEXTS[encoding]
    ends = chance.choice(("\n", "\n", "\r\n", "\r"))
    rows = ["a,b,c" + chance.choice(("", ",,"))]
    for _ in range(chance.randrange(60)):
        few = ",".join(chance.choice(texts) for _ in range(3))
        rows.append(chance.choice((few, few, few, f"{chance.random()},{few[:9]},{chance.randrange(9)}")))
    for _ in range(chance.choice((0, 0, 1, 3))):
        rows.insert(chance.randrange(len(rows)) + 1, chance.choice(ODD))
    if rare:
        rows.insert(chance.randrange(len(rows)) + 1, chance.choice(RARE))
    rows = ["sep=,", *rows] if chance.random() < 0.1 else rows
    text = ends.join(rows) + ends * chance.randrange(3)
    start = codecs.BOM_UTF8 if encoding == "utf-8" and chance.random() < 0.3 else b""
    return start + text.encode("ascii" if encoding == "ascii" else encoding, "replace")


@pytest.mark.parametrize("encoding", TEXTS)
def test_a_file_in_blocks_is_read_as_one_that_is_read_whole(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(encoding)
    path, by_lines = tmp_path / "data.csv", 0
    for _ in range(150):
        path.write_bytes(dirty(chance, encoding, rare=chance.random() < 0.2))
        said = {} if chance.random() < 0.8 else {"encoding": chance.choice(("utf-8", "cp1252", "latin-1"))}
        whole = outcome(path, monkeypatch, 1 << 30, **said)
        for block in (32, 200):
            assert outcome(path, monkeypatch, block, **said) == whole, path.read_bytes()
        with monkeypatch.context() as patched:
            patched.setattr(lines, "SMALL", 16)
            by_lines += lines_of(path, None) is not None
    # the others show signs of text that is marked, or that ends in a line; of UTF-16 every letter has a NUL
    assert by_lines >= {"utf-16": 0, "mac_roman": 0}.get(encoding, 60)


def test_a_column_of_many_texts_and_one_of_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.csv"
    rows = [f"é{at % 3},{at},ü{at if at > 50 else at % 2}" for at in range(400)]
    path.write_bytes("\n".join(["a,b,c", *rows, "short", ",,"]).encode("cp1252"))
    found = outcome(path, monkeypatch, 100)
    assert found == outcome(path, monkeypatch, 1 << 30)
    assert found[0][399] == (401, {"a": "é0", "c": "ü399"}) and found[3] == 1 and "1 blank row is" in found[4][1]


@pytest.mark.parametrize(
    ("few", "more"),
    [
        (99, 100), (100, 101), (101, 101), (100, 128), (128, 128), (127, 129), (128, 129), (100, 256), (200, 300),
        (100, 40_000),
    ],
)  # fmt: skip
def test_texts_that_come_later_need_larger_numbers(
    few: int, more: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.csv"
    rows = [f"t{at % few},1,2" for at in range(8 * few)] + [f"t{at},1,2" for at in range(more)]
    path.write_text("\n".join(["a,b,c", *rows * 2]), "utf-8")
    found = outcome(path, monkeypatch, 6 * 8 * few)
    assert found == outcome(path, monkeypatch, 1 << 30)


@pytest.mark.parametrize("length", [10, 100, 1000])
def test_lines_are_told_wherever_they_end(length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks end where lines do, also where one is longer than a block; a line as long as many is looked at whole."""
    path = tmp_path / "data.csv"
    content = b"".join(b"x" * (length * at % 97) + b"y" * (length if at % 7 == 0 else 0) + b"\n" for at in range(200))
    path.write_bytes(content)
    for block in (16, 100, 1000):
        with monkeypatch.context() as patched:
            patched.setattr(lines, "BLOCK", block)
            patched.setattr(lines, "FIRST", max(block // 2, 1))
            patched.setattr(lines, "SMALL", block)
            found = lines_of(path, None)
        longest = max(map(len, content.split(b"\n")))
        assert (found is not None) or longest >= 14 * block
        if found is not None:
            assert found.ends[-1] == len(content) and len(found.ends) > len(content) // (block + longest + 2) - 1
            assert all(content[end - 1 : end] == b"\n" for end in found.ends)


def test_a_mark_of_byte_order_within_a_text_is_part_of_it_wherever_a_block_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.csv"
    path.write_text("a,b,c\n" + "".join(f"\ufeff{at},{'x' * 99},{at}\n" for at in range(40)), "utf-8")
    whole = outcome(path, monkeypatch, 1 << 30)
    assert {row["a"][0] for _, row in whole[0]} == {"\ufeff"}
    assert all(outcome(path, monkeypatch, block) == whole for block in (150, 300, 1000))


def test_one_long_text_among_few_others_takes_no_memory_for_each_of_them() -> None:
    texts = pa.array(["x" * 400_000, *(str(at) for at in range(900))])
    tracemalloc.start()
    assert known({0: texts}, width=2, separator=",", encoding="utf-8") is None
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000
