"""Tables that are filled from the same data, of which one hides small groups: each is decided on alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set

from cxengine.host.contracts import LoadReport, Problem


def same_data(
    reports: Sequence[LoadReport], counted: Set[str], hides: Callable[[str], bool]
) -> Mapping[str, Problem]:
    """A problem for each table of which figures are hidden while another that is ``counted`` is of the same data.

    Of two that both hide figures it is said of the first.
    """
    held = {each.table: {each.digest, *(file.digest for file in each.files)} - {""} for each in reports}
    hiding = [table for table in held if table in counted and hides(table)]
    found: dict[str, Problem] = {}
    for place, table in enumerate(hiding):
        others = [
            other
            for other in held
            if other in counted and other not in hiding[: place + 1] and not held[table].isdisjoint(held[other])
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
