"""Bytes to text: the encoding of a file by a ladder, and marks for signs that are no text."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from cxengine.source import Span
from cxengine.sources.failures import failure

STEERED = "Signs that are no text, such as those that steer a terminal, are read as `\ufffd`."
"""What a load report says where a value was marked."""
_MARK = "\ufffd".encode()
STEERING = bytes(sign for sign in (*range(1, 32), 127) if sign not in b"\t\n\v\f\r")
_NULLED = bytes(0 if sign in STEERING else sign for sign in range(256))
STEERING_PAIR = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
"""In UTF-8, the signs 128 to 159, of which 155 begins a command to a terminal."""
AS_UTF16 = "Read as UTF-16, by its byte order mark."
AS_CP1252 = "Read as Windows-1252 (cp1252), as it is not UTF-8."
AS_MAC = "Read as Mac Roman, as it is neither UTF-8 nor cp1252."


def as_said(encoding: str) -> str:
    """What a load report says of an encoding that the user gave."""
    return f"Read as {encoding}, as cx.toml says."


def bad_encoding(name: str, encoding: str, span: Span) -> Exception:
    """The error of a file that is not in the encoding that the user gave."""
    return failure("bad-encoding", f"`{name}` is not in {encoding}.", "Leave `encoding` out, and cx finds it.", span)


def as_utf8(content: bytes, name: str, encoding: str | None, span: Span) -> tuple[bytes, list[str]]:
    """The text in UTF-8, and a note where it was not: byte order mark, strict UTF-8, cp1252, mac_roman."""
    if encoding is not None:
        try:
            return content.decode(encoding).removeprefix("\ufeff").encode("utf-8"), [as_said(encoding)]
        except (UnicodeError, LookupError):
            raise bad_encoding(name, encoding, span) from None
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeError):
            return content.decode("utf-16").encode("utf-8"), [AS_UTF16]
    content = content.removeprefix(codecs.BOM_UTF8)
    with suppress(UnicodeError):
        content.decode("utf-8")
        return content, []
    with suppress(UnicodeError):
        return content.decode("cp1252").encode("utf-8"), [AS_CP1252]
    return content.decode("mac_roman").encode("utf-8"), [AS_MAC]


def marked(body: bytes) -> tuple[bytes, bool]:
    """With a mark for each sign that steers a terminal, and whether there was one: values are shown in reports."""
    if len(body.translate(None, STEERING)) == len(body) and not STEERING_PAIR.search(body):
        return body, False
    return STEERING_PAIR.sub(_MARK, body.translate(_NULLED)).replace(b"\0", _MARK), True


def marked_text(text: str) -> str:
    """A text with a mark for each sign that steers a terminal, and for each half of one, as JSON can hold it."""
    if text.isprintable():
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return marked(whole.encode("utf-8"))[0].decode("utf-8")
