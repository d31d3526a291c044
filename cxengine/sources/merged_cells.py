"""Cells of a workbook that are merged: only the first of them holds the value, and the others are blank."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from cxengine.host.contracts import FIRST_ROWS, Problem

Range = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell, each a row and a column from 0."""


def merged_problems(ranges: Sequence[Range], headings: Mapping[int, str], rows: Collection[int]) -> Iterator[Problem]:
    """A problem for each column of ``headings`` that has cells below or beside the first of a merged range.

    Columns and ``rows``, those with data, are counted from 1.
    """
    data = frozenset(rows)
    for column, heading in headings.items():
        blank = sorted({
            row + 1
            for (top, left), (bottom, right) in ranges
            if left < column <= right + 1
            for row in range(top, bottom + 1)
            if (row, column - 1) != (top, left) and row + 1 in data
        })  # fmt: skip
        if blank:
            message = (
                f"`{heading}` has merged cells, of which only the first holds the value; the others are blank. Unmerge "
                "them in Excel, and fill each."
            )
            yield Problem(code="merged-cells", message=message, count=len(blank), rows=tuple(blank[:FIRST_ROWS]))
