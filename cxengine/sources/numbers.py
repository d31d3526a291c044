"""Numbers, money and lengths of time: to decimals of fixed places, exactly, or the row is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cxengine.sources import advice
from cxengine.sources.columns import IN_MEMORY, Column, Flaw, Wish, by_distinct, cleaned, coded_text
from cxengine.suggest import toml_word

if TYPE_CHECKING:
    import pyarrow as pa

PRECISION = {"number": 28, "money": 18, "days": 18, "minutes": 18}
_PLACES = {"number": 6, "money": 2, "days": 6, "minutes": 6}
_SAID = {
    "number": "a number",
    "money": "an amount of money",
    "days": "a number of days",
    "minutes": "a number of minutes",
}
_BEFORE_COMMA = r"^[-+]?£?\s?[-+]?(\d{1,3}([.\s]\d{3})+|\d*)(,\d*)?$"
_WITH_COMMA = r"^[-+]?(\d{1,3}(\.\d{3})+|\d+),\d+$"
_WITH_POINT = r"^[-+]?\d+\.\d+$"
_GROUPED = r"^[-+]?£?\s?[-+]?(\d{1,3}(,\d{3})+|\d*)(\.\d*)?$"


def decimal_form(word: str, decimals: int | None) -> tuple[int, int]:
    """How many digits the decimals of a kind have, and how many of them behind the point; a field may say how many."""
    return PRECISION[word], _PLACES[word] if decimals is None else decimals


def to_decimals(column: pa.ChunkedArray, wish: Wish, word: str) -> Column | None:
    """Numbers of the kind ``word`` to decimal128, with as many places as the field keeps."""
    import pyarrow as pa

    kind = pa.decimal128(*decimal_form(word, wish.field.decimals))
    if column.type == kind:
        return Column(values=column)
    if pa.types.is_floating(column.type):
        return _of_floats(column, kind, word)
    if pa.types.is_integer(column.type) or pa.types.is_decimal(column.type):
        return _of_exact(column, kind, word)
    text = None if pa.types.is_boolean(column.type) else coded_text(column)
    if text is None:
        wish.wrong_type(column, _SAID[word])
        return None
    return by_distinct(cleaned(text, wish.binding.missing), lambda few: _of_text(few, wish, kind, word))


def _flaws(
    word: str, kind: pa.DataType, unfit: Any, fine: Any, large: Any, help: str = ""
) -> tuple[Flaw, ...]:  # fmt: skip
    whole = kind.precision - kind.scale
    few = f"is not {_SAID[word]} with at most {kind.scale} decimals"
    return (
        Flaw(code="not-a-number", rows=unfit, said=f"is not {_SAID[word]}", help=help),
        Flaw(code="too-many-decimals", rows=fine, said=few),
        Flaw(code="too-large", rows=large, said=f"is not {_SAID[word]} with at most {whole} digits before the point"),
    )


def _of_text(text: pa.Array, wish: Wish, kind: pa.DataType, word: str) -> Column:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    known, written = np.asarray(text.is_valid()), text
    text = _with_points(text) if wish.comma else text
    for spelling, meant in wish.spellings.items():
        text = pc.if_else(pc.equal(written, spelling.strip()), meant, text)
    grouped = known
    if any(pc.any(pc.match_substring(text, sign)).as_py() for sign in "£,"):
        grouped = _mask(pc.match_substring_regex(text, _GROUPED))
        text = pc.replace_substring_regex(text, r"[£,\s]", "")
    whole = kind.precision - kind.scale
    fits = rf"^[-+]?0*(\d{{1,{whole}}}(\.\d{{0,{kind.scale}}}0*)?|\.\d{{1,{max(kind.scale, 1)}}}0*)$"
    good = _mask(pc.match_substring_regex(text, fits)) & grouped
    bad = known & ~good
    if not bad.any():
        return Column(values=text.cast(kind))
    number = bad & grouped & _mask(pc.match_substring_regex(text, r"^[-+]?(\d+\.?\d*|\.\d+)$"))
    large = number & _mask(pc.match_substring_regex(text, rf"^[-+]?0*[1-9]\d{{{whole},}}(\.|$)"))
    values = pc.if_else(pa.array(good), text, pa.scalar(None, pa.string())).cast(kind)
    unfit = written.filter(pa.array(bad & ~number))
    texts = unfit.to_pylist()
    how = _comma_help(unfit, wish) or advice.for_numbers(texts, wish)
    help = " ".join(filter(None, (advice.for_money(texts), how)))
    return Column(values=values, flaws=_flaws(word, kind, bad & ~number, number & ~large, large, help))


def _with_points(text: pa.Array) -> pa.Array:
    """Texts with a comma before their decimals as cx writes them: `1.234,5` as `1234.5`; others become no number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    fits = pc.match_substring_regex(text, _BEFORE_COMMA)
    bare = pc.replace_substring(pc.replace_substring_regex(text, r"[£.\s]", ""), ",", ".")
    return pc.if_else(fits, bare, pa.scalar("?"))


def _comma_help(unfit: pa.Array, wish: Wish) -> str:
    """What to write where the numbers have the other sign before their decimals."""
    import pyarrow.compute as pc

    other = _WITH_POINT if wish.comma else _WITH_COMMA
    if not pc.any(pc.match_substring_regex(unfit, other)).as_py():
        return ""
    if wish.binding.plugin == IN_MEMORY:
        return "Give numbers, not texts."
    if wish.comma:
        return 'If a point stands before these decimals, name only the columns with commas: `decimal = { cost = "," }`.'
    where = f"`[sources.{toml_word(wish.binding.table)}]`"
    return (
        f'If a comma stands before the decimals, write `decimal = ","` in {where}, or '
        f'`decimal = {{ {wish.name} = "," }}` for this column alone.'
    )


def without_nan(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, bool]:
    """The column with NaN as a missing value, and whether there was any."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_floating(column.type):
        return column, False
    none = pc.is_nan(column)
    if not pc.any(none).as_py():
        return column, False
    return pc.if_else(none, pa.scalar(None, column.type), column), True


def _of_floats(column: pa.ChunkedArray, kind: pa.DataType, word: str) -> Column:
    """A float stands for the shortest decimal that it is, if that has no more places than the field keeps."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_float32(column.type):
        column = column.cast(pa.string())  # 0.1 in so few bits is 0.100000001 in more
    floats = pc.fill_null(column.cast(pa.float64()), np.nan).to_numpy()
    absent = np.isnan(floats)
    filled = np.where(absent, 0.0, floats)
    large = np.abs(filled) >= 10.0 ** (kind.precision - kind.scale)
    filled = np.where(large, 0.0, filled)
    # a double holds about 16 digits: what lies beyond them is no decimal of the source's
    fine = ~np.isclose(np.round(filled, kind.scale), filled, rtol=1e-15, atol=0.0)
    exact = pa.array(np.round(np.where(fine, 0.0, filled), kind.scale), mask=absent | fine | large)
    return Column(values=exact.cast(kind), flaws=_flaws(word, kind, np.zeros(len(floats), bool), fine, large))


def _of_exact(column: pa.ChunkedArray, kind: pa.DataType, word: str) -> Column:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    scale = 0 if pa.types.is_integer(column.type) else column.type.scale
    wide = column.cast(pa.decimal256(76, max(scale, kind.scale)))
    limit = pa.scalar(Decimal(10 ** (kind.precision - kind.scale)), wide.type)
    large = _mask(pc.greater_equal(pc.abs(wide), limit))
    fine = np.zeros(len(column), bool)
    if scale > kind.scale:
        fine = _mask(pc.not_equal(pc.round(wide, kind.scale), wide)) & ~large
    bad = large | fine
    if bad.any():
        wide = pc.if_else(pa.array(bad), pa.scalar(None, wide.type), wide)
    return Column(values=wide.cast(kind), flaws=_flaws(word, kind, np.zeros(len(column), bool), fine, large))


def _mask(condition: pa.Array | pa.ChunkedArray) -> Any:
    """A numpy mask; null counts as not."""
    import numpy as np
    import pyarrow.compute as pc

    return np.asarray(pc.fill_null(condition, False))
