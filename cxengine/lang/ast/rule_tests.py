"""The ``test`` blocks of a rule file: what is given, what is expected."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

import attrs

from cxengine.lang.ast.declarations import Declaration
from cxengine.lang.ast.expressions import Expr, Name, Ref, spanned
from cxengine.source import Span

ProofKind = Literal["evidence", "justification", "link", "plan"]


@attrs.frozen
class GivenAnswers:
    """``given answer 1.1 is met on 2018-05-01 with link`` · ``given answers 1.1 to 3.5 are met`` (``last`` set) ·
    ``given answer 1.1 by peer is met``.

    ``answer`` is an outcome word, a point's name, a whole number as text, or a percentage as a fraction of one.
    """

    first: Name
    last: Name | None
    answer: str | Fraction
    on: date | None = None
    proofs: tuple[ProofKind, ...] = ()
    by: Name | None = None
    """The assessor, in a model that several people answer."""
    span: Span = spanned()


@attrs.frozen
class GivenFact:
    """``given csat 12 months ago is 86% of 400`` · ``given has_phone_line is yes`` · ``given csat is unknown``.

    ``subject`` names a metric or an attribute of the assessed subject, or its kind (``given service is parking``).
    ``value`` is a literal or a Ref (an option, yes or no); None for unknown. ``count`` is the number of answers
    behind a share.
    """

    subject: Ref
    value: Expr | None
    count: int | None = None
    span: Span = spanned()


@attrs.frozen
class GivenResult:
    """``given level of base is 2`` · ``given score of base is 0.5``: what another model comes to.

    ``value`` is a literal, or Negative of one; a whole number for a level.
    """

    what: Literal["level", "score"]
    model: Name
    value: Expr
    span: Span = spanned()


@attrs.frozen
class GivenToday:
    """``given today is 2020-06-01``."""

    value: date
    span: Span = spanned()


@attrs.frozen
class ExpectLevel:
    """``expect level 1, could be 2``. With ``could_be`` None nothing is said of the range."""

    level: int
    could_be: int | None = None
    span: Span = spanned()


@attrs.frozen
class ExpectLevelOf:
    """``expect level of culture is 2``."""

    aspect: Name
    level: int
    span: Span = spanned()


@attrs.frozen
class ExpectWithheld:
    """``expect withheld`` · ``expect withheld of culture``."""

    aspect: Name | None = None
    span: Span = spanned()


@attrs.frozen
class ExpectBand:
    """``expect band silver``."""

    band: Name
    span: Span = spanned()


@attrs.frozen
class ExpectStandard:
    """``expect standard of csat is good`` · ``expect no standard of csat`` (``standard`` None)."""

    metric: Name
    standard: Name | None
    span: Span = spanned()


@attrs.frozen
class ExpectAim:
    """``expect aim is on the way`` · ``expect no aim`` (``standing`` None)."""

    standing: Literal["reached", "on the way", "overdue", "unknown"] | None
    span: Span = spanned()


@attrs.frozen
class ExpectCriterion:
    """``expect criterion 3.6 is unmet``; ``outcome`` is an outcome, or a point of the criterion's scale."""

    criterion: Name
    outcome: str
    span: Span = spanned()


@attrs.frozen
class ExpectAction:
    """``expect action survey`` · ``expect no action survey``."""

    action: Name
    absent: bool = False
    span: Span = spanned()


@attrs.frozen
class ExpectFinding:
    """``expect finding worse`` · ``expect no finding worse`` · ``expect finding duplicate_step on ask, chase``.

    ``rule`` is what is found where a journey is tried; ``steps`` are then those that it must be about.
    """

    rule: Name
    absent: bool = False
    steps: tuple[Name, ...] = ()
    span: Span = spanned()


@attrs.frozen
class ExpectScore:
    """``expect score is 0.5`` · ``expect score of culture is 50%`` · ``expect no score`` (value None).

    Compared at the ``decimals`` written, which for a percentage are those of the percentage.
    """

    aspect: Name | None
    value: Expr | None
    decimals: int = 0
    level: int | None = None
    """``score of culture at level 2``: over that level's criteria only."""
    of: Fraction | None = None
    """``2 of 4``: what was reached, and the most there was."""
    span: Span = spanned()


@attrs.frozen
class ExpectMetric:
    """``expect csat is 86%`` · ``expect csat is unknown`` (value None); compared at the ``decimals`` written."""

    metric: Ref
    value: Expr | None
    decimals: int = 0
    span: Span = spanned()


@attrs.frozen
class ExpectSuppressed:
    """``expect suppressed csat``."""

    metric: Name
    span: Span = spanned()


Given = GivenAnswers | GivenFact | GivenResult | GivenToday
Expectation = (
    ExpectLevel | ExpectLevelOf | ExpectWithheld | ExpectBand | ExpectCriterion | ExpectAction | ExpectFinding
    | ExpectScore | ExpectMetric | ExpectStandard | ExpectAim | ExpectSuppressed
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Test(Declaration):
    """A worked case; ``name`` is the model, the rule or the metric that is tried."""

    givens: tuple[Given, ...] = ()
    expects: tuple[Expectation, ...] = ()
