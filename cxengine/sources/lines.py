"""Large csv files in which every line is a row: told from their bytes, some at a time, so that none is held whole."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from cxengine.sources.encodings import AS_CP1252, STEERING, STEERING_PAIR, as_said

BLOCK = 1 << 20
"""Bytes that are read at a time."""
SMALL = 1 << 21
"""A file of so many bytes is read whole."""
_LONGEST = 16
"""Blocks that a line may be long."""
_SURPRISES = STEERING + b'\0"'
"""What makes a line more or less than a row, or is no text."""
_NOT_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")

Stretch = tuple[int, int]
"""Bytes of a file: the place of the first, and that behind the last."""


@attrs.frozen(kw_only=True)
class Lines:
    """A file whose rows end where its lines do, in an encoding in which the signs of ASCII are its bytes.

    ``start`` is the place of its first byte that is text, ``ends`` are those where a block of it ends; ``notes`` say
    how it is read.
    """

    path: Path
    encoding: str
    start: int
    ends: tuple[int, ...]
    notes: tuple[str, ...] = ()

    def head(self) -> bytes:
        """Whole lines from the beginning, in UTF-8. Raises OSError."""
        block = bytes(self.read((self.start, self.ends[0]), bytearray(self.ends[0] - self.start)))
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


def lines_of(path: Path, encoding: str | None) -> Lines | None:
    """The file as lines, in the encoding that ``encodings.as_utf8`` finds; None where it has to be looked at whole.

    ``encoding`` is what ``cx.toml`` says. Raises OSError.
    """
    if path.stat().st_size <= SMALL:
        return None
    start, utf8, cp1252, ends = 0, True, True, [0]
    with path.open("rb") as stream:
        for block in _blocks(stream):
            ends.append(ends[-1] + len(block))
            if len(ends) == 2 and bytes(block[:3]) == codecs.BOM_UTF8:
                start, block = len(codecs.BOM_UTF8), block[len(codecs.BOM_UTF8) :]
            signs = _signs(block)
            if len(block) >= _LONGEST * BLOCK or _surprises(signs):
                return None
            if (signs >= 128).any():
                text = bytes(block)
                utf8 = utf8 and _is_utf8(text)
                cp1252 = cp1252 and not any(sign in text for sign in _NOT_CP1252)
                if not (utf8 or cp1252) or (utf8 and STEERING_PAIR.search(text)):
                    return None
    found = Lines(path=path, encoding="utf-8" if utf8 else "cp1252", start=start, ends=tuple(ends[1:]))
    return _as(found, encoding)


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


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _signs(block: memoryview) -> Any:
    import numpy as np

    return np.frombuffer(block, np.uint8)


def _surprises(signs: Any) -> bool:
    """Whether a line of it may be no row, or a sign of it no text."""
    import numpy as np

    if np.count_nonzero(signs < 32) == np.count_nonzero(signs == 10):  # which most files show, and is told fast
        return bool((signs == 34).any() or (signs == 127).any())
    return len(signs.tobytes().translate(None, _SURPRISES)) < len(signs)


def _blocks(stream: BinaryIO) -> Iterator[memoryview]:
    """Bytes up to the end of a line, about BLOCK at a time, each until the next is asked for.

    The last may lack one. A line may be cut if it is long.
    """
    room, held = bytearray(2 * BLOCK), 0
    while True:
        if len(room) - held < BLOCK:  # a long line
            room = room[:held] + bytes(max(BLOCK, held))
        came = stream.readinto(memoryview(room)[held : held + BLOCK])  # type: ignore[attr-defined]
        end = room.rfind(b"\n", held, held + came) + 1
        held += came
        if not came or held >= _LONGEST * BLOCK:
            end = held
        if end:
            yield memoryview(room)[:end]
            room[: held - end] = room[end:held]
            held -= end
        if not came:
            return
