"""Values and conditions: a closed set, matched on by one function per stage."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal, get_args

import attrs

from cxengine.source import NOWHERE, Span


def spanned() -> Span:
    """A field for the place of a node, out of equality and repr."""
    return attrs.field(default=NOWHERE, eq=False, repr=False)


@attrs.frozen
class Name:
    """A word that refers to a declaration, or declares one."""

    text: str
    span: Span = spanned()

    def __str__(self) -> str:
        return self.text


Unit = Literal["minute", "hour", "day", "working day", "week", "month", "quarter", "year"]


@attrs.frozen
class WorkingCalendar:
    """By what working days are counted: Monday to Friday, without the closed days, between two days, both in.

    ``closed`` holds those of them that fall on Monday to Friday, in order.
    """

    name: str
    first: date
    last: date
    closed: tuple[date, ...]
    title: str = attrs.field(default="", eq=False)
    cites: tuple[str, ...] = attrs.field(default=(), eq=False)
    notes: tuple[str, ...] = attrs.field(default=(), eq=False)


def by_calendar() -> WorkingCalendar | None:
    """A field for the calendar of the pack that a line stands in; set where files become one set of rules."""
    made: WorkingCalendar | None = attrs.field(default=None, eq=False, repr=False)
    return made


@attrs.frozen
class Period:
    """A length of time as written: ``12 months``. ``calendar`` is that of its pack, for working days."""

    count: Fraction
    unit: Unit
    span: Span = spanned()
    calendar: WorkingCalendar | None = by_calendar()


@attrs.frozen
class Number:
    """A plain number: ``8``."""

    value: Fraction
    span: Span = spanned()


@attrs.frozen
class Percent:
    """A share: ``80%`` has the value 4/5."""

    value: Fraction
    span: Span = spanned()


@attrs.frozen
class Points:
    """A difference of shares: ``5 points`` has the value 1/20."""

    value: Fraction
    span: Span = spanned()


@attrs.frozen
class Money:
    """Pounds: ``£4,000.50`` has the value 8001/2."""

    value: Fraction
    span: Span = spanned()


@attrs.frozen
class Day:
    """A date as written: ``2019-03-31``."""

    value: date
    span: Span = spanned()


@attrs.frozen
class Today:
    """The assessment date."""

    span: Span = spanned()


@attrs.frozen
class Text:
    """Words in double quotes."""

    value: str
    span: Span = spanned()


@attrs.frozen
class Duration:
    """A period that stands as a value: ``7 days``."""

    period: Period
    span: Span = spanned()


@attrs.frozen
class Ref:
    """A name in an expression: a field, an attribute, a metric, a function call or an option.

    ``arguments`` is None without brackets: ``csat``; one condition for a metric: ``csat(channel is phone)``;
    the arguments of a function: ``share(satisfied >= 4)``. ``of`` is a subject kind: ``csat of council``.
    ``at`` is ``12 months ago`` (a Period) or ``on 2019-03-31`` (a date).
    """

    name: Name
    arguments: tuple[Expr, ...] | None = None
    of: Name | None = None
    at: Period | date | None = None
    span: Span = spanned()
    level: int | None = None
    """``score of culture at level 2``, ``score of level 2``: over that level's criteria only."""


@attrs.frozen
class InWorkingDays:
    """``closed_on - opened_on in working days``: the days after the earlier date up to and including the later."""

    value: Expr
    span: Span = spanned()
    calendar: WorkingCalendar | None = by_calendar()


Operator = Literal["+", "-", "*", "/"]
Comparison = Literal["<", "<=", ">", ">="]


@attrs.frozen
class Arithmetic:
    """``left op right``; chains lean left."""

    op: Operator
    left: Expr
    right: Expr
    span: Span = spanned()


@attrs.frozen
class Negative:
    """``-x``."""

    value: Expr
    span: Span = spanned()


@attrs.frozen
class Compare:
    """``left op right [with 95% confidence]``; confidence as a fraction of one."""

    op: Comparison
    left: Expr
    right: Expr
    confidence: Fraction | None = None
    span: Span = spanned()


@attrs.frozen
class Is:
    """``left is right`` or ``left is not right``: sameness. A Ref on the right may be an option or a point."""

    left: Expr
    right: Expr
    negated: bool = False
    span: Span = spanned()


@attrs.frozen
class OneOf:
    """``left is [not] one of (a, b)``. Options are Ref (a name), Text or Number."""

    left: Expr
    options: tuple[Expr, ...]
    negated: bool = False
    span: Span = spanned()


@attrs.frozen
class IsKnown:
    """``x is known`` (known=True), ``x is unknown`` or ``x is not known`` (known=False). Never unknown itself."""

    value: Expr
    known: bool
    span: Span = spanned()


OutcomeWord = Literal["met", "partly", "unmet", "unknown", "known", "not applicable", "waived"]
OUTCOME_WORDS: frozenset[str] = frozenset(get_args(OutcomeWord))


@attrs.frozen
class CriterionIs:
    """``criterion 3.4 is [not] met`` · ``criterion 3.4 is [not] at least 60%``.

    ``outcome`` is an outcome, or a point of the criterion's scale; with ``at_least`` that or a better one, and where
    any percentage or date is an answer one of these as text: ``62.5%``, ``2018-03-31``.
    """

    criterion: Name
    outcome: str
    negated: bool = False
    at_least: bool = False
    span: Span = spanned()


@attrs.frozen
class EachCriterion:
    """``any other criterion of culture is met without evidence`` · ``every criterion is [not] at least some``.

    Over the criteria of the model, or of an aspect; ``other`` leaves out the one that holds the line.
    """

    every: bool
    outcome: str
    other: bool = False
    aspect: Name | None = None
    negated: bool = False
    without: Literal["evidence", "justification", "link", "plan"] | None = None
    at_least: bool = False
    span: Span = spanned()


@attrs.frozen
class InLast:
    """``answered_on in last 12 months``; ``full`` for ``in last 12 full months``."""

    value: Expr
    period: Period
    full: bool = False
    span: Span = spanned()


@attrs.frozen
class MeetsTarget:
    """``csat meets target [with 95% confidence]`` · ``csat meets good``, which is one of its standards."""

    metric: Ref
    confidence: Fraction | None = None
    standard: Name | None = None
    span: Span = spanned()


@attrs.frozen
class Mentions:
    """``comment mentions delay``: whether one of a theme's words stands in a text."""

    value: Expr
    theme: Name
    span: Span = spanned()


@attrs.frozen
class SameOf:
    """``same goal`` · ``same actor or none``: both steps have it and alike; with ``or_none`` also where neither has."""

    attribute: Name
    or_none: bool = False
    span: Span = spanned()


@attrs.frozen
class Follows:
    """``later [always] follows first`` · ``first before later``: a way leads from the one to the other.

    ``always``: every way to the later one goes through the first. ``directly``: nothing parts, meets or stands
    between them.
    """

    later: Name
    first: Name
    how: Literal["always", "directly"] | None = None
    span: Span = spanned()


@attrs.frozen
class CompareSets:
    """``gives of later within gives of first`` · ``asks of later overlaps asks of first``; ``+`` puts sets together."""

    relation: Literal["within", "overlaps"]
    left: Expr
    right: Expr
    span: Span = spanned()


@attrs.frozen
class Not:
    """``not x``."""

    value: Expr
    span: Span = spanned()


@attrs.frozen
class And:
    """Two or more conditions, all of which must hold."""

    parts: tuple[Expr, ...]
    span: Span = spanned()


@attrs.frozen
class Or:
    """Two or more conditions, one of which must hold."""

    parts: tuple[Expr, ...]
    span: Span = spanned()


Literal_ = Number | Percent | Points | Money | Day | Today | Text | Duration
Condition = (
    Compare | Is | OneOf | IsKnown | CriterionIs | EachCriterion | InLast | Mentions | MeetsTarget | SameOf | Follows
    | CompareSets | Not | And | Or
)  # fmt: skip
Expr = (
    Number | Percent | Points | Money | Day | Today | Text | Duration | Ref | Arithmetic | Negative | InWorkingDays
    | Compare | Is | OneOf | IsKnown | CriterionIs | EachCriterion | InLast | Mentions | MeetsTarget | SameOf | Follows
    | CompareSets | Not | And | Or
)  # fmt: skip
