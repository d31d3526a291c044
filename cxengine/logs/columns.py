"""Which columns of a source hold what of an event."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.sources.headings import find_heading, repeats, suggestion

REQUIRED = ("case", "activity", "time")
LABELS = ("case", "activity", "lifecycle", "resource", "group", "channel", "reason", "by")
"""What is text; the others are times and numbers."""
XES_KEYS = {
    "case": "case:concept:name", "activity": "concept:name", "time": "time:timestamp",
    "lifecycle": "lifecycle:transition", "resource": "org:resource", "group": "org:group",
}  # fmt: skip
"""The attributes that the standard XES (IEEE 1849) has for them."""


@attrs.frozen(kw_only=True)
class Columns:
    """The headings of an event's case, activity and time, and of what else is known of it.

    ``order`` numbers the events of a case; ``lifecycle`` says whether an event begins or completes its activity;
    ``resource`` and ``group`` are who does it; ``reason`` is why a contact was made; ``by`` splits cases into groups.
    """

    case: str
    activity: str
    time: str
    order: str | None = None
    lifecycle: str | None = None
    resource: str | None = None
    group: str | None = None
    channel: str | None = None
    reason: str | None = None
    by: str | None = None
    optional: frozenset[str] = frozenset()
    """Those of them that may be absent."""

    def named(self) -> dict[str, str]:
        """From what it is to its heading, for all that are given."""
        found = {field.name: getattr(self, field.name) for field in attrs.fields(Columns)}
        return {role: heading for role, heading in found.items() if isinstance(heading, str)}


def xes_columns(**given: str | None) -> Columns:
    """The columns of an XES file: the standard's, where no other is given."""
    chosen = {role: heading for role, heading in given.items() if heading is not None}
    standard = frozenset(role for role in XES_KEYS if role not in chosen and role not in REQUIRED)
    return Columns(**{**XES_KEYS, **chosen}, optional=standard)


def find_columns(columns: Columns, headings: Sequence[str], name: str) -> dict[str, int]:
    """The place of each column among the headings. Raises CxError (3) with every one that is not there."""
    places: dict[str, int] = {}
    missing: list[Diagnostic] = []
    for role, heading in columns.named().items():
        place = find_heading(heading, headings)
        if place is not None:
            places[role] = place
        elif role not in columns.optional:
            missing.append(_missing(role, heading, headings, name))
    if missing:
        raise CxError(missing, exit_code=3)
    return places


def _missing(role: str, heading: str, headings: Sequence[str], name: str) -> Diagnostic:
    again = repeats(heading, headings)
    if again:
        listed = " and ".join(f"`{each}`" for each in again)
        return Diagnostic(
            code="duplicate-heading",
            message=f"`{name}` has several columns `{heading}`, so it is not clear which is the {role}",
            help=f"Write `--{role}` with one of {listed}; they are numbered from the left.",
        )
    return Diagnostic(
        code="missing-column",
        message=f"`{name}` has no column `{heading}` for the {role} of its events",
        help=f"{suggestion(heading, headings)[1]} Write it as `--{role} COLUMN`.".strip(),
    )
