"""What stands at a step of a map: the numbers of findings about it, and what a better journey changes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from cxengine.report.wording import Result


@attrs.frozen
class Mark:
    """A few words. ``strong`` where something is to be decided."""

    text: str
    strong: bool


def marks(journey: Result) -> Mapping[str, tuple[Mark, ...]]:
    """For each step its marks: what could go, what is only part of a finding, what is accepted, what is changed."""
    by_step: dict[str, dict[str, list[str]]] = {}
    for number, finding in enumerate(journey["findings"], start=1):
        for step in finding["steps"]:
            by_step.setdefault(step, {}).setdefault(_end(finding, step), []).append(f"F{number}")
    found = {
        step: [
            Mark(_listed(ends[end]) + end, strong=end != _ACCEPTED)
            for end in (_COULD_GO, "", _ACCEPTED)
            if end in ends
        ]
        for step, ends in by_step.items()
    }
    for step, text in _changed(journey):
        found.setdefault(step, []).append(Mark(text, strong=False))
    return {step: tuple(marked) for step, marked in found.items()}


def _listed(numbers: list[str]) -> str:
    """Up to four numbers, else three and how many more: beside a step there is no room for all."""
    return ", ".join(numbers) if len(numbers) <= 4 else f"{', '.join(numbers[:3])} +{len(numbers) - 3}"


def _changed(journey: Result) -> Iterator[tuple[str, str]]:
    """Steps that the journey which this one changes has not, or has otherwise."""
    for change in journey["changed"]:
        if change["change"] in ("add", "merge"):
            yield change["into"] or change["steps"][0], "new"
        elif change["change"] == "change":
            yield change["steps"][0], "changed"


_COULD_GO, _ACCEPTED = ": could go", ": accepted"


def _end(finding: Result, step: str) -> str:
    if finding["accepted"]:
        return _ACCEPTED
    return _COULD_GO if finding["remove"] == step else ""
