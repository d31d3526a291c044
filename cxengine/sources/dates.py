"""Text to dates and times: whole columns at once, never a guess between day/month and month/day.

Times are counted in microseconds since 1970-01-01, without a zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.sources.date_formats import FULL, ISO, KNOWN, Layout, layout, plain

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

DAY = 86_400_000_000
Texts = Callable[[], Iterator["pa.Array"]]
"""Gives the texts of a column, without outer spaces, some at a time and as often as it is asked."""
_EPOCH = datetime(1970, 1, 1)
_SAMPLE = 2_000
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@attrs.frozen(kw_only=True)
class Moments:
    """A column of moments: ``micros`` where ``fits``. ``ambiguous``: two of the formats given fit and differ."""

    micros: Any
    fits: Any
    ambiguous: Any
    formats: tuple[str, ...]
    """The formats taken; empty for ISO 8601."""
    zoned: bool = False
    """Whether some text had a zone, which was turned to UTC."""


@attrs.frozen(kw_only=True)
class Undecided:
    """No single known format fits the column: those that fit all of it, or else how many rows each best one fits.

    ``first`` is one of its texts; ``beside`` a format that fits some that the best does not.
    """

    fit_all: tuple[str, ...] = ()
    best: tuple[tuple[str, int], ...] = ()
    count: int = 0
    first: str = ""
    beside: str = ""


def read_with(text: pa.Array, formats: tuple[str, ...], *, first: bool = False) -> Moments:
    """Read with the formats of ``cx.toml``: each text by the one that fits; ``text`` holds no outer spaces.

    A text that several fit and read differently is ambiguous; with ``first`` the first of them holds. Days with
    their time in ISO 8601, as dates of a workbook are written among text, fit too.
    """
    import numpy as np

    micros, fits = np.zeros(len(text), np.int64), np.zeros(len(text), bool)
    ambiguous = np.zeros(len(text), bool)
    for form in dict.fromkeys((*formats, FULL)):
        if form == FULL and fits.all():
            continue
        more, fit = _read(text, form)
        ambiguous |= fits & fit & (micros != more)
        micros = np.where(fits, micros, more)
        fits |= fit
    kept = fits if first else fits & ~ambiguous
    return Moments(micros=micros, fits=kept, ambiguous=ambiguous, formats=formats)


def read_undeclared(text: pa.Array) -> Moments | Undecided:
    """Read where ``cx.toml`` gives no format: ISO 8601, or the only known format that fits every row."""
    form = format_of(lambda: iter((text,)))
    return form if isinstance(form, Undecided) else read_as(text, form)


def read_as(text: pa.Array, form: str) -> Moments:
    """Read in one format; where it is empty, in ISO 8601."""
    import numpy as np

    if not form:
        return read_iso(text)
    micros, fits = _read(text, form)
    return Moments(micros=micros, fits=fits, ambiguous=np.zeros(len(text), bool), formats=(form,))


def format_of(texts: Texts) -> str | Undecided:
    """The format of texts for which ``cx.toml`` gives none; empty for ISO 8601."""
    known = sum(len(text) - text.null_count for text in texts())
    sample = _sample(texts, known)
    if not len(sample) or read_iso(sample).fits.any():
        return ""
    few = sample.slice(0, 20)
    likely = [form for form in KNOWN if _read(few, form)[1].all() and _read(sample, form)[1].all()]
    full = _without_same(fitting(texts, likely))
    if len(full) == 1:
        return full[0]
    if full:
        return Undecided(fit_all=tuple(full), count=known)
    if any(read_iso(text).fits.any() for text in texts()):
        return ""
    counts = [(form, int(_read(sample, form)[1].sum())) for form in KNOWN]
    hopeful = [form for form, count in sorted(counts, key=lambda pair: -pair[1])[:4] if count]
    fits = [(form, sum(int(_read(text, form)[1].sum()) for text in texts())) for form in hopeful]
    best = tuple(sorted(fits, key=lambda pair: -pair[1]))
    beside = _beside(sample, [form for form, _ in best])
    return Undecided(best=best, count=known, first=sample[0].as_py(), beside=beside)


def _beside(sample: pa.Array, forms: Sequence[str]) -> str:
    """The first of the formats that fits texts which the best of them does not; empty where none does."""
    fits = [_read(sample, form)[1] for form in forms]
    return next((form for form, fit in zip(forms, fits, strict=True) if (fit & ~fits[0]).any()), "")


def fitting(texts: Texts, forms: Sequence[str]) -> list[str]:
    """Those of the formats that fit all texts."""
    import numpy as np

    left = list(forms)
    for text in texts() if left else ():
        known = np.asarray(text.is_valid())
        left = [form for form in left if not (known & ~_read(text, form)[1]).any()]
    return left


def _without_same(forms: Sequence[str]) -> list[str]:
    """Leave out ``%d %B %Y`` beside ``%d %b %Y`` where each month is May: same days, so no ambiguity."""
    kept: list[str] = []
    for form in forms:
        if not any(plain(form).replace("%B", "%b") == plain(other).replace("%B", "%b") for other in kept):
            kept.append(form)
    return kept


def _sample(texts: Texts, known: int) -> pa.Array:
    """Some of the ``known`` texts that are there, from all over the column."""
    import numpy as np
    import pyarrow as pa

    step = max(1, known // _SAMPLE)
    taken: list[pa.Array] = []
    passed = 0
    for text in texts():
        there = text.drop_null()
        taken.append(there.take(np.arange(-passed % step, len(there), step)))
        passed += len(there)
    return pa.concat_arrays(taken) if taken else pa.array([], pa.string())


def read_iso(text: pa.Array) -> Moments:
    """Read what is written in ISO 8601; other texts do not fit."""
    import numpy as np

    micros, fits = np.zeros(len(text), np.int64), np.zeros(len(text), bool)
    for form in ISO:
        if fits.all():
            break
        more, fit = _read_fixed(text, _iso_layout(form))
        micros, fits = np.where(fits, micros, more), fits | fit
    left = np.asarray(text.is_valid()) & ~fits
    zoned = False
    if left.any() and (fits.any() or _looks_iso(text, left)):
        slow, slow_fits, zoned = _by_distinct(text, left, _from_iso)
        micros, fits = np.where(slow_fits, slow, micros), fits | slow_fits
    return Moments(micros=micros, fits=fits, ambiguous=np.zeros(len(text), bool), formats=(), zoned=zoned)


def _iso_layout(form: str) -> Layout:
    found = layout(form)
    assert found is not None
    return found


def _looks_iso(text: pa.Array, left: np.ndarray[Any, Any]) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(text.filter(left), r"^\d{4}-\d{2}-\d{2}")).as_py())


def _from_iso(text: str) -> tuple[datetime | None, bool]:
    if len(text) < 10 or text[4:5] != "-" or text[7:8] != "-":
        return None, False
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None, False
    if moment.tzinfo is None:
        return moment, False
    return moment.astimezone(UTC).replace(tzinfo=None), True


def _read(text: pa.Array, form: str) -> tuple[Any, Any]:
    """Microseconds, and which texts fit the format."""
    import numpy as np
    import pyarrow.compute as pc

    fixed = layout(form)
    if fixed is None:

        def one(value: str) -> tuple[datetime | None, bool]:
            try:
                return datetime.strptime(value, plain(form)), False
            except ValueError:
                return None, False

        micros, fits, _ = _by_distinct(text, np.asarray(text.is_valid()), one)
        return micros, fits
    micros, fits = _read_fixed(text, fixed)
    left = np.asarray(text.is_valid()) & ~fits
    if left.any():
        # one-digit days, months and hours get their zero, then lie in the same places
        rest = np.flatnonzero(left)
        padded = pc.replace_substring_regex(text.take(rest), r"\b(\d)\b", r"0\1")
        more, fit = _read_fixed(padded, fixed)
        micros[rest[fit]] = more[fit]
        fits[rest[fit]] = True
    return micros, fits


def _by_distinct(text: pa.Array, chosen: Any, read: Any) -> tuple[Any, Any, bool]:
    """Read the chosen texts with a function of one text, called once per distinct text."""
    import numpy as np

    micros, fits = np.zeros(len(text), np.int64), np.zeros(len(text), bool)
    rows = np.flatnonzero(chosen)
    encoded = text.take(rows).dictionary_encode()
    values: Iterable[tuple[datetime | None, bool]] = [read(value) for value in encoded.dictionary.to_pylist()]
    pairs = list(values)
    if not pairs:
        return micros, fits, False
    counts = np.array([_micros(moment) if moment is not None else 0 for moment, _ in pairs], np.int64)
    known = np.array([moment is not None for moment, _ in pairs], bool)
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    micros[rows], fits[rows] = counts[indices], known[indices]
    return micros, fits, any(zoned for _, zoned in pairs)


def _micros(moment: datetime) -> int:
    since = moment - _EPOCH
    return since.days * DAY + since.seconds * 1_000_000 + since.microseconds


def _read_fixed(text: pa.Array, form: Layout) -> tuple[Any, Any]:
    """Read the texts that have exactly the format's width; others do not fit."""
    import numpy as np
    import pyarrow.compute as pc

    micros, fits = np.zeros(len(text), np.int64), np.zeros(len(text), bool)
    widths = pc.fill_null(pc.binary_length(text), -1).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(widths == form.width)
    if not len(rows):
        return micros, fits
    chosen = text if len(rows) == len(text) else text.take(rows)
    letters = _letters(chosen, form.width)
    read, fit = _decode(letters, form)
    micros[rows], fits[rows] = np.where(fit, read, 0), fit
    return micros, fits


def _letters(text: pa.Array, width: int) -> np.ndarray[Any, Any]:
    """The bytes of texts that are all equally wide: a column per text."""
    import numpy as np

    _, offsets, letters = text.buffers()
    starts = np.frombuffer(offsets, np.int32, count=len(text) + 1, offset=text.offset * 4)
    whole = np.frombuffer(letters, np.uint8)
    return np.ascontiguousarray(whole[starts[0] : starts[-1]].reshape(len(text), width).T)


def _decode(letters: np.ndarray[Any, Any], form: Layout) -> tuple[Any, Any]:
    import numpy as np

    fits = np.ones(letters.shape[1], bool)
    parts: dict[str, Any] = {}
    for part in form.parts:
        piece = letters[part.start : part.start + part.width]
        if not part.letter:
            fits &= piece[0] == ord(part.literal)
        elif part.letter == "p":
            low = piece | 32
            fits &= ((low[0] == ord("a")) | (low[0] == ord("p"))) & (low[1] == ord("m"))
            parts["p"] = (low[0] == ord("p")).astype(np.int32)
        elif part.letter == "b":
            parts["m"] = _months(piece, fits)
        else:
            parts[part.letter] = _digits(piece, fits)
    return _moment(parts, fits, letters.shape[1])


def _digits(piece: np.ndarray[Any, Any], fits: np.ndarray[Any, Any]) -> Any:
    import numpy as np

    value = np.zeros(piece.shape[1], np.int32)
    for letters in piece:
        digit = letters - np.uint8(48)
        fits &= digit <= 9
        value = value * 10 + digit
    return value


def _months(piece: np.ndarray[Any, Any], fits: np.ndarray[Any, Any]) -> Any:
    import numpy as np

    low = (piece | 32).astype(np.int32)
    packed = (low[0] << 16) | (low[1] << 8) | low[2]
    month = np.zeros(piece.shape[1], np.int32)
    for number, name in enumerate(_MONTHS, 1):
        month[packed == int.from_bytes(name.encode(), "big")] = number
    fits &= month > 0
    return month


def _moment(parts: dict[str, Any], fits: np.ndarray[Any, Any], count: int) -> tuple[Any, Any]:
    """Put the parts together; a part that the format lacks is the first of its kind, or midnight."""
    import numpy as np

    one, none = np.ones(count, np.int32), np.zeros(count, np.int32)
    # two digits: 69 to 99 are of the last century, as POSIX has it
    year = parts["Y"] if "Y" in parts else parts["y"] + np.where(parts["y"] >= 69, 1900, 2000)
    month, day = parts.get("m", one), parts.get("d", one)
    hour, minute, second = parts.get("H", none), parts.get("M", none), parts.get("S", none)
    if "I" in parts:
        fits &= (parts["I"] >= 1) & (parts["I"] <= 12)
        hour = parts["I"] % 12 + 12 * parts["p"]
    fits &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    months = (np.where(fits, year, 1970) - 1970) * 12 + np.where(fits, month, 1) - 1
    # the first day of every month there is, looked up: turning a million months into days is slow
    low, high = (int(months.min()), int(months.max())) if count else (0, 0)
    starts = np.arange(low, high + 2).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    fits &= day <= np.diff(starts)[months - low]
    seconds = (hour * 60 + minute) * 60 + second
    return (starts[months - low] + day - 1) * DAY + seconds.astype(np.int64) * 1_000_000, fits
