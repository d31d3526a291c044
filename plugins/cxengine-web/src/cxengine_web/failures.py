"""What is said when a server does not give what was asked for. No message holds an address's query or a secret."""

from __future__ import annotations

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.source import NOWHERE, Span

SOURCE_FAILED = 3
"""The exit code of a run that lacks a source."""


def failed(code: str, message: str, help: str = "", span: Span = NOWHERE) -> CxError:
    """The error of a source that failed; ``span`` is its place in ``cx.toml``."""
    return CxError([Diagnostic(code=code, message=message, help=help, span=span)], SOURCE_FAILED)


def refused(host: str, status: int, secret: str, span: Span) -> CxError:
    """The server knows us and says no (401, 403); ``secret`` names the variable that holds the key, if there is one."""
    why = "does not take the credentials" if status == 401 else "does not let us read this"
    help = "None were sent: `cx.toml` gives none for this source."
    if secret:
        help = f"Those sent are the ones in `{secret}`: they may have run out, or lack the right to read."
    return failed("source-refused", f"`{host}` {why} (status {status}).", help, span)


def unreachable(host: str, tries: int, why: str, span: Span) -> CxError:
    """No answer came, however often it was asked for."""
    help = "Is the address right, and may this machine reach it? Run again later; what other sources gave is kept."
    return failed("source-unreachable", f"`{host}` did not answer in {tries} tries: {why}.", help, span)


def busy(host: str, status: int, tries: int, span: Span) -> CxError:
    """It answered each time that it could not (429, 5xx)."""
    why = "is asked too much at once" if status == 429 else "has a fault of its own"
    return failed("source-busy", f"`{host}` {why} (status {status}), in {tries} tries.", "Run again later.", span)


def too_long(host: str, seconds: float, most: float, span: Span) -> CxError:
    """It asks for a longer wait than we have."""
    message = f"`{host}` asks to be left alone for {seconds:,.0f} seconds, and cx waits {most:,.0f} at most."
    return failed("source-busy", message, "Run again after that time.", span)


def odd_reply(host: str, said: str, span: Span, help: str = "") -> CxError:
    """A reply that is not what the protocol says."""
    return failed("source-reply", f"`{host}` {said}.", help, span)
