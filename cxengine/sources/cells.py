"""Cells as workbooks, JSON and SQLite give them, Python values of any type, to the columns of a raw table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


@attrs.frozen(kw_only=True)
class Shape:
    """What cells of a column are, from which follows the narrowest type that holds all of them.

    ``kinds`` are those of cells that hold something; ``zoned`` tells of moments with a zone; of numbers, whether all
    are ``whole`` ones of 64 bits, whether some are ``floats``, how many ``places`` they have behind the point, and
    whether some are too ``long`` to be kept as numbers.
    """

    kinds: frozenset[str] = frozenset()
    zoned: bool = False
    whole: bool = True
    floats: bool = False
    places: int = 0
    long: bool = False

    def beside(self, other: Shape) -> Shape:
        """That of the cells of both."""
        return Shape(
            kinds=self.kinds | other.kinds, zoned=self.zoned or other.zoned, whole=self.whole and other.whole,
            floats=self.floats or other.floats, places=max(self.places, other.places), long=self.long or other.long,
        )  # fmt: skip

    @property
    def kind(self) -> pa.DataType | None:
        """The type; None for text in which numbers and dates are written in full:

        ``2019-03-31T00:00:00`` for a date, so that no format of ``dates`` is needed to read it.
        """
        import pyarrow as pa

        if self.kinds == {"yes_no"}:
            return pa.bool_()
        if self.kinds == {"number"}:
            if self.whole:
                return pa.int64()
            if self.floats:
                return pa.float64()
            return pa.string() if self.long else pa.decimal256(2 * _LONGEST, self.places)
        if self.kinds == {"day"}:
            return pa.date32()
        if self.kinds and self.kinds <= {"day", "moment"} and not self.zoned:
            return pa.timestamp("us")
        return pa.binary() if "bytes" in self.kinds else None

    @property
    def mixed(self) -> bool:
        """Whether some cells of a column of text are numbers."""
        return self.kind is None and "number" in self.kinds


def shape_of(cells: Sequence[object]) -> Shape:
    """What the cells of a column are."""
    types = set(map(type, cells))
    if types <= {str, type(None)}:
        return Shape(kinds=frozenset() if all(is_blank(cell) for cell in cells) else frozenset({"text"}))
    known = _known(cells, types)
    kinds = frozenset(_kind_of(each) for each in set(map(type, known)) if each is not type(None))
    shape = Shape(kinds=kinds, zoned="moment" in kinds and any(isinstance(c, datetime) and c.tzinfo for c in known))
    if kinds != {"number"}:
        return shape
    there: list[Any] = [cell for cell in known if cell is not None]
    whole = [_whole(cell) for cell in there]
    if all(number is not None and abs(number) < 2**63 for number in whole):
        return attrs.evolve(shape, places=0)
    floats = any(isinstance(cell, float) for cell in there)
    places = [] if floats else [_places(Decimal(cell)) for cell in there]
    most = max((each for each in places if each is not None), default=0)
    return attrs.evolve(shape, whole=False, floats=floats, places=most, long=None in places)


def typed_column(cells: Sequence[object]) -> Typed:
    """A column of one type where all its cells have one; else of text."""
    return typed_as(cells, shape_of(cells))


def typed_as(cells: Sequence[object], shape: Shape) -> Typed:
    """A column of the type that cells of the shape have, to which these belong."""
    import numpy as np
    import pyarrow as pa

    types, kind = set(map(type, cells)), shape.kind
    if kind is None and types <= {str, type(None)}:
        if all(not isinstance(cell, str) or cell.isprintable() for cell in cells):
            values = pa.array([cell or None for cell in cells], pa.string())
            return Typed(values=values, numbers=np.zeros(len(cells), bool) if shape.mixed else None)
    known = _known(cells, types)
    if kind is None or pa.types.is_string(kind):
        numbers = np.array([_kind_of(type(c)) == "number" for c in known], bool) if shape.mixed else None
        words = [None if cell is None else in_words(cell) for cell in known]
        return Typed(values=pa.array(words, pa.string()), numbers=numbers)
    return Typed(values=pa.array([None if cell is None else _held(cell, kind) for cell in known], kind))


def _known(cells: Sequence[object], types: set[type]) -> Sequence[Any]:
    """The cells, None for those that hold nothing."""
    return [None if is_blank(cell) else cell for cell in cells] if types & {str, type(None)} else cells


def _held(cell: Any, kind: pa.DataType) -> object:
    """A cell as Arrow takes it for the type."""
    import pyarrow as pa

    if pa.types.is_integer(kind):
        return _whole(cell)
    if pa.types.is_floating(kind):
        return float(cell)
    if pa.types.is_decimal(kind):
        return Decimal(cell)
    if pa.types.is_timestamp(kind):
        return _as_moment(cell)
    return b"" if pa.types.is_binary(kind) else cell


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
