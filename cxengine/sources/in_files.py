"""Parquet files whose rows all fit a table: they are only looked at, and stay where they are.

Whether every row fits is asked of the files by counting, in at most one scan beside what a file says of itself. Where
anything is amiss the rows are read one by one instead, which finds out which they are and why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from itertools import product
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, FileRead, FileRows, LoadedTable, LoadReport, ParquetFile
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.sources.failures import digest_of_all
from cxengine.sources.headings import find_heading
from cxengine.sources.looked_ahead import LookedAhead, looked_ahead
from cxengine.sources.numbers import PRECISION, decimal_form
from cxengine.sources.pieces import Piece
from cxengine.sources.reported import notes_of
from cxengine.sources.same_files import said_of_same_files

if TYPE_CHECKING:
    import pyarrow as pa

    from cxengine.metrics.asked import Backend

_GLOB = frozenset("*?[")
"""Signs in a path that stand for other files."""


@attrs.frozen(kw_only=True)
class Scanning:
    """What looks at files, the table's own conditions on which it takes no row, and what is to be counted of it."""

    backend: Backend
    rejecting: tuple[plan.Row, ...] = ()
    ahead: Callable[[], Sequence[plan.Scan]] = tuple


@attrs.frozen(kw_only=True)
class _Wanted:
    """What is asked of the files; ``holds`` says whether the answer is that of rows that all fit."""

    aggregate: plan.Aggregate
    holds: Any
    field: str = ""


def rows_in_files(
    table: ast.Table, names: Names, read: Sequence[Piece], files: Sequence[ParquetFile], scanning: Scanning
) -> LoadedTable | None:
    """The table, with its rows still in their files; None where they must be read to see which fit, and why.

    ``read`` has one for each file. Raises CxError (3) where a file cannot be read or changes.
    """
    rows = _alike(table, names, [piece.binding for piece in read], files)
    if rows is None:
        return None
    asked, casts = [_told(table, names, rows)], _casts(table, rows)
    if casts:  # what is not known to fit cannot be cast
        if _answers(table, rows, asked, scanning.backend, None) is None:
            return None
        asked, rows = [], attrs.evolve(rows, casts=casts)
    looked = _looked(table, rows, [*asked, _looked_for(table, names, rows, scanning)], scanning, names)
    if looked is None:
        return None
    digests = [file.digest() for file in files]
    each = tuple(
        FileRead(name=file.name or file.path.name, rows=file.num_rows, rejected=0, digest=digest)
        for file, digest in zip(files, digests, strict=True)
    )
    report = LoadReport(
        table=table.name.text,
        plugin=read[0].binding.plugin,
        rows=rows.num_rows,
        digest=digest_of_all(digests),
        files=each if len(files) > 1 else (),
        problems=(
            *(problem for file in files for problem in file.problems),
            *said_of_same_files(read, digests, [file.num_rows for file in files], keyed=bool(table.key)),
        ),
        notes=notes_of([(file.name or file.path.name, file.notes) for file in files]),
    )
    starts = [sum(file.num_rows for file in files[:at]) for at in range(len(files))]
    named = tuple((file.name or file.path.name, start) for file, start in zip(files, starts, strict=True))
    return LoadedTable(name=table.name.text, data=looked, files=named, report=report)


def _alike(
    table: ast.Table, names: Names, bindings: Sequence[Binding], files: Sequence[ParquetFile]
) -> FileRows | None:
    """The rows, where each field has one column in every file, of a type that needs no reading."""
    if any(binding.values or binding.missing or binding.choices or binding.absent for binding in bindings):
        return None
    if any(file.numbered for file in files):
        return None
    if any(_GLOB & set(str(file.path)) for file in files):
        return None
    if not table.fields or not sum(file.num_rows for file in files):
        return None
    headings: dict[str, str] = {}
    for field in table.fields:
        pairs = zip(bindings, files, strict=True)
        found = {_column(field, names, binding, file) for binding, file in pairs}
        column = found.pop()
        if column is None or found:
            return None
        headings[field.name.text] = column[0]
    dated = {headings[f.name.text] for f in table.fields if _word(f) in ("date", "date_and_time")}
    if dated and any(_has_strange_days(file, dated) for file in files):
        return None
    return FileRows(files=tuple(files), headings=headings)


def _word(field: ast.Field) -> str:
    return field.type.name.text if isinstance(field.type, ast.NamedType) else ""


def _has_strange_days(file: ParquetFile, headings: Set[str]) -> bool:
    """Whether a file says of a column of dates that one is in no year from 1 to 9999: then rows are read one by one.

    A file that was changed since it was looked at says nothing here, and is refused where its rows are read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        said = pq.read_metadata(file.path)
    except (pa.ArrowException, OSError):
        return False
    places = [at for at in range(said.num_columns) if said.schema.column(at).path in headings]
    for group, at in product(range(said.num_row_groups), places):
        known = said.row_group(group).column(at).statistics
        try:
            _ = (known.min, known.max) if known is not None and known.has_min_max else None
        except OverflowError:
            return True
    return False


def _column(field: ast.Field, names: Names, binding: Binding, file: ParquetFile) -> tuple[str, pa.DataType] | None:
    """Heading and type of the field's column in a file; None where it has to be read."""
    schema = file.schema
    headings = tuple(schema.names)
    index = find_heading(binding.columns.get(field.name.text, field.name.text), headings)
    if index is None or headings.count(headings[index]) > 1 or headings[index] in file.nested:
        return None
    kind = schema.field(index).type
    return (headings[index], kind) if _fits(field, names, kind) else None


def _fits(field: ast.Field, names: Names, kind: pa.DataType) -> bool:
    """Whether columns of the type may hold the field's values as they are."""
    import pyarrow as pa

    if isinstance(field.type, ast.ListType):
        return _is_text(kind)
    word = field.type.name.text
    if word in PRECISION:
        digits, places = decimal_form(word, field.decimals)
        if pa.types.is_integer(kind):
            return bool(kind != pa.uint64())
        return pa.types.is_decimal128(kind) and bool(kind.precision == digits and kind.scale == places)
    match word:
        case "date":
            return bool(kind == pa.date32())
        case "date_and_time":
            return bool(kind == pa.timestamp("us"))
        case "yes_no":
            return bool(pa.types.is_boolean(kind))
    if word in names.scales and names.scales[word].low is not None:
        return bool(pa.types.is_integer(kind) and kind != pa.uint64())
    return _is_text(kind)


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    held = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(held) or pa.types.is_large_string(held))


def _told(table: ast.Table, names: Names, rows: FileRows) -> list[_Wanted]:
    """What a file usually says of itself: how many values are there, and the least and greatest number."""
    wanted: list[_Wanted] = []
    for field in table.fields:
        column = plan.Column(field.name.text, "whole")
        if not field.may_be_missing:
            known = plan.CountWhere(plan.Not(plan.IsNull(column)))
            wanted.append(_Wanted(aggregate=known, holds=lambda n: n == rows.num_rows))
        ends = _ends(field, names, rows)
        if ends is not None:
            low, high = ends
            least, greatest = (plan.ExtremeWhere(end, column, plan.ALWAYS) for end in ("least", "greatest"))
            wanted.append(_Wanted(aggregate=least, holds=lambda n, low=low: n is None or n >= low))
            wanted.append(_Wanted(aggregate=greatest, holds=lambda n, high=high: n is None or n <= high))
    return wanted


def _ends(field: ast.Field, names: Names, rows: FileRows) -> tuple[int, int] | None:
    """Between which numbers a column of whole numbers must lie; None where it holds others."""
    if not isinstance(field.type, ast.NamedType):
        return None
    scale = names.scales.get(field.type.name.text)
    if scale is not None and scale.low is not None and scale.high is not None:
        return scale.low, scale.high
    form = _cast_form(field, rows)
    if form is not None:
        digits, places = form
        return 1 - 10 ** (digits - places), 10 ** (digits - places) - 1
    return None


def _looked_for(table: ast.Table, names: Names, rows: FileRows, scanning: Scanning) -> list[_Wanted]:
    """What the values have to be looked at for: options and subjects, blanks, keys, the table's own conditions."""
    wanted: list[_Wanted] = []
    for field in table.fields:
        name = field.name.text
        options = _options(field, names)
        if options is not None:
            listed = plan.ValuesWhere(plan.Column(name, "option"), plan.ALWAYS)
            wanted.append(_Wanted(aggregate=listed, holds=options.issuperset, field=name))
        elif isinstance(field.type, ast.NamedType) and field.type.name.text in names.subjects:
            listed = plan.ValuesWhere(plan.Column(name, "text"), plan.ALWAYS)
            wanted.append(_Wanted(aggregate=listed, holds=_all_tidy, field=name))
        elif isinstance(field.type, ast.NamedType) and field.type.name.text == "text":
            blank = plan.CountWhere(plan.Untidy(plan.Column(name, "text")))
            wanted.append(_Wanted(aggregate=blank, holds=lambda n: n == 0))
    if table.key:
        of = tuple(plan.Column(name.text, "text") for name in table.key)
        wanted.append(_Wanted(aggregate=plan.DistinctWhere(of, plan.ALWAYS), holds=lambda n: n == rows.num_rows))
    if scanning.rejecting:
        rejected = plan.CountWhere(plan.Or(scanning.rejecting))
        wanted.append(_Wanted(aggregate=rejected, holds=lambda n: n == 0))
    return wanted


def _options(field: ast.Field, names: Names) -> frozenset[str] | None:
    """The names of a field's options, as the canonical column holds them; None where it has none."""
    if isinstance(field.type, ast.ListType):
        return frozenset(field.type.options)
    word = field.type.name.text
    if word in names.categories:
        return frozenset(option.name.text for option in names.categories[word].options)
    if word in names.scales and names.scales[word].low is None:
        return frozenset(point.name.text for point in names.scales[word].points)
    return None


def _all_tidy(values: frozenset[str]) -> bool:
    return all(value and value == value.strip() for value in values)


def _looked(
    table: ast.Table, rows: FileRows, asked: Sequence[Sequence[_Wanted]], scanning: Scanning, names: Names
) -> FileRows | None:
    """The rows with their values, and with what was counted on the way; None where not all fit."""
    ahead = _ahead(table, names, scanning)
    if ahead is None:
        return _answers(table, rows, asked, scanning.backend, None)
    left = [[each for each in wanted if each.field not in {*ahead.options, *ahead.subjects}] for wanted in asked]
    try:
        return _answers(table, rows, left, scanning.backend, ahead)
    except CxError as error:  # perhaps of rows that do not fit
        if any(each.code != "number-too-large" for each in error.diagnostics):
            raise
        return _answers(table, rows, asked, scanning.backend, None)


def _ahead(table: ast.Table, names: Names, scanning: Scanning) -> LookedAhead | None:
    """What is going to be counted of the table and shows, at no cost, that values of its fields fit."""
    options = {field.name.text: held for field in table.fields if (held := _options(field, names)) is not None}
    subjects = frozenset(
        field.name.text
        for field in table.fields
        if isinstance(field.type, ast.NamedType) and field.type.name.text in names.subjects
    )
    return looked_ahead(scanning.ahead(), options, subjects) if options or subjects else None


def _answers(
    table: ast.Table,
    rows: FileRows,
    asked: Sequence[Sequence[_Wanted]],
    backend: Backend,
    ahead: LookedAhead | None,
) -> FileRows | None:
    """The rows with the values of fields that were asked for, from a scan for each list; None where not all fit."""
    values: dict[str, frozenset[str]] = {}
    answers: dict[plan.Scan, pa.Table] = {}
    lists = [(wanted, tuple(dict.fromkeys(each.aggregate for each in wanted))) for wanted in asked if wanted]
    scans = [plan.Scan(table.name.text, (), aggregates) for _, aggregates in lists]
    scans += [] if ahead is None else [ahead.asked]
    results = backend.run(scans, {table.name.text: rows}) if scans else ()
    for (wanted, aggregates), found in zip(lists, results, strict=False):
        for each in wanted:
            answer = found.column(f"a{aggregates.index(each.aggregate)}")[0].as_py()
            if each.field:
                answer = values[each.field] = frozenset(answer or ())
            if not each.holds(answer):
                return None
    if ahead is not None:
        values |= ahead.values(results[-1])
        if not ahead.fits(results[-1]) or not all(_all_tidy(values[field]) for field in ahead.subjects):
            return None
        answers[ahead.scan] = ahead.answer(results[-1])
    return attrs.evolve(rows, values=values, answers=answers)


def _casts(table: ast.Table, rows: FileRows) -> Mapping[str, tuple[int, int]]:
    """Fields of decimals whose column holds whole numbers."""
    return {field.name.text: form for field in table.fields if (form := _cast_form(field, rows)) is not None}


def _cast_form(field: ast.Field, rows: FileRows) -> tuple[int, int] | None:
    import pyarrow as pa

    kind = rows.files[0].schema.field(rows.headings[field.name.text]).type
    word = field.type.name.text if isinstance(field.type, ast.NamedType) else ""
    return decimal_form(word, field.decimals) if word in PRECISION and pa.types.is_integer(kind) else None
