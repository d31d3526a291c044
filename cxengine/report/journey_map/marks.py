"""Findings by the steps that they are about: numbers that stand at a step, and the sentences that they stand for."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cxengine.report.wording import Result


@attrs.frozen
class Mark:
    """What stands at a step. ``strong`` where something is to be decided, not where all is accepted."""

    text: str
    strong: bool


def marks(journey: Result) -> Mapping[str, tuple[Mark, ...]]:
    """For each step its marks: first what could go, then what is only part of a finding, then what is accepted."""
    by_step: dict[str, dict[str, list[str]]] = {}
    for number, finding in enumerate(journey["findings"], start=1):
        for step in finding["steps"]:
            by_step.setdefault(step, {}).setdefault(_end(finding, step), []).append(f"F{number}")
    return {
        step: tuple(
            Mark(", ".join(ends[end]) + end, strong=end != _ACCEPTED)
            for end in (_COULD_GO, "", _ACCEPTED)
            if end in ends
        )
        for step, ends in by_step.items()
    }


_COULD_GO, _ACCEPTED = ": could go", ": accepted"


def _end(finding: Result, step: str) -> str:
    if finding["accepted"]:
        return _ACCEPTED
    return _COULD_GO if finding["remove"] == step else ""
