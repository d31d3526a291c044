"""Calendars: the days on which nobody works beside Saturdays and Sundays."""

from __future__ import annotations

from datetime import date

import attrs

from cxengine.lang.ast.declarations import Declaration
from cxengine.lang.ast.expressions import Name, spanned
from cxengine.source import Span


@attrs.frozen
class ClosedDay:
    """``closed 2026-12-25: Christmas Day``."""

    day: date
    title: str
    span: Span = spanned()


@attrs.frozen
class Covers:
    """``covers 1995-01-01 to 2028-12-31``: between which days the calendar knows every closed one."""

    first: date
    last: date
    span: Span = spanned()


@attrs.frozen(kw_only=True)
class Calendar(Declaration):
    """The closed days of a place, and from when to when they are all known."""

    cites: tuple[str, ...] = ()
    covers: Covers | None = None
    includes: tuple[Name, ...] = ()
    """Other calendars, whose closed days are closed here too."""
    closed: tuple[ClosedDay, ...] = ()


