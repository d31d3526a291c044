"""Enrichers: what other systems know of the actions of an assessment: who does them, what they cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import attrs


@attrs.frozen(kw_only=True)
class ActionGiven:
    """One action for one subject. ``owner`` is a party of the rule files; ``cost`` in pounds, effort in working days.

    Neither is known where it is None.
    """

    id: str
    action: str
    title: str
    subject_kind: str
    subject_id: str
    owner: str | None = None
    cost: Fraction | None = None
    effort_days: Fraction | None = None


@attrs.frozen(kw_only=True)
class Enrichment:
    """What is known of an action; None leaves it as it is.

    ``owner`` is the name of a person's post or a team, as it is shown. A figure that comes from here is no longer
    called an estimate, and is shown with the enricher's name; effort, in working days, moves the action's dates and
    those of what waits for it. ``note`` is shown with the action.
    """

    owner: str | None = None
    cost: Fraction | None = None
    effort_days: Fraction | None = None
    note: str | None = None


@attrs.frozen(kw_only=True)
class Enricher:
    """One enricher. Its name is the key under which ``cx_enrichers`` offers it.

    ``enrich`` is called once for each run with all actions, and gives what it knows by their ids.
    """

    doc: str
    enrich: Callable[[tuple[ActionGiven, ...]], Mapping[str, Enrichment]]
