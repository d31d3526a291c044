"""A column on its way from a source's form to the table's: what both ends look like, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.host.contracts import Binding, RawTable
from cxengine.lang import ast
from cxengine.source import Span

if TYPE_CHECKING:
    import pyarrow as pa


IN_MEMORY = "memory"
"""What stands for the plugin in the report of data that the caller gave."""


@attrs.frozen(kw_only=True)
class Flaw:
    """Rows whose value does not fit. ``rows`` is a numpy mask over the column, or an empty one where there are none;
    ``said`` follows the field's name.

    ``help`` is a sentence that says what to write instead, where that can be said.
    """

    code: str
    rows: Any
    said: str
    help: str = ""


@attrs.frozen(kw_only=True)
class Column:
    """A canonical column. Rows with a flaw hold null in it."""

    values: pa.ChunkedArray | pa.Array
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[str, ...] = ()


class Reshaping(Protocol):
    """Makes rows of another shape of a source whose binding has ``layout = "grid"``."""

    def wanted(self) -> tuple[str, ...]:
        """Headings that are read besides those of the fields."""
        ...

    def meant(self, headings: Sequence[str], binding: Binding) -> tuple[str, ...]:
        """Those of these headings that are read too, since one that is wanted is meant."""
        ...

    def is_laid_out_in(self, headings: Sequence[str]) -> bool:
        """Whether these are the headings of that other shape."""
        ...

    def listed(self, raw: RawTable, binding: Binding) -> RawTable:
        """The rows in the shape of the table."""
        ...


@attrs.frozen(kw_only=True)
class Dated:
    """How the dates of a column are read, which follows from all of them: in ``form`` (empty: ISO 8601) where
    ``cx.toml`` gives no ``dates``. ``help`` is for those that do not fit.

    ``faults`` say why they cannot be read.
    """

    form: str = ""
    notes: tuple[str, ...] = ()
    help: str = ""
    faults: tuple[Diagnostic, ...] = ()


@attrs.frozen(kw_only=True)
class Reading:
    """How strictly a table's columns are taken. ``optional`` fields need no column; ``exact`` ones take a number
    only where one of the names given has its value, for ``3.10`` is not 3.1; ``among_several``: the file is one of
    several; ``loose`` fields are only unknown where their value does not fit, and the row is kept; ``grid`` reads
    a source that is laid out so; ``dated`` fields are read some rows at a time, and how is known of all their rows.
    """

    optional: frozenset[str] = frozenset()
    exact: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    loose: frozenset[str] = frozenset()
    among_several: bool = False
    grid: Reshaping | None = None
    dated: Mapping[str, Dated] = attrs.field(factory=dict)


PLAIN = Reading()


@attrs.frozen(kw_only=True)
class Wish:
    """The field a column is for, what ``cx.toml`` says of it, and where mistakes of that go."""

    table: str
    field: ast.Field
    binding: Binding
    found: Diagnostics
    reading: Reading = PLAIN
    numbers: Any = None
    """Which cells of a column of text were numbers in the source; None where none was."""

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name.text

    @property
    def spellings(self) -> Mapping[str, str]:
        """From the data's spelling to the rule file's."""
        return self.binding.values.get(self.name, {})

    @property
    def comma(self) -> bool:
        """Whether a comma stands before the decimals of its numbers."""
        return self.name in self.binding.decimal or "" in self.binding.decimal

    def place(self, *keys: str) -> Span:
        """Where ``cx.toml`` says something of this, else where the field is declared."""
        return self.binding.place(*keys) if self.binding.places else self.field.span

    def wrong_type(self, column: pa.ChunkedArray, wanted: str, help: str = "") -> None:
        """Report a typed column that cannot become this field."""
        message = f"The column for `{self.name}` holds {_in_words(column.type)}; {wanted} is needed."
        self.found.error("wrong-column-type", self.place("columns", self.name), message, help)


def _in_words(kind: pa.DataType) -> str:
    """What values of a type are called."""
    import pyarrow as pa

    names = (
        (pa.types.is_boolean, "yes or no"),
        (pa.types.is_integer, "whole numbers"),
        (pa.types.is_floating, "numbers"),
        (pa.types.is_decimal, "numbers"),
        (pa.types.is_temporal, "dates or times"),
        (pa.types.is_nested, "several values in one cell"),
        (pa.types.is_binary, "bytes"),
    )
    return next((name for test, name in names if test(kind)), f"values of type {kind}")


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Texts as they are, whole numbers and yes/no as they are written; None for any other type."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_string(column.type):
        return column
    plain = is_text(kind) or any(test(kind) for test in (pa.types.is_integer, pa.types.is_boolean, pa.types.is_null))
    return column.cast(pa.string()) if plain else None


def is_text(kind: pa.DataType) -> bool:
    """Whether a type is text in one of the three forms in which Arrow keeps it (polars sends views)."""
    import pyarrow as pa

    return any(test(kind) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view))


def coded_text(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """As ``as_text``, but a dictionary of texts stays one."""
    import pyarrow as pa

    coded = pa.types.is_dictionary(column.type) and pa.types.is_string(column.type.value_type)
    return column.unify_dictionaries() if coded else as_text(column)


def cleaned(text: pa.ChunkedArray, missing: tuple[str, ...]) -> pa.Array:
    """Without outer spaces; null where nothing is left, or one of the spellings for no value.

    A dictionary may then hold a text twice, or none.
    """
    import pyarrow as pa

    if not pa.types.is_dictionary(text.type):
        return _cleaned(text, missing)
    whole = text.combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    return pa.DictionaryArray.from_arrays(whole.indices, _cleaned(pa.chunked_array([whole.dictionary]), missing))


def _cleaned(text: pa.ChunkedArray, missing: tuple[str, ...]) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not missing and all(_tidy(chunk) for chunk in text.chunks):
        return text.combine_chunks()
    trimmed = pc.utf8_trim_whitespace(text)
    absent = pc.is_in(trimmed, value_set=pa.array(["", *(word.strip() for word in missing)]))
    if pc.any(absent).as_py():
        trimmed = pc.if_else(absent, pa.scalar(None, pa.string()), trimmed)
    return trimmed.combine_chunks() if isinstance(trimmed, pa.ChunkedArray) else trimmed


def _tidy(text: pa.StringArray) -> bool:
    """Whether no text is empty or could begin or end with white space: told from its outer bytes, which is quick."""
    import numpy as np

    _, offsets, letters = text.buffers()
    if not len(text) or letters is None:
        return bool(text.null_count == len(text))
    starts = np.frombuffer(offsets, np.int32, count=len(text) + 1, offset=text.offset * 4)
    bytes_of = np.frombuffer(letters, np.uint8)
    begins, ends = starts[:-1], starts[1:]
    if text.null_count:
        known = np.asarray(text.is_valid())
        begins, ends = begins[known], ends[known]
    if (begins == ends).any():
        return False
    # printable ASCII is 33 to 126; anything else may be a space of some alphabet
    return not any(bool(((bytes_of[places] - np.uint8(33)) > 93).any()) for places in (begins, ends - 1))


_OFTEN = 4
"""How often each text must stand in a column, on average, for it to be quicker to find the different ones first."""


def stand_often(texts: int, rows: int) -> bool:
    """Whether so few different texts are in so many rows that they are better looked at once each."""
    return texts * _OFTEN <= rows


def few_texts(text: pa.Array) -> pa.DictionaryArray | None:
    """The different texts and where they stand; None where most stand but a few times."""
    import pyarrow as pa

    if not isinstance(text, pa.Array) or not len(text):
        return None
    encoded = text if isinstance(text, pa.DictionaryArray) else text.dictionary_encode()
    return encoded if stand_often(len(encoded.dictionary), len(text)) else None


def which(column: pa.ChunkedArray, test: Callable[[pa.Array], pa.Array]) -> Any:
    """A numpy mask of the rows whose text ``test`` holds for; of a dictionary its few texts are asked about."""
    import numpy as np
    import pyarrow as pa

    found = np.zeros(len(column), bool)
    at = 0
    for chunk in column.chunks:
        coded = pa.types.is_dictionary(column.type)
        holds = np.asarray(test(chunk.dictionary if coded else chunk))
        if holds.any():
            found[at : at + len(chunk)] = spread(holds, chunk, False) if coded else holds
        at += len(chunk)
    return found


def each_text(text: pa.Array) -> pa.Array:
    """The texts themselves, also of a dictionary."""
    import pyarrow as pa

    return text.cast(pa.string()) if isinstance(text, pa.DictionaryArray) else text


def spread(values: Any, few: pa.DictionaryArray, absent: Any) -> Any:
    """What each different text has, a numpy array, to where they stand; ``absent`` where none does."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not (absent or values.any()):
        return np.zeros(len(few), values.dtype)
    numbers = few.indices.cast(pa.int32())  # of which one more may be needed than theirs are wide
    places = pc.fill_null(numbers, len(few.dictionary)).to_numpy(zero_copy_only=False)
    return np.append(values, np.array(absent, values.dtype))[places]


def by_distinct(text: pa.Array, read: Callable[[pa.Array], Column]) -> Column:
    """What ``read`` makes of the texts, which takes each by itself; it is asked once for each where they are few."""
    few = few_texts(text)
    if few is None:
        return read(each_text(text))
    return where_they_stand(read(few.dictionary), few)


def where_they_stand(column: Column, few: pa.DictionaryArray) -> Column:
    """A column of the different texts as one of all places where they stand."""
    flaws = tuple(
        attrs.evolve(flaw, rows=spread(flaw.rows, few, False) if flaw.rows.any() else flaw.rows[:0])
        for flaw in column.flaws
    )
    return attrs.evolve(column, values=column.values.take(few.indices), flaws=flaws)


NOTHING, UNFIT = -1, -2


@attrs.frozen(kw_only=True, eq=False)
class Recoded:
    """The code of each different text, and last that of none (NOTHING), and the place among them of each row's."""

    codes: Any
    places: Any
    strange: tuple[str, ...] = ()
    """The texts that have no code."""

    @property
    def unfit(self) -> Any:
        """A mask of the rows whose text has no code; an empty one where all have."""
        unfit = self.codes == UNFIT
        return unfit[self.places] if unfit.any() else unfit[:0]

    def rows(self, value_of: Callable[[Any], Any], kind: pa.DataType) -> pa.Array:
        """What ``value_of`` makes of all codes, of each row; missing where there is none."""
        import pyarrow as pa
        import pyarrow.compute as pc

        each = pa.array(value_of(self.codes), kind, mask=self.codes < 0)
        return pc.take(each, pa.array(self.places), boundscheck=False)

    def among(self, texts: Sequence[str]) -> pa.DictionaryArray:
        """Those of these texts that the codes stand for, of each row; missing where there is none."""
        import numpy as np
        import pyarrow as pa

        count = len(self.codes) - 1
        # texts that stand for themselves keep their places; that behind the last is none's
        same = np.array_equal(self.codes[:-1], np.arange(count)) and self.places.max(initial=0) < count
        kept = pa.array(self.places.astype(np.int32, copy=False)) if same else self.rows(np.asarray, pa.int32())
        return pa.DictionaryArray.from_arrays(kept, pa.array(texts, pa.string()), safe=False)


def recoded(text: pa.ChunkedArray, wish: Wish, code_of: Callable[[str], int | None]) -> Recoded:
    """The codes of texts. ``code_of`` is asked once for each, after ``values`` and ``missing`` of ``cx.toml``."""
    import numpy as np

    places, distinct = _distinct(text)
    folded = {" ".join(spelling.split()).casefold(): meant for spelling, meant in wish.spellings.items()}
    missing = {"", *(word.strip() for word in wish.binding.missing)}
    codes = np.full(len(distinct) + 1, NOTHING, np.int32)
    strange: list[str] = []
    for index, value in enumerate(distinct):
        stripped = (value or "").strip()
        if stripped in missing:
            continue
        code = code_of(folded.get(" ".join(stripped.split()).casefold(), stripped))
        codes[index] = UNFIT if code is None else code
        if code is None:
            strange.append(stripped)
    return Recoded(codes=codes, places=places, strange=tuple(strange))


def _distinct(text: pa.ChunkedArray) -> tuple[Any, list[str | None]]:
    """The place of each text among the different ones, that behind the last for null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(text.type):
        encoded = text.unify_dictionaries().combine_chunks()
    else:
        encoded = text.dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    indices = encoded.indices
    if indices.null_count:
        indices = pc.fill_null(indices.cast(pa.int32()), len(encoded.dictionary))
    return indices.to_numpy(zero_copy_only=False), encoded.dictionary.cast(pa.string()).to_pylist()
