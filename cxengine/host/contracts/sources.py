"""The values that pass between the engine and a source that gives its rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import attrs

from cxengine import plan
from cxengine.host.contracts.placed import PlacedRows
from cxengine.source import NOWHERE, Span

if TYPE_CHECKING:
    import pyarrow as pa


FIRST_ROWS = 1_000
"""How many row numbers a problem lists; ``count`` says how many there are."""


@attrs.frozen(kw_only=True)
class Problem:
    """Something about a source's data: a code, a sentence, how many rows, and the first of their numbers."""

    code: str
    message: str
    count: int = 0
    rows: tuple[int, ...] = ()


class CountedNote(str):
    """A note with a number of rows in it. ``uncounted`` is said in its place where a hidden figure would follow."""

    __slots__ = ("uncounted",)
    uncounted: str

    def __new__(cls, text: str, uncounted: str) -> CountedNote:
        """The note, and the same without the number."""
        made = super().__new__(cls, text)
        made.uncounted = uncounted
        return made

    def put(self, form: str) -> CountedNote:
        """The note in a longer one, where ``{}`` stands."""
        return CountedNote(form.format(self), form.format(self.uncounted))


@attrs.frozen
class Secret:
    """A secret named in ``cx.toml`` by its environment variable: ``{ env = "OPEN311_KEY" }``. Never holds its value."""

    env: str

    def reveal(self, environment: Mapping[str, str]) -> str | None:
        """The value in the environment given; None where it is not set."""
        return environment.get(self.env)


def _silent(said: str) -> None:
    """Nobody is told."""


@attrs.frozen(kw_only=True)
class Keeping:
    """That rows of a source, and how far its reading got, are kept in a folder for the next run.

    ``anew``: this run goes on from nothing that was kept.
    """

    folder: Path
    anew: bool = False


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
    decimal: Mapping[str, str] = attrs.field(factory=dict)
    """What stands before the decimals of a field's numbers, ``,`` or ``.``; under ``""`` for all other fields."""
    absent: frozenset[str] = frozenset()
    """Fields that may be missing, and that the data have no column for."""
    missing: tuple[str, ...] = ()
    """Spellings in the data that stand for no value: ``N/A``, ``-``."""
    ambiguous_dates: str = "reject"
    """What becomes of a date that several of ``dates`` read differently: ``reject``, or ``first`` for the first."""
    choices: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    """For a question that has a column for each answer, from the option, or the yes-or-no field, to the heading."""
    layout: str = "list"
    """Of answers: ``list``, a row for each, or ``grid``, a column for each subject."""
    files: tuple[Binding, ...] = ()
    """One for each of ``paths`` where they differ in more than their names; else empty."""
    options: Mapping[str, Any] = attrs.field(factory=dict)
    keeping: Keeping | None = None
    """Where a reading leaves what the next one goes on from; None: each run reads the source whole."""
    places: Mapping[tuple[str, ...], Span] = attrs.field(factory=dict, eq=False, repr=False)
    """Where keys stand in ``cx.toml``: ``("columns", "channel")``; ``()`` is the head of the table."""
    digested: bool = attrs.field(default=True, eq=False)
    """Whether the digest of what is read will be told; where not, a source need not work it out."""
    tell: Callable[[str], None] = attrs.field(default=_silent, eq=False, repr=False)
    """Called now and then in a long reading with how far it is: ``1,200,000 rows``."""

    def place(self, *keys: str) -> Span:
        """Where a key stands, or the nearest thing above it that has a place."""
        for length in range(len(keys), -1, -1):
            if keys[:length] in self.places:
                return self.places[keys[:length]]
        return NOWHERE


@attrs.frozen(kw_only=True)
class RawTable:
    """What a source read: an Arrow table under the data's own headings, text for csv, typed for parquet.

    ``row_numbers`` (numpy int64) gives each row's number in its file as a person counts it (the header is
    row 1); None where the rows are simply counted from 1. ``rejected`` are rows that could not be read at all.
    """

    data: pa.Table
    headings: tuple[str, ...] = ()
    """Every heading of the source, also of columns that were not asked for; empty: those of ``data``."""
    row_numbers: Any = None
    numbers: Mapping[str, Any] = attrs.field(factory=dict)
    """For a heading whose column is text, a numpy mask of the cells that were numbers: ``3.10`` was 3.1 then."""
    digest: str = ""
    problems: tuple[Problem, ...] = ()
    rejected: int = 0
    notes: tuple[str, ...] = ()
    """What was decided on the way, in words: the encoding taken, the header rows joined."""
    top: tuple[tuple[str, ...], ...] = attrs.field(default=(), repr=False)
    """The first rows of a file with rows of headings: these, ``header_rows`` of them, and some below."""
    header_rows: int = 0


@attrs.frozen(kw_only=True, eq=False)
class ParquetFile:
    """A Parquet file that was looked at and not read: where its columns are as a table needs them, a backend reads it.

    ``read`` gives the rows as other sources do; ``refuse_change`` raises CxError (3) where the file is no longer the
    one that was looked at, as ``digest``, which may wait until ``sha256:…`` is worked out, does too. Any source may
    give one, also of a file that it made.
    """

    path: Path
    schema: pa.Schema
    num_rows: int
    digest: Callable[[], str]
    read: Callable[[], RawTable]
    refuse_change: Callable[[], None]
    problems: tuple[Problem, ...] = ()
    """What a source found that made the file."""
    notes: tuple[str, ...] = ()
    batches: Callable[[], Iterator[RawTable]] | None = None
    """The rows as ``read`` gives them, but some at a time, so that a large file is never held whole."""
    name: str = ""
    """Of the file that the rows come from, for people; empty: that of ``path``."""
    numbered: bool = False
    """Whether rows have numbers of their own, which ``read`` and ``batches`` give, and do not count from 1."""
    nested: frozenset[str] = frozenset()
    """Columns of the schema that lie within others in the file, which only ``read`` and ``batches`` take out."""


@attrs.frozen(kw_only=True, eq=False)
class FileRows:
    """All rows of Parquet files, each of which was found to fit; they stay in the files until a backend reads them."""

    files: tuple[ParquetFile, ...]
    headings: Mapping[str, str]
    """From the table's field to the heading in the files."""
    casts: Mapping[str, tuple[int, int]] = attrs.field(factory=dict)
    """Fields whose numbers become decimals of so many digits, and so many of them behind the point."""
    values: Mapping[str, frozenset[str]] = attrs.field(factory=dict)
    """The values that there are of fields that name subjects, and of those with options that were listed."""
    answers: Mapping[plan.Scan, pa.Table] = attrs.field(factory=dict)
    """What was counted of these rows while they were looked at."""
    numbers: str = ""
    """The heading of the column that has each row's number where it comes from; empty: rows count from 1."""

    @property
    def num_rows(self) -> int:
        """How many there are."""
        return sum(file.num_rows for file in self.files)

    @property
    def column_names(self) -> list[str]:
        """The fields, as an Arrow table names its columns."""
        return list(self.headings)

    def batches(self, field: str) -> Iterator[tuple[Any, pa.Array]]:
        """A field's values, some at a time, each with a numpy array of their rows' numbers."""
        import numpy as np
        import pyarrow.parquet as pq

        wanted = [self.headings[field], *([self.numbers] if self.numbers else [])]
        for file in self.files:
            first = 1
            for batch in pq.ParquetFile(file.path).iter_batches(columns=wanted):
                counted = np.arange(first, first + batch.num_rows)
                numbers = batch.column(self.numbers).to_numpy() if self.numbers else counted
                yield numbers, batch.column(self.headings[field])
                first += batch.num_rows


@attrs.frozen(kw_only=True)
class FileRead:
    """One of several files, or sheets, of a table: its rows, and those that were rejected in it."""

    name: str
    rows: int
    rejected: int
    digest: str


@attrs.frozen(kw_only=True)
class LoadReport:
    """Rows in, kept and rejected, with reasons. Never holds a value of a personal field.

    ``files`` where there are several; rows that repeat the key of an earlier row count in the whole only.
    """

    table: str
    plugin: str
    rows: int = 0
    rejected: int = 0
    digest: str = ""
    files: tuple[FileRead, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class LoadedTable:
    """Rows that fit the rule file's table, in canonical Arrow columns named as its fields, or still where they are."""

    name: str
    data: pa.Table | FileRows | PlacedRows
    row_numbers: Any = None
    """As in RawTable; with several files each counts its own rows."""
    files: tuple[tuple[str, int], ...] = ()
    """Where a table has several files: their names, and the index of the first row of each."""
    report: LoadReport

    @property
    def held(self) -> pa.Table:
        """The rows in memory. Raises TypeError where they are still where they were."""
        if isinstance(self.data, FileRows | PlacedRows):
            raise TypeError(f"the rows of {self.name} were not read")
        return self.data

    def chunks(self, field: str) -> Iterator[tuple[Any, Any]]:
        """A field's values, some at a time, each with a numpy array of their rows' numbers.

        Rows that an engine counts where they are have no numbers, and are not brought here.
        """
        import numpy as np

        if isinstance(self.data, PlacedRows):
            return
        if not isinstance(self.data, FileRows):
            numbers = np.arange(1, self.data.num_rows + 1) if self.row_numbers is None else self.row_numbers
            yield numbers, self.data.column(field)
            return
        yield from self.data.batches(field)

    def first_rows(self, field: str, test: Callable[[Any], Any], most: int) -> tuple[int, ...]:
        """The numbers of the first rows, ``most`` of them, whose value passes; ``test`` gives Arrow booleans."""
        import numpy as np

        found: list[int] = []
        for numbers, values in self.chunks(field):
            found += numbers[np.asarray(test(values).fill_null(False))][: most - len(found)].tolist()
            if len(found) == most:
                break
        return tuple(found)


def problems_at(
    code: str, message: str, places: Any, row_numbers: Any, files: Sequence[tuple[str, int]]
) -> tuple[Problem, ...]:
    """A problem of the rows at ``places``, rising from 0; where there are several files, one for each that has some.

    ``row_numbers`` and ``files`` are those of the LoadedTable that the places are in.
    """
    ends = [start for _, start in files[1:]] + [None]
    several = len(files) > 1
    found: list[Problem] = []
    for (name, start), end in zip(files or (("", 0),), ends, strict=True):
        here = [int(place) for place in places if place >= start and (end is None or place < end)]
        if here:
            rows = tuple(place + 1 if row_numbers is None else int(row_numbers[place]) for place in here[:FIRST_ROWS])
            said = f"{name}: {message}" if several else message
            found.append(Problem(code=code, message=said, count=len(here), rows=rows))
    return tuple(found)


class SourceReader(Protocol):
    """What a source plugin offers under a name: reads what one binding names.

    ``wanted`` are the headings that will be used; a reader may leave out all others, and may leave out a
    wanted one that is not there. A binding with several ``paths`` is read one path at a time.
    A ``ParquetFile`` is only read where its columns are not as they should be. Raises CxError with exit code 3 where
    nothing can be read.
    """

    def __call__(self, binding: Binding, wanted: Sequence[str]) -> RawTable | ParquetFile: ...


@runtime_checkable
class PartedReader(Protocol):
    """A reader of files that may hold several tables, each with rows of its own: the sheets of a workbook."""

    def __call__(self, binding: Binding, wanted: Sequence[str]) -> RawTable: ...

    def parts(self, binding: Binding) -> tuple[tuple[str, Binding], ...]:
        """A name for people and a binding for each part; ``("", binding)`` for a file that is read as one."""
