"""The values that pass between the engine and a source plugin."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen(kw_only=True)
class Problem:
    """Something about a source's data: a code, a sentence, how many rows, and the first of their numbers."""

    code: str
    message: str
    count: int = 0
    rows: tuple[int, ...] = ()


@attrs.frozen(kw_only=True)
class Binding:
    """One ``[sources.NAME]`` of a ``cx.toml``: where a table comes from. ``options`` are the plugin's own keys."""

    table: str
    plugin: str
    paths: tuple[Path, ...] = ()
    columns: Mapping[str, str] = attrs.field(factory=dict)
    """From the rule file's field to the column's heading in the data."""
    values: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    """For a field, from the spelling in the data to the one in the rule file."""
    dates: tuple[str, ...] = ()
    options: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class RawTable:
    """What a source read: an Arrow table under the data's own headings, text for csv, typed for parquet.

    ``row_numbers`` gives each row's number in its file as a person counts it (the header is row 1);
    None where the rows are simply counted from 1. ``rejected`` are rows that could not be read at all.
    """

    data: pa.Table
    row_numbers: Any = None
    digest: str = ""
    problems: tuple[Problem, ...] = ()
    rejected: int = 0
    notes: tuple[str, ...] = ()
    """What was decided on the way, in words: the encoding taken, the header rows joined."""


@attrs.frozen(kw_only=True)
class LoadReport:
    """Rows in, kept and rejected, with reasons. Never holds a value of a personal field."""

    table: str
    plugin: str
    rows: int = 0
    rejected: int = 0
    digest: str = ""
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class LoadedTable:
    """Rows that fit the rule file's table, in canonical Arrow columns named as its fields."""

    name: str
    data: pa.Table
    row_numbers: Any = None
    report: LoadReport
