"""Values of JSON as the text that rule files are read from, a column at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cxengine.sources.cells import in_words
from cxengine_odata.pages import LABEL

if TYPE_CHECKING:
    import pyarrow as pa

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


def columns_of(
    rows: Sequence[Mapping[str, Any]], names: Sequence[str], labels: frozenset[str], zone: ZoneInfo
) -> list[pa.Array]:
    """The properties of the rows as text: labels where they are wanted, moments as clocks in the zone showed them."""
    return [_column(_values(rows, name, labels), zone) for name in names]


def _values(rows: Sequence[Mapping[str, Any]], name: str, labels: frozenset[str]) -> list[Any]:
    """The property of each row; its label where that is wanted and there; None where it has none."""
    if name in labels:
        label = name + LABEL
        return [row.get(name) if row.get(label) is None else row[label] for row in rows]
    if "/" not in name:
        return [row.get(name) for row in rows]
    found: list[Any] = list(rows)
    for step in name.split("/"):
        found = [value.get(step) if isinstance(value, Mapping) else None for value in found]
    return found


def _column(values: Sequence[Any], zone: ZoneInfo) -> pa.Array:
    import pyarrow as pa

    kinds = set(map(type, values)) - {type(None)}
    if kinds == {bool}:
        values = [None if value is None else "true" if value else "false" for value in values]
    elif kinds == {int}:
        values = [None if value is None else str(value) for value in values]
    elif kinds - {str}:
        values = [_word(value) for value in values]
    if "" in values:
        values = [value or None for value in values]
    texts = pa.array(values, pa.string())
    first = next(filter(None, values), "")
    return _on_clocks(texts, zone) if _MOMENT.fullmatch(first) else texts


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
    return pc.replace_substring(moments.cast(pa.string()), " ", "T")
