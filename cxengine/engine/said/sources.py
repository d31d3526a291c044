"""What was read: rule packs and what they change of each other, and the data."""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs


@attrs.frozen(kw_only=True)
class CalendarUsed:
    """By what working days are counted: Monday to Friday without the closed days, between two days, both in."""

    name: str
    title: str
    first: date
    last: date
    closed: int
    cites: tuple[str, ...]
    notes: tuple[str, ...]


RemarkedKind = Literal[
    "scale", "point", "category", "option", "table", "subject", "segment", "theme", "party", "band", "phase"
]


@attrs.frozen(kw_only=True)
class RemarkSaid:
    """What the rules remark on something that has no result of its own: a scale, a table, an option."""

    kind: RemarkedKind
    name: str
    title: str
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class PackUsed:
    """A rule pack that took part, with the digest of its text."""

    name: str
    version: str | None
    digest: str
    title: str
    effective: date | None
    cites: tuple[str, ...]
    notes: tuple[str, ...]
    calendar: CalendarUsed | None = None
    """None where the pack counts no working days."""
    remarks: tuple[RemarkSaid, ...] = ()


@attrs.frozen(kw_only=True)
class OverrideSaid:
    """What a pack says about the pack that it extends: ``lines`` are the words whose lines it wrote or took out."""

    what: Literal["changed", "added", "waived", "removed"]
    kind: str
    name: str
    title: str
    lines: tuple[str, ...]
    until: date | None
    pack: str
    because: str
    filename: str
    line: int


@attrs.frozen(kw_only=True)
class ProblemSaid:
    """A problem of a source's data; ``rows`` are the first row numbers, ``count`` is how many there are.

    ``rows`` is empty, and ``count`` null, where a hidden figure would follow from them.
    """

    code: str
    message: str
    rows: tuple[int, ...]
    count: int | None


@attrs.frozen(kw_only=True)
class FileUsed:
    """One of several files, or sheets, that fill a table. ``rows`` is null where the table has hidden figures."""

    name: str
    rows: int | None
    rejected: int
    digest: str


@attrs.frozen(kw_only=True)
class HidingCostSaid:
    """What may be left out of the rules (`by channel`, a metric), and how many more figures would then be shown."""

    leave_out: str
    more: int


@attrs.frozen(kw_only=True)
class HidingSaid:
    """How many figures of a table there are and how many are hidden, over all that may be asked for on the date.

    ``first`` for their own small group, ``second`` to protect others, ``withheld`` without a reason. ``whole`` are the
    topmost subjects of which an unsplit figure is hidden to protect others. ``costs`` the dearest first.
    """

    figures: int
    first: int
    second: int
    withheld: int
    whole: tuple[str, ...]
    costs: tuple[HidingCostSaid, ...]
    text: str


@attrs.frozen(kw_only=True)
class SourceUsed:
    """What was read for a table. ``plugin`` is None where nothing fills it; ``files`` where there are several.

    ``rows`` is null where a hidden figure would follow from it. ``hiding`` is null where nothing is hidden, or only
    small groups. ``rounded_to`` is what numbers of rows are rounded to before figures are worked out from them.
    """

    table: str
    plugin: str | None
    rows: int | None
    rejected: int
    digest: str
    problems: tuple[ProblemSaid, ...]
    notes: tuple[str, ...]
    files: tuple[FileUsed, ...] = ()
    hiding: HidingSaid | None = None
    rounded_to: int | None = None
