"""What is said of figures that moved between two dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs

from cxengine.engine.said.words import Number
from cxengine.engine.to_json import named, python_only

if TYPE_CHECKING:
    from cxengine.metrics.mix import Split
    from cxengine.metrics.moved import Moved


@attrs.frozen(kw_only=True)
class ChangeSaid:
    """How a metric moved between two dates, in its own unit: ``by`` is the figure less ``before``, that of ``from``.

    ``low`` and ``high`` bound it. ``chance`` is how often one as large comes about where nothing changed, and
    ``chance_of_all`` the same made up for all the changes that were looked at together (Holm); ``significant`` where
    that is below what the metric's confidence leaves. ``unknown`` says why ``by`` is null.
    """

    from_: date = named("from")
    by: Number | None
    significant: bool | None
    before: Number | None
    n_before: int | None
    low: Number | None
    high: Number | None
    chance: float | None
    chance_of_all: float | None
    shown: str
    unknown: str | None
    moved: Moved | None = python_only()


@attrs.frozen(kw_only=True)
class GroupChangeSaid:
    """One group on both dates; ``by`` is null for all that are in no group that is shown.

    ``part_before`` and ``part`` are its parts of the rows in percent, ``mix`` and ``within`` what it adds to the
    change by being a larger or smaller part, and by having moved itself.
    """

    by: Mapping[str, str | None] | None
    title: str
    n_before: int
    n: int
    part_before: Number
    part: Number
    before: Number | None
    value: Number | None
    mix: Number
    within: Number


@attrs.frozen(kw_only=True)
class SplitSaid:
    """A change taken apart by groups that share nobody: ``mix`` is a change in who answered, ``within`` the rest."""

    by: tuple[str, ...]
    mix: Number
    within: Number
    within_significant: bool
    within_chance_of_all: float
    groups: tuple[GroupChangeSaid, ...]
    split: Split | None = python_only()


@attrs.frozen(kw_only=True)
class MovedSaid:
    """One metric of one subject between two dates, in sentences, and taken apart where that was asked for."""

    metric: str
    title: str
    subject: str | None
    subject_title: str | None
    change: ChangeSaid
    splits: tuple[SplitSaid, ...]
    text: tuple[str, ...]
