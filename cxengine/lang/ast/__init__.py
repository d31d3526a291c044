"""The tree of a rule file: frozen, without names looked up and without types.

Expressions are a closed set (``Expr``); declarations are one class per kind of block. Spans take no part in
equality or repr. Shares are fractions of one: ``80%`` is ``Fraction(4, 5)``, ``5 points`` is ``Fraction(1, 20)``.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cxengine.lang.ast.calendars import Calendar as Calendar, ClosedDay as ClosedDay, Covers as Covers
from cxengine.lang.ast.declarations import (
    Action as Action,
    Aim as Aim,
    AnswerFrom as AnswerFrom,
    Aspect as Aspect,
    Band as Band,
    Cap as Cap,
    Category as Category,
    Criterion as Criterion,
    Declaration as Declaration,
    Deduction as Deduction,
    Demand as Demand,
    Field as Field,
    FieldType as FieldType,
    Level as Level,
    LevelsBelow as LevelsBelow,
    ListType as ListType,
    Metric as Metric,
    Model as Model,
    NamedType as NamedType,
    Need as Need,
    Objective as Objective,
    Obligation as Obligation,
    Option as Option,
    Pack as Pack,
    Party as Party,
    Phase as Phase,
    Place as Place,
    Point as Point,
    Policy as Policy,
    PolicyFor as PolicyFor,
    PolicyValue as PolicyValue,
    Proof as Proof,
    Rejection as Rejection,
    Rounding as Rounding,
    RoundTo as RoundTo,
    Rule as Rule,
    Scale as Scale,
    ScoreBound as ScoreBound,
    ScoreRule as ScoreRule,
    Segment as Segment,
    Severity as Severity,
    Subject as Subject,
    Table as Table,
    Theme as Theme,
)
from cxengine.lang.ast.expressions import (
    OUTCOME_WORDS as OUTCOME_WORDS,
    And as And,
    Arithmetic as Arithmetic,
    Compare as Compare,
    CompareSets as CompareSets,
    Comparison as Comparison,
    Condition as Condition,
    CriterionIs as CriterionIs,
    Day as Day,
    Duration as Duration,
    EachCriterion as EachCriterion,
    Expr as Expr,
    Follows as Follows,
    InLast as InLast,
    InWorkingDays as InWorkingDays,
    Is as Is,
    IsKnown as IsKnown,
    Literal_ as Literal_,
    MeetsTarget as MeetsTarget,
    Mentions as Mentions,
    Money as Money,
    Name as Name,
    Negative as Negative,
    Not as Not,
    Number as Number,
    OneOf as OneOf,
    Operator as Operator,
    Or as Or,
    OutcomeWord as OutcomeWord,
    Percent as Percent,
    Period as Period,
    Points as Points,
    Ref as Ref,
    SameOf as SameOf,
    Text as Text,
    Today as Today,
    Unit as Unit,
    WorkingCalendar as WorkingCalendar,
)
from cxengine.lang.ast.figures import (
    DatePart as DatePart,
    Dimension as Dimension,
    Shown as Shown,
    Standard as Standard,
    Target as Target,
)
from cxengine.lang.ast.journeys import (
    Accepted as Accepted,
    AddedStep as AddedStep,
    After as After,
    Branch as Branch,
    ChangedStep as ChangedStep,
    Emotion as Emotion,
    Fact as Fact,
    Item as Item,
    Joint as Joint,
    Journey as Journey,
    Length as Length,
    MergedSteps as MergedSteps,
    OnlyWhen as OnlyWhen,
    Question as Question,
    Rejects as Rejects,
    RemovedStep as RemovedStep,
    Repeat as Repeat,
    Stage as Stage,
    Step as Step,
    Then as Then,
)
from cxengine.lang.ast.overrides import Override as Override, Without as Without
from cxengine.lang.ast.rule_tests import (
    ExpectAction as ExpectAction,
    ExpectAim as ExpectAim,
    Expectation as Expectation,
    ExpectBand as ExpectBand,
    ExpectCriterion as ExpectCriterion,
    ExpectFinding as ExpectFinding,
    ExpectLevel as ExpectLevel,
    ExpectLevelOf as ExpectLevelOf,
    ExpectMetric as ExpectMetric,
    ExpectScore as ExpectScore,
    ExpectStandard as ExpectStandard,
    ExpectSuppressed as ExpectSuppressed,
    ExpectWithheld as ExpectWithheld,
    Given as Given,
    GivenAnswers as GivenAnswers,
    GivenFact as GivenFact,
    GivenResult as GivenResult,
    GivenToday as GivenToday,
    ProofKind as ProofKind,
    Test as Test,
)
from cxengine.lang.ast.step_rules import Confidence as Confidence, StepRule as StepRule, Sureness as Sureness
from cxengine.lang.ast.written import (
    Clause as Clause,
    Overridden as Overridden,
    PackPin as PackPin,
    Verb as Verb,
    Waiver as Waiver,
    Written as Written,
)
from cxengine.source import Span

TopLevel = (
    Pack | Party | Calendar | Scale | Category | Subject | Table | Objective | Segment | Theme | Metric | Model | Rule
    | StepRule | Item | Fact | Journey | Test | Override
)  # fmt: skip


@attrs.frozen
class File:
    """One rule file as read. ``incomplete``: a line of it did not parse, so names may be missing."""

    filename: str
    declarations: tuple[TopLevel, ...]
    incomplete: bool = False
    opaque: frozenset[str] = frozenset()
    """Names of declarations whose head line is broken: taken as declared, with any type."""
    nameless: bool = False
    """A head line is missing or without a name, so that any name may be declared."""
    written: Mapping[Span, Written] = attrs.field(factory=dict, eq=False, repr=False)
    """The lines of every block, by the place of its head: what an override changes."""
    overridden: tuple[Overridden, ...] = ()
    """What the overrides of this file did, once they are folded in."""
    removed: Mapping[str, Overridden] = attrs.field(factory=dict)
    """What the overrides of this file took out, by name."""
    calendar: WorkingCalendar | None = attrs.field(default=None, eq=False, repr=False)
    """By which the working days of its lines, and of the actions in it, are counted."""
    dotted: bool = attrs.field(default=False, eq=False)
    """Whether a name of it may have the name of its pack before it: `enfield.csat`."""
