"""Values of every kind, odd ones too, are read alike from a csv file in blocks and from one that is read whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cxengine.sources import csv_texts, lines

RULES = """
subject service: Service
category channel: Channel
  option web: "Café website"
  option phone: "Telephone"
scale five 1 to 5, higher is better: Satisfaction
table replies: Replies
  field service is service
  field note is text, may be missing
  field on is date, may be missing
  field at is date_and_time, may be missing
  field channel is channel, may be missing
  field team is one of (north, south), may be missing
  field five is five, may be missing
  field length is number, 2 decimals, may be missing
  field cost is money, may be missing
  field days is days, may be missing
  field open is yes_no, may be missing
"""
PLAIN = {
    "service": ("bins", "parks", "s12", "0012"),
    "note": ("", "a", "Zoë", "two words"),
    "on": ("01/02/2018", "28/02/2018", "31/12/2019", ""),
    "at": ("01/02/2018", "13/02/2018", ""),
    "channel": ("web", "phone", "Café website", ""),
    "team": ("north", "south", ""),
    "five": ("1", "2", "3", "4", "5", ""),
    "length": ("0.5", "12", "12.25", "0", ""),
    "cost": ("1", "2.50", "0", ""),
    "days": ("1", "0.5", ""),
    "open": ("yes", "no", ""),
}
ODD = {
    "service": ("", " bins ", "\u00a0parks\t", "Bins", "a long name " * 6),
    "note": ("nan", "NULL", "N/A", "0x1F", "  ", "’tis", "é" * 40, "x" * 200, "#N/A", "\u2013", "true", "007"),
    "on": ("1/2/2018", "29/02/2018", "31/06/2018", "02/13/2018", "01/02/18", "2018-02-01", "2018-02-01T10:00:00",
           "01/02/2018 10:00", "soon", " 01/02/2018 ", "01-02-2018", "٠١/٠٢/٢٠١٨", "00/00/0000", "01/02/0000"),
    "at": ("01/02/2018 10:00:00", "2018-02-01T10:00:00", "2018-02-01 10:00", "24/01/2018 25:00", "20180201"),
    "channel": ("WEB", " web", "Caf\u00e9  Website", "email", "telephone", "1"),
    "team": ("North", " SOUTH ", "east", "true"),
    "five": ("0", "6", "05", "5.0", "5.00", "4.5", "+5", "-5", "0x5", " 5 ", "5e0", "nan", "inf", "true", "00000000005",
             "5.", ".5", "٥", "-0", "--5"),
    "length": ("1e3", "0x1F", "nan", "inf", "-inf", "+1.5", "-1.5", "1,5", "£1.50", "1.234", "1.2300", "1.", ".5",
               " 1 ", "1 000", "1,000.5", "9" * 30, "0" * 40 + "1", "true", "--1", "1_000", "½", "١"),
    "cost": ("£2", "£1,000.50", "£ 3", "-£4", "1,00", "2.505", "NaN", "1e2", "9" * 20),
    "days": ("1.1234567", "-1", "1d", "inf", "0x2"),
    "open": ("Y", "N", "TRUE", "false", "1", "0", "1.0", "maybe", "01", "yes "),
}  # fmt: skip
SHAPES = ("", ",", "x", "one,two", "," * 10, "," * 11, "," * 12, " , , , , , , , , , , ")


def row(chance: random.Random, odd: float) -> str:
    cells = [chance.choice(ODD[name] if chance.random() < odd else PLAIN[name]) for name in PLAIN]
    return ",".join(cell if "," not in cell else cell.replace(",", "") for cell in cells)


def written(chance: random.Random, encoding: str) -> bytes:
    """Mostly plain rows, some of whose cells are odd, and some lines that are no rows."""
    rows = [",".join(PLAIN)]
    rows += [row(chance, 0.0) for _ in range(chance.randrange(40))]
    odd = chance.choice((0.0, 0.02, 0.3))
    rows += [row(chance, odd) for _ in range(chance.randrange(120))]
    for _ in range(chance.choice((0, 0, 0, 1, 4))):
        rows.insert(chance.randrange(1, len(rows) + 1), chance.choice(SHAPES))
    end = chance.choice(("\n", "\n", "\r\n"))
    return (end.join(rows) + end * chance.randrange(2)).encode(encoding, "ignore")


def all_of(loading: Any) -> Any:
    """All that a load gives: mistakes, rows with their numbers, types, and the report word by word."""
    if loading.table is None:
        return [(each.code, each.message, each.help) for each in loading.found]
    table = loading.table
    numbers = None if table.row_numbers is None else table.row_numbers.tolist()
    return table.data.schema, table.data.to_pylist(), numbers, table.report, loading.codes


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("keys", [{}, {"missing": ("N/A", "NULL")}, {"values": {"five": {"4.5": "5"}}}])
def test_both_ways_give_the_same(
    encoding: str, keys: Any, load: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(f"{encoding} {sorted(keys)}")
    path, in_blocks = tmp_path / "replies.csv", 0
    for _ in range(12):
        path.write_bytes(written(chance, encoding))
        dates = chance.choice((("%d/%m/%Y",), ("%d/%m/%Y", "%m/%d/%Y"), ("%d/%m/%Y", "%d/%m/%Y %H:%M:%S")))
        whole = all_of(load(RULES, path, dates=dates, **keys))
        for block, most in ((300, 1024), (1500, 1024), (1500, 3)):
            with monkeypatch.context() as patched:
                patched.setattr(lines, "BLOCK", block)
                patched.setattr(lines, "FIRST", max(block // 2, 1))
                patched.setattr(lines, "SMALL", block)
                patched.setattr(csv_texts, "MOST_KNOWN", most)
                in_blocks += lines.lines_of(path, None) is not None
                assert all_of(load(RULES, path, dates=dates, **keys)) == whole, path.read_bytes()
    assert in_blocks > 20


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("most", [1, 6, 40, 1024])
def test_texts_are_found_whatever_stands_beside_them(
    line_end: bytes, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known and further ones, also those that another column is known of; columns that nobody asks for lie between."""
    import pyarrow as pa

    from cxengine.sources.csv_grid import grid_of
    from cxengine.sources.side_by_side import Room

    monkeypatch.setattr(csv_texts, "MOST_KNOWN", most)
    chance = random.Random(f"{line_end!r} {most}")
    for _ in range(60):
        width = chance.randrange(2, 7)
        texts = [chance.sample(("", "a", "é", "b c", "ab", "x" * 70, "1", "12", "–"), 4) for _ in range(width)]
        rows = [[chance.choice(texts[at]) for at in range(width)] for _ in range(chance.randrange(1, 40))]
        body = b"".join("|".join(row).encode("cp1252") + line_end for row in rows)
        grid = grid_of(bytearray(body + b"z"), len(body), "|", width, Room())
        assert grid is not None
        asked = chance.sample(range(width), chance.randrange(1, width + 1))
        met = {at: pa.array(chance.sample(texts[at], chance.randrange(5)), pa.string()) for at in asked}
        known = csv_texts.known(met, width=width, separator="|", encoding="cp1252")
        looked_up = None if known is None else known.looked_up(grid)
        found = {} if looked_up is None else looked_up.columns(grid, "cp1252")
        if looked_up is not None and looked_up.every:
            assert all(row[at] in met[at].to_pylist() for row in rows for at in range(width))
        assert known is not None or most < 4 or all(len(each) == 0 for each in met.values())
        for at in asked:
            column = found[at] if at in found else csv_texts.told_apart(grid, at, "cp1252")
            column.validate(full=True)
            assert column.to_pylist() == [row[at] for row in rows]
            assert len(set(column.dictionary.to_pylist())) == len(column.dictionary)


def test_texts_of_very_many_columns_are_known_in_little_memory() -> None:
    columns = {at: pa.array([f"{at}{letter}" for letter in "abcde"]) for at in range(1500)}
    known = csv_texts.known(columns, width=1500, separator=",", encoding="utf-8")
    assert known is not None and len(known.columns) == 1500
    assert sum(each.numbers.nbytes for each in known.columns.values()) < 1 << 27
