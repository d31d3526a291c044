"""Values of rows as columns: all at once where a server writes one field in one way, else one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cxengine_open311.moments import moment_of, on_clocks

if TYPE_CHECKING:
    import pyarrow as pa


def values_of(rows: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """A field of each row; of an object in the row under a dotted name."""
    try:
        return list(map(itemgetter(name), rows))
    except KeyError:  # some rows lack it
        values = [row.get(name) for row in rows]
    if "." not in name:
        return values
    return [_inside(row, name) if value is None else value for row, value in zip(rows, values, strict=True)]


def _inside(row: Mapping[str, Any], name: str) -> Any:
    value: Any = row
    for step in name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def keys_of(entries: Sequence[Any], name: str) -> list[str | None]:
    """What tells each row apart, as text; None where it has none, or is no row."""
    try:
        values: list[Any] = list(map(itemgetter(name), entries))
        return [text or None for text in map(str.strip, values)]
    except (KeyError, TypeError):  # it is a number, or missing, or one of the entries is no object
        return [text_of(each.get(name)) if isinstance(each, Mapping) else None for each in entries]


def texts_of(values: Sequence[Any]) -> pa.Array:
    """Text without outer spaces; missing where there is none, and where an object stands."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        texts = pa.array(values, pa.string())
    except (pa.ArrowException, TypeError):
        texts = pa.array([text_of(value) for value in values], pa.string())
    trimmed = pc.utf8_trim_whitespace(texts)
    empty = pc.equal(pc.binary_length(trimmed), 0)
    return pc.if_else(empty, None, trimmed) if pc.any(empty).as_py() else trimmed


def text_of(value: object) -> str | None:
    """One value as text; None where it is none."""
    match value:
        case None | dict():
            return None
        case bool():
            return "true" if value else "false"
        case list():
            return json.dumps(value, ensure_ascii=False, default=str) if value else None
        case _:
            return str(value).strip() or None


def moments_of(texts: pa.Array, zone: ZoneInfo) -> tuple[pa.Array, int]:
    """Moments as clocks in the zone showed them, and how many texts are none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        moments = texts.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us", str(zone)))
        return pc.local_timestamp(moments), 0
    except pa.ArrowInvalid:
        pass
    try:
        return texts.cast(pa.timestamp("us")), 0  # without a zone, and so as clocks there show them
    except pa.ArrowInvalid:
        read = [None if text is None else moment_of(text, zone) for text in texts.to_pylist()]
        strange = len(texts) - texts.null_count - sum(moment is not None for moment in read)
        on = [None if moment is None else on_clocks(moment, zone) for moment in read]
        return pa.array(on, pa.timestamp("us")), strange


def in_other_words(texts: pa.Array, words: Mapping[str, str]) -> pa.Array:
    """Each text as the words say, without regard to capitals; as it is where they say nothing."""
    import pyarrow as pa

    coded = texts.dictionary_encode()
    known = coded.dictionary.to_pylist()
    said = pa.array([words.get(text.casefold(), text) for text in known], pa.string())
    return pa.DictionaryArray.from_arrays(coded.indices, said).cast(pa.string())
