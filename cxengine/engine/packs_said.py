"""The packs that took part, their calendars, and warnings where one does not hold on the assessment date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from cxengine.diagnostics import Diagnostic
from cxengine.engine.said.sources import CalendarUsed, PackUsed, RemarkedKind, RemarkSaid
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.lang.packs import pack_of
from cxengine.lang.working_days import covers
from cxengine.maturity.words import day_words

if TYPE_CHECKING:
    from cxengine.engine.program import Program


def packs_said(program: Program) -> tuple[PackUsed, ...]:
    """The packs, as declared."""
    return tuple(
        PackUsed(
            name=pack.name.text, version=pack.version, digest=program.pack_digest(pack), title=pack.title,
            effective=pack.effective, cites=pack.cites, notes=pack.notes, calendar=_calendar(program.names, pack),
            remarks=tuple(_remarks(program, pack)),
        )
        for pack in program.names.packs
    )  # fmt: skip


_REMARKED: dict[type[ast.Declaration], RemarkedKind] = {
    ast.Scale: "scale", ast.Category: "category", ast.Table: "table", ast.Subject: "subject", ast.Segment: "segment",
    ast.Theme: "theme", ast.Party: "party",
}  # fmt: skip


def _remarks(program: Program, pack: ast.Pack) -> Iterator[RemarkSaid]:
    """In the order of the files: points, options, bands and phases after what they stand in."""
    for file in program.files:
        if pack_of(file.filename, program.packs) is not pack:
            continue
        for declared in file.declarations:
            kind = _REMARKED.get(type(declared))
            own: list[tuple[RemarkedKind, ast.Declaration]] = [] if kind is None else [(kind, declared)]
            for word, each in (*own, *_inner(declared)):
                if each.notes:
                    yield RemarkSaid(kind=word, name=each.name.text, title=each.title, notes=each.notes)


def _inner(declared: ast.TopLevel) -> Iterator[tuple[RemarkedKind, ast.Declaration]]:
    """What stands in it and has no result of its own."""
    match declared:
        case ast.Scale(points=points):
            yield from (("point", each) for each in points)
        case ast.Category(options=options):
            yield from (("option", each) for each in options)
        case ast.Model(bands=bands, phases=phases):
            yield from (("band", each) for each in bands)
            yield from (("phase", each) for each in phases)


def dates_of_packs(names: Names, as_of: date) -> tuple[Diagnostic, ...]:
    """Rules that are not yet in force on the assessment date, and calendars that do not reach it."""
    early = tuple(
        Diagnostic(
            code="before-rules",
            severity="warning",
            message=f"`{pack.name.text}` holds from {day_words(pack.effective)}, and this is as of {day_words(as_of)}",
            help="Take a later date, or the rules that held then.",
            span=pack.name.span,
        )
        for pack in names.packs
        if pack.effective is not None and as_of < pack.effective
    )
    return (*early, *_calendars_beyond(names, as_of))


def _calendar(names: Names, pack: ast.Pack) -> CalendarUsed | None:
    """The calendar that holds in a pack."""
    calendar = names.calendars.get(pack.span.filename)
    if calendar is None:
        return None
    return CalendarUsed(
        name=calendar.name, title=calendar.title, first=calendar.first, last=calendar.last,
        closed=len(calendar.closed), cites=calendar.cites, notes=calendar.notes,
    )  # fmt: skip


def _calendars_beyond(names: Names, as_of: date) -> tuple[Diagnostic, ...]:
    """One for each pack whose calendar does not cover the date."""
    return tuple(
        Diagnostic(
            code="calendar-ends",
            severity="warning",
            message=f"The calendar `{pack.calendar}` covers {day_words(calendar.first)} to {day_words(calendar.last)}, "
            f"and this is as of {day_words(as_of)}",
            help="Working days that it does not know are left out. Name a calendar that reaches further, or add its "
            "closed days and a later end.",
            span=pack.calendar.span,
        )
        for pack in names.packs
        if pack.calendar is not None
        for calendar in (names.calendars.get(pack.span.filename),)
        if calendar is not None and not covers(calendar, as_of)
    )
