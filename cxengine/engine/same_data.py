"""Tables that are filled from the same data, of which one hides small groups: each is decided on alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from cxengine.host.contracts import Binding, LoadReport, Problem

_PARTS = ("sheet", "table")
"""Options that say which part of a file is read."""


def same_data(
    reports: Sequence[LoadReport], bound: Mapping[str, Any], counted: Set[str], hides: Callable[[str], bool]
) -> Mapping[str, Problem]:
    """A problem for each table of which figures are hidden while another that is ``counted`` is of the same data.

    Of two that both hide figures it is said of the first. Two sheets of a workbook or tables of a database that are
    named in ``bound`` are of other data.
    """
    held = {each.table: {each.digest, *(file.digest for file in each.files)} - {""} for each in reports}
    hiding = [table for table in held if table in counted and hides(table)]
    found: dict[str, Problem] = {}
    for place, table in enumerate(hiding):
        others = [
            other
            for other in held
            if other in counted and other not in hiding[: place + 1] and not held[table].isdisjoint(held[other])
            and not _are_parts(bound.get(table), bound.get(other))
        ]
        if others:
            found[table] = Problem(code="same-data", message=_message(others))
    return found


def _message(others: Sequence[str]) -> str:
    named = ", ".join(f"`{other}`" for other in others)
    return (
        f"filled from the same data as {named}: each hides small groups by itself, and both together may tell of them. "
        "Write one table for these data, and what tells the metrics apart in their `where` lines"
    )


def _are_parts(one: Any, other: Any) -> bool:
    """Whether both name a part of a file, and not the same."""
    if not isinstance(one, Binding) or not isinstance(other, Binding) or one.files or other.files:
        return False
    named = [(one.options.get(key), other.options.get(key)) for key in _PARTS]
    return any(first and second and str(first).casefold() != str(second).casefold() for first, second in named)
