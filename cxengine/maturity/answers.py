"""What people answered to the ``ask:`` criteria."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from cxengine.subjects import SubjectKey


@attrs.frozen(kw_only=True)
class Answer:
    """One recorded answer, as given. ``answer`` is an outcome word, a point's name, a number or a percentage.

    ``model`` is None where the source names none; ``row`` is the row of the source it came from.
    """

    subject: SubjectKey
    criterion: str
    answer: str
    model: str | None = None
    by: str | None = None
    on: date | None = None
    evidence: str = ""
    justification: str = ""
    link: str = ""
    plan: str = ""
    note: str = ""
    row: int | None = None
    assessor: str | None = None
    """Who answered, as the model calls them (``peer``), or the id of the subject that did."""
    assessor_title: str | None = None


@attrs.frozen
class Answered:
    """What was answered about one subject: by criterion id the latest answer of each who may answer.

    ``teams`` says of a kind of subject that answers how many there are.
    """

    answers: Mapping[str, tuple[Answer, ...]] = attrs.field(factory=dict)
    teams: Mapping[str, int] = attrs.field(factory=dict)

    def to(self, criterion: str) -> tuple[Answer, ...]:
        """The answers to a criterion, in the order in which the assessors are named."""
        return self.answers.get(criterion, ())
