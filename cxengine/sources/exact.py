"""Names that look like numbers: ``3.10`` typed into a sheet becomes the number 3.1, which may mean another."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from cxengine.sources.columns import Flaw, Wish, as_text

if TYPE_CHECKING:
    import pyarrow as pa


def names_for_numbers(column: pa.ChunkedArray, wish: Wish) -> tuple[pa.ChunkedArray, tuple[Flaw, ...]] | None:
    """The column as text, where each cell that is a number becomes the one known name of that value.

    A number that is the value of several known names, or of none, is a flaw. None for a column of another type, and
    for one of numbers where no names are known.
    """
    import numpy as np
    import pyarrow as pa

    known = wish.reading.exact.get(wish.name, ())
    whole = pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type)
    if whole and not known:
        return None
    text = column.cast(pa.string()) if whole else as_text(column)
    if text is None or pa.types.is_boolean(column.type):
        return None
    numbers = np.asarray(column.is_valid()) if whole else wish.numbers
    if numbers is None or not numbers.any():
        return text, ()
    named = _by_value(known)
    cells = text.to_pylist()
    unfit = np.zeros(len(cells), bool)
    for row in np.flatnonzero(numbers):
        names = named.get(_value(cells[row]), ())
        unfit[row] = len(names) != 1
        cells[row] = names[0] if len(names) == 1 else None
    said = "is a number in the data, and could stand for several names or for none: 3.10 and 3.1 are one number"
    return pa.chunked_array([pa.array(cells, pa.string())]), (Flaw(code="number-for-name", rows=unfit, said=said),)


def _by_value(names: Iterable[str]) -> dict[Any, tuple[str, ...]]:
    found: dict[Any, tuple[str, ...]] = {}
    for name in names:
        value = _value(name)
        if value is not None:
            found[value] = (*found.get(value, ()), name)
    return found


def _value(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
