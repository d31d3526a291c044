"""The blocks of a rule file, one class per kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

import attrs

from cxengine.lang.ast.expressions import Expr, Name, Period, spanned
from cxengine.lang.ast.figures import Dimension, Shown, Standard, Target
from cxengine.lang.ast.written import Overridden, PackPin, Waiver
from cxengine.source import Span


@attrs.frozen(kw_only=True)
class Declaration:
    """What every block has: its name, its title, its remarks and its place (the head line).

    ``overridden`` says what the packs above changed in it, in order; the last decides. ``places`` are those of its
    lines, by the word that the table of blocks knows each by.
    """

    name: Name
    title: str = ""
    notes: tuple[str, ...] = ()
    overridden: tuple[Overridden, ...] = ()
    places: Mapping[str, tuple[Span, ...]] = attrs.field(factory=dict, eq=False, repr=False)
    span: Span = spanned()


@attrs.frozen(kw_only=True)
class Pack(Declaration):
    """Who wrote the rules, which version they are, from when, and what they cite."""

    version: str | None = None
    effective: date | None = None
    cites: tuple[str, ...] = ()
    extends: tuple[PackPin, ...] = ()
    """What it takes over whole; more than one is an error."""
    uses: tuple[PackPin, ...] = ()
    plugins: tuple[Name, ...] = ()
    """Those that it names by `uses plugin`."""
    calendar: Name | None = None
    """By which calendar its working days are counted."""


@attrs.frozen(kw_only=True)
class Party(Declaration):
    """Someone who owns actions."""


@attrs.frozen(kw_only=True)
class Point(Declaration):
    """A labelled answer of a scale. ``name`` is the number as written for ``point 1: …``.

    ``value`` is what it counts for (``point partly is 0.5``); for ``point L up to 85%`` it is None and
    ``up_to`` holds 17/20, the upper bound, which belongs to the point.
    """

    value: Fraction | None = None
    up_to: Fraction | None = None


@attrs.frozen(kw_only=True)
class Scale(Declaration):
    """An answer scale: a range of whole numbers, named points from lowest to highest, or bands of a percentage.

    ``takes`` is ``percent`` or ``date`` where any of these is an answer, which then counts as itself.
    """

    low: int | None = None
    high: int | None = None
    higher_is_better: bool | None = None
    points: tuple[Point, ...] = ()
    takes: Name | None = None


@attrs.frozen(kw_only=True)
class Option(Declaration):
    """One value of a category; ``avoidable``: a contact for this reason need not have been."""

    avoidable: bool = False


@attrs.frozen(kw_only=True)
class Category(Declaration):
    """A closed list of values."""

    options: tuple[Option, ...] = ()


@attrs.frozen
class NamedType:
    """``text``, ``date``, ``yes_no`` … or the name of a scale, a category or a subject."""

    name: Name
    span: Span = spanned()


@attrs.frozen
class ListType:
    """``one of (a, b)``."""

    options: tuple[str, ...]
    span: Span = spanned()


FieldType = NamedType | ListType


@attrs.frozen(kw_only=True)
class Field(Declaration):
    """A column of a table, or an attribute of a subject. Has no title.

    ``decimals`` is how many places a number keeps (``field x is number, 2 decimals``).
    """

    type: FieldType
    personal: bool = False
    may_be_missing: bool = False
    decimals: int | None = None


@attrs.frozen(kw_only=True)
class Subject(Declaration):
    """A kind of thing that is assessed: service, council, supplier."""

    belongs_to: Name | None = None
    fields: tuple[Field, ...] = ()
    publish_at_least: int | None = None
    """The fewest subjects of which a figure is shown; None where each may be named."""


@attrs.frozen
class Rejection:
    """``reject when closed_on < created_on: Closed before it was created``: rows a table does not take."""

    condition: Expr
    reason: str
    span: Span = spanned()


@attrs.frozen(kw_only=True)
class Table(Declaration):
    """The data that a source must fill. ``publish_as`` names a policy; the lines beside it go before its own."""

    key: tuple[Name, ...] = ()
    fields: tuple[Field, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    publish_at_least: int | None = None
    publish_as: Name | None = None
    counts_rounded_to: int | None = None


@attrs.frozen(kw_only=True)
class Objective(Declaration):
    """What the council wants. ``supports`` are the wider objectives that it serves."""

    supports: tuple[Name, ...] = ()


@attrs.frozen(kw_only=True)
class Segment(Declaration):
    """A named group of customers: the rows of a table for which every ``where`` holds."""

    table: Name | None = None
    where: tuple[Expr, ...] = ()


@attrs.frozen(kw_only=True)
class Theme(Declaration):
    """What comments are about. ``words`` are words, or several in a row, as written."""

    words: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Metric(Declaration):
    """A figure worked out from the rows of a table, or from other metrics."""

    table: Name | None = None
    subject: Name | None = None
    """``for service``: which subject field of the table counts, where there are two."""
    where: tuple[Expr, ...] = ()
    formula: Expr | None = None
    targets: tuple[Target, ...] = ()
    standards: tuple[Standard, ...] = ()
    """Every line of each standard; the names as they are first written run from the lowest to the highest."""
    needs: int | None = None
    by: tuple[Dimension, ...] = ()
    confidence: Fraction | None = None
    shown: Shown | None = None
    lower_is_better: bool | None = None
    supports: tuple[Name, ...] = ()


PolicyFor = Literal["unknown", "not applicable", "empty level", "partly", "waived", "should", "suggested"]
PolicyValue = Literal["met", "unmet", "unknown", "left out"]
ScoreRule = Literal["mean", "sum", "lowest", "highest", "share met", "count met", "share of points", "by plugin"]
Rounding = Literal["half up", "half even", "down", "up"]


@attrs.frozen
class Policy:
    """``unknown counts as unmet``, ``not applicable is left out``, ``should counts as met with justification``."""

    about: PolicyFor
    value: PolicyValue
    justified: bool = False
    span: Span = spanned()


Obligation = Literal["must", "should", "suggested", "must not"]
Place = Literal["here", "below", "at or below"]


@attrs.frozen
class Need:
    """``is met``, ``is at least L``, ``is F``: what a rule asks of a criterion. ``answer`` is an outcome or a point."""

    answer: str = "met"
    at_least: bool = False
    span: Span = spanned()


@attrs.frozen
class Demand:
    """``every criterion here is met`` · ``at least 80% of criteria here are met`` (``share``)."""

    place: Place
    need: Need
    share: Fraction | None = None
    span: Span = spanned()


@attrs.frozen
class LevelsBelow:
    """``every level below is reached``."""

    span: Span = spanned()


@attrs.frozen
class Cap:
    """``level at most 1 when CONDITION``."""

    level: int
    when: Expr
    span: Span = spanned()


@attrs.frozen
class ScoreBound:
    """``score at least 0`` · ``score at most 99% when CONDITION``. ``value`` is a literal, or Negative of one."""

    bound: Literal["at least", "at most"]
    value: Expr
    when: Expr | None = None
    span: Span = spanned()


@attrs.frozen
class Deduction:
    """``deducts 5`` · ``deducts 3 when partly``. ``when`` is an outcome or a point; None: for all without a line."""

    points: Fraction
    when: str | None = None
    span: Span = spanned()


@attrs.frozen
class Aim:
    """``aim level 3 by 2019-03-31`` · ``aim level 2 for service parking``: of every subject, or of the one named."""

    level: int
    kind: Name | None = None
    subject: Name | None = None
    by: date | None = None
    """The last day on which the level is on time."""
    span: Span = spanned()


@attrs.frozen
class RoundTo:
    """``round half up to 2 decimals``."""

    rule: Rounding
    decimals: int
    span: Span = spanned()


@attrs.frozen(kw_only=True)
class Aspect(Declaration):
    """A side of the model that criteria belong to; may stand in another."""

    means: tuple[str, ...] = ()
    parent: Name | None = None
    weight: Fraction | None = None
    score: ScoreRule | None = None
    starts_at: Fraction | None = None
    bounds: tuple[ScoreBound, ...] = ()
    round_to: RoundTo | None = None
    policies: tuple[Policy, ...] = ()
    stops: bool = False
    """``stop at first unmet``: of its own criteria and of those of the aspects in it."""
    withheld: Expr | None = None
    """While it holds, neither its level nor its score is given."""
    caps: tuple[Cap, ...] = ()


@attrs.frozen(kw_only=True)
class Band(Declaration):
    """A named group of levels, both ends in."""

    low: int
    high: int


@attrs.frozen(kw_only=True)
class Phase(Declaration):
    """A stretch of the roadmap that actions fall into."""


@attrs.frozen
class Proof:
    """``evidence required [when met]`` · ``justification of at least 5 characters required when unmet``."""

    kind: Literal["evidence", "justification", "link", "plan"]
    when: Literal["met", "partly", "unmet", "not applicable"] | None = None
    at_least: int | None = None
    """How many characters it has, without outer spaces."""
    span: Span = spanned()


@attrs.frozen(kw_only=True)
class Action(Declaration):
    """What to do about a criterion that is not met. ``estimate``: the figure is ours, no source gives it.

    With ``when`` it is proposed exactly when that holds, whatever its criterion came to.
    """

    when: Expr | None = None
    owner: Name | None = None
    at: Literal["organisation", "department", "service", "team", "individual"] | None = None
    effort: Period | None = None
    effort_estimate: bool = False
    cost: Fraction | None = None
    cost_a_year: bool = False
    cost_estimate: bool = False
    after: tuple[Name, ...] = ()
    not_before: date | None = None
    phase: Name | None = None
    only_with_investment: bool = False


Severity = Literal["high", "medium", "low"]


@attrs.frozen(kw_only=True)
class Rule(Declaration):
    """A finding about each subject of a kind for which ``when`` holds.

    ``finding`` is what is said of it: words, and between them the values that stood in braces. Empty: its title.
    """

    subject: Name
    when: Expr | None = None
    severity: Severity = "medium"
    finding: tuple[str | Expr, ...] = ()
    actions: tuple[Action, ...] = ()


@attrs.frozen
class AnswerFrom:
    """``answer from enfield 3.4``: the answer to a criterion of another model, named by it or by its pack."""

    source: Name
    criterion: Name
    span: Span = spanned()

    def __str__(self) -> str:
        return f"{self.source} {self.criterion}"


@attrs.frozen(kw_only=True)
class Criterion(Declaration):
    """One thing a level asks for: answered by people (``ask``) or worked out (``when``)."""

    aspects: tuple[Name, ...] = ()
    """One, or one under each of several roots: a grid."""
    ask: str | None = None
    answer_from: AnswerFrom | None = None
    when: Expr | None = None
    applies: Expr | None = None
    not_applicable_allowed: bool = False
    proofs: tuple[Proof, ...] = ()
    review: Period | None = None
    scale: Name | None = None
    target: Target | None = None
    """``target at least some``, ``at least 80%``: from where an answer is met; the highest where none is written."""
    recent: Period | None = None
    """``target in last 12 months``: where a date is answered, how long ago it may be."""
    unmet: Expr | None = None
    """``unmet when …``: while it holds, the answer counts as unmet."""
    weight: Fraction | None = None
    obligation: Obligation = "must"
    waiver: Waiver | None = None
    supports: tuple[Name, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def aspect(self) -> Name | None:
        """The first aspect, whose policies hold; None where it names none."""
        return self.aspects[0] if self.aspects else None


@attrs.frozen(kw_only=True)
class Level(Declaration):
    """A step of the model; ``name`` is the number as written."""

    number: int
    means: tuple[str, ...] = ()
    when: Expr | None = None
    only_with_investment: bool = False
    score: ScoreRule | None = None
    criteria: tuple[Criterion, ...] = ()


@attrs.frozen(kw_only=True)
class Model(Declaration):
    """Levels, what each asks for, and how the outcome becomes a level and a score.

    ``criteria`` are those that stand before the first level: they score, and no level asks for them.
    """

    subject: Name
    reached: tuple[Demand | LevelsBelow, ...] = ()
    """All must hold; empty where the default is not written: ``reached when every criterion at or below is met``."""
    stops: bool = False
    """``stop at first unmet``."""
    withheld: Expr | None = None
    caps: tuple[Cap, ...] = ()
    policies: tuple[Policy, ...] = ()
    scale: Name | None = None
    assess_first: tuple[Name, ...] = ()
    assessors: tuple[Name, ...] = ()
    """``assessed by self, peer``, or one kind of subject below this one: ``assessed by team``."""
    disagreement: Name | None = None
    """``on disagreement take lowest``: that, ``highest``, ``mean``, or one of the assessors."""
    aims: tuple[Aim, ...] = ()
    score: ScoreRule | None = None
    levelled_by: Name | None = None
    """The scorer of a plugin that ``level by`` names, in place of ``reached when``."""
    scored_by: Name | None = None
    """The scorer of a plugin that ``score by`` names."""
    starts_at: Fraction | None = None
    """``score starts at 110``: what the sum is added to; without a rule it is a sum."""
    bounds: tuple[ScoreBound, ...] = ()
    round_to: RoundTo | None = None
    aspects: tuple[Aspect, ...] = ()
    bands: tuple[Band, ...] = ()
    phases: tuple[Phase, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    levels: tuple[Level, ...] = ()
