"""Asks for all rows between two moments: window after window, page after page, by halves where answers are cut off."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import datetime, timedelta

import attrs

from cxengine_open311.answers import Answer, answer_of
from cxengine_open311.cells import text_of
from cxengine_open311.columns import Resource
from cxengine_open311.moments import moment_of, written
from cxengine_open311.settings import Settings
from cxengine_web import Reply, Web

_SHORTEST = timedelta(seconds=1)
_ROUND = 50
"""A whole multiple of so many rows looks like a cap that nobody told us of, and is treated as one."""
_AROUND = timedelta(days=1)


@attrs.frozen(kw_only=True)
class Window:
    """From one moment to another, both with a zone."""

    start: datetime
    end: datetime

    def halves(self) -> tuple[Window, Window]:
        """Two windows that meet in the middle."""
        middle = self.start + (self.end - self.start) / 2
        middle = middle.replace(microsecond=0)
        return Window(start=self.start, end=middle), Window(start=middle, end=self.end)

    @property
    def can_be_halved(self) -> bool:
        """Whether both halves would be shorter and last a second at least."""
        return self.end - self.start >= 2 * _SHORTEST


def windows(start: datetime, end: datetime, days: int) -> Iterator[Window]:
    """The time from start to end in windows of so many days, the earliest first."""
    while start < end:
        after = min(start + timedelta(days=days), end)
        yield Window(start=start, end=after)
        start = after


@attrs.define
class Asking:
    """Asks one server for one of its lists. Counts what was strange."""

    web: Web
    resource: Resource
    settings: Settings
    full: int = 0
    """Windows of a second that were cut off all the same."""
    strange: int = 0
    answered: bool = False
    """Whether the server has ever given anything but "no such thing"."""
    pages_work: bool = True
    last: Reply | None = None
    """The reply that came last."""

    def whole(self) -> Answer:
        """A list that is not asked for by time."""
        return self._answer({})

    def between(self, window: Window) -> Iterator[Answer]:
        """The rows of a window, an answer at a time; one row may come several times."""
        waiting = [window]
        while waiting:
            one = waiting.pop()
            if self.settings.dialect.paging != "none" and self.pages_work:
                halves = yield from self._pages(one)
            else:
                halves = yield from self._at_once(one)
            waiting += reversed(halves)

    def _at_once(self, window: Window) -> Generator[Answer, None, tuple[Window, ...]]:
        """One answer; gives the halves to ask for instead where it was cut off."""
        answer = self._answer(self._span(window))
        if not self._is_cut_off(answer):
            yield answer
            return ()
        self._refuse_other_times(answer, window)
        if window.can_be_halved:
            return window.halves()
        self.full += 1
        yield answer
        return ()

    def _pages(self, window: Window) -> Generator[Answer, None, tuple[Window, ...]]:
        """Page after page until one brings nothing new; a server that does not know pages is asked by halves."""
        dialect, seen, number = self.settings.dialect, set[str](), 0
        first: Answer | None = None
        while True:
            at = dialect.first_page + number if dialect.paging == "page" else len(seen)
            answer = self._answer({
                **self._span(window), dialect.page_key: str(at), dialect.size_key: str(dialect.page_size)
            })  # fmt: skip
            keys = set(answer.keys)
            if number == 1 and keys and keys == seen:
                self.pages_work = False
                if len(keys) >= dialect.page_size:
                    return (window,)
            if first is not None:
                yield first
            if keys <= seen:
                return ()
            seen |= keys
            number += 1
            first = answer if number == 1 else None
            if first is None:
                yield answer

    def _span(self, window: Window) -> dict[str, str]:
        dialect, zone = self.settings.dialect, self.settings.zone
        return {
            dialect.from_key: written(window.start, dialect.dates, zone),
            dialect.to_key: written(window.end, dialect.dates, zone),
        }

    def _answer(self, query: dict[str, str]) -> Answer:
        dialect = self.settings.dialect
        reply = self.web.get(f"{self.resource.path}.{dialect.format}", {**self.settings.parameters, **query})
        answer = answer_of(reply, self.resource, dialect.format)
        self.strange += answer.strange
        self.answered = self.answered or not answer.no_such
        self.last = reply
        return answer

    def _is_cut_off(self, answer: Answer) -> bool:
        count = len(answer.rows)
        return count >= self.settings.dialect.page_cap or (count > 0 and count % _ROUND == 0)

    def _refuse_other_times(self, answer: Answer, window: Window) -> None:
        """Raises CxError (3) where no row of a full answer is of the time that was asked for."""
        field = self.settings.dialect.selects or self.resource.dated
        moments = [moment_of(text_of(row.get(field)) or "", self.settings.zone) for row in answer.rows]
        known = [moment for moment in moments if moment is not None]
        if known and self.last is not None and not any(
            window.start - _AROUND <= moment <= window.end + _AROUND for moment in known
        ):  # fmt: skip
            asked = f"`{self.settings.dialect.from_key}` and `{self.settings.dialect.to_key}`"
            help = "Say in `from_key` and `to_key` what this server calls them, or write `paging`."
            raise self.last.odd(f"does not heed {asked}: it gives {self.resource.said} of other times", help)

