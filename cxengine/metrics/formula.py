"""How a metric's value follows from counts and sums: a small tree.

Leaves name the aggregates of a scan; what they count stands in ``kept`` (rows that the metric's ``where`` keeps),
``known`` (those of them the figure rests on) and ``hits``.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Protocol

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.metrics.measured import Estimator, Turned, Unplaced, Weighing
from cxengine.metrics.tally import Tally


@attrs.frozen
class Instance:
    """A metric as it is asked for: with extra conditions on the rows, and as of a date.

    ``of_months``: the rows of single months, of which its figures over windows are made (``rolling``).
    """

    metric: str
    filters: tuple[ast.Expr, ...]
    as_of: date
    of_months: bool = False


@attrs.frozen
class Constant:
    """A number of the rule file."""

    value: Fraction


@attrs.frozen
class Count:
    """Rows for which the condition holds; ``unclear`` counts kept rows for which it is unknown."""

    hits: plan.CountWhere
    kept: plan.CountWhere
    unclear: plan.CountWhere | None = None


@attrs.frozen
class Share:
    """Rows for which the condition holds, of those for which it is known."""

    hits: plan.CountWhere
    known: plan.CountWhere
    kept: plan.CountWhere


@attrs.frozen
class Net:
    """Net promoter score: promoters less detractors, of all known answers."""

    promoters: plan.CountWhere
    detractors: plan.CountWhere
    known: plan.CountWhere
    kept: plan.CountWhere


@attrs.frozen
class Mean:
    """The total over the rows where it is known; ``factor`` brings whole numbers back to the value's unit.

    ``squares`` is the total of the squares, None where it is not known what they are.
    """

    total: plan.SumWhere | plan.TallyWhere
    known: plan.CountWhere
    kept: plan.CountWhere
    factor: Fraction
    squares: plan.SumWhere | None = None


@attrs.frozen
class Sum:
    """As ``Mean``, not divided by the rows. Zero over no rows, unknown where every row's value is."""

    total: plan.SumWhere | plan.TallyWhere
    known: plan.CountWhere
    kept: plan.CountWhere
    factor: Fraction


@attrs.frozen
class Order:
    """The value at a part of the way from the least to the greatest; ``factor`` as in ``Mean``."""

    tally: plan.TallyWhere
    known: plan.CountWhere
    kept: plan.CountWhere
    factor: Fraction
    part: Fraction


@attrs.frozen
class Distinct:
    """How many different values there are; of a personal field they are people."""

    tally: plan.TallyWhere
    known: plan.CountWhere
    kept: plan.CountWhere
    people: bool


Answered = Share | Net | Mean | Sum | Order
"""What answers are behind, each of which may count for more or fewer people."""


@attrs.frozen
class Cell:
    """The rows that belong to one group of each margin."""

    groups: tuple[str, ...]
    leaf: Answered


@attrs.frozen
class LeftOut:
    """Groups of a field that no number of people is given for, and their answers; None where that may not be told.

    Without groups they are the answers that name no group of the field.
    """

    field: str
    groups: tuple[str, ...]
    count: plan.CountWhere | None


@attrs.frozen
class Everybody:
    """All answers to a metric, of which weights are made: ``known``, and ``answers`` of them for each of ``groups``."""

    groups: tuple[tuple[str, ...], ...]
    known: plan.CountWhere
    answers: tuple[plan.CountWhere, ...]
    left_out: tuple[LeftOut, ...]


@attrs.frozen
class Weighted:
    """Answers that count by what they stand for. ``leaf`` is over the rows of all cells, unweighted.

    ``everybody`` answered to the metric, of whom these may be some: a segment, or rows that a condition asks for.
    """

    leaf: Answered
    cells: tuple[Cell, ...]
    left_out: tuple[LeftOut, ...]
    everybody: Everybody


@attrs.frozen
class Missing:
    """A figure that nobody can work out: a plugin is left out, or failed. Why, in words, and which plugin."""

    reason: str
    plugin: str | None = None

    @property
    def words(self) -> str:
        """The reason as it stands where the figure would."""
        return self.reason if self.plugin is None else f"the plugin `{self.plugin}` failed: {self.reason}"


@attrs.frozen
class Attribute:
    """A number that the subject's record holds."""

    kind: str
    field: str


@attrs.frozen
class Other:
    """Another metric, for the same subject or the one of a kind that it belongs to."""

    instance: Instance
    of: str | None = None


@attrs.frozen
class Combined:
    """``left op right``, exactly."""

    op: ast.Operator
    left: Formula
    right: Formula


@attrs.frozen
class Part:
    """What a row has of a figure: 1 where a condition holds or an amount, ``times`` as often; ``of`` adds it up."""

    times: Fraction
    of: plan.CountWhere | plan.SumWhere


@attrs.frozen
class Product:
    """Two parts of a row multiplied, added up over the rows; by their places."""

    first: int
    second: int
    of: plan.CountWhere | plan.SumWhere


@attrs.frozen(kw_only=True)
class RowScore:
    """The number of each row that a figure is the mean of: its parts and ``shift``.

    A row has one where all its parts are ``known``, of which ``together`` counts the rows. ``products`` that are not
    there come to nothing. ``span`` are the least and the greatest number that a row can have; None where amounts take
    part or where all are the same.
    """

    parts: tuple[Part, ...]
    shift: Fraction
    known: tuple[plan.CountWhere, ...]
    together: plan.CountWhere
    products: tuple[Product, ...]
    span: tuple[Fraction, Fraction] | None

    @property
    def of_shares(self) -> bool:
        """Whether it is made of conditions alone, and of no amounts."""
        return all(isinstance(part.of, plan.CountWhere) for part in self.parts)

    @property
    def aggregates(self) -> tuple[plan.CountWhere | plan.SumWhere, ...]:
        """What has to be counted for it."""
        counts = (*self.known, *((self.together,) if len(self.known) > 1 else ()))
        return (*counts, *(part.of for part in self.parts), *(product.of for product in self.products))


@attrs.frozen
class Scored:
    """A combination of shares and means, which is the mean of a number for each row; of weighted ones also by cell."""

    formula: Combined
    score: RowScore
    cells: tuple[RowScore, ...] = ()


Leaf = Count | Share | Net | Mean | Sum | Order | Distinct | Weighted
PlainFormula = Constant | Leaf | Missing | Attribute | Other | Combined
Formula = PlainFormula | Scored


@attrs.frozen(kw_only=True)
class Worked:
    """A formula's value for one group, before a minimum sample or a minimum group is asked for."""

    value: Fraction | None = None
    unknown: str | None = None
    n: int | None = None
    excluded: int = 0
    unplaced: Unplaced = Unplaced()
    estimator: Estimator = "none"
    hits: int | None = None
    misses: int | None = None
    variance: Fraction | None = None
    twice: int | None = None
    unmoved: bool = False
    weighing: Weighing | None = None
    turned: Turned | None = None
    span: tuple[Fraction, Fraction] | None = None
    population: int | None = None
    """Of a figure that is made of one other: how many people that is of."""
    parts: tuple[Fraction | None, ...] = ()
    """Of what is worked out from several parts: what each function over rows came to, None for the other parts."""
    suppressed: bool = False


class Total(Protocol):
    """What an aggregate comes to in the group at hand, and what an answer counts for."""

    def __call__(self, aggregate: plan.Aggregate) -> Fraction | int:
        """A number."""

    def tally(self, aggregate: plan.TallyWhere) -> Tally:
        """How often each value occurs."""

    def weights(self, everybody: Everybody) -> tuple[Fraction, ...] | None:
        """What an answer in each cell counts for; None where no weights fit."""


NO_ANSWERS = "no answers"


def weighted_parts(formula: Formula) -> tuple[Weighted, ...]:
    """The parts of a formula in which answers are weighted."""
    return tuple(leaf for leaf in leaves(formula) if isinstance(leaf, Weighted))


def _counted(leaf: Leaf) -> tuple[Leaf, ...]:
    return (leaf.leaf, *(cell.leaf for cell in leaf.cells)) if isinstance(leaf, Weighted) else (leaf,)


def plainly(formula: Formula) -> PlainFormula:
    """The formula without the number of each row that it may be the mean of."""
    return formula.formula if isinstance(formula, Scored) else formula


def leaves(formula: Formula) -> tuple[Leaf, ...]:
    """The parts that rest on rows."""
    plain = plainly(formula)
    if isinstance(plain, Combined):
        return (*leaves(plain.left), *leaves(plain.right))
    return () if isinstance(plain, Constant | Missing | Attribute | Other) else (plain,)


def groups_behind(leaf: Leaf) -> tuple[plan.CountWhere, ...]:
    """The groups of people that a part tells the size of: those it rests on, and those that a count counts."""
    if isinstance(leaf, Count):
        return (leaf.kept,) if leaf.hits == leaf.kept else (leaf.kept, leaf.hits)
    if isinstance(leaf, Weighted):
        return (leaf.leaf.known,)
    return (leaf.known,)


def order_of(leaf: Leaf) -> Order | None:
    """The percentile that a part is, weighted or not."""
    inner = leaf.leaf if isinstance(leaf, Weighted) else leaf
    return inner if isinstance(inner, Order) else None


def people_behind(formula: Formula) -> tuple[plan.TallyWhere, ...]:
    """What counts people by a personal field: how many they are is the size of a group too."""
    return tuple(leaf.tally for leaf in leaves(formula) if isinstance(leaf, Distinct) and leaf.people)


def rests_on_several(formula: Formula) -> bool:
    """Whether parts of it rest on different rows, so that no one number of rows is the figure's own."""
    known = {groups_behind(leaf)[0] for leaf in leaves(formula)}
    return isinstance(plainly(formula), Combined) and len(known) + len(set(others(formula))) > 1


def others(formula: Formula) -> tuple[Other, ...]:
    """The other metrics that take part."""
    plain = plainly(formula)
    if isinstance(plain, Combined):
        return (*others(plain.left), *others(plain.right))
    return (plain,) if isinstance(plain, Other) else ()


def missing(formula: Formula) -> tuple[Missing, ...]:
    """The parts that nobody can work out."""
    plain = plainly(formula)
    if isinstance(plain, Combined):
        return (*missing(plain.left), *missing(plain.right))
    return (plain,) if isinstance(plain, Missing) else ()


def aggregates(formula: Formula) -> tuple[plan.Aggregate, ...]:
    """The aggregates that the formula needs, each once."""
    found: dict[plan.Aggregate, None] = {}
    behind = [part for leaf in leaves(formula) for part in _counted(leaf)]
    for leaf in behind:
        for part in attrs.astuple(leaf, recurse=False):
            if isinstance(part, plan.CountWhere | plan.SumWhere | plan.TallyWhere):
                found.setdefault(part)
    for weighted in weighted_parts(formula):
        outside = (each.count for each in (*weighted.left_out, *weighted.everybody.left_out))
        beside = (weighted.everybody.known, *weighted.everybody.answers, *outside)
        found.update({count: None for count in beside if count is not None})
    if isinstance(formula, Scored):
        found.update(dict.fromkeys(each for score in (formula.score, *formula.cells) for each in score.aggregates))
    return tuple(found)
