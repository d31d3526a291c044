"""Finders: what a plugin finds in a journey beside the kinds that are built in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal

import attrs


@attrs.frozen(kw_only=True)
class StepGiven:
    """One step of a journey as a finder sees it. Names are those of the rule files; lengths are in days.

    ``by`` and ``to`` are the parties that act and are turned to. ``needs`` and ``gives`` are items and facts.
    """

    name: str
    title: str
    stage: str | None = None
    kind: str | None = None
    by: str | None = None
    to: str | None = None
    channel: str | None = None
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    optional: bool = False
    takes_days: Fraction | None = None
    effort_days: Fraction | None = None
    cost: Fraction | None = None


@attrs.frozen(kw_only=True)
class JourneyGiven:
    """A journey with its changes made: steps in the order of the file, and what leads where."""

    name: str
    title: str
    steps: tuple[StepGiven, ...]
    follows: tuple[tuple[str, str], ...]
    """Pairs of steps, the later one second."""
    reaches: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class FindingKind:
    """A kind of finding: the heuristic of process redesign behind it, and what that may cost."""

    heuristic: str
    drawback: str


@attrs.frozen(kw_only=True)
class FoundInJourney:
    """One finding. ``steps`` are in the order of the journey, the one it is about last; ``remove`` is one of them.

    What is called certain is proved by the engine before it is said, and said to be likely where that fails.
    """

    kind: str
    steps: tuple[str, ...]
    text: str
    suggestion: str
    confidence: Literal["certain", "likely", "review"] = "review"
    remove: str | None = None


@attrs.frozen(kw_only=True)
class Finder:
    """One finder. Its name is the key under which ``cx_finders`` offers it.

    ``find`` is a pure function; each kind that it finds stands in ``kinds``.
    """

    kinds: Mapping[str, FindingKind]
    doc: str
    find: Callable[[JourneyGiven], tuple[FoundInJourney, ...]]
