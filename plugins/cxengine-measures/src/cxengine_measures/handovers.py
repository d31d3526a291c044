"""Finds steps in a row of which each is somebody else's."""

from __future__ import annotations

from cxengine.host.contracts import Finder, FindingKind, FoundInJourney, JourneyGiven

LEAST = 3


def find(journey: JourneyGiven) -> tuple[FoundInJourney, ...]:
    """Runs of at least three steps, one after the other, that pass from party to party each time."""
    found: list[FoundInJourney] = []
    run: list[str] = []
    last: str | None = None
    for step in (*journey.steps, None):
        passes = step is not None and step.by is not None and step.by != last and (
            not run or (run[-1], step.name) in journey.follows
        )  # fmt: skip
        if not passes:
            found += _of(run)
            run = [step.name] if step is not None and step.by is not None else []
        elif step is not None:
            run.append(step.name)
        last = step.by if step is not None else None
    return tuple(found)


def _of(run: list[str]) -> list[FoundInJourney]:
    if len(run) < LEAST:
        return []
    text = f"The case goes from one to another at each of {len(run)} steps in a row."
    help = "Let one of them do several of these steps."
    return [FoundInJourney(kind="handovers", steps=tuple(run), text=text, suggestion=help)]


HANDOVERS = Finder(
    kinds={"handovers": FindingKind(heuristic="case manager", drawback="One person has to know more.")},
    doc="Steps in a row of which each is somebody else's.",
    find=find,
)
