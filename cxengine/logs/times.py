"""The times of a log, in microseconds since 1970-01-01, those with a zone in UTC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxengine.masking import shown
from cxengine.sources.dates import Undecided, read_iso, read_undeclared, read_with
from cxengine.sources.encodings import marked_text
from cxengine.sources.failures import failure

if TYPE_CHECKING:
    import pyarrow as pa


_EXAMPLE = 'A time such as `31/08/2018 14:05` is written `--dates "%d/%m/%Y %H:%M"`.'


class Times:
    """Collects a column of times piece by piece.

    Text in ISO 8601 is read at once; in any other form it is kept until all of it is there, since one format must fit
    the whole column.
    """

    def __init__(self, heading: str, formats: tuple[str, ...]) -> None:
        self._heading = heading
        self._formats = formats
        self._read: list[tuple[Any, Any]] = []
        self._kept: list[pa.Array] = []

    def add(self, column: pa.ChunkedArray) -> None:
        """Take the next piece."""
        import pyarrow as pa

        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
        if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
            self._read.append(_of_typed(column))
            return
        text = _text(column)
        quick = None if self._formats or self._kept else _quick(text)
        if quick is not None:
            self._read.append(quick)
        elif self._formats or self._kept or not self._read and not _looks_iso(text):
            self._kept.append(text)
        else:
            found = read_iso(text)
            self._read.append((found.micros, found.fits))

    def finish(self) -> tuple[Any, Any]:
        """All times, and which could be read. Raises CxError (3) where the format cannot be told."""
        import numpy as np
        import pyarrow as pa

        if self._kept:
            text = pa.concat_arrays(self._kept)
            found = read_with(text, self._formats) if self._formats else read_undeclared(text)
            if isinstance(found, Undecided):
                raise self._undecided(found, text)
            if self._formats and not found.fits.any() and text.null_count < len(text):
                raise self._unfit(text)
            return found.micros, found.fits
        if not self._read:
            return np.zeros(0, np.int64), np.zeros(0, bool)
        return tuple(np.concatenate(parts) for parts in zip(*self._read, strict=True))  # type: ignore[return-value]

    def _undecided(self, found: Undecided, text: pa.Array) -> Exception:
        import pyarrow as pa
        import pyarrow.compute as pc

        if found.fit_all:
            forms = " and ".join(f"`{form}`" for form in found.fit_all)
            message = f"The times of `{self._heading}` can be read in more than one way: {forms} fit all of them."
            help = f'Write the one that is meant: `--dates "{found.fit_all[0]}"`.'
            return failure("ambiguous-date", message, help)
        if not found.best:
            message = f"No time that cx knows stands in `{self._heading}`; its first value is {_shown(text)}."
            return failure("unknown-date-format", message, f"Name the column of times with `--time`. {_EXAMPLE}")
        best = found.best[0][0]
        other = text.filter(pc.and_(pc.is_valid(text), pa.array(~read_with(text, (best,)).fits)))
        message = (
            f"The times of `{self._heading}` are in no one format that cx knows: {found.best[0][1]:,} of "
            f"{found.count:,} fit `{best}`, and {_shown(other)} does not."
        )
        help = f'Write `--dates "{best}"`: rows that it does not fit are then left out and counted.'
        return failure("unknown-date-format", message, help)

    def _unfit(self, text: pa.Array) -> Exception:
        """None is written as ``--dates`` says."""
        said = " or ".join(f"`{form}`" for form in self._formats)
        message = f"No time of `{self._heading}` is written as {said}; the first is {_shown(text)}."
        if _looks_iso(text):
            return failure("unknown-date-format", message, "They are in ISO 8601: leave `--dates` out.")
        other = read_undeclared(text)
        fit = other.fit_all or tuple(form for form, _ in other.best) if isinstance(other, Undecided) else other.formats
        if fit:
            return failure("unknown-date-format", message, f'Write `--dates "{fit[0]}"`, if that is how it is meant.')
        return failure("unknown-date-format", message, f"If `{self._heading}` holds times, say how. {_EXAMPLE}")


def _shown(text: pa.Array) -> str:
    """The first value of a column that has one, as it is shown in a message."""
    return shown(marked_text(text.drop_null()[0].as_py()))


def _of_typed(column: pa.Array) -> tuple[Any, Any]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        column = pc.cast(column, pa.timestamp("us", column.type.tz), safe=False)
    micros = pc.cast(pc.cast(column, pa.timestamp("us", getattr(column.type, "tz", None)), safe=False), pa.int64())
    fits = np.asarray(column.is_valid())
    return micros.fill_null(0).to_numpy(zero_copy_only=False), fits


def _text(column: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    text = column.cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _quick(text: pa.Array) -> tuple[Any, Any] | None:
    """Read texts that are all in ISO 8601, and all with a zone or all without; else None."""
    import numpy as np
    import pyarrow as pa

    for zone in ("UTC", None):
        try:
            times = text.cast(pa.timestamp("us", zone))
        except pa.ArrowInvalid:
            continue
        return times.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False), np.asarray(text.is_valid())
    return None


def _looks_iso(text: pa.Array) -> bool:
    return bool(read_iso(text.drop_null().slice(0, 200)).fits.any())
