"""What an answer, or the answers of several people, come to."""

from __future__ import annotations

from fractions import Fraction

import attrs

from cxengine.maturity.answers import Answer
from cxengine.maturity.outcome import Outcome


@attrs.frozen
class Judged:
    """What an answer comes to. ``value`` is its points for the score; ``text`` says what was answered.

    ``problem`` is set where the answer itself is at fault: the load report lists it. Where several people answer,
    ``parts`` are their answers, each judged by itself, and ``values`` the points that all of them together could still
    come to, where that is open.
    """

    outcome: Outcome
    value: Fraction | None
    text: str
    missing: tuple[str, ...] = ()
    stale: bool = False
    problem: str | None = None
    lacks_proof: bool = False
    rank: int | None = None
    """Which point was answered, from the lowest; of several people's, the highest that is not above their value."""
    proofs: frozenset[str] = frozenset()
    answer: Answer | None = None
    """What was answered; None where nobody has."""
    said: str | None = None
    """The point that was answered, as the scale spells it."""
    given: str | None = None
    """The same as it was answered: `95%` where the scale has a band for that."""
    parts: tuple[Judged, ...] = ()
    values: tuple[Fraction, ...] = ()
    exact: bool = False
    """Whether it is a percentage, which counts as itself."""

    @property
    def assessor(self) -> str | None:
        """Who answered, as the model calls them."""
        return self.answer.assessor if self.answer is not None else None

    @property
    def assessor_title(self) -> str:
        """Who answered, for people."""
        return (self.answer.assessor_title or self.answer.assessor or "") if self.answer is not None else ""
