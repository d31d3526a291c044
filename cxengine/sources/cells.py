"""Cells as workbooks, JSON and SQLite give them, Python values of any type, to the columns of a raw table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.host.contracts import RawTable
from cxengine.sources.encodings import marked_text

if TYPE_CHECKING:
    import pyarrow as pa

_EXACT_FLOAT = 2**53
_LONGEST = 38
"""Digits before the point, and after it, of a number that is kept as one."""


@attrs.frozen(kw_only=True)
class Typed:
    """A column. ``numbers`` tells which cells of a column of text were numbers; None where none was."""

    values: pa.Array
    numbers: Any = None


def raw_table(columns: Mapping[str, Sequence[object]], count: int, **also: Any) -> RawTable:
    """The columns under their headings, each in the narrowest type that holds all its cells. None is no value."""
    import pyarrow as pa

    typed = {heading: typed_column(cells) for heading, cells in columns.items()}
    data = pa.table({heading: column.values for heading, column in typed.items()} or {"": pa.nulls(count)})
    numbers = {heading: column.numbers for heading, column in typed.items() if column.numbers is not None}
    return RawTable(data=data, numbers=numbers, **also)


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing, or white space only."""
    return cell is None or isinstance(cell, str) and not cell.strip()


def typed_column(cells: Sequence[object]) -> Typed:
    """A column of one type where all its cells have one; else of text, in which numbers and dates are written in
    full: ``2019-03-31T00:00:00`` for a date, so that no format of ``dates`` is needed to read it.
    """
    import pyarrow as pa

    types = set(map(type, cells))
    if types <= {str, type(None)} and all(not isinstance(cell, str) or cell.isprintable() for cell in cells):
        return Typed(values=pa.array([cell or None for cell in cells], pa.string()))
    known = [None if is_blank(cell) else cell for cell in cells] if types & {str, type(None)} else cells
    kinds = {_kind_of(each) for each in set(map(type, known)) if each is not type(None)}
    if kinds == {"yes_no"}:
        return Typed(values=pa.array(known, pa.bool_()))
    if kinds == {"number"}:
        return Typed(values=_numbers(known))
    if kinds == {"day"}:
        return Typed(values=pa.array(known, pa.date32()))
    if kinds and kinds <= {"day", "moment"} and not any(isinstance(c, datetime) and c.tzinfo for c in known):
        return Typed(values=pa.array([_as_moment(cell) for cell in known], pa.timestamp("us")))
    if "bytes" in kinds:
        return Typed(values=pa.array([None if c is None else b"" for c in known], pa.binary()))
    import numpy as np

    numbers = np.array([_kind_of(type(c)) == "number" for c in known], bool) if "number" in kinds else None
    return Typed(values=pa.array([None if cell is None else in_words(cell) for cell in known], pa.string()),
                 numbers=numbers)  # fmt: skip


def in_words(cell: object) -> str:
    """A cell as text: a whole number without a point, a date in ISO 8601 with its time."""
    match cell:
        case str():
            return marked_text(cell)
        case bool():
            return "true" if cell else "false"
        case int():
            return _digits(cell)
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT_FLOAT else repr(cell)
        case Decimal():
            return format(cell, "f") if cell.is_finite() and -_LONGEST < cell.adjusted() < _LONGEST else str(cell)
        case datetime():
            return cell.isoformat()
        case date():
            return f"{cell.isoformat()}T00:00:00"
        case time():
            return cell.isoformat()
        case _:
            return marked_text(str(cell))


def _digits(number: int) -> str:
    # Python refuses to write out whole numbers of thousands of digits
    return str(number) if number.bit_length() < 10_000 else "a number of thousands of digits"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "yes_no"), ((int, float, Decimal), "number"), (datetime, "moment"), (date, "day"),
    ((bytes, bytearray, memoryview), "bytes"),
)  # fmt: skip
"""What cells of a type are; a type before those it belongs to. Any other is written as text."""


def _kind_of(each: type) -> str:
    return next((kind for types, kind in _KINDS if issubclass(each, types)), "text")


def _as_moment(cell: object) -> object:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)
    return cell


def _numbers(cells: Iterable[Any]) -> pa.Array:
    """Whole numbers where all are whole, floats where some is one, else decimals; text where they are too long."""
    import pyarrow as pa

    known = list(cells)
    there = [cell for cell in known if cell is not None]
    whole = [_whole(cell) for cell in there]
    if all(number is not None and abs(number) < 2**63 for number in whole):
        numbers = iter(whole)
        return pa.array([None if cell is None else next(numbers) for cell in known], pa.int64())
    if any(isinstance(cell, float) for cell in there):
        return pa.array([None if cell is None else float(cell) for cell in known], pa.float64())
    exact = [None if cell is None else Decimal(cell) for cell in known]
    scales = [_places(cell) for cell in exact if cell is not None]
    if all(places is not None for places in scales):
        return pa.array(exact, pa.decimal256(2 * _LONGEST, max(places or 0 for places in scales)))
    return pa.array([None if cell is None else in_words(cell) for cell in known], pa.string())


def _whole(cell: Any) -> int | None:
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < _EXACT_FLOAT else None
    finite = cell.is_finite() and abs(cell.adjusted()) < 20
    return int(cell) if finite and cell == cell.to_integral_value() else None


def _places(cell: Decimal) -> int | None:
    """Places after the point; None for a number that is too long, or none at all."""
    exponent = cell.as_tuple().exponent
    if not isinstance(exponent, int) or cell.adjusted() >= _LONGEST or exponent < -_LONGEST:
        return None
    return max(0, -exponent)
