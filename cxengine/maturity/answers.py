"""What people answered to the ``ask:`` criteria."""

from __future__ import annotations

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
