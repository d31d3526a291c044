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

from cxengine.sources.encodings import AS_CP1252, STEERING, STEERING_PAIR, as_said
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
_SURPRISES = STEERING + b"\0"
"""What is no text."""
_NOT_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")

Stretch = tuple[int, int]
"""Bytes of a file: the place of the first, and that behind the last."""


@attrs.frozen(kw_only=True)
class Lines:
    """A file whose rows end where its lines do, in an encoding in which the signs of ASCII are its bytes.

    Where it holds quotation marks (``quoted``) a cell may run over lines, so that not every line ends a row.

    ``start`` is the place of its first byte that is text, ``ends`` are those where a block of it ends; ``notes`` say
    how it is read.
    """

    path: Path
    encoding: str
    start: int
    ends: tuple[int, ...]
    notes: tuple[str, ...] = ()
    quoted: bool = False

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


def lines_of(path: Path, encoding: str | None, *, quoted: bool = False) -> Lines | None:
    """The file as lines, in the encoding that ``encodings.as_utf8`` finds; None where it has to be looked at whole.

    ``encoding`` is what ``cx.toml`` says; ``quoted``: lines may hold quotation marks. Raises OSError.
    """
    if not is_large(path):
        return None
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = len(codecs.BOM_UTF8) if stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else 0
        ends = _ends(stream, start, size)
    if ends is None:
        return None
    lines = Lines(path=path, encoding="utf-8", start=start, ends=ends)
    utf8, cp1252, marks, room = True, True, False, Room()
    for stretch in lines.blocks(start):  # one by one, which takes less time than to share them out
        signs = _signs(lines, stretch, room, decoding=utf8)
        utf8, cp1252, marks = utf8 and signs.utf8, cp1252 and signs.cp1252, marks or signs.quoted
        if (marks and not quoted) or signs.surprise or not (utf8 or cp1252) or (utf8 and signs.steering):
            return None
    return _as(attrs.evolve(lines, encoding="utf-8" if utf8 else "cp1252", quoted=marks), encoding)


def _as(found: Lines, encoding: str | None) -> Lines | None:
    """The lines, with a note of how they are read; None where ``cx.toml`` says that they are something else."""
    if encoding is None:
        return found if found.encoding == "utf-8" else attrs.evolve(found, notes=(AS_CP1252,))
    try:
        same = codecs.lookup(encoding).name == found.encoding
    except LookupError:
        return None
    # a byte order mark is no mark but for UTF-8
    if not same or (found.start and found.encoding != "utf-8"):
        return None
    return attrs.evolve(found, notes=(as_said(encoding),))


@attrs.frozen(kw_only=True)
class _Signs:
    """What a stretch of a file shows: whether a sign of it is no text (``surprise``), or a quotation mark; which
    encodings it may be in; and whether it steers a terminal, if it is UTF-8.
    """

    surprise: bool = False
    quoted: bool = False
    utf8: bool = True
    cp1252: bool = True
    steering: bool = False


def _signs(lines: Lines, stretch: Stretch, room: Room, *, decoding: bool) -> _Signs:
    """``decoding``: it may be UTF-8. Raises OSError."""
    import numpy as np

    held = room.of(stretch[1] - stretch[0])
    body = lines.read(stretch, held)
    signs = np.frombuffer(body, np.uint8)
    if _surprises(held, signs, room.marks(len(signs))[0]):
        return _Signs(surprise=True)
    quoted = _holds(held, b'"', len(signs))
    if not len(signs) or signs.max() < 128:
        return _Signs(quoted=quoted)
    utf8 = decoding and _is_utf8(body)
    return _Signs(
        quoted=quoted,
        utf8=utf8,
        cp1252=not any(_holds(held, sign, len(signs)) for sign in _NOT_CP1252),
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
    if steering == np.count_nonzero(np.equal(signs, 10, out=marks)):  # which most files show, and is told fast
        return _holds(held, b"\x7f", len(signs))
    return len(signs.tobytes().translate(None, _SURPRISES)) < len(signs)


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
