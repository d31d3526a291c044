"""Values of JSON as the text that rule files are read from, a column at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cxengine.sources.cells import in_words
from cxengine_odata.entries import LABEL, Entries

if TYPE_CHECKING:
    import pyarrow as pa

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_DAY = len("2024-07-01")


def columns_of(
    rows: Sequence[Any], entries: Entries, names: Sequence[str], labels: frozenset[str], zone: ZoneInfo
) -> list[pa.Array]:
    """The properties of the rows as text: labels where they are wanted, moments as clocks in the zone showed them."""
    return [_column(_values(rows, entries, name, labels), zone) for name in names]


def _values(rows: Sequence[Any], entries: Entries, name: str, labels: frozenset[str]) -> list[Any]:
    """The property of each row; its label where that is wanted and there; None where it has none."""
    if name in labels and "/" not in name:
        both = zip(entries.values(rows, name), entries.values(rows, name + LABEL), strict=True)
        return [value if label is None else label for value, label in both]
    root, *steps = name.split("/")
    found = entries.values(rows, root)
    for step in steps:
        found = [value.get(step) if isinstance(value, Mapping) else None for value in found]
    return found


def _column(values: Sequence[Any], zone: ZoneInfo) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        texts = pa.array(values, pa.string())
    except (pa.ArrowException, TypeError):
        texts = _in_text(values)
    empty = pc.equal(pc.binary_length(texts), 0)
    if pc.any(empty).as_py():
        texts = pc.if_else(empty, None, texts)
    first = next((text for text in values if text), None)
    return _on_clocks(texts, zone) if isinstance(first, str) and _MOMENT.fullmatch(first) else texts


def _in_text(values: Sequence[Any]) -> pa.Array:
    """What is not all text: truths and whole numbers at once, anything else one by one."""
    import pyarrow as pa

    kinds = set(map(type, values)) - {type(None)}
    if kinds == {bool}:
        return pa.array(values, pa.bool_()).cast(pa.string())
    if kinds == {int}:
        with suppress(OverflowError):  # beyond 64 bits they go one by one, too
            return pa.array(values, pa.int64()).cast(pa.string())
    return pa.array([_word(value) for value in values], pa.string())


def _word(value: object) -> str | None:
    match value:
        case None | str():
            return value
        case bool() | int() | Decimal():
            return in_words(value)
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def _on_clocks(texts: pa.Array, zone: ZoneInfo) -> pa.Array:
    """Moments without a zone, in seconds where all are whole; as they are where one is none, or out of reach."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        moments = pc.local_timestamp(texts.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us", str(zone))))
    except pa.ArrowInvalid:
        return texts
    whole = moments.cast(pa.timestamp("s"), safe=False)
    if pc.all(pc.equal(whole.cast(pa.timestamp("us")), moments)).as_py():
        moments = whole
    return pc.binary_replace_slice(moments.cast(pa.string()), _DAY, _DAY + 1, "T")
