"""Of several files for one table each message and note says which it is about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxengine.host.contracts import Binding, CountedNote
from cxengine.sources.builtin import standard_host
from cxengine.sources.pieces import pieces
from cxengine.sources.readers import readers_of
from cxengine.sources.reported import notes_of

DATED = "table t: T\n  field id is text\n  field day is date\n"


def test_a_note_of_one_file_names_it(load: Callable[..., Any]) -> None:
    files = ("id,day\n1,2026-03-01\n", "id;day\n2;2026-03-02\n", "id;day\n\n3;2026-03-03\n")
    parted = "data1.csv, data2.csv: Cells are parted by semicolons."
    assert load(DATED, *files).good.report.notes == (parted, "data2.csv: 1 blank row is passed over.")
    both = load(DATED, *files[1:2], files[1].replace("2", "4")).good.report.notes
    assert both == ("Cells are parted by semicolons.",)


def test_a_note_with_a_number_keeps_its_words_without_one() -> None:
    (note,) = notes_of([("a {1}.csv", [CountedNote("2 dates fit", "dates fit")]), ("b.csv", [])])
    assert note == "a {1}.csv: 2 dates fit"
    assert isinstance(note, CountedNote) and note.uncounted == "a {1}.csv: dates fit"


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ([("2023/returns.csv", None), ("2024/returns.csv", None)], ["2023/returns.csv", "2024/returns.csv"]),
        ([("r.xlsx", "2023"), ("r.xlsx", "2024")], ["r.xlsx, sheet 2023", "r.xlsx, sheet 2024"]),
        ([("r.xlsx", "2023"), ("s.xlsx", "2023")], ["r.xlsx", "s.xlsx"]),
    ],
)
def test_files_of_one_name_are_told_apart(files: list[tuple[str, str | None]], names: list[str]) -> None:
    each = tuple(
        Binding(table="t", plugin=Path(path).suffix[1:], paths=(Path(path),),
                options={} if sheet is None else {"sheet": sheet})
        for path, sheet in files
    )  # fmt: skip
    found = pieces(Binding(table="t", plugin="csv", files=each), readers_of(standard_host()))
    assert [piece.name for piece in found] == names
