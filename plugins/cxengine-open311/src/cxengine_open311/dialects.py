"""How servers differ in what GeoReport v2 leaves open. Each key can be set anew in ``cx.toml``."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

PAGINGS = ("none", "page", "offset")
FORMATS = ("json", "xml")
DATES = ("utc", "offset", "plain")


@attrs.frozen(kw_only=True)
class Dialect:
    """One way of serving requests."""

    format: str = "json"
    paging: str = "none"
    """``page`` counts pages, ``offset`` rows; ``none``: an answer is all there is, or is cut off at the cap."""
    page_key: str = "page"
    first_page: int = 1
    size_key: str = "page_size"
    page_size: int = 100
    """How many rows a page is asked to have; a server may give fewer."""
    page_cap: int = 1000
    """The most rows of one answer where there are no pages: so many may mean that more were cut off."""
    window_days: int = 90
    """The longest time that may be asked for at once; GeoReport v2 says 90 days."""
    from_key: str = "start_date"
    to_key: str = "end_date"
    selects: str = ""
    """The field that these keys select by, where it is not the usual one."""
    dates: str = "utc"
    """How moments are written in a question: ``…T09:00:00Z``, with the zone's own offset, or without any."""
    time_zone: str = "Europe/London"
    """Of moments without an offset; and moments are given as clocks there show them."""
    statuses: Mapping[str, str] = attrs.field(factory=dict)


_CLOSED = ("fixed", "fixed - council", "fixed - user", "no_further_action", "not_councils_responsibility", "duplicate")
_OPEN = ("investigating", "in_progress", "action_scheduled", "internal_referral")

DIALECTS: Mapping[str, Dialect] = {
    "georeport": Dialect(),
    "fixmystreet": Dialect(format="xml", statuses={**dict.fromkeys(_OPEN, "open"), **dict.fromkeys(_CLOSED, "closed")}),
    "pages": Dialect(paging="page"),
    "changes": Dialect(
        paging="page", from_key="updated_after", to_key="updated_before", selects="updated_datetime", dates="offset"
    ),
    "offsets": Dialect(paging="offset", page_key="offset", first_page=0, size_key="limit"),
}
"""``pages``: as SeeClickFix and Connected Bits serve; ``changes``: with the extension that also selects by change;
``offsets``: as Mark-a-Spot serves.
"""
