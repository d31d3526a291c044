"""A Parquet file whose numbers of rows differ from one another, or from what its pages hold, gives no rows."""

from __future__ import annotations

import struct
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding
from cxengine.sources.parquet_pages import contradiction
from cxengine.sources.parquet_source import read_parquet

ROWS = 3_000
"""Told by the whole file, by each of two columns, and by the one group of rows, in that order."""
PLACES = {"file": (0,), "columns": (1, 2), "group": (3,)}
DATA = pa.table({"service": ["bins"] * ROWS, "minutes": [5.5] * ROWS})


def written(number: int) -> bytes:
    """A whole number of a field, as the end of a file has it."""
    left, made = number << 1, b"\x16"
    while left > 127:
        made, left = made + bytes([left & 127 | 128]), left >> 7
    return made + bytes([left])


def forge(path: Path, number: int, *places: str) -> None:
    """Let places of a file tell of another number of rows."""
    pq.write_table(DATA, path)
    content = path.read_bytes()
    (size,) = struct.unpack("<I", content[-8:-4])
    first, *others = content[-8 - size : -8].split(written(ROWS))
    assert len(others) == 4
    wrong = {at for place in places for at in PLACES[place]}
    told = [written(number if at in wrong else ROWS) + after for at, after in enumerate(others)]
    end = b"".join([first, *told])
    path.write_bytes(content[: -8 - size] + end + struct.pack("<I", len(end)) + b"PAR1")


@pytest.mark.parametrize("number", [3, 2_999, 4_000, 10**12])
@pytest.mark.parametrize(
    "places",
    [
        ("file",), ("group",), ("columns",), ("file", "group"), ("group", "columns"), ("file", "columns"),
        ("file", "group", "columns"),
    ],
)  # fmt: skip
def test_a_number_of_rows_that_is_not_so_is_told(number: int, places: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "cases.parquet"
    forge(path, number, *places)
    with pytest.raises(CxError) as raised:
        read_parquet(Binding(table="cases", plugin="parquet", paths=(path,)), ("service", "minutes"))
    (told,) = raised.value.diagnostics
    assert (told.code, raised.value.exit_code) == ("not-parquet", 3)
    assert told.message.startswith("`cases.parquet` contradicts itself: it tells of ")
    assert f"{number:,}" in told.message and "3,000" in told.message
    assert told.help == "It is damaged: export it again."


def test_files_however_they_are_written_do_not_contradict_themselves(tmp_path: Path) -> None:
    path = tmp_path / "any.parquet"
    count = 2_000
    data = pa.table(
        {
            "whole": range(count), "text": ["é" * (at % 900) for at in range(count)],
            "none": pa.nulls(count, pa.int32()), "list": [[1] * (at % 3) for at in range(count)],
            "yes": [True, None] * (count // 2), "inner": [{"whole": at} for at in range(count)],
        }
    )  # fmt: skip
    ways = product(("1.0", "2.0"), ("none", "snappy", "zstd"), (True, False), (True, False))
    for version, compression, coded, more in ways:
        pq.write_table(
            data, path, data_page_version=version, compression=compression, use_dictionary=coded, row_group_size=700,
            data_page_size=500, write_page_index=more, write_page_checksum=more,
        )  # fmt: skip
        assert contradiction(path, pq.read_metadata(path)) is None
        for name in data.column_names:
            pq.write_table(data.select([name]), path, data_page_version=version, use_dictionary=coded)
            assert contradiction(path, pq.read_metadata(path)) is None
    pq.write_table(data.slice(0, 0), path)
    assert contradiction(path, pq.read_metadata(path)) is None


def test_pages_that_cannot_be_looked_at_are_left_to_those_that_read_them(tmp_path: Path) -> None:
    path = tmp_path / "cases.parquet"
    pq.write_table(DATA, path)
    metadata = pq.read_metadata(path)
    whole = path.read_bytes()
    start = metadata.row_group(0).column(1).dictionary_page_offset
    for wrong in (b"\xff" * 20, b"\x1c" * 20, b"\x00" * 20, b"\x19" * 20):
        path.write_bytes(whole[:4] + wrong + whole[24:start] + wrong + whole[start + 20 :])
        assert contradiction(path, metadata) is None
