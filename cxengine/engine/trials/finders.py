"""Finders: what they find is of their kinds and of the journey, and the same each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from random import Random

from cxengine.host.contracts import Finder, FoundInJourney, JourneyGiven, PluginFailure, StepGiven

CASES = 60
_ITEMS = ("form", "proof", "address", "decision")


def finder_faults(finder: Finder, journeys: Iterable[JourneyGiven]) -> Iterator[str]:
    """What is wrong with the findings of each journey."""
    for journey in journeys:
        first, again = _found(finder, journey), _found(finder, journey)
        if isinstance(first, str):
            yield f"in the journey `{journey.name}`: {first}"
            return
        if first != again:
            yield f"asked twice, it finds different things in the journey `{journey.name}`"
            return
        fault = next((fault for found in first if (fault := _fault(found, finder, journey))), None)
        if fault is not None:
            yield f"in the journey `{journey.name}`: {fault}"
            return


def journeys(seed: int = 0) -> Iterator[JourneyGiven]:
    """Journeys of up to eight steps, straight and with choices, in which steps give and need things."""
    random = Random(f"journeys {seed}")
    for number in range(CASES):
        steps = tuple(_step(at, random) for at in range(min(number, 8)))
        follows = [(first.name, second.name) for first, second in zip(steps, steps[1:], strict=False)]
        if len(steps) > 3 and random.random() < 0.5:
            follows.append((steps[0].name, steps[2].name))
        yield JourneyGiven(name=f"trial_{number}", title="Trial", steps=steps, follows=tuple(follows),
                           reaches=("decision",))  # fmt: skip


def _step(at: int, random: Random) -> StepGiven:
    return StepGiven(
        name=f"step_{at}", title=random.choice(("Fill in the form", "Check the form", "Wait")),
        by=random.choice(("customer", "council", None)), channel=random.choice(("web", "phone", None)),
        needs=tuple(random.sample(_ITEMS, random.randint(0, 2))),
        gives=tuple(random.sample(_ITEMS, random.randint(0, 2))), optional=random.random() < 0.2,
        takes_days=random.choice((None, Fraction(1), Fraction(1, 2))),
    )  # fmt: skip


def _found(finder: Finder, journey: JourneyGiven) -> tuple[FoundInJourney, ...] | str:
    try:
        found = finder.find(journey)
    except PluginFailure as failure:
        return failure.problem.reason
    except Exception as failure:  # of the plugin: it is what is tried
        return f"{type(failure).__name__}: {failure}"
    return found if isinstance(found, tuple) else f"it gave a {type(found).__name__}, and a tuple is needed"


def _fault(found: object, finder: Finder, journey: JourneyGiven) -> str | None:
    if not isinstance(found, FoundInJourney):
        return f"it gave a {type(found).__name__} among its findings"
    places = {step.name: place for place, step in enumerate(journey.steps)}
    if found.kind not in finder.kinds:
        return f"it found a `{found.kind}`, which is none of its kinds"
    strange = [name for name in found.steps if name not in places]
    if not found.steps or strange:
        return f"a finding is of {', '.join(strange) or 'no step'}, which the journey does not have"
    if [places[name] for name in found.steps] != sorted(places[name] for name in found.steps):
        return f"the steps {', '.join(found.steps)} of a finding are not in the order of the journey"
    if found.remove is not None and found.remove not in found.steps:
        return f"it removes `{found.remove}`, which the finding is not about"
    if not found.text.strip() or not found.suggestion.strip():
        return "a finding has no words"
    return None
