"""Rows that stay where they are: tables that an engine found and did not read, and counts in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import attrs

from cxengine import plan

if TYPE_CHECKING:
    import pyarrow as pa

    from cxengine.host.contracts.sources import Binding

RAW = "raw "
"""Before the name of a field: its column as it is in the data. No field has a space in its name."""


@attrs.frozen(kw_only=True, eq=False)
class PlacedTable:
    """A table that an engine found, and of which it has read nothing. ``where`` is what the engine calls it.

    ``schema`` has its columns with the Arrow types that their values have; those of ``unusable`` have none that
    counts stay exact with, and it says which type they have instead. ``filled`` columns have a value in every row;
    each of ``keys`` is a set of columns that together differ in every row.
    """

    engine: PlacingBackend
    name: str
    where: Any
    schema: pa.Schema
    unusable: Mapping[str, str] = attrs.field(factory=dict)
    filled: frozenset[str] = frozenset()
    keys: tuple[frozenset[str], ...] = ()
    options: Mapping[str, Any] | None = None
    """What a source of the same plugin needs to fetch its rows, where ``cx.toml`` leaves that to the engine; None where
    rows are not fetched at all.
    """
    unbounded: frozenset[str] = frozenset()
    """Those of the unusable columns that hold decimals of any number of digits, and can be made exact ones of a few."""
    has_nan: bool = False
    """Whether a decimal of it may be no number, and is then above all that are."""


@attrs.frozen(kw_only=True)
class PlacedField:
    """The column that a field stands in, and what is made of it on the way.

    ``digits`` and ``places`` make decimals of whole numbers; ``cast`` a date of a moment, or the other way round;
    ``spellings`` gives the value for each text of the data, and any other is none; ``trimmed`` texts have no outer
    spaces, and those that are empty or one of ``absent`` are none.
    """

    heading: str
    decimal: tuple[int, int] | None = None
    cast: str = ""
    spellings: Mapping[str, str | int | bool | None] | None = None
    """By the text of the value: that of a number is how it is written."""
    trimmed: bool = False
    absent: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, eq=False)
class PlacedRows:
    """The rows of a placed table as a rule file's table has them, without those that one of ``refused`` holds for.

    ``refused`` may speak of a field's column as it is, under ``RAW`` and its name. ``about`` has, for each field that
    names subjects, how many rows are about each; ``answers`` what was counted of these rows while they were looked at.
    """

    table: PlacedTable
    fields: Mapping[str, PlacedField]
    refused: tuple[plan.Row, ...] = ()
    num_rows: int = 0
    about: Mapping[str, Mapping[str | None, int]] = attrs.field(factory=dict)
    answers: Mapping[plan.Scan, pa.Table] = attrs.field(factory=dict)

    @property
    def column_names(self) -> list[str]:
        """The fields, as an Arrow table names its columns."""
        return list(self.fields)


@runtime_checkable
class PlacingBackend(Protocol):
    """A ``Backend`` that also counts rows where they are. It is used for one run, and closed after it."""

    def look(self, bound: Binding | object) -> PlacedTable | None:
        """The table that a source names, if it is in this engine; None where it is elsewhere.

        Raises CxError (3) where the engine cannot be reached or has no such table.
        """
        ...

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """One result for each question about placed rows of this engine; flags of single rows are not asked for.

        Raises CxError (3) where the engine fails, or a number is too large to be exact.
        """
        ...

    def close(self) -> None:
        """Let go of what is held for the run."""
        ...
