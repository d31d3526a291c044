"""Large texts in any encoding, written out in UTF-8 some MB at a time, so that none is held whole."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import attrs

from cxengine.source import Span
from cxengine.sources.encodings import AS_CP1252, AS_MAC, AS_UTF16, STEERED, as_said, bad_encoding, marked
from cxengine.sources.look import not_text

PIECE = 1 << 22
"""Bytes that are decoded at a time."""
_NOT_IN_PIECES = ("idna", "punycode", "raw-unicode-escape", "raw_unicode_escape", "unicode-escape", "unicode_escape")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKS = {"utf-16": _UTF16, "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)}
"""Those of encodings in which either byte of a sign may come first."""
_SIGN = "\ufeff"
"""The byte order mark, as a sign."""


class _TwoSigns(Exception):
    """One of which stays, and would be taken off the text that is written."""


@attrs.frozen(kw_only=True)
class Text:
    """A file of text: its name for people, its place in ``cx.toml`` and its encoding, if that is said there."""

    path: Path
    name: str
    span: Span
    encoding: str | None
    tell: Callable[[str], None]

    def head(self, size: int) -> bytes:
        """So many bytes at its beginning. Raises OSError."""
        with self.path.open("rb") as stream:
            return stream.read(size)

    def into(self, made: Path, *, marking: bool) -> tuple[str, ...] | None:
        """Write it in UTF-8, as ``encodings.as_utf8`` reads it; notes say how. None where it has to be read whole.

        ``marking``: signs that are no text are marked, and one that no text has is refused, as ``look.look_at`` does.
        Raises CxError (3), and OSError.
        """
        for codec, note in self._ladder():
            pieces = self._decoded(codec)
            try:
                steers = _write(self._marked(pieces) if marking else ((each, False) for each in pieces), made)
            except UnicodeError:
                continue
            except _TwoSigns:
                return None
            return (*note, STEERED) if steers else note
        if self.encoding is not None and _known(self.encoding):
            raise bad_encoding(self.name, self.encoding, self.span)
        return None

    def _ladder(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Encodings that it may be in, and what is said where it is."""
        if self.encoding is not None:
            if _known(self.encoding):
                yield self.encoding, (as_said(self.encoding),)
            return
        if self.head(2) in _UTF16:
            yield "utf-16", (AS_UTF16,)
        yield from (("utf-8", ()), ("cp1252", (AS_CP1252,)), ("mac_roman", (AS_MAC,)))

    def _decoded(self, codec: str) -> Iterator[bytes]:
        """The text in UTF-8, without a byte order mark. Raises UnicodeError where it is in another encoding."""
        decoder = codecs.getincrementaldecoder(self._ordered(codec))()
        begun = False
        with self.path.open("rb") as stream:
            if self.encoding is None and stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
                stream.seek(0)
            piece = b"."
            while piece:
                piece = stream.read(PIECE)
                text = decoder.decode(piece, final=not piece)
                if text and not begun:
                    begun, text = True, text.removeprefix(_SIGN) if self.encoding is not None else text
                    if text.startswith(_SIGN):
                        raise _TwoSigns
                yield text.encode("utf-8")
                self.tell(f"{stream.tell() >> 20:,} MB decoded")

    def _ordered(self, codec: str) -> str:
        """The codec that reads pieces as this one reads a whole: in the order of this machine where no mark says it."""
        name = codecs.lookup(codec).name
        marks = _MARKS.get(name)
        if marks is None or self.head(len(codecs.BOM_UTF32_LE)).startswith(marks):
            return codec
        return f"{name}-{'le' if sys.byteorder == 'little' else 'be'}"

    def _marked(self, pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
        """With marks, and whether there was one to be set."""
        lines = 0
        for piece in pieces:
            if b"\0" in piece:
                lines += piece.count(b"\n", 0, piece.index(b"\0"))
                raise not_text(lines + 1, self.head(64), self.name, self.span)
            lines += piece.count(b"\n")
            yield marked(piece)


def _known(encoding: str) -> bool:
    """Whether text in it can be decoded some at a time."""
    try:
        with suppress(UnicodeError):
            b".".decode(encoding)  # which a codec of something else than text refuses
        codec = codecs.lookup(encoding)
    except LookupError:
        return False
    return codec.name not in _NOT_IN_PIECES and codec.incrementaldecoder is not None


def _write(pieces: Iterator[tuple[bytes, bool]], made: Path) -> bool:
    """Whether a piece was marked."""
    steers = False
    with made.open("wb") as stream:
        for piece, here in pieces:
            stream.write(piece)
            steers = steers or here
    return steers
