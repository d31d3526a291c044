"""By which calendar each file counts working days: the one that its pack names, or a pack that extends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.lookup import Lookup, place_in_words
from cxengine.lang.packs import Packs
from cxengine.lang.parse import parse
from cxengine.lang.working_days import open_days
from cxengine.resources import calendar_texts
from cxengine.source import Source, Span


@cache
def built_in_calendars() -> Mapping[str, ast.Calendar]:
    """The calendars that come with the engine, by name."""
    found = Diagnostics()
    files = [parse(Source(name, text), found) for name, text in calendar_texts()]
    found.stop_if_errors()
    return {each.name.text: each for file in files for each in file.declarations if isinstance(each, ast.Calendar)}


def with_calendars(files: Sequence[ast.File], packs: Packs, found: Diagnostics) -> tuple[ast.File, ...]:
    """The files, in which each length in working days, and each file, has the calendar of its pack."""
    declared = [each for file in files for each in file.declarations if isinstance(each, ast.Calendar)]
    named = [pack for pack in packs.by_name.values() if pack.calendar is not None]
    if not declared and not named:
        return tuple(files)
    calendars = _Calendars(declared, Lookup(files, found), found)
    for each in declared:
        calendars.counted(each)
    found_for = {name: calendars.of_pack(pack) for name, pack in _naming(packs).items()}
    chosen = {name: calendar for name, calendar in found_for.items() if calendar is not None}
    return tuple(_counted_by(file, chosen, packs) for file in files)


def _naming(packs: Packs) -> Mapping[str, ast.Pack]:
    """For each pack the one whose `calendar` line holds in it: the outermost that extends it, else the next below."""
    found: dict[str, ast.Pack] = {}
    for pack in packs.by_name.values():
        below = packs.extended(pack)
        for place, one in enumerate((pack, *below)):
            above = [each for each in (pack, *below)[: place + 1] if each.calendar is not None]
            own = above[:1] or [each for each in below[place:] if each.calendar is not None][:1]
            if own and (one.name.text not in found or pack in _extending(found[one.name.text], packs)):
                found[one.name.text] = own[0]
    return found


def _extending(pack: ast.Pack, packs: Packs) -> list[ast.Pack]:
    return [each for each in packs.by_name.values() if pack in packs.extended(each)]


class _Calendars:
    """The calendars of the rule files and those that come with the engine; one of the files goes first."""

    def __init__(self, declared: Iterable[ast.Calendar], lookup: Lookup, found: Diagnostics) -> None:
        self._lookup = lookup
        self._found = found
        self._declared: dict[str, ast.Calendar] = dict(built_in_calendars())
        own: dict[str, ast.Calendar] = {}
        for each in declared:
            first = own.setdefault(each.name.text, each)
            if first is not each:
                help = f"The first is at {place_in_words(first.span)}. Give one of them another name, or remove it."
                found.error("duplicate-name", each.name.span, f"`{each.name}` is declared twice", help)
        self._declared |= own
        self._counted: dict[str, ast.WorkingCalendar | None] = {}
        self._open: set[str] = set()

    def of_pack(self, pack: ast.Pack) -> ast.WorkingCalendar | None:
        """The calendar that a pack names."""
        return None if pack.calendar is None else self._named(pack.calendar)

    def _named(self, name: ast.Name) -> ast.WorkingCalendar | None:
        declared = self._declared.get(name.text)
        if declared is None:
            message = f"There is no calendar `{name}`"
            help = f"Write `calendar england`, or declare your own: `calendar {name}: Title`."
            self._lookup.unknown(name, message, self._declared, help)
            return None
        return self.counted(declared)

    def counted(self, calendar: ast.Calendar) -> ast.WorkingCalendar | None:
        """The days of a calendar and of those that it includes; None where something is wrong with it."""
        word = calendar.name.text
        if word not in self._counted:
            self._open.add(word)
            self._counted[word] = self._made(calendar)
            self._open.discard(word)
        return self._counted[word]

    def _made(self, calendar: ast.Calendar) -> ast.WorkingCalendar | None:
        included = [self._included(name, calendar) for name in calendar.includes]
        if any(each is None for each in included):
            return None
        others = [each for each in included if each is not None]
        covers = calendar.covers
        if covers is None and not others:
            if not self._lookup.incomplete:
                self._found.error(
                    "calendar-range",
                    calendar.name.span,
                    f"The calendar `{calendar.name}` does not say from when to when it knows every closed day",
                    "Add a line to it: `covers 2020-01-01 to 2028-12-31`; or `includes england`.",
                )
            return None
        first = max(each.first for each in others) if covers is None else covers.first
        last = min(each.last for each in others) if covers is None else covers.last
        self._check_days(calendar, first, last)
        closed = {day for each in others for day in each.closed} | {each.day for each in calendar.closed}
        return open_days(calendar, first, last, frozenset(closed))

    def _included(self, name: ast.Name, calendar: ast.Calendar) -> ast.WorkingCalendar | None:
        if name.text in self._open:
            message = f"The calendar `{calendar.name}` would include itself"
            help = "Take this line out, or the one that leads back here."
            self._found.error("circular-calendars", name.span, message, help)
            return None
        return self._named(name)

    def _check_days(self, calendar: ast.Calendar, first: date, last: date) -> None:
        seen: dict[date, ast.ClosedDay] = {}
        for each in calendar.closed:
            if not first <= each.day <= last:
                self._found.error(
                    "calendar-range",
                    each.span,
                    f"{_told(each)} lies outside what the calendar `{calendar.name}` covers, {first} to {last}",
                    f"Widen it, once every closed day is known: `covers {min(first, each.day)} to "
                    f"{max(last, each.day)}`; or take the line out.",
                )
            elif each.day.weekday() > 4:
                day = "Saturday" if each.day.weekday() == 5 else "Sunday"
                self._warn(each.span, f"{_told(each)} is a {day}, which is no working day anyway")
            elif each.day in seen:
                self._warn(each.span, f"{_told(each)} is closed already, line {seen[each.day].span.line}")
            seen.setdefault(each.day, each)

    def _warn(self, span: Span, message: str) -> None:
        help = "Write the day on which people do not come in, or take the line out."
        self._found.warning("closed-day", span, message, help)


def _told(closed: ast.ClosedDay) -> str:
    """The day, and why nobody works on it."""
    return f"{closed.day} ({closed.title})" if closed.title else str(closed.day)


def _counted_by(file: ast.File, chosen: Mapping[str, ast.WorkingCalendar], packs: Packs) -> ast.File:
    pack = packs.of(file.filename)
    own = None if pack is None else chosen.get(pack.name.text)

    def of_line(span: Span) -> ast.WorkingCalendar | None:
        """An override's lines stand in the file of what they change, and count by the calendar of their own pack."""
        if span.filename == file.filename:
            return own
        other = packs.of(span.filename)
        return None if other is None else chosen.get(other.name.text)

    return attrs.evolve(file, declarations=_filled(file.declarations, of_line), calendar=own)


def _filled(node: Any, calendar_of: Callable[[Span], ast.WorkingCalendar | None]) -> Any:
    """The node with a calendar in each length of time that needs one; the same node where none does."""
    if isinstance(node, tuple):
        parts = tuple(_filled(part, calendar_of) for part in node)
        same = all(new is old for new, old in zip(parts, node, strict=True))
        return node if same else parts
    if not attrs.has(type(node)) or isinstance(node, Span | ast.Name | ast.WorkingCalendar):
        return node
    changes: dict[str, Any] = {}
    for field in attrs.fields(type(node)):
        old = getattr(node, field.name)
        new = _filled(old, calendar_of)
        if new is not old:
            changes[field.name] = new
    if isinstance(node, ast.InWorkingDays) or (isinstance(node, ast.Period) and node.unit == "working day"):
        changes["calendar"] = calendar_of(node.span)
    return attrs.evolve(node, **changes) if changes else node
