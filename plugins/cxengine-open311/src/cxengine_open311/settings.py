"""What ``cx.toml`` says of one server, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from cxengine.host.contracts import Binding, Secret
from cxengine.host.options import Options
from cxengine_open311.dialects import DATES, DIALECTS, FORMATS, PAGINGS, Dialect

_HELP = 'Write the address that ends before `/requests.json`: `url = "https://311.example.org/open311/v2"`.'
_NUMBERS = {"first_page": (0, 1), "page_size": (1, 10_000), "page_cap": (1, 100_000), "window_days": (1, 3660)}
_WORDS = {"format": FORMATS, "paging": PAGINGS, "dates_in_questions": DATES}
_TEXTS = ("page_key", "size_key", "from_key", "to_key", "selects", "time_zone")
KEYS = (
    "url", "dialect", "jurisdiction", "key", "key_in", "since", "until", "overlap_days", "statuses", "parameters",
    "timeout", *_NUMBERS, *_WORDS, *_TEXTS,
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Settings:
    """One server as ``cx.toml`` describes it. ``since`` and ``until`` have a zone; None ends now."""

    url: str
    dialect: Dialect
    zone: ZoneInfo
    since: datetime
    until: datetime | None
    overlap_days: int
    key: Secret | None
    key_in: str
    parameters: Mapping[str, str]
    """Sent with each question: the jurisdiction, and whatever else this server wants."""
    timeout: int | None
    """Seconds that the server may say nothing; None for the usual time."""


def settings_of(binding: Binding) -> Settings:
    """Raises CxError (2) with every mistake in the keys of the binding."""
    options = Options(binding, KEYS)
    dialect = _dialect(options)
    zone = _zone(options, dialect.time_zone)
    jurisdiction = options.text("jurisdiction")
    settings = Settings(
        url=options.address("url", _HELP),
        dialect=dialect,
        zone=zone,
        since=_day(options, "since", zone) or datetime(2010, 1, 1, tzinfo=UTC),
        until=_day(options, "until", zone),
        overlap_days=options.number("overlap_days", 7, 0, 3660),
        key=options.secret("key"),
        timeout=options.number("timeout", 40, 1, 3600) if "timeout" in binding.options else None,
        key_in=options.word("key_in", ("query", "header"), "query"),
        parameters={
            **options.mapping("parameters"), **({"jurisdiction_id": jurisdiction} if jurisdiction else {})
        },
    )  # fmt: skip
    if "since" not in binding.options:
        options.needed("since", 'Write the first day that is wanted: `since = "2024-04-01"`.')
    if settings.until is not None and settings.until <= settings.since:
        options.wrong("until", "`until` is not after `since`.")
    options.refuse()
    return settings


def _dialect(options: Options) -> Dialect:
    base = DIALECTS[options.word("dialect", tuple(DIALECTS), "georeport")]
    more: dict[str, Any] = {key: options.text(key, getattr(base, key)) for key in _TEXTS}
    for key, (low, high) in _NUMBERS.items():
        more[key] = options.number(key, getattr(base, key), low, high)
    return attrs.evolve(
        base,
        format=options.word("format", FORMATS, base.format),
        paging=options.word("paging", PAGINGS, base.paging),
        dates=options.word("dates_in_questions", DATES, base.dates),
        statuses={**base.statuses, **options.mapping("statuses")},
        **more,
    )


def _zone(options: Options, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        options.wrong("time_zone", f"`{name}` is no time zone.", "Write it as in `Europe/London`.")
        return ZoneInfo("UTC")


def _day(options: Options, key: str, zone: ZoneInfo) -> datetime | None:
    """The beginning of a day there; text, or a date as TOML has it."""
    value = options.binding.options.get(key)
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value)[:10]).replace(tzinfo=zone)
    except ValueError:
        options.wrong(key, f"`{key}` is no day.", f'Write `{key} = "2024-04-01"`.')
        return None
