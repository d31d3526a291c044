"""What rules found, and what objectives rest on."""

from __future__ import annotations

from typing import Literal

import attrs

from cxengine.engine.said.criteria import Reason


@attrs.frozen(kw_only=True)
class FindingSaid:
    """A rule that found something about a subject."""

    rule: str
    title: str
    severity: Literal["high", "medium", "low"]
    text: str
    because: Reason
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class UndecidedSaid:
    """A rule of which it could not be worked out whether it finds something, and what is missing."""

    rule: str
    title: str
    because: Reason


@attrs.frozen(kw_only=True)
class Meets:
    """The criterion that an action is for."""

    model: str
    criterion: str


@attrs.frozen(kw_only=True)
class ObjectiveSaid:
    """An objective, the wider ones it supports, and what supports it."""

    objective: str
    title: str
    supports: tuple[str, ...]
    objectives: tuple[str, ...]
    metrics: tuple[str, ...]
    criteria: tuple[Meets, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class UntracedSaid:
    """What supports no objective, where objectives are declared."""

    metrics: tuple[str, ...] = ()
    criteria: tuple[Meets, ...] = ()
