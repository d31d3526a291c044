"""A source's columns under its own headings to the canonical columns of a rule file's table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import FIRST_ROWS, Binding, CountedNote, Problem, RawTable
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.sources.choices import choice_headings
from cxengine.sources.columns import IN_MEMORY, PLAIN, Column, Flaw, Reading, Wish
from cxengine.sources.header_rows import rows_among_headings, rows_needed
from cxengine.sources.headings import find_heading, repeats, suggestion
from cxengine.sources.moments import to_moments
from cxengine.sources.numbers import PRECISION, to_decimals, without_nan
from cxengine.sources.told import LAST, MOST_VALUES, Told
from cxengine.sources.values import folded, option_names, to_options, to_scale, to_share_points, to_text, to_yes_no
from cxengine.suggest import toml_text, toml_word

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen(kw_only=True)
class Part:
    """The rows of one file, typed. ``kept`` rows only; ``row_numbers`` goes with them."""

    name: str = ""
    """Of its file, and of its sheet where several are read."""
    data: pa.Table
    row_numbers: Any
    rows: int
    rejected: int
    problems: tuple[Problem, ...]
    """Of reading them."""
    told: tuple[Told, ...] = ()
    """Rows that do not fit."""
    notes: tuple[str, ...]
    digest: str

    def all_problems(self) -> tuple[Problem, ...]:
        """For the load report."""
        return (*self.problems, *(each.problem() for each in self.told))


def wanted_headings(table: ast.Table, binding: Binding) -> tuple[str, ...]:
    """The headings that the fields of a table stand under, in the order of the fields, and those of options."""
    fields = (field.name.text for field in table.fields if field.name.text not in binding.absent)
    own = (binding.columns.get(name, name) for name in fields)
    return (*own, *choice_headings(binding))


def typed_part(
    table: ast.Table,
    names: Names,
    raw: RawTable,
    *,
    binding: Binding,
    found: Diagnostics,
    reading: Reading = PLAIN,
) -> Part | None:
    """Type the columns of one raw table and leave out the rows that do not fit, each told for every field at fault.

    Mistakes of the binding go to ``found``; None where there is one.
    """
    read: dict[str, tuple[Wish, pa.ChunkedArray, Column]] = {}
    broken = False
    lost: list[Wish] = []
    if _grid_not_said(raw, binding, reading, found) or _no_heading(table, raw, binding, reading, found):
        return None
    problems = [*raw.problems, *rows_among_headings(table, names, raw, binding)]
    for field in table.fields:
        wish = Wish(table=table.name.text, field=field, binding=binding, found=found, reading=reading)
        optional = wish.name in reading.optional and wish.name not in binding.columns
        if optional and find_heading(wish.name, raw.data.column_names) is None:
            continue
        wish = attrs.evolve(wish, numbers=_number_cells(wish, raw))
        raw_column = _column(wish, raw, problems)
        if raw_column is None:
            lost.append(wish)
        column = None if raw_column is None else convert(raw_column, wish, names)
        if raw_column is None or column is None:
            broken = True
        else:
            read[wish.name] = (wish, raw_column, column)
    said: set[str] = set()
    for wish in lost:
        headings, rows = raw.headings or tuple(raw.data.column_names), rows_needed((_heading(wish),), raw)
        report_missing(wish, _heading(wish), headings, lost, rows, said=said)
    return None if broken else _kept(raw, read, problems)


_WHERE_ELSE = {
    "csv": "Are the cells parted by something else? Write `delimiter`. ",
    "xlsx": "Is it another sheet? Name it in `sheet`. ",
    "sheets": "Is it not meant? Write `[[sources.NAME.files]]` for each sheet that is, with its `path` and `sheet`. ",
}
"""What else may be the matter where no heading is found, by what reads the file."""


def _grid_not_said(raw: RawTable, binding: Binding, reading: Reading, found: Diagnostics) -> bool:
    """Whether answers have a column for each subject, and ``cx.toml`` does not say so."""
    headings = raw.headings or tuple(raw.data.column_names)
    if reading.grid is None or binding.layout != "list" or not binding.paths or "subject" in binding.columns:
        return False
    if find_heading("subject", headings) is not None or not reading.grid.is_laid_out_in(headings):
        return False
    message = f"`{binding.paths[0].name}` has no column `subject`, and a column for each of them."
    found.error("missing-column", binding.place(), message, f'Write `layout = "grid"` in `[sources.{binding.table}]`.')
    return True


def _no_heading(table: ast.Table, raw: RawTable, binding: Binding, reading: Reading, found: Diagnostics) -> bool:
    """Whether a file has none of several headings that are needed, which is told once."""
    headings = raw.headings
    needed = [field.name.text for field in table.fields if field.name.text not in reading.optional]
    wanted = wanted_headings(table, binding)
    if not binding.paths or not headings or len(needed) < 2:
        return False
    if any(find_heading(each, headings) is not None or repeats(each, headings) for each in wanted):
        return False
    shown = ", ".join(f"`{heading[:60]}`" for heading in headings[:8]) + (" …" if len(headings) > 8 else "")
    sheet = binding.options.get("sheet") if binding.options.get("every_sheet") else None
    what = f"Sheet `{sheet}` of `{binding.paths[0].name}`" if sheet else f"`{binding.paths[0].name}`"
    message = f"{what} has none of the headings of `{binding.table}`. Its first row reads {shown}."
    rows = rows_needed(wanted, raw)
    help = f"Headings stand further down: write `header_rows = {rows}` in `[sources.{binding.table}]`." if rows else (
        f"{_title_row(raw, binding)}{_WHERE_ELSE.get('sheets' if sheet else binding.plugin, '')}"
        "Are the headings worded differently? Say in `columns` which field stands under which."
    ).replace("NAME", toml_word(binding.table))
    found.error("missing-column", binding.place("path"), message, help)
    return True


def _title_row(raw: RawTable, binding: Binding) -> str:
    """Of a file with rows of headings; others have no title above them."""
    ask = "Is there a title row above the headings? `header_rows = 2` in `[sources.NAME]` takes two rows as headings. "
    return ask if binding.plugin in ("csv", "xlsx") else ""


def convert(column: pa.ChunkedArray, wish: Wish, names: Names) -> Column | None:
    """One column to the canonical form of its field; None, and an error, where its type cannot be.

    NaN among numbers is a missing value, with a note.
    """
    column, some = without_nan(column)
    made = _converted(column, wish, names)
    return attrs.evolve(made, notes=(*made.notes, _NO_NUMBER)) if some and made is not None else made


_NO_NUMBER = "NaN is read as no value"


def _converted(column: pa.ChunkedArray, wish: Wish, names: Names) -> Column | None:
    kind = wish.field.type
    if isinstance(kind, ast.ListType):
        return to_options(column, wish, kind.options, {folded(option): i for i, option in enumerate(kind.options)})
    word = kind.name.text
    if word in PRECISION:
        return to_decimals(column, wish, word)
    if word in ("date", "date_and_time"):
        return to_moments(column, wish, only_date=word == "date")
    if word == "yes_no":
        return to_yes_no(column, wish)
    if word in names.categories:
        options = names.categories[word].options
        return to_options(column, wish, tuple(option.name.text for option in options), option_names(options))
    if word in names.scales:
        return _to_scale(column, wish, names.scales[word])
    return to_text(column, wish, few=word in names.subjects)


def _to_scale(column: pa.ChunkedArray, wish: Wish, scale: ast.Scale) -> Column | None:
    if scale.low is not None and scale.high is not None:
        return to_scale(column, wish, scale)
    if any(point.up_to is not None for point in scale.points):
        return to_share_points(column, wish, scale)
    points = tuple(point.name.text for point in scale.points)
    return to_options(column, wish, points, option_names(scale.points))


def _number_cells(wish: Wish, raw: RawTable) -> Any:
    index = find_heading(_heading(wish), raw.data.column_names) if raw.numbers else None
    return None if index is None else raw.numbers.get(raw.data.column_names[index])


def _heading(wish: Wish) -> str:
    """The heading a field stands under: as ``cx.toml`` says, else the field's own name."""
    return wish.binding.columns.get(wish.name, wish.name)


def _column(wish: Wish, raw: RawTable, problems: list[Problem]) -> pa.ChunkedArray | None:
    """The column for a field; nulls, and a problem, where one file of several, or a caller's data,
    lack what may be missing.
    """
    import pyarrow as pa

    heading = _heading(wish)
    if wish.name in wish.binding.absent:
        return pa.chunked_array([pa.nulls(raw.data.num_rows)])
    index = find_heading(heading, raw.data.column_names)
    if index is not None:
        return raw.data.column(index)
    if not raw.data.num_rows and not raw.headings and not any(raw.data.column_names):
        # an empty list has no columns to lack
        return pa.chunked_array([pa.nulls(0)])
    in_memory = wish.binding.plugin == IN_MEMORY
    if in_memory and repeats(heading, raw.data.column_names):
        return None
    if wish.field.may_be_missing and (wish.reading.among_several or in_memory):
        source = "The data given have" if in_memory else f"`{wish.binding.paths[0].name}` has"
        _, near = suggestion(heading, raw.headings or tuple(raw.data.column_names))
        message = f"{source} no column `{heading}`, so `{wish.name}` is missing in all these rows. {near}".strip()
        problems.append(Problem(code="missing-column", message=message, count=raw.data.num_rows))
        return pa.chunked_array([pa.nulls(raw.data.num_rows)])
    return None


def report_missing(
    wish: Wish, heading: str, headings: tuple[str, ...], lost: Sequence[Wish] = (), rows: int = 0,
    *, said: set[str] | None = None,
) -> None:  # fmt: skip
    """Say that a column is not there, or several times, and which one is near; ``lost`` are all that are not there.

    ``rows`` is how many rows of headings the file has, where it stands further down. ``said`` holds the sentences of
    help that other columns of the file have had, which are not said again.
    """
    source = f"`{wish.binding.paths[0].name}`" if wish.binding.paths else f"The source of `{wish.table}`"
    place = wish.place("columns", wish.name)
    again = repeats(heading, headings)
    if again:
        message = f"{source} has more than one column `{heading}`, so `{wish.name}` could be any of them."
        help = f"Write which one: `columns = {{ {wish.name} = {toml_text(again[0])} }}`."
        help = "Give each column a name of its own." if wish.binding.plugin == IN_MEMORY else help
        wish.found.error("duplicate-heading", place, message, help)
        return
    near, help = suggestion(heading, headings)
    parts = [help]
    if rows:
        parts = [further_down(rows, wish.binding.table)]
    elif wish.binding.table:
        head = f"`[sources.{toml_word(wish.binding.table)}]`"
        parts.append(f"Write `columns = {{ {wish.name} = {toml_text(near or '…')} }}` in {head}.")
        if wish.field.may_be_missing and wish.binding.paths:
            gone = [each for each in lost if each.field.may_be_missing and not repeats(_heading(each), headings)]
            names = [each.name for each in gone] or [wish.name]
            none = "no such column" if len(names) == 1 else "none of these columns"
            absent = ", ".join(f"{name} = false" for name in names)
            parts.append(f"If the data have {none}, write `columns = {{ {absent} }}`.")
    told = said if said is not None else set()
    parts = [part for part in parts if part and part not in told]
    told.update(parts)
    message = f"{source} has no column `{heading}`"
    message += "." if heading == wish.name else f" for the field `{wish.name}`."
    wish.found.error("missing-column", place, message, " ".join(parts))


def further_down(rows: int, table: str) -> str:
    """What to write where a heading stands below those that are read."""
    return f"It stands in a row further down: write `header_rows = {rows}` in `[sources.{toml_word(table)}]`."


def _kept(raw: RawTable, read: dict[str, tuple[Wish, pa.ChunkedArray, Column]], problems: list[Problem]) -> Part:
    """Reject each row that has a flaw; those of loose fields are only told. A row is told once for each field."""
    import numpy as np
    import pyarrow as pa

    count = raw.data.num_rows
    bad = np.zeros(count, bool)
    notes = list(raw.notes)
    told: list[Told] = []
    for at, (name, (wish, raw_column, column)) in enumerate(read.items()):
        form = f"`{name}`: {{}}."
        notes += [note.put(form) if isinstance(note, CountedNote) else form.format(note) for note in column.notes]
        seen = np.zeros(count, bool)
        for place, flaw in _flaws(wish, column):
            fresh = flaw.rows & ~seen if flaw.rows.any() else None
            if fresh is not None and fresh.any():
                told.append(_told(wish, flaw, fresh, raw, raw_column, (at, place)))
                seen = seen | fresh
        if name not in wish.reading.loose:
            bad = bad | seen
    data = pa.table({name: column.values for name, (_, _, column) in read.items()})
    if not read:
        data = pa.table({"": pa.nulls(count)})
    rows = raw.row_numbers
    if bad.any():
        data = data.filter(pa.array(~bad))
        rows = (np.arange(1, count + 1) if rows is None else rows)[~bad]
    rejected = int(bad.sum())
    return Part(
        data=data,
        row_numbers=rows,
        rows=count + raw.rejected,
        rejected=rejected + raw.rejected,
        problems=tuple(problems),
        told=tuple(told),
        notes=tuple(notes),
        digest=raw.digest,
    )


def _flaws(wish: Wish, column: Column) -> Iterator[tuple[int, Flaw]]:
    import numpy as np

    yield from enumerate(column.flaws)
    if not wish.field.may_be_missing and column.values.null_count:
        # rows with another flaw are null too, and have been told for that flaw by then
        yield LAST, Flaw(code="missing-value", rows=np.asarray(column.values.is_null()), said="")


def _told(
    wish: Wish, flaw: Flaw, rows: Any, raw: RawTable, column: pa.ChunkedArray, place: tuple[int, int]
) -> Told:  # fmt: skip
    import numpy as np

    places = np.flatnonzero(rows)
    numbers = places[:FIRST_ROWS] + 1 if raw.row_numbers is None else raw.row_numbers[places[:FIRST_ROWS]]
    missing = flaw.code == "missing-value"
    shown = not missing and not wish.field.personal
    unknown = "It counts as unknown." if wish.name in wish.reading.loose else ""
    return Told(
        place=place,
        code=flaw.code,
        words=f"`{wish.name}` " + ("has no value, and may not be missing" if missing else flaw.said),
        help=f"{flaw.help} {unknown}".strip(),
        count=len(places),
        rows=tuple(int(number) for number in numbers),
        values=tuple(map(_in_words, column.take(places[:MOST_VALUES]))) if shown else (),
    )


def _in_words(value: pa.Scalar) -> str:
    """A value as a message shows it; a date for which Python has no year as Arrow does."""
    import pyarrow as pa

    try:
        return str(value.as_py())
    except OverflowError:
        return str(value.cast(pa.string()))
