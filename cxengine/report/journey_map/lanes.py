"""The lanes below the steps: one for each thing that a workshop asks about every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from cxengine.report.journey_map import step_words
from cxengine.report.wording import Result

Said = Callable[[Result], list[str]]


@attrs.frozen
class Lane:
    """What a lane is called, and the paragraphs that it has of a step."""

    title: str
    said: Said
    curve: bool = False
    """Whether how people feel is drawn above the words."""
    bars: bool = False
    """Whether a share is drawn as a bar below its words."""
    several: bool = False
    """Whether each paragraph is a point of its own."""


def lanes(journey: Result, numbers: Mapping[str, int]) -> tuple[Lane, ...]:
    """The lanes of a journey, without those in which no step has anything."""
    every = (
        Lane("Goal", lambda step: _if_any(step["goal"])),
        Lane("Action", lambda step: _if_any(step["action"])),
        Lane("Channel", step_words.channel),
        Lane("Who", step_words.who),
        Lane("Time and cost", step_words.time_and_cost),
        Lane("Pain points", lambda step: list(step["pains"]), several=True),
        Lane("Emotion", _emotion, curve=True),
        Lane("Measured", step_words.figures, bars=True, several=True),
        Lane("Opportunities", lambda step: list(step["opportunities"]), several=True),
        Lane("Notes", lambda step: step_words.remarks(step, numbers), several=True),
    )
    return tuple(lane for lane in every if any(lane.said(step) for step in journey["steps"]))


def _if_any(text: str | None) -> list[str]:
    return [text] if text else []


def _emotion(step: Result) -> list[str]:
    return [step["emotion"]["text"]] if step["emotion"] is not None else []
