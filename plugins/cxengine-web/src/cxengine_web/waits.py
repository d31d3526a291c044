"""How long to wait before asking again: as the server says, else longer each time."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import attrs

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same question may be asked again."""


@attrs.frozen(kw_only=True)
class Patience:
    """How often and how long. Times are in seconds."""

    tries: int = 6
    first_wait: float = 1.0
    longest_wait: float = 20.0
    """Where the server names no time."""
    most_asked: float = 300.0
    """The longest wait that a server may ask for."""
    timeout: float = 40.0
    """For each part of one try: to connect, to send, and until the next bytes come. Less than the time after which cx
    takes a plugin to hang."""
    silent_tries: int = 3
    """How often where nothing at all comes back."""

    def with_timeout(self, seconds: int | None) -> Patience:
        """With another timeout, where one is given."""
        return self if seconds is None else attrs.evolve(self, timeout=float(seconds))


def asked_wait(header: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a ``Retry-After`` asks for: a number of them, or a date (RFC 9110, 10.2.3). None where it says none.

    ``now`` is the time that a date is compared with.
    """
    said = (header or "").strip()
    if not said:
        return None
    try:
        return max(0.0, float(said)) if said.replace(".", "", 1).isdecimal() else _until(said, now or datetime.now(UTC))
    except (ValueError, TypeError, OverflowError):
        return None


def _until(date: str, now: datetime) -> float:
    then = parsedate_to_datetime(date)
    return max(0.0, ((then if then.tzinfo else then.replace(tzinfo=UTC)) - now).total_seconds())
