"""Large csv files in which every line is a row: told from their bytes, some at a time, so that none is held whole."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import attrs

from cxengine.sources.encodings import AS_CP1252, STEERING, STEERING_PAIR, as_said

BLOCK = 1 << 21
"""Bytes that are read at a time. A smaller file is read whole."""
_LONGEST = 16
"""Blocks that a line may be long."""
_SURPRISES = STEERING + b'\0"'
"""What makes a line more or less than a row, or is no text."""
_NOT_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")


@attrs.frozen(kw_only=True)
class Lines:
    """A file whose rows end where its lines do, in an encoding in which the signs of ASCII are its bytes.

    ``start`` is the place of its first byte that is text; ``notes`` say how it is read.
    """

    path: Path
    encoding: str
    start: int
    notes: tuple[str, ...] = ()

    def head(self) -> bytes:
        """Whole lines from the beginning, in UTF-8."""
        block = next(iter(self.blocks(self.start)), b"")
        return block if self.encoding == "utf-8" else block.decode(self.encoding).encode("utf-8")

    def after(self, text: bytes) -> int:
        """The place in the file at which a text in UTF-8 that it begins with ends."""
        return self.start + len(text.decode("utf-8").encode(self.encoding))

    def blocks(self, start: int) -> Iterator[bytes]:
        """Whole lines from a place on, about BLOCK bytes at a time. Raises OSError."""
        with self.path.open("rb") as stream:
            stream.seek(start)
            yield from _blocks(stream)


def lines_of(path: Path, encoding: str | None) -> Lines | None:
    """The file as lines, in the encoding that ``encodings.as_utf8`` finds; None where it has to be looked at whole.

    ``encoding`` is what ``cx.toml`` says. Raises OSError.
    """
    if path.stat().st_size <= BLOCK:
        return None
    start, utf8, cp1252 = 0, True, True
    with path.open("rb") as stream:
        for at, block in enumerate(_blocks(stream)):
            if at == 0 and block.startswith(codecs.BOM_UTF8):
                start, block = len(codecs.BOM_UTF8), block.removeprefix(codecs.BOM_UTF8)
            if len(block) >= _LONGEST * BLOCK or _surprises(block):
                return None
            if not block.isascii():
                utf8 = utf8 and _is_utf8(block)
                cp1252 = cp1252 and not any(sign in block for sign in _NOT_CP1252)
                if not (utf8 or cp1252) or (utf8 and STEERING_PAIR.search(block)):
                    return None
    return _as(Lines(path=path, encoding="utf-8" if utf8 else "cp1252", start=start), encoding)


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


def _surprises(block: bytes) -> bool:
    """Whether a line of it may be no row, or a sign of it no text."""
    import numpy as np

    signs = np.frombuffer(block, np.uint8)
    if np.count_nonzero(signs < 32) == np.count_nonzero(signs == 10):  # which most files show, and is told fast
        return b'"' in block or b"\x7f" in block
    return len(block.translate(None, _SURPRISES)) < len(block)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Bytes up to the end of a line, about BLOCK at a time; the last may lack one. A line may be cut if it is long."""
    while block := stream.read(BLOCK):
        yield block if block.endswith(b"\n") else block + stream.readline(_LONGEST * BLOCK)
