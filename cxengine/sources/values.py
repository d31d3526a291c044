"""Categories, scales, yes and no, text and subjects: from the data's spelling to the rule file's."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from cxengine.lang import ast
from cxengine.sources import advice
from cxengine.sources.columns import Column, Flaw, Recoded, Wish, as_text, cleaned, recoded
from cxengine.sources.exact import names_for_numbers

if TYPE_CHECKING:
    import pyarrow as pa

_YES_NO = {"yes": 1, "y": 1, "true": 1, "1": 1, "no": 0, "n": 0, "false": 0, "0": 0}


def folded(text: str) -> str:
    """How options are compared: ignoring case and the amount of white space."""
    return " ".join(text.split()).casefold()


def option_names(titled: tuple[ast.Option, ...] | tuple[ast.Point, ...]) -> dict[str, int]:
    """The position of each option by its title and by its name, folded; names go before titles."""
    by_title = {folded(option.title): index for index, option in enumerate(titled) if option.title}
    return by_title | {folded(option.name.text): index for index, option in enumerate(titled)}


def to_options(column: pa.ChunkedArray, wish: Wish, names: tuple[str, ...], known: Mapping[str, int]) -> Column | None:
    """Texts to a dictionary column of the names given, which are in their declared order."""
    text = _texts(column, wish)
    if text is None:
        return None
    read = recoded(text, wish, lambda value: known.get(folded(value)))
    shown = ", ".join(f"`{name}`" for name in names[:6]) + (" …" if len(names) > 6 else "")
    flaw = _flaw("not-an-option", read, wish, f"is not one of {shown}")
    return Column(values=read.among(names), flaws=(flaw,))


def to_share_points(column: pa.ChunkedArray, wish: Wish, scale: ast.Scale) -> Column | None:
    """Names of points, or percentages that fall into them, to a dictionary column of point names."""
    names = tuple(point.name.text for point in scale.points)
    known = option_names(scale.points)
    text = _texts(column, wish)
    if text is None:
        return None

    def code_of(value: str) -> int | None:
        return known.get(folded(value), _point_of(value, scale))

    read = recoded(text, wish, code_of)
    flaw = _flaw("not-an-option", read, wish, f"is not a point of the scale `{scale.name}` or a percentage in it")
    return Column(values=read.among(names), flaws=(flaw,))


def _flaw(code: str, read: Recoded, wish: Wish, said: str) -> Flaw:
    return Flaw(code=code, rows=read.unfit, said=said, help=advice.for_spellings(read.strange, wish))


def _point_of(value: str, scale: ast.Scale) -> int | None:
    if not value.endswith("%"):
        return None
    try:
        share = Fraction(value[:-1].strip()) / 100
    except (ValueError, ZeroDivisionError):
        return None
    if share < 0:
        return None
    return next((i for i, point in enumerate(scale.points) if point.up_to is not None and share <= point.up_to), None)


def to_scale(column: pa.ChunkedArray, wish: Wish, scale: ast.Scale) -> Column | None:
    """Whole numbers of the range, or labels of its points, to int32."""
    import pyarrow as pa
    import pyarrow.compute as pc

    low, high = scale.low or 0, scale.high or 0
    said = f"is not on the scale `{scale.name}`, {low} to {high}"
    if not wish.spellings and pa.types.is_integer(column.type):
        span = pc.min_max(column)
        if span["min"].as_py() is None or (span["min"].as_py() >= low and span["max"].as_py() <= high):
            return Column(values=column.cast(pa.int32()))
    text = _texts(_whole(column), wish)
    if text is None:
        return None
    labels = {folded(point.title): int(point.name.text) for point in scale.points if point.title}

    def code_of(value: str) -> int | None:
        number = labels.get(folded(value), _integer(value))
        return None if number is None or not low <= number <= high else number - low

    read = recoded(text, wish, code_of)
    values = read.rows(lambda codes: codes + low, pa.int32())
    return Column(values=values, flaws=(_flaw("outside-scale", read, wish, said),))


def _whole(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers with a fraction type as text: ``4.0`` is 4, ``4.5`` stays and fits no scale of whole numbers."""
    import pyarrow as pa

    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        return column.cast(pa.string())
    return column


def _integer(value: str) -> int | None:
    number, _, rest = value.partition(".")
    digits = number.removeprefix("-").removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9 or rest.strip("0"):
        return None
    return int(number)


def to_yes_no(column: pa.ChunkedArray, wish: Wish) -> Column | None:
    """yes, no, true, false, y, n, 1 and 0 to bool."""
    import pyarrow as pa

    if pa.types.is_boolean(column.type):
        return Column(values=column)
    text = _texts(_whole(column), wish)
    if text is None:
        return None
    read = recoded(text, wish, lambda value: _YES_NO.get(folded(value).removesuffix(".0")))
    values = read.rows(lambda codes: codes == 1, pa.bool_())
    return Column(values=values, flaws=(_flaw("not-yes-no", read, wish, "is not yes or no"),))


def to_text(column: pa.ChunkedArray, wish: Wish, *, few: bool = False) -> Column | None:
    """Texts without outer spaces; ``few``: of few distinct values, as ids of subjects are, as a dictionary of them."""
    import pyarrow as pa

    flaws: tuple[Flaw, ...] = ()
    if wish.name in wish.reading.exact:
        named = names_for_numbers(column, wish)
        if named is None:
            wish.wrong_type(column, "text", "Write it as text in the data: `3.10` is not the number 3.1.")
            return None
        text, flaws = named
    else:
        told = _texts(column, wish)
        if told is None:
            return None
        text = told
    if few or wish.spellings or pa.types.is_dictionary(text.type):
        kept: dict[str, int] = {}
        read = recoded(text, wish, lambda value: kept.setdefault(value, len(kept)))
        coded = read.among(tuple(kept))
        return Column(values=coded if few else coded.cast(pa.string()), flaws=flaws)
    return Column(values=cleaned(text, wish.binding.missing), flaws=flaws)


def _texts(column: pa.ChunkedArray, wish: Wish) -> pa.ChunkedArray | None:
    """Text, or a dictionary of texts; None and an error for what cannot be read as text without loss."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type) and pa.types.is_string(column.type.value_type):
        return column
    text = as_text(column)
    if text is None:
        help = "Write it as text in the data: `3.10` is not the number 3.1."
        help = "Give each of them a column of its own." if pa.types.is_nested(column.type) else help
        wish.wrong_type(column, "text", help)
    return text
