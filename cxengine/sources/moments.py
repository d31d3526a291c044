"""Columns of dates and of dates with times, and what to write in ``cx.toml`` where they cannot be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import CountedNote
from cxengine.masking import shown
from cxengine.sources import advice
from cxengine.sources.columns import (
    IN_MEMORY,
    Column,
    Dated,
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
from cxengine.sources.dates import DAY, Moments, Texts, Undecided, fitting, format_of, read_as, read_with

if TYPE_CHECKING:
    import pyarrow as pa


_FIRST, _LAST = ((day - date(1970, 1, 1)).days for day in (date.min, date.max))
"""The days that there are, counted from 1970."""
_TRIED = 1000
"""Of so many texts that do not fit it is tried whether day and month changed places."""
_SHORT = ("%d-%m-%y", "%d.%m.%y", "%d %b %y", "%d-%b-%y", "%y-%m-%d", "%Y/%m/%d", "%Y-%m-%d")
"""Forms that are not tried where ``dates`` is not given, and may be meant where it gives another."""
_PARTS = "`%d` is the day, `%m` the month, `%Y` the year in four digits and `%y` in two."
_HOW = "Write it as `2026-02-09`, or say with `dates` in cx.toml how dates are written."
_DAY_NUMBER = re.compile(r"[2-7]\d{4}(\.\d+)?")
_RARE = ("%Y-%m", "%Y/%m", "%m/%Y", "%b %Y", "%B %Y", "%b-%y", "%b %y", "%Y%m%d", "%a %d %b %Y", "%A %d %B %Y",
         "%a %d %b %Y %H:%M", "%d %b %Y %I:%M %p")  # fmt: skip
"""Forms of dates that are told of, and never taken without being asked for: many a number looks so."""
_DAY_NUMBERS = (
    "Such numbers as 46022 are how Excel counts days: give the column a format of dates there and save it again, or "
    "write dates as text and say how in `dates`."
)
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
        in_toml = _DAY_NUMBERS if wish.binding.plugin == "xlsx" else in_toml
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
    beyond = _beyond_the_calendar(column)
    if beyond.any():
        said = "is in no year from 1 to 9999"
        column = pc.if_else(pa.array(~beyond), column, pa.scalar(None, column.type))
        return Column(
            values=pc.cast(column, wanted, safe=False), flaws=(Flaw(code="not-a-date", rows=beyond, said=said),),
            notes=notes,
        )  # fmt: skip
    return Column(values=pc.cast(column, wanted, safe=False), notes=notes)


def _beyond_the_calendar(column: pa.ChunkedArray) -> Any:
    """The rows whose date is before the year 1 or after 9999, as the infinite ones of databases are."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    day = {pa.date32(): 1, pa.date64(): 86_400_000}.get(column.type)
    if day is None:
        day = 86_400 * {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[column.type.unit]
    counts = column.cast(pa.int32()).cast(pa.int64()) if column.type == pa.date32() else column.cast(pa.int64())
    least, most = (max(min(at * day, 2**63 - 1), -(2**63)) for at in (_FIRST, _LAST + 1))
    ends = pc.min_max(counts).as_py()
    if ends["min"] is None or (ends["min"] >= least and ends["max"] < most):
        return np.zeros(len(column), dtype=bool)
    return np.asarray(pc.fill_null(pc.or_(pc.less(counts, least), pc.greater_equal(counts, most)), False))


def dated(columns: Callable[[], Iterator[pa.ChunkedArray]], wish: Wish) -> Dated:
    """How a column of texts is read that comes some rows at a time, as often as it is asked for."""
    found = Diagnostics()
    wish = attrs.evolve(wish, found=found)

    def texts() -> Iterator[pa.Array]:
        for some in columns():
            text = coded_text(some)
            assert text is not None
            yield cleaned(text, wish.binding.missing)

    if not wish.binding.dates:
        return _undeclared(texts, wish) or Dated(faults=tuple(found))
    seen = _Seen(wish)
    for text in texts():
        seen.read(text)
    return seen.dated(texts) or Dated(faults=tuple(found))


def _undeclared(texts: Texts, wish: Wish) -> Dated | None:
    """How dates are read for which ``cx.toml`` gives no format; None, and an error, where that cannot be told."""
    form = format_of(lambda: map(each_text, texts()))
    if isinstance(form, Undecided):
        _report(form, wish)
        return None
    return Dated(form=form, notes=(f"dates are read as `{form}`",)) if form else Dated(help=_how(wish))


def _how(wish: Wish) -> str:
    return _HOW_IN_PYTHON if wish.binding.plugin == IN_MEMORY else _HOW


class _Seen:
    """Texts of a column of which ``cx.toml`` says how dates are written, and what follows from all of them."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._known = self._fits = False
        self._both = 0
        self._unfit: dict[str, None] = {}

    def read(self, text: pa.Array) -> Moments:
        """The moments of some texts; of a dictionary, of each of its texts."""
        import numpy as np
        import pyarrow as pa

        few = text if isinstance(text, pa.DictionaryArray) else None
        each = text if few is None else few.dictionary
        binding = self._wish.binding
        read = read_with(each, binding.dates, first=binding.ambiguous_dates == "first")
        known, taken = np.asarray(each.is_valid()), read.fits | read.ambiguous
        self._known = self._known or bool(known.any())
        self._fits = self._fits or bool(taken.any())
        both = read.ambiguous & read.fits
        self._both += int((both if few is None else spread(both, few, False)).sum())
        unfit = known & ~taken
        if unfit.any() and len(self._unfit) < _TRIED:
            self._unfit |= dict.fromkeys(each.filter(pa.array(unfit)).unique()[:_TRIED].to_pylist())
        return read

    def dated(self, texts: Texts) -> Dated | None:
        """What is said of all of them; None, and an error, where none is written as ``cx.toml`` says."""
        formats = self._wish.binding.dates
        if self._known and not self._fits:
            _report_unfit(texts, formats, self._wish)
            return None
        help = _changed_places(list(self._unfit)[:_TRIED], formats)
        return Dated(notes=_of_both(self._both, formats), help=help)


def _of_text(text: pa.Array, wish: Wish, wanted: pa.DataType, *, only_date: bool) -> Column | None:
    import numpy as np
    import pyarrow as pa

    few = few_texts(text)
    each = each_text(text) if few is None else few.dictionary
    how = wish.reading.dated.get(wish.name)
    if not wish.binding.dates:
        how = _undeclared(lambda: iter((text,)), wish) if how is None else how
        read = None if how is None else read_as(each, how.form)
    else:
        seen = _Seen(wish)
        read = seen.read(each if few is None else few)
        how = seen.dated(lambda: iter((each,))) if how is None else how
    if how is None or read is None or how.faults:
        _hand_on(how, wish)
        return None
    absent = ~read.fits
    counts = (read.micros // DAY).astype(np.int32) if only_date else read.micros
    values = pa.array(counts, mask=absent if absent.any() else None).cast(wanted)
    zoned = ("times with a zone are turned to UTC",) if read.zoned else ()
    column = Column(values=values, flaws=_flaws(each, read, wish, how), notes=(*how.notes, *zoned))
    return column if few is None else where_they_stand(column, few)


def _hand_on(how: Dated | None, wish: Wish) -> None:
    """Say what was found of all rows, each mistake of the line ``dates`` once."""
    for fault in () if how is None else how.faults:
        if not wish.binding.dates or not _is_said(fault.code, wish):
            wish.found.add(fault)


def _is_said(code: str, wish: Wish) -> bool:
    """Whether a mistake of the line ``dates`` is already said, for it may be about several columns."""
    place = wish.place("dates")
    return any((each.code, each.span) == (code, place) for each in wish.found)


def _changed_places(unfit: Sequence[str], formats: tuple[str, ...]) -> str:
    """What is said where days and months change places in texts that no format fits: others may be read wrongly."""
    import pyarrow as pa

    texts = pa.array(unfit, pa.string())
    for form in formats if len(texts) else ():
        other = form.translate(str.maketrans("dm", "md")) if "%d" in form and "%m" in form else form
        if other not in formats and read_with(texts, (other,)).fits.any():
            return (
                f"Some are dates as `{other}`, so others may be read with day and month the wrong way round: with "
                f'`dates = ["{form}", "{other}"]` what could be either is rejected and counted.'
            )
    return ""


def _flaws(texts: pa.Array, read: Moments, wish: Wish, how: Dated) -> tuple[Flaw, ...]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    unfit, help = np.asarray(texts.is_valid()) & ~read.fits & ~read.ambiguous, how.help
    if unfit.any() and wish.binding.plugin != IN_MEMORY:
        strange = texts.filter(pa.array(unfit))
        numbers = pc.any(pc.match_substring_regex(strange, f"^{_DAY_NUMBER.pattern}$")).as_py()
        more = _DAY_NUMBERS if numbers else advice.for_missing(strange.unique().to_pylist(), wish)
        help = f"{help} {more}".strip()
    formats = wish.binding.dates
    both = " and ".join(f"`{form}`" for form in formats)
    forms = " or ".join(f"`{form}`" for form in formats or read.formats)
    said = f"is not a date as {forms}" if forms else "is not a date"
    return (
        Flaw(code="ambiguous-date", rows=read.ambiguous & ~read.fits, said=f"fits {both}, and they differ",
             help=advice.AMBIGUOUS),
        Flaw(code="not-a-date", rows=unfit, said=said, help=help),
    )  # fmt: skip


def _of_both(both: int, formats: tuple[str, ...]) -> tuple[str, ...]:
    """What is said of dates that fit several formats and are taken."""
    if not both:
        return ()
    order = ", then ".join(f"`{form}`" for form in formats)
    fit = "1 date fits several formats and is" if both == 1 else f"{both:,} dates fit several formats and are"
    said = f"read by the first that fits, as cx.toml says: {order}"
    return (CountedNote(f"{fit} {said}", f"dates that fit several formats are {said}"),)


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
        first = "" if wish.field.personal else f": the first is {shown(read.first)}"
        message = f"The dates of `{wish.name}` are in no format that cx knows{first}."
        help = _rare(read.first)
        help = _DAY_NUMBERS if _DAY_NUMBER.fullmatch(read.first) else help
        help = _in_python("%d/%m/%Y") if wish.binding.plugin == IN_MEMORY else help
        wish.found.error("unknown-date-format", place, message, help)
        return
    said = "; ".join(f"`{form}` fits {count:,}" for form, count in read.best)
    message = f"No one format fits all {read.count:,} dates of `{wish.name}`: {said}."
    if len({form.replace("%m", "").replace("%d", "") for form, _ in read.best[:2]}) == 1 < len(read.best):
        message += " Days and months seem to change places in it."
    help = f'Write `dates = "{read.best[0][0]}"`: rows that it does not fit are then rejected and counted.'
    if read.beside:
        forms = f'["{read.best[0][0]}", "{read.beside}"]'
        help = f"Write `dates = {forms}`: rows that neither fits, or that they read differently, are left out."
    help = _in_python(read.best[0][0]) if wish.binding.plugin == IN_MEMORY else help
    wish.found.error("unknown-date-format", place, message, help)


def _rare(text: str) -> str:
    """What to write for dates of which the first is written as few are, or which is no date at all."""
    import pyarrow as pa

    form = next((form for form in _RARE if read_with(pa.array([text]), (form,)).fits.all()), None)
    if form is not None:
        return f'Write `dates = "{form}"`.'
    if text and not any(letter.isdigit() for letter in text):
        return f'Where {shown(text)} says that there is no date, write `missing = ["…"]` with it.'
    return f'Write in `dates` how they are written, as in `dates = "%d/%m/%Y"`. {_PARTS}'


def _in_python(form: str) -> str:
    """What callers write, who have no ``cx.toml`` that could say how dates are written."""
    return f'Give dates, not texts: `datetime.strptime(text, "{form}").date()` if days are written so.'


def _report_unfit(texts: Texts, formats: tuple[str, ...], wish: Wish) -> None:
    """No date of a column is written as ``dates`` says: the first of them, and the forms that fit all.

    Said once for the one line ``dates``, however many columns it is about.
    """
    if _is_said("unknown-date-format", wish):
        return

    def there() -> Iterator[pa.Array]:
        return (each_text(text).drop_null() for text in texts())

    said = " or ".join(f"`{form}`" for form in formats)
    first = next(text for text in there() if len(text))
    one = "" if wish.field.personal else f": the first is {shown(first[0].as_py())}"
    fit = fitting(there, [form for form in (*KNOWN, *_SHORT) if form not in formats])
    help = f"Write in `dates` how they are written; a list holds several forms. {_PARTS}"
    if fit and wish.reading.among_several:
        both = [", ".join(f'"{each}"' for each in (*formats, form)) for form in fit[:2]]
        lists = " or ".join(f"`dates = [{each}]`" for each in both)
        help = f"Where other files have them so, write {lists}. {_PARTS}"
    elif fit:
        lines = " or ".join(f'`dates = "{form}"`' for form in fit[:2])
        help = f"Write {lines}. {_PARTS}"
    elif _DAY_NUMBER.fullmatch(first[0].as_py()):
        help = _DAY_NUMBERS
    named = wish.reading.among_several and wish.binding.paths
    of = f"`{wish.name}` in `{wish.binding.paths[0].name}`" if named else f"`{wish.name}`"
    message = f"No date of {of} is written as {said}{one}."
    wish.found.error("unknown-date-format", wish.place("dates"), message, help)
