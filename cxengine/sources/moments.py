"""Columns of dates and of dates with times, and what to write in ``cx.toml`` where they cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxengine.masking import shown
from cxengine.sources.columns import (
    IN_MEMORY,
    Column,
    Flaw,
    Wish,
    cleaned,
    coded_text,
    each_text,
    few_texts,
    spread,
    where_they_stand,
)
from cxengine.sources.date_formats import KNOWN
from cxengine.sources.dates import DAY, Moments, Undecided, read_undeclared, read_with

if TYPE_CHECKING:
    import pyarrow as pa


_TRIED = 1000
"""Of so many texts that do not fit it is tried whether day and month changed places."""
_SHORT = ("%d-%m-%y", "%d.%m.%y", "%d %b %y", "%d-%b-%y", "%y-%m-%d", "%Y/%m/%d", "%Y-%m-%d")
"""Forms that are not tried where ``dates`` is not given, and may be meant where it gives another."""
_PARTS = "`%d` is the day, `%m` the month, `%Y` the year in four digits and `%y` in two."
_HOW = "Write it as `2026-02-09`, or say with `dates` in cx.toml how dates are written."
_HOW_IN_PYTHON = "Give a date, or text as `2026-02-09`."


def to_moments(column: pa.ChunkedArray, wish: Wish, *, only_date: bool) -> Column | None:
    """Typed dates, or texts in the formats of ``dates``, to date32 (``only_date``) or timestamp[us]."""
    import pyarrow as pa

    wanted = pa.date32() if only_date else pa.timestamp("us")
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        return _of_typed(column, wanted)
    text = None if pa.types.is_integer(column.type) else coded_text(column)
    if text is None:
        in_toml = 'Write dates as text, with `dates = "…"` in cx.toml, or as dates.'
        wish.wrong_type(column, "a date", "Give dates." if wish.binding.plugin == IN_MEMORY else in_toml)
        return None
    return _of_text(cleaned(text, wish.binding.missing), wish, wanted, only_date=only_date)


def _of_typed(column: pa.ChunkedArray, wanted: pa.DataType) -> Column:
    import pyarrow as pa
    import pyarrow.compute as pc

    notes: tuple[str, ...] = ()
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        if column.type.tz != "UTC":
            notes = (f"times of {column.type.tz} are turned to UTC",)
        column = pc.cast(column, pa.timestamp("us", column.type.tz), safe=False).cast(pa.timestamp("us"))
    return Column(values=pc.cast(column, wanted, safe=False), notes=notes)


def _of_text(text: pa.Array, wish: Wish, wanted: pa.DataType, *, only_date: bool) -> Column | None:
    import numpy as np
    import pyarrow as pa

    formats = wish.binding.dates
    few = few_texts(text) if formats else None
    each = each_text(text) if few is None else few.dictionary
    known = np.asarray(each.is_valid())
    first = wish.binding.ambiguous_dates == "first"
    read = read_with(each, formats, first=first) if formats else read_undeclared(each)
    if isinstance(read, Undecided):
        _report(read, wish)
        return None
    if formats and known.any() and not (read.fits | read.ambiguous).any():
        _report_unfit(each, formats, wish)
        return None
    absent = ~read.fits
    how = _HOW_IN_PYTHON if wish.binding.plugin == IN_MEMORY else _HOW
    if formats or read.formats:
        how = _changed_places(each, known & ~read.fits & ~read.ambiguous, formats)
    counts = (read.micros // DAY).astype(np.int32) if only_date else read.micros
    values = pa.array(counts, mask=absent if absent.any() else None).cast(wanted)
    both = read.ambiguous & read.fits
    column = Column(
        values=values,
        flaws=_flaws(read, known, formats, how),
        notes=_notes(read, int((both if few is None else spread(both, few, False)).sum()), formats),
    )
    return column if few is None else where_they_stand(column, few)


def _changed_places(text: pa.Array, unfit: Any, formats: tuple[str, ...]) -> str:
    """What is said where days and months change places in texts that no format fits: others may be read wrongly."""
    import pyarrow as pa

    if not formats or not unfit.any():
        return ""
    for form in formats:
        other = form.translate(str.maketrans("dm", "md")) if "%d" in form and "%m" in form else form
        if other not in formats and read_with(text.filter(pa.array(unfit))[:_TRIED], (other,)).fits.any():
            return (
                f"Some are dates as `{other}`, so others may be read with day and month the wrong way round: with "
                f'`dates = ["{form}", "{other}"]` what could be either is rejected and counted.'
            )
    return ""


def _flaws(read: Moments, known: Any, formats: tuple[str, ...], help: str) -> tuple[Flaw, ...]:
    both = " and ".join(f"`{form}`" for form in formats)
    forms = " or ".join(f"`{form}`" for form in formats or read.formats)
    said = f"is not a date as {forms}" if forms else "is not a date"
    return (
        Flaw(code="ambiguous-date", rows=read.ambiguous & ~read.fits, said=f"fits {both}, and they differ"),
        Flaw(code="not-a-date", rows=known & ~read.fits & ~read.ambiguous, said=said, help=help),
    )


def _notes(read: Moments, both: int, formats: tuple[str, ...]) -> tuple[str, ...]:
    """What is said of how dates were read, of which ``both`` fit several formats and are taken."""
    if both:
        order = ", then ".join(f"`{form}`" for form in formats)
        fit = "1 date fits several formats and is" if both == 1 else f"{both:,} dates fit several formats and are"
        said = f"{fit} read by the first that fits, as cx.toml says: {order}"
        return (said,)
    notes = [f"dates are read as `{form}`" for form in read.formats if not formats]
    if read.zoned:
        notes.append("times with a zone are turned to UTC")
    return tuple(notes)


def _report(read: Undecided, wish: Wish) -> None:
    place = wish.place("columns", wish.name)
    if read.fit_all:
        forms = ", ".join(f"`{form}`" for form in read.fit_all)
        message = f"The dates of `{wish.name}` can be read in more than one way: {forms} fit all {read.count} of them."
        help = f'Write the one that is meant: `dates = "{read.fit_all[0]}"`, or `dates = "{read.fit_all[1]}"`.'
        help = _in_python(read.fit_all[0]) if wish.binding.plugin == IN_MEMORY else help
        wish.found.error("ambiguous-date", place, message, help)
        return
    if not read.best:
        message = f"The dates of `{wish.name}` are in no format that cx knows."
        help = 'Write theirs, as in `dates = "%d/%m/%Y"`.'
        help = _in_python("%d/%m/%Y") if wish.binding.plugin == IN_MEMORY else help
        wish.found.error("unknown-date-format", place, message, help)
        return
    said = "; ".join(f"`{form}` fits {count:,}" for form, count in read.best)
    message = f"No one format fits all {read.count:,} dates of `{wish.name}`: {said}."
    if len({form.replace("%m", "").replace("%d", "") for form, _ in read.best[:2]}) == 1 < len(read.best):
        message += " Days and months seem to change places in it."
    help = f'Write `dates = "{read.best[0][0]}"`: rows that it does not fit are then rejected and counted.'
    help = _in_python(read.best[0][0]) if wish.binding.plugin == IN_MEMORY else help
    wish.found.error("unknown-date-format", place, message, help)


def _in_python(form: str) -> str:
    """What callers write, who have no ``cx.toml`` that could say how dates are written."""
    return f'Give dates, not texts: `datetime.strptime(text, "{form}").date()` if days are written so.'


def _report_unfit(text: pa.Array, formats: tuple[str, ...], wish: Wish) -> None:
    """No date of a column is written as ``dates`` says: the first of them, and the forms that fit all.

    Said once for the one line ``dates``, however many columns it is about.
    """
    place = wish.place("dates")
    if any((each.code, each.span) == ("unknown-date-format", place) for each in wish.found):
        return
    there = text.drop_null()
    said = " or ".join(f"`{form}`" for form in formats)
    one = "" if wish.field.personal else f": the first is {shown(there[0].as_py())}"
    fit = [form for form in (*KNOWN, *_SHORT) if form not in formats and read_with(there, (form,)).fits.all()]
    help = f"Write in `dates` how they are written; a list holds several forms. {_PARTS}"
    if fit:
        lines = " or ".join(f'`dates = "{form}"`' for form in fit[:2])
        help = f"Write {lines}. {_PARTS}"
    wish.found.error("unknown-date-format", place, f"No date of `{wish.name}` is written as {said}{one}.", help)
