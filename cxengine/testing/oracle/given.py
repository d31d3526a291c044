"""What the oracle is given and what it hands back: plain rows in, plain findings out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from cxengine.lang import ast
from cxengine.testing.oracle.schedule import Due

Raw = str | bool | int | Fraction | Decimal | date | None
"""A cell: an option's or point's name, a number, a date or a date and time, yes or no, or None for missing."""
Row = Mapping[str, Raw]
Key = tuple[str, str]
"""A subject's kind and id."""


@dataclass(frozen=True, kw_only=True)
class OracleSubject:
    """A listed subject. ``parent`` is the key of the one it belongs to."""

    kind: str
    id: str
    parent: Key | None = None
    attributes: Mapping[str, Raw] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Kind and id."""
        return (self.kind, self.id)


@dataclass(frozen=True, kw_only=True)
class OracleAnswer:
    """A recorded answer. ``model`` None: for every model that has such a criterion."""

    subject: Key
    criterion: str
    answer: str
    model: str | None = None
    on: date | None = None
    evidence: str = ""
    justification: str = ""
    link: str = ""
    plan: str = ""
    assessor: str | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One criterion as the scorer of a plugin sees it; ``value`` are its points after the policies."""

    criterion: str
    outcome: str
    level: int | None
    aspects: tuple[str, ...]
    weight: Fraction
    value: Fraction | None
    lowest: Fraction
    highest: Fraction


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """What the scorer of a plugin sees: the levels of the model, rising, and its criteria in order."""

    model: str
    levels: tuple[int, ...]
    criteria: tuple[Outcome, ...]


@dataclass(frozen=True, kw_only=True)
class OracleScorer:
    """The scorer of a plugin: a score from ``low`` to ``high`` or a level, or None where it cannot say."""

    score: Callable[[Scoring], Fraction | int | None]
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class OracleFunction:
    """The function of a plugin by its reference: of lists of the values in each row, or of one row's values.

    ``part_of_known``: it gives the part of the rows in which all is known, and has the interval of a share.
    ``tells_rows``: how many rows there are follows from it, so that too few of them hide it, known or not.
    """

    over_rows: bool
    reference: Callable[..., Fraction | bool | str | date | None]
    part_of_known: bool = False
    tells_rows: bool = False


@dataclass(frozen=True, kw_only=True)
class Offers:
    """What plugins add to the language, by name."""

    functions: Mapping[str, OracleFunction] = field(default_factory=dict)
    scorers: Mapping[str, OracleScorer] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OracleData:
    """Everything known, and what plugins offer. A table that is not a key of ``tables`` has no source."""

    tables: Mapping[str, Sequence[Row]]
    subjects: Sequence[OracleSubject]
    answers: Sequence[OracleAnswer] = ()
    offers: Offers = field(default_factory=Offers)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A metric's value, or why there is none. ``hits`` of ``n`` for a share; promoters and detractors for nps.

    ``counted`` is how many rows a ``count(…)`` found: a group of people like that of the rows it rests on.
    ``values`` are those that a mean is of, or scores of rows, of which ``span`` are the least and the greatest.
    ``after`` are the steps of arithmetic with numbers that follow the function, of which ``hits``, ``misses`` and
    ``counted`` are: an operator, the number, and whether it stands at the left.
    """

    value: Fraction | None = None
    unknown: str = ""
    n: int | None = None
    excluded: int = 0
    suppressed: bool = False
    estimator: str = "none"
    hits: int | None = None
    misses: int | None = None
    counted: int | None = None
    values: tuple[Fraction, ...] = ()
    span: tuple[Fraction, Fraction] | None = None
    after: tuple[tuple[str, Fraction, bool], ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Range:
    """The lowest and highest level that may turn out; None stands for "too many ways to try them all"."""

    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class ModelResult:
    """One model for one subject. ``scores`` are by aspect and level, None for the whole."""

    outcomes: Mapping[str, str]
    level: int | None
    """None where the scorer of a plugin cannot say it."""
    withheld: bool
    band: str | None
    could_be: Range | None
    aspect_levels: Mapping[str, int | None]
    """Of every aspect whose result is not withheld."""
    scores: Mapping[tuple[str | None, int | None], Fraction | None]
    actions: Mapping[str, str]
    """The actions proposed, and where each improves things."""
    without_waivers: int | None
    """The level were nothing waived; None where nothing is."""
    could_be_without_waivers: Range | None
    """And between which levels it could then turn out."""
    aim: tuple[int, str] | None
    """The level aimed at, and whether it is reached, on the way or overdue."""


Listing = Mapping[str | None, Figure]
"""A metric by one dimension: the group's value as text (None where it is missing) to its figure."""


@dataclass(frozen=True, kw_only=True)
class SubjectResult:
    """All of one subject. ``listings`` are keyed by metric and dimension: ``("csat", "month of received_on")``."""

    metrics: Mapping[str, Figure]
    listings: Mapping[tuple[str, str], Listing]
    models: Mapping[str, ModelResult]
    standards: Mapping[str, str | None] = field(default_factory=dict)
    """The standard that each metric meets, where it has any."""
    rules: Mapping[str, bool | None] = field(default_factory=dict)
    """Whether each rule for the subject's kind finds something; None where that cannot be worked out."""
    rule_actions: frozenset[str] = frozenset()
    severities: Mapping[str, str] = field(default_factory=dict)
    """How bad each finding is."""
    told: Mapping[str, str | None] = field(default_factory=dict)
    """What each rule says; None where the oracle does not know the words."""
    due: Mapping[str, Due] = field(default_factory=dict)
    """When each action that is proposed is to be done."""


OracleResult = Mapping[Key, SubjectResult]


@dataclass(frozen=True)
class World:
    """The rule files and the data, together."""

    files: tuple[ast.File, ...]
    data: OracleData


DEFAULTS = {
    "unknown": "unknown", "not applicable": "left out", "empty level": "left out", "waived": "left out",
    "partly": "unmet", "should": "unmet", "suggested": "unmet",
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """A model, and the points of each asked criterion's scale from the lowest to the highest.

    ``scorer`` gives the score, ``leveller`` says the level of all criteria or of some, where a plugin is to.
    ``open_scales`` says of the criteria that are answered with any percentage or any date which of them it is.
    """

    model: ast.Model
    points: Mapping[str, Sequence[str]]
    waived: frozenset[str] = frozenset()
    scorer: OracleScorer | None = None
    leveller: Leveller | None = None
    open_scales: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def policies(self) -> dict[str, str]:
        """The model's own policies; an empty level is passed over by default."""
        return {**DEFAULTS, **said(self.model.policies)}

    @cached_property
    def of_aspects(self) -> dict[str, dict[str, str]]:
        """Each aspect's policies: its own lines, else those of what it stands in, else the model's."""
        named = {aspect.name.text: aspect for aspect in self.model.aspects}

        def of(aspect: ast.Aspect) -> dict[str, str]:
            above = self.policies if aspect.parent is None else of(named[aspect.parent.text])
            return {**above, **said(aspect.policies)}

        return {name: of(aspect) for name, aspect in named.items()}

    def policies_of(self, aspect: str | None) -> dict[str, str]:
        """An aspect's policies; without one the model's."""
        return self.policies if aspect is None else self.of_aspects.get(aspect, self.policies)

    def policies_for(self, criterion: ast.Criterion) -> dict[str, str]:
        """Those of the first aspect that a criterion names."""
        return self.policies_of(criterion.aspects[0].text if criterion.aspects else None)


Leveller = Callable[[Setting, Mapping[str, Any], Sequence[str] | None], int | None]
"""From a model, its judgements by criterion, and whose alone count, to a level; None where it cannot be said."""


def said(lines: Sequence[ast.Policy]) -> dict[str, str]:
    """What policies say, by what they are about."""
    return {line.about: f"{line.value} with justification" if line.justified else line.value for line in lines}
