"""Which column of an engine's table a field can be counted in, and what has to be made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from cxengine import plan
from cxengine.host.contracts import Binding, PlacedField, PlacedTable
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.metrics.conditions import column
from cxengine.sources.numbers import PRECISION, decimal_form

if TYPE_CHECKING:
    import pyarrow as pa

FieldKind = Literal["option", "range", "yes_no", "subject", "text", "number", "date", "moment"]


class NotInPlace(Exception):
    """Why rows have to be read, in words that end a sentence."""


@attrs.frozen(kw_only=True)
class Placing:
    """A field, its column, and whether the column's values are the field's as they are.

    ``options`` are the names that an option may have; ``ends`` the least and the greatest whole number, or what stands
    before the point of one. ``unbounded``: the column's decimals may have any number of digits.
    """

    name: str
    declared: ast.Field
    kind: FieldKind
    column: plan.Column
    field: PlacedField
    as_it_is: bool = True
    options: tuple[str, ...] = ()
    ends: tuple[int, int] | None = None
    may_be_missing: bool = False
    unbounded: bool = False

    @property
    def type_name(self) -> str:
        """The word that the field's type is written as; empty for a list of options."""
        return self.declared.type.name.text if isinstance(self.declared.type, ast.NamedType) else ""

    @property
    def few(self) -> bool:
        """Whether there are few different values."""
        return self.kind in ("option", "range", "yes_no", "subject")


def placing(field: ast.Field, names: Names, binding: Binding, placed: PlacedTable, heading: str) -> Placing:
    """How a field stands in a column. Raises NotInPlace where it cannot be counted there."""
    made = _plain(field, names, heading)
    kind = placed.schema.field(heading).type
    spelled = bool(binding.values.get(made.name))
    if heading in placed.unbounded and made.kind == "number" and not spelled:
        return _cut(made)
    if heading in placed.unusable and not (made.few and (kind.id != 0 or heading in placed.unbounded)):
        raise NotInPlace(f"the column `{heading}` is {placed.unusable[heading]}")
    if made.few:
        return attrs.evolve(made, as_it_is=not spelled and _holds(made.kind, kind))
    if spelled:
        raise NotInPlace(f"`[sources.{binding.table}.values.{made.name}]` says what single values stand for")
    match made.kind:
        case "number":
            return _number(made, kind)
        case "date" | "moment":
            return _dated(made, kind)
    if _is_whole(kind) and not binding.missing:
        return attrs.evolve(made, field=attrs.evolve(made.field, cast="TEXT"))
    if not _is_text(kind):
        raise NotInPlace(f"the column `{heading}` is {kind}, and `{made.name}` is text")
    return attrs.evolve(made, field=attrs.evolve(made.field, trimmed=True, absent=_stripped(binding.missing)))


def _stripped(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.strip() for word in words)


def _plain(field: ast.Field, names: Names, heading: str) -> Placing:
    kind, options, ends = _kind(field, names)
    return Placing(
        name=field.name.text, declared=field, kind=kind, column=column(field, names),
        field=PlacedField(heading=heading), options=options, ends=ends, may_be_missing=field.may_be_missing,
    )  # fmt: skip


def _kind(field: ast.Field, names: Names) -> tuple[FieldKind, tuple[str, ...], tuple[int, int] | None]:
    if isinstance(field.type, ast.ListType):
        return "option", tuple(field.type.options), None
    word = field.type.name.text
    if word in PRECISION:
        return "number", (), None
    if word in names.categories:
        return "option", tuple(option.name.text for option in names.categories[word].options), None
    scale = names.scales.get(word)
    if scale is not None and scale.low is not None and scale.high is not None:
        return "range", (), (scale.low, scale.high)
    if scale is not None:
        return "option", tuple(point.name.text for point in scale.points), None
    if word in names.subjects:
        return "subject", (), None
    kinds: dict[str, FieldKind] = {"date": "date", "date_and_time": "moment", "yes_no": "yes_no"}
    return kinds.get(word, "text"), (), None


def _holds(kind: FieldKind, held: pa.DataType) -> bool:
    """Whether a column of the type may hold a field's values as they are."""
    import pyarrow as pa

    if kind == "range":
        return _is_whole(held)
    return bool(pa.types.is_boolean(held)) if kind == "yes_no" else _is_text(held)


def _is_whole(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind))


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _cut(made: Placing) -> Placing:
    """A decimal of any number of digits becomes one of the field's; those that have more do not fit."""
    digits, places = decimal_form(made.type_name, made.declared.decimals)
    most = 10 ** (digits - places) - 1
    field = attrs.evolve(made.field, decimal=(digits, places))
    return attrs.evolve(made, field=field, ends=(-most, most), unbounded=True)


def _number(made: Placing, kind: pa.DataType) -> Placing:
    import pyarrow as pa

    heading = made.field.heading
    digits, places = decimal_form(made.type_name, made.declared.decimals)
    most = 10 ** (digits - places) - 1
    whole = _is_whole(kind)
    if not whole and not pa.types.is_decimal(kind):
        raise NotInPlace(f"the column `{heading}` is {kind}, and counts stay exact with decimals only")
    if not whole and (kind.scale > places or kind.precision - kind.scale > digits - places):
        said = f"{digits - places} digits before the point and {places} behind it"
        raise NotInPlace(f"the column `{heading}` is {kind}, and `{made.name}` has {said}")
    fits = not whole and (kind.precision, kind.scale) == (digits, places)
    field = attrs.evolve(made.field, decimal=None if fits else (digits, places))
    return attrs.evolve(made, field=field, ends=(-most, most))


def _dated(made: Placing, kind: pa.DataType) -> Placing:
    import pyarrow as pa

    moment = made.kind == "moment"
    if pa.types.is_date(kind):
        cast = "TIMESTAMP" if moment else ""
    elif pa.types.is_timestamp(kind):
        cast = ("TIMESTAMP" if kind.tz is not None else "") if moment else "DATE"
    else:
        raise NotInPlace(f"the column `{made.field.heading}` is {kind}, and `{made.name}` is a date")
    return attrs.evolve(made, field=attrs.evolve(made.field, cast=cast))
