"""What is said of a figure beside those of the others of its kind."""

from __future__ import annotations

from typing import Literal

import attrs

from cxengine.engine.said.words import Number

Position = Literal["above", "within", "below"]
"""Above or below the middle half of its peers, or within it."""


@attrs.frozen(kw_only=True)
class PeersSaid:
    """A figure beside its peers: between ``lower`` and ``upper`` lies the middle half of them.

    Worked out from the figures as they are shown, so that nothing hidden is in it, and from levels and scores that are
    certain. ``peers`` counts the others with such a figure. Where they are fewer than ``least``, all else is null and
    ``unknown`` says so; ``position`` is null too where the figure itself is unknown, hidden or not certain.
    """

    peers: int
    least: int
    lower: Number | None
    median: Number | None
    upper: Number | None
    position: Position | None
    unknown: str | None


@attrs.frozen(kw_only=True)
class ModelPeersSaid:
    """The level and the score of a model, where certain, beside those of the others; null where the model has none."""

    level: PeersSaid | None
    score: PeersSaid | None
