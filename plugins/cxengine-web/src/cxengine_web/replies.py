"""What came back: bytes, with the few headers that a source reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import msgspec

from cxengine.source import Span
from cxengine_web.failures import odd_reply

_BOM = b"\xef\xbb\xbf"
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


@attrs.frozen(kw_only=True)
class Reply:
    """A whole reply with a status that is no failure. ``host`` and ``span`` serve messages."""

    status: int
    body: bytes = attrs.field(repr=False)
    kind: str
    """Its content type without parameters."""
    host: str
    span: Span

    def json(self) -> Any:
        """The value; numbers with a point as decimals. Raises CxError (3) where it is not JSON."""
        try:
            return _DECODER.decode(self.text)
        except (ValueError, RecursionError):
            raise self.not_json() from None

    @property
    def text(self) -> bytes:
        """What came, without a byte order mark."""
        return self.body.removeprefix(_BOM)

    def not_json(self) -> Exception:
        """The error to raise for a reply that is no JSON."""
        return self.odd("sent something else than JSON, or half of it")

    def odd(self, said: str, help: str = "") -> Exception:
        """The error to raise for a reply that is not what the protocol says."""
        return odd_reply(self.host, said, self.span, help or self._page())

    def _page(self) -> str:
        if self.kind == "text/html" or self.body[:200].lstrip().lower().startswith((b"<!doctype", b"<html")):
            return "It is a web page: the address may be that of a site for people, or a page that asks to log in."
        return ""
