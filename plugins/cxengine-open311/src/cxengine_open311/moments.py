"""Moments as servers write them, and as they want them written."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def moment_of(text: str, zone: ZoneInfo) -> datetime | None:
    """A moment with its zone, ``zone`` where the text names none; None where it is no moment."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def on_clocks(moment: datetime, zone: ZoneInfo) -> datetime | None:
    """What clocks in the zone showed; None before year 1 and after 9999."""
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return None


def written(moment: datetime, style: str, zone: ZoneInfo) -> str:
    """A moment for a question, in whole seconds."""
    whole = moment.replace(microsecond=0)
    match style:
        case "utc":
            return whole.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case "offset":
            return whole.astimezone(zone).isoformat()
        case _:
            return whole.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")
