"""The keys of ``[sources.NAME]`` that only some kinds of source have, each with the values it takes."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Collection
from typing import Any

from cxengine.engine.toml_reading import Table
from cxengine.host.contracts import Secret
from cxengine.suggest import did_you_mean

BUILT_IN: dict[str, tuple[str, ...]] = {
    "csv": ("header_rows", "encoding", "delimiter"),
    "duckdb": ("table",),
    "json": ("records", "encoding"),
    "parquet": (),
    "sqlite": ("table",),
    "xes": (),
    "xlsx": ("sheet", "header_rows"),
}
"""Sources that need no plugin, with the keys each has besides the common ones."""

MOST_HEADER_ROWS = 20


def read_options(source: Table, common: Collection[str], plugin: str | None) -> dict[str, Any]:
    """The keys that are not common to all sources; those of built-in ones are checked, and left out where wrong."""
    options: dict[str, Any] = {}
    for key, value in source.values.items():
        if key in common:
            continue
        if isinstance(with_secrets(value), Secret):
            options[key] = with_secrets(value)
        elif plugin not in BUILT_IN or _CHECKS.get(key, _any)(source, key, value):
            options[key] = value
    return options


def with_secrets(value: Any) -> Any:
    """The value, or the secret that ``{ env = "…" }`` stands for."""
    if isinstance(value, dict) and set(value) == {"env"} and isinstance(value["env"], str):
        return Secret(value["env"])
    return value


def _any(source: Table, key: str, value: object) -> bool:
    return True


def _header_rows(source: Table, key: str, value: object) -> bool:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_HEADER_ROWS:
        return True
    source.wrong(key, f"a whole number from 1 to {MOST_HEADER_ROWS}")
    return False


def _delimiter(source: Table, key: str, value: object) -> bool:
    if isinstance(value, str) and len(value) == 1:
        return True
    source.wrong(key, "one character", 'Write `delimiter = ";"`, or `"\\t"` for a tab.')
    return False


_ANSI = "Write `cp1252`, which is what Windows calls ANSI in Western Europe."


def _encoding(source: Table, key: str, value: object) -> bool:
    encoding = source.text(key)
    if encoding is None:
        return False
    try:
        codecs.lookup(encoding)
    except (LookupError, ValueError):
        known = ("utf-8", "cp1252", "mac_roman", "utf-16", "latin-1")
        help = _ANSI if encoding.strip().casefold() in ("ansi", "windows", "excel") else did_you_mean(encoding, known)
        source.found.error("wrong-value", source.place(key), f"`{encoding}` is no encoding that cx knows.", help)
        return False
    return True


def _text(source: Table, key: str, value: object) -> bool:
    return source.text(key) is not None


_CHECKS: dict[str, Callable[[Table, str, object], bool]] = {
    "header_rows": _header_rows, "delimiter": _delimiter, "encoding": _encoding, "sheet": _text, "table": _text,
    "records": _text,
}  # fmt: skip
