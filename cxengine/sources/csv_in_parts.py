"""Very large csv files, also packed ones: put aside some rows at a time, where their bytes show where rows end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import attrs

from cxengine.host.contracts import Binding, ParquetFile, Problem, RawTable
from cxengine.host.passing_folders import PassingFolder
from cxengine.source import Span
from cxengine.sources.bounds import MOST_UNPACKED, too_big
from cxengine.sources.csv_source import read_body, read_csv, read_lines, read_whole
from cxengine.sources.encodings import STEERING
from cxengine.sources.failures import digest_begun, unchanged
from cxengine.sources.headings import find_heading
from cxengine.sources.lines import Lines, Stretch, lines_of
from cxengine.sources.look import Look, look_within, refuse_other_kinds
from cxengine.sources.packed import BROKEN, GZIP, broken, opened
from cxengine.sources.put_aside import About, put_aside, room
from cxengine.sources.quoted_rows import refuse_open_quote, row_ends
from cxengine.sources.told import joined, passed_over
from cxengine.sources.transcoded import Text

MOST_WHOLE = 1 << 29
"""Bytes of a file that is read whole, which is quicker, where every line of it is seen to be a row."""
MOST_ODD = 1 << 27
"""Bytes of any other: it takes several times as many, and is hardly quicker."""
MOST_PACKED = 1 << 19
"""Bytes of a packed file that is unpacked in memory, where they may become a thousand times as many."""
PART = 1 << 26
"""Bytes that are read at a time, about."""
_HEAD = 1 << 21
"""Bytes at the start of a file that show all that is looked at before its rows."""


def read_any_csv(binding: Binding, wanted: Sequence[str]) -> RawTable | ParquetFile:
    """Read the one file of a binding, as ``read_csv`` does; of a very large one some rows at a time."""
    path, span = binding.paths[0], binding.place("path")
    with unchanged(path, span), _plain(path, span, binding.tell) as plain:
        size, bound = plain.stat().st_size, attrs.evolve(binding, paths=(plain,))
        if size <= MOST_ODD:
            return read_csv(bound, wanted)
        read: RawTable | ParquetFile | None = read_lines(bound, wanted) if size <= MOST_WHOLE else None
        if read is None:
            lines = lines_of(plain, binding.options.get("encoding"))
            read = _decoded(plain, binding, wanted) if lines is None else _put_aside(lines, plain, binding, wanted)
        return read_whole(bound, wanted) if read is None else read


@contextmanager
def _plain(path: Path, span: Span, tell: Callable[[str], None]) -> Iterator[Path]:
    """The file, unpacked where it is packed and not small; ``tell`` is called with how far that is.

    Raises CxError (3) where that cannot be, or is too much.
    """
    with path.open("rb") as stream:
        packed = stream.read(len(GZIP)) == GZIP
    if not packed or path.stat().st_size <= MOST_PACKED:
        yield path
        return
    with PassingFolder() as folder:
        made = folder / "unpacked" / path.name
        made.parent.mkdir()
        try:
            with room(folder, path.name, span), opened(path) as packed_file, made.open("wb") as whole:
                left = MOST_UNPACKED + 1
                while left and (piece := packed_file.read(min(left, 1 << 20))):
                    whole.write(piece)
                    left -= len(piece)
                    tell(f"{whole.tell() >> 20:,} MB unpacked")
        except BROKEN:
            raise broken(path, span) from None
        if not left:
            raise too_big(path.name, f"unpacks to more than {MOST_UNPACKED >> 30} GB", "Unpack it and cut it up.", span)
        yield made


def _decoded(plain: Path, binding: Binding, wanted: Sequence[str]) -> ParquetFile | None:
    """The rows of a file in another encoding, or with signs to be marked; None where it has to be read whole."""
    separator = binding.options.get("delimiter")
    if separator is not None and separator.encode() in STEERING:
        return None
    text = Text(
        path=plain, name=binding.paths[0].name, span=binding.place("path"), encoding=binding.options.get("encoding"),
        tell=binding.tell,
    )  # fmt: skip
    head = text.head(_HEAD)
    if not head.isspace():
        refuse_other_kinds(head, text.name, text.span)
    with PassingFolder() as folder:
        with room(folder, text.name, text.span):
            notes = text.into(folder / "text.csv", marking=True)
        lines = None if notes is None else lines_of(folder / "text.csv", None)
        if lines is None or notes is None:
            return None
        return _put_aside(attrs.evolve(lines, notes=notes), plain, binding, wanted)


def _put_aside(lines: Lines, plain: Path, binding: Binding, wanted: Sequence[str]) -> ParquetFile | None:
    """Those of the lines of a file, which ``plain`` is unless they were decoded; None where it has to be read whole."""
    path, span = binding.paths[0], binding.place("path")
    head = lines.head(_HEAD)
    refuse_other_kinds(head, path.name, span)
    look = look_within(
        head, list(lines.notes), name=path.name, header_rows=binding.options.get("header_rows"),
        separator=binding.options.get("delimiter"), span=span,
    )  # fmt: skip
    start = lines.after(head.removesuffix(look.body))
    rows = _in_rows(lines, start, look, path.name, span) if lines.quoted else lines
    if rows is None:
        return None
    digest = digest_begun(plain)
    parts = _Parts(rows, look, binding, wanted)

    def about() -> About:
        told = digest()  # a file that was unpacked is gone afterwards
        return parts.about(lambda: told)

    return put_aside(binding, lambda: parts.rows(start), about, parts.share)


def _in_rows(lines: Lines, start: int, look: Look, name: str, span: Span) -> Lines | None:
    """With ends where rows from a place on end; None where a row is very long, or the last one's end is not told."""
    if not (look.separator.isascii() and look.separator != '"'):
        return None
    found = row_ends(lines, start, look.separator)
    if found.odd:
        with lines.text(start) as text:
            refuse_open_quote(text, look, name, span)
    return attrs.evolve(lines, ends=found.ends) if found.closed and not found.far else None


class _Parts:
    """What is told of the rows so far."""

    def __init__(self, lines: Lines, look: Look, binding: Binding, wanted: Sequence[str]) -> None:
        self._lines, self._look, self._binding = lines, look, binding
        found = (find_heading(each, look.headings) for each in wanted)
        self._columns = sorted({index for index in found if index is not None})
        self._blank = 0
        self._problem: Problem | None = None
        self._reached = 0

    def rows(self, start: int) -> Iterator[RawTable]:
        """Those from a place of the file on."""
        name, span, row = self._binding.paths[0].name, self._binding.place("path"), self._look.first_row
        for stretch in _joined(self._lines.blocks(start)):
            look = attrs.evolve(self._look, body=self._text(stretch), first_row=row, notes=())
            self._reached = stretch[1]
            raw, count = read_body(look, self._columns, name, span)
            row += count
            self._blank += count - raw.data.num_rows - raw.rejected
            for problem in raw.problems:
                self._problem = problem if self._problem is None else joined(self._problem, problem)
            yield attrs.evolve(raw, problems=() if self._problem is None else (self._problem,))

    def share(self) -> float:
        """How much of the file they are."""
        return self._reached / max(1, self._lines.path.stat().st_size)

    def about(self, digest: Callable[[], str]) -> About:
        """Of all of them."""
        notes = self._look.notes
        notes = (*notes, passed_over(self._blank)) if self._blank else notes
        headings = tuple(heading for heading in self._look.headings if heading)
        return About(digest=digest, headings=headings, notes=notes)

    def _text(self, stretch: Stretch) -> bytes:
        body = bytes(self._lines.read(stretch, bytearray(stretch[1] - stretch[0])))
        encoding = self._lines.encoding
        return body if encoding == "utf-8" else str(body, encoding).encode("utf-8")


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Fewer and longer ones, one of no bytes at least."""
    begun: Stretch | None = None
    end = 0
    for start, end in stretches:
        begun = (start if begun is None else begun[0], end)
        if end - begun[0] >= PART:
            yield begun
            begun = None
    if begun is not None or not end:
        yield begun or (0, 0)
