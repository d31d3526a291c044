"""Large csv files as lines, each of which is a row where no cell is quoted: told from their bytes, some at a time, so
that none is held whole.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from cxengine.sources.encodings import AS_CP1252, STEERING_PAIR, as_said
from cxengine.sources.side_by_side import Room

BLOCK = 1 << 21
"""Bytes that are read at a time. With less, threads wait for one another more."""
FIRST = 1 << 19
"""Bytes that are read at first, which show the texts that are few."""
SMALL = 1 << 21
"""A file of so many bytes is read whole."""
_NEAR = 1 << 14
"""Bytes in which most lines end."""
_LONGEST = 16
"""Blocks that a line may be long."""
_NOT_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")

Stretch = tuple[int, int]
"""Bytes of a file: the place of the first, and that behind the last."""


@attrs.frozen(kw_only=True)
class Lines:
    """A file whose rows end where its lines do, in an encoding in which the signs of ASCII are its bytes.

    Where it holds quotation marks (``quoted``) a cell may run over lines, so that not every line ends a row.

    ``start`` is the place of its first byte that is text, ``ends`` are those where a block of it ends; ``notes`` say
    how it is read, ``said`` whether ``cx.toml`` says it.
    """

    path: Path
    encoding: str
    start: int
    ends: tuple[int, ...]
    notes: tuple[str, ...] = ()
    quoted: bool = False
    said: bool = False

    def as_shown(self, signs: Signs) -> Lines | None:
        """Itself, where a stretch of it with these signs is what it seems to be; else as what all of it may be read,
        and None where it has to be looked at whole.
        """
        if signs.surprise or signs.quoted > self.quoted:
            return None
        if self.encoding == "cp1252":
            return self if signs.cp1252 else None
        if signs.utf8:
            return None if signs.steering else self
        return self.as_cp1252() if signs.cp1252 else None

    def as_cp1252(self) -> Lines | None:
        """The same in Windows-1252, as a file is read that is not UTF-8; None where ``cx.toml`` says that it is."""
        return None if self.said else attrs.evolve(self, encoding="cp1252", notes=(AS_CP1252,))

    def head(self, size: int = 0) -> bytes:
        """Whole lines from the beginning, so many bytes at least if there are, in UTF-8. Raises OSError."""
        end = next((end for end in self.ends if end - self.start >= size), self.ends[-1])
        block = bytes(self.read((self.start, end), bytearray(end - self.start)))
        return block if self.encoding == "utf-8" else block.decode(self.encoding).encode("utf-8")

    def after(self, text: bytes) -> int:
        """The place in the file at which a text in UTF-8 that it begins with ends."""
        return self.start + len(text.decode("utf-8").encode(self.encoding))

    def blocks(self, start: int) -> Iterator[Stretch]:
        """Whole lines from a place on, about BLOCK bytes at a time."""
        for end in self.ends:
            if end > start:
                yield start, end
                start = end

    def read(self, stretch: Stretch, room: bytearray) -> memoryview:
        """These bytes, in ``room``; fewer where the file has become shorter. Raises OSError."""
        held = memoryview(room)[: stretch[1] - stretch[0]]
        with self.path.open("rb") as stream:
            stream.seek(stretch[0])
            return held[: stream.readinto(held)]

    def signs(self, stretch: Stretch, room: Room) -> Signs:
        """What these bytes show. Raises OSError."""
        held = room.of(stretch[1] - stretch[0])
        return signs_of(held, len(self.read(stretch, held)), room)

    def text(self, start: int) -> TextIOWrapper:
        """Its lines from a place on, to be closed. Raises OSError."""
        stream = self.path.open("rb")
        stream.seek(start)
        return TextIOWrapper(stream, self.encoding, newline="")


def is_large(path: Path) -> bool:
    """Whether a file may be read as lines, as far as its size tells. Raises OSError."""
    return path.stat().st_size > SMALL


def is_long(size: int) -> bool:
    """Whether a line or row of so many bytes is too long to be read as one of many."""
    return size >= _LONGEST * BLOCK


def lines_of(path: Path, encoding: str | None) -> Lines | None:
    """The file as lines, after a look at all of it, in the encoding that ``encodings.as_utf8`` finds; they may be
    ``quoted``. None where it has to be looked at whole.

    ``encoding`` is what ``cx.toml`` says. Raises OSError.
    """
    lines, room = likely_lines(path, encoding, quoted=True), Room()
    quoted = False
    while lines is not None:
        for stretch in lines.blocks(lines.start):
            signs = lines.signs(stretch, room)
            quoted = quoted or signs.quoted
            found = lines.as_shown(signs)
            if found is not lines:
                lines = found
                break
        else:
            return attrs.evolve(lines, quoted=quoted)
    return None


def likely_lines(path: Path, encoding: str | None, *, quoted: bool = False) -> Lines | None:
    """The file as lines as far as its first block shows; whoever reads the others asks ``Lines.as_shown`` of each. They
    may be ``quoted`` or not. None where it has to be looked at whole. Raises OSError.
    """
    if not is_large(path):
        return None
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = len(codecs.BOM_UTF8) if stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else 0
        ends = _ends(stream, start, size)
    if ends is None:
        return None
    lines = _as_said(Lines(path=path, encoding="utf-8", start=start, ends=ends, quoted=quoted), encoding)
    return None if lines is None else lines.as_shown(lines.signs((start, ends[0]), Room()))


def _as_said(lines: Lines, encoding: str | None) -> Lines | None:
    """In the encoding that ``cx.toml`` says; None where lines are not read in that."""
    if encoding is None:
        return lines
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        return None
    # a byte order mark is no mark but for UTF-8
    if name not in ("utf-8", "cp1252") or (lines.start and name != "utf-8"):
        return None
    return attrs.evolve(lines, encoding=name, said=True, notes=(as_said(encoding),))


@attrs.frozen(kw_only=True)
class Signs:
    """What a stretch of a file shows: whether a sign of it is no text (``surprise``), or a quotation mark; which
    encodings it may be in; and whether it steers a terminal, if it is UTF-8.
    """

    surprise: bool = False
    quoted: bool = False
    utf8: bool = True
    cp1252: bool = True
    steering: bool = False


def signs_of(held: bytearray, size: int, room: Room) -> Signs:
    """What the first ``size`` bytes show."""
    import numpy as np

    signs = np.frombuffer(held, np.uint8, size)
    if _surprises(held, signs, room.marks(size)[0]):
        return Signs(surprise=True)
    quoted = _holds(held, b'"', size)
    if not size or signs.max() < 128:
        return Signs(quoted=quoted)
    body = memoryview(held)[:size]
    utf8 = _is_utf8(body)
    return Signs(
        quoted=quoted,
        utf8=utf8,
        cp1252=not any(_holds(held, sign, size) for sign in _NOT_CP1252),
        steering=utf8 and STEERING_PAIR.search(body) is not None,
    )


def _is_utf8(body: memoryview) -> bool:
    try:
        str(body, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _holds(held: bytearray, sign: bytes, size: int) -> bool:
    """Whether one of the first bytes is this, which one instruction of the processor tells of many bytes at once."""
    return held.find(sign, 0, size) >= 0


def _surprises(held: bytearray, signs: Any, marks: Any) -> bool:
    """Whether a sign is no text. ``signs`` are the first bytes of ``held``; ``marks`` is used."""
    import numpy as np

    steering = np.count_nonzero(np.less(signs, 32, out=marks))
    for sign in b"\n\r\t\v\f":  # of most files one or two of these are all that is found
        steering -= np.count_nonzero(np.equal(signs, sign, out=marks)) if steering else 0
    return bool(steering) or _holds(held, b"\x7f", len(signs))


def _ends(stream: BinaryIO, start: int, size: int) -> tuple[int, ...] | None:
    """Places behind ends of lines, about BLOCK bytes apart, and that of the end; None where a line is very long."""
    ends: list[int] = []
    while not ends or ends[-1] < size:
        begun = ends[-1] if ends else start
        end = _end(stream, begun, size, BLOCK if ends else FIRST)
        if is_long(end - begun):
            return None
        ends.append(end)
    return tuple(ends)


def _end(stream: BinaryIO, start: int, size: int, length: int) -> int:
    """The last end of a line in so many bytes, else that of the line that begins them."""
    limit = start + length
    if limit >= size:
        return size
    for near in (min(_NEAR, length), length):
        stream.seek(limit - near)
        found = stream.read(near).rfind(b"\n")
        if found >= 0:
            return limit - near + found + 1
    while piece := stream.read(BLOCK):
        found = piece.find(b"\n")
        if found >= 0 or is_long(limit - start):
            return limit + found + 1
        limit += len(piece)
    return size
