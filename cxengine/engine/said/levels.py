"""What is said of one model for one subject: its level, its score, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

import attrs

from cxengine.engine.said.criteria import CriterionSaid, Reason
from cxengine.engine.said.history import ModelHistorySaid
from cxengine.engine.said.peers import ModelPeersSaid
from cxengine.engine.said.words import Number
from cxengine.engine.to_json import named, python_only

if TYPE_CHECKING:
    from cxengine.lang.ast import Aim
    from cxengine.maturity.evaluate import ModelResult


@attrs.frozen(kw_only=True)
class LevelSaid:
    """A level by number, with its name and band where the model gives them."""

    number: int
    name: str | None
    band: str | None
    only_with_investment: bool
    means: tuple[str, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class CouldBe:
    """The level over every way the unknowns could turn out."""

    from_: int = named("from")
    to: int
    exact: bool


@attrs.frozen(kw_only=True)
class ScoreCouldBe:
    """The score over every way the unknowns could turn out."""

    from_: Number = named("from")
    to: Number


@attrs.frozen(kw_only=True)
class WaiverSaid:
    """A criterion that is set aside up to and including a date, by a pack that gives its reason."""

    criterion: str
    until: date
    because: str
    title: str
    pack: str


@attrs.frozen(kw_only=True)
class CapSaid:
    """A bound on the level while a condition holds. ``certain`` is false where nobody knows whether it does."""

    level: int
    certain: bool
    because: Reason


@attrs.frozen(kw_only=True)
class AspectSaid:
    """One aspect's level and score; ``level`` is null where no level asks for any of its criteria, or it is withheld.

    ``withheld`` says why neither is given, ``capped`` what bounds its level.
    """

    aspect: str
    title: str
    level: int | None
    withheld: str | None
    capped: tuple[CapSaid, ...]
    score: Number | None
    means: tuple[str, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class AgreementSaid:
    """Where several assessors agree and differ.

    ``could_answer`` is how many there are and ``answered`` names those who did; ``compared`` counts the criteria that
    at least two of them answered, and ``differ`` lists those with answers that are not the same.
    """

    assessors: tuple[str, ...]
    on_disagreement: str | None
    could_answer: int
    answered: tuple[str, ...]
    compared: int
    agreed: int
    differ: tuple[str, ...]


@attrs.frozen(kw_only=True)
class AimSaid:
    """The level that a subject aims at; ``own`` where the aim is for it alone.

    ``status`` is unknown where the result is withheld or no level is said. ``certain``: no way the unknowns could turn
    out changes it.
    """

    level: int
    name: str | None
    by: date | None
    own: bool
    status: Literal["reached", "on_the_way", "overdue", "unknown"]
    certain: bool
    declared: Aim = python_only()


@attrs.frozen(kw_only=True)
class ToNext:
    """What stands between this level and the next. ``level`` is null at the top.

    ``condition`` is the level's own condition where it does not hold for certain. ``accepted``: the level that is
    reached is the one aimed at, so that nothing more need be done.
    """

    level: int | None
    name: str | None
    only_with_investment: bool
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    condition: Reason | None
    accepted: bool


@attrs.frozen(kw_only=True)
class ModelSaid:
    """One model for one subject. ``level_unknown``: why the scorer of a plugin that is to say the level does not."""

    model: str
    title: str
    levels: Mapping[str, str]
    level: LevelSaid | None
    level_unknown: str | None
    withheld: str | None
    capped: tuple[CapSaid, ...]
    could_be: CouldBe
    waivers: tuple[WaiverSaid, ...]
    expired_waivers: tuple[WaiverSaid, ...]
    without_waivers: LevelSaid | None
    could_be_without_waivers: CouldBe | None
    score: Number | None
    score_from: Number | None
    score_to: Number | None
    score_could_be: ScoreCouldBe | None
    score_unknown: str | None
    aspects: tuple[AspectSaid, ...]
    criteria: tuple[CriterionSaid, ...]
    to_next: ToNext
    agreement: AgreementSaid | None
    aim: AimSaid | None
    notes: tuple[str, ...]
    history: ModelHistorySaid | None = None
    """With the records of earlier dates; None where there are none of it."""
    peers: ModelPeersSaid | None = None
    """Beside the others of its kind; None where there are none."""
    result: ModelResult | None = python_only()

    def criterion(self, id: str) -> CriterionSaid:
        """The criterion of an id; KeyError where there is none."""
        for criterion in self.criteria:
            if criterion.criterion == id:
                return criterion
        raise KeyError(id)
