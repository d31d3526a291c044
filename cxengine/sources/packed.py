"""Files that may be packed with gzip, which is told by their first bytes and not by their names."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cxengine.source import NOWHERE, Span
from cxengine.sources.bounds import MOST_UNPACKED, too_big
from cxengine.sources.failures import failure

Stream = IO[bytes] | gzip.GzipFile
GZIP = b"\x1f\x8b"
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile)
"""What is raised where a packed file is cut off or damaged."""


@contextmanager
def opened(path: Path) -> Iterator[Stream]:
    """The bytes of a file from their beginning, unpacked where it is packed. Raises OSError, and BROKEN on reading."""
    with path.open("rb") as plain:
        packed = plain.read(len(GZIP)) == GZIP
        plain.seek(0)
        if not packed:
            yield plain
            return
        with gzip.GzipFile(fileobj=plain) as unpacking:
            yield unpacking


def unpacked(path: Path, span: Span = NOWHERE) -> bytes:
    """All bytes of a file. Raises CxError (3) where a packed one is cut off, damaged or unpacks to too much."""
    with opened(path) as stream:
        if not isinstance(stream, gzip.GzipFile):
            return path.read_bytes()  # a stream that was read from makes a second copy of the rest
        try:
            content = stream.read(MOST_UNPACKED + 1)
        except BROKEN:
            raise broken(path, span) from None
    if len(content) > MOST_UNPACKED:
        raise too_big(path.name, f"unpacks to more than {MOST_UNPACKED >> 30} GB", "Unpack it and cut it up.", span)
    return content


def broken(path: Path, span: Span = NOWHERE) -> Exception:
    """The error of a packed file that cannot be unpacked to its end."""
    message = f"`{path.name}` is packed with gzip and cannot be unpacked to its end: it is cut off or damaged."
    return failure("cut-off", message, "Fetch or export it again.", span)
