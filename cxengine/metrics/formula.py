"""How a metric's value follows from counts and sums: a small tree, worked out exactly.

Leaves name the aggregates of a scan; what they count stands in ``kept`` (rows that the metric's ``where`` keeps),
``known`` (those of them the figure rests on) and ``hits``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Protocol

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.metrics.measured import Estimator, Unplaced, Weighing
from cxengine.metrics.tally import Tally, weighted_at


@attrs.frozen
class Instance:
    """A metric as it is asked for: with extra conditions on the rows, and as of a date."""

    metric: str
    filters: tuple[ast.Expr, ...]
    as_of: date


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


Answered = Share | Net | Mean | Order
"""What answers are behind, each of which may count for more or fewer people."""


@attrs.frozen
class Cell:
    """The rows that belong to one group of each margin."""

    groups: tuple[str, ...]
    leaf: Answered


@attrs.frozen
class LeftOut:
    """Groups of a field that no number of people is given for, and their answers; None where that may not be told."""

    field: str
    groups: tuple[str, ...]
    count: plan.CountWhere | None


@attrs.frozen
class Weighted:
    """Answers that count by what they stand for. ``leaf`` is over the rows of all cells, unweighted."""

    leaf: Answered
    cells: tuple[Cell, ...]
    left_out: tuple[LeftOut, ...] = ()


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


Leaf = Count | Share | Net | Mean | Sum | Order | Distinct | Weighted
Formula = Constant | Leaf | Missing | Attribute | Other | Combined


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
    suppressed: bool = False


class Total(Protocol):
    """What an aggregate comes to in the group at hand, and what an answer counts for."""

    def __call__(self, aggregate: plan.Aggregate) -> Fraction | int:
        """A number."""

    def tally(self, aggregate: plan.TallyWhere) -> Tally:
        """How often each value occurs."""

    def weights(self, weighted: Weighted) -> tuple[Fraction, ...] | None:
        """What an answer in each cell counts for; None where no weights fit."""


NO_WEIGHTS = "no weights make the answers fit the population"
NO_ANSWERS = "no answers"
NO_PLACED = "no answers of a group that a population is given for"


def work_out(
    formula: Formula, total: Total, outside: Callable[[Attribute | Other], Worked], said: Callable[[int], int] = int
) -> Worked:
    """The formula's value; ``outside`` gives the value of other metrics and of the subject's attributes.

    ``said`` is what is said of a number of rows, where a policy rounds it: counts and shares are worked out from that,
    means and sums from what is there.
    """
    match formula:
        case Constant(value):
            return Worked(value=value)
        case Missing():
            return Worked(unknown=formula.words)
        case Attribute() | Other():
            return outside(formula)
        case Combined(op, left, right):
            return _combine(op, work_out(left, total, outside, said), work_out(right, total, outside, said))
        case Count(hits, kept, unclear):
            missing = said(int(total(unclear))) if unclear is not None else 0
            found, n = said(int(total(hits))), said(int(total(kept)))
            return Worked(value=Fraction(found), n=n, excluded=missing, estimator="count")
        case Share(hits, known, kept):
            found, n = said(int(total(hits))), said(int(total(known)))
            rest = said(int(total(kept))) - n
            if n == 0:
                return Worked(unknown=NO_ANSWERS, n=0, excluded=rest, estimator="share")
            return Worked(value=Fraction(found, n), n=n, excluded=rest, estimator="share", hits=found)
        case Net(promoters, detractors, known, kept):
            up, down, n = (said(int(total(each))) for each in (promoters, detractors, known))
            rest = said(int(total(kept))) - n
            if n == 0:
                return Worked(unknown=NO_ANSWERS, n=0, excluded=rest, estimator="nps")
            return Worked(value=Fraction(up - down, n), n=n, excluded=rest, estimator="nps", hits=up, misses=down)
        case Mean(aggregate, known, kept, factor, squares):
            n, told = int(total(known)), said(int(total(known)))
            rest = said(int(total(kept))) - told
            if n == 0:
                return Worked(unknown=NO_ANSWERS, n=0, excluded=rest, estimator="mean")
            amount = _amount(total, aggregate)
            spread = variance_of(amount, total(squares), n) * factor**2 if squares is not None and n > 1 else None
            return Worked(value=amount * factor / n, n=told, excluded=rest, estimator="mean", variance=spread)
        case Sum(aggregate, known, kept, factor):
            rows, n = int(total(kept)), int(total(known))
            if rows and not n:
                return Worked(unknown=NO_ANSWERS, n=0, excluded=said(rows))
            told = said(n)
            return Worked(value=_amount(total, aggregate) * factor, n=told, excluded=said(rows) - told)
        case Order() | Distinct():
            return _in_order(formula, total, said)
        case Weighted():
            return work_out_weighted(formula, total, said)


def work_out_weighted(formula: Weighted, total: Total, said: Callable[[int], int] = int) -> Worked:
    """A share, net promoter score, mean or percentile in which an answer counts for the people that it stands for.

    As sure as (Σw)² / Σw² answers (L. Kish, Survey Sampling, 1965, 430).
    """
    n = said(int(total(formula.leaf.known)))
    rest = said(int(total(formula.leaf.kept))) - n
    weights = total.weights(formula)
    unplaced = _unplaced(formula, total)
    if weights is None:
        return Worked(unknown=NO_WEIGHTS, n=n, excluded=rest, unplaced=unplaced)
    counts = [said(int(total(cell.leaf.known))) for cell in formula.cells]
    heavy = sum((w * count for w, count in zip(weights, counts, strict=True)), Fraction(0))
    if not heavy:
        why = NO_PLACED if unplaced.groups and rest else NO_ANSWERS
        return Worked(unknown=why, n=n, excluded=rest, unplaced=unplaced)
    effective = heavy**2 / sum((w * w * count for w, count in zip(weights, counts, strict=True)), Fraction(0))

    leaf = formula.leaf
    if isinstance(leaf, Order):
        value, weighing = _weighted_order(formula, leaf, total, weights), Weighing(effective=float(effective))
        return Worked(value=value, n=n, excluded=rest, unplaced=unplaced, weighing=weighing)

    def part(of: Callable[[Answered], plan.Aggregate | None], factor: Fraction = Fraction(1)) -> Fraction:
        found = Fraction(0)
        for weight, cell in zip(weights, formula.cells, strict=True):
            aggregate = of(cell.leaf)
            if isinstance(aggregate, plan.SumWhere | plan.TallyWhere):
                found += weight * _amount(total, aggregate) * factor
            elif aggregate is not None:
                found += weight * Fraction(total(aggregate)) * factor
        return found / heavy

    if isinstance(leaf, Mean):
        value, squares = part(_total, leaf.factor), part(_squares, leaf.factor**2)
        spread: Fraction | None = Fraction(0)
        if effective > 1:
            spread = (squares - value**2) * effective / (effective - 1) if leaf.squares is not None else None
        weighing = Weighing(effective=float(effective), variance=spread)
        return Worked(value=value, n=n, excluded=rest, unplaced=unplaced, estimator="mean", weighing=weighing)
    up, down = part(_up), part(_down)
    weighing = Weighing(effective=float(effective), up=up, down=down)
    kind: Estimator = "share" if isinstance(leaf, Share) else "nps"
    return Worked(value=up - down, n=n, excluded=rest, unplaced=unplaced, estimator=kind, weighing=weighing)


def _weighted_order(formula: Weighted, leaf: Order, total: Total, weights: tuple[Fraction, ...]) -> Fraction:
    tallies = [total.tally(cell.leaf.tally) for cell in formula.cells if isinstance(cell.leaf, Order)]
    part = leaf.part if leaf.factor >= 0 else 1 - leaf.part
    return weighted_at(tallies, weights, part) * leaf.factor


def _unplaced(formula: Weighted, total: Total) -> Unplaced:
    """The answers of groups that no number of people is given for."""
    counts = [int(total(each.count)) for each in formula.left_out if each.count is not None]
    groups = tuple(f"{each.field} {group}" for each in formula.left_out for group in each.groups)
    return Unplaced(groups, sum(counts) if len(counts) == len(formula.left_out) else None)


def _total(leaf: Answered) -> plan.Aggregate | None:
    return leaf.total if isinstance(leaf, Mean) else None


def _squares(leaf: Answered) -> plan.Aggregate | None:
    return leaf.squares if isinstance(leaf, Mean) else None


def _up(leaf: Answered) -> plan.Aggregate | None:
    return leaf.hits if isinstance(leaf, Share) else leaf.promoters if isinstance(leaf, Net) else None


def _down(leaf: Answered) -> plan.Aggregate | None:
    return leaf.detractors if isinstance(leaf, Net) else None


def weighted_parts(formula: Formula) -> tuple[Weighted, ...]:
    """The parts of a formula in which answers are weighted."""
    return tuple(leaf for leaf in leaves(formula) if isinstance(leaf, Weighted))


def _amount(total: Total, aggregate: plan.SumWhere | plan.TallyWhere) -> Fraction:
    """What the rows come to together."""
    return total.tally(aggregate).sum if isinstance(aggregate, plan.TallyWhere) else Fraction(total(aggregate))


def _in_order(formula: Order | Distinct, total: Total, said: Callable[[int], int]) -> Worked:
    """What follows from how often each value occurs."""
    n = int(total(formula.known))
    rest = said(int(total(formula.kept))) - said(n)
    tally = total.tally(formula.tally)
    if isinstance(formula, Distinct):
        return Worked(value=Fraction(said(tally.distinct)), n=said(n), excluded=rest)
    if n == 0:
        return Worked(unknown=NO_ANSWERS, n=0, excluded=rest)
    # a negative factor turns the order round
    part = formula.part if formula.factor >= 0 else 1 - formula.part
    return Worked(value=tally.at(part) * formula.factor, n=said(n), excluded=rest)


def variance_of(total: Fraction | int, squares: Fraction | int, n: int) -> Fraction:
    """The variance of one of ``n`` rows, at least two: the squares of what each is off the mean, over n - 1."""
    return Fraction(Fraction(squares) * n - Fraction(total) ** 2, n * (n - 1))


def _combine(op: ast.Operator, left: Worked, right: Worked) -> Worked:
    rows = [side.n for side in (left, right) if side.n is not None]
    n = min(rows) if rows else None
    most = max(left, right, key=lambda side: side.excluded)
    excluded, unplaced = most.excluded, most.unplaced
    unknown = left.unknown or right.unknown
    hidden = left.suppressed or right.suppressed
    if left.value is None or right.value is None:
        return Worked(unknown=unknown, n=n, excluded=excluded, unplaced=unplaced, suppressed=hidden)
    if op == "/" and right.value == 0:
        return Worked(unknown="division by zero", n=n, excluded=excluded, unplaced=unplaced, suppressed=hidden)
    match op:
        case "+":
            value = left.value + right.value
        case "-":
            value = left.value - right.value
        case "*":
            value = left.value * right.value
        case "/":
            value = left.value / right.value
    return Worked(value=value, n=n, excluded=excluded, unplaced=unplaced, suppressed=hidden)


def _counted(leaf: Leaf) -> tuple[Leaf, ...]:
    return (leaf.leaf, *(cell.leaf for cell in leaf.cells)) if isinstance(leaf, Weighted) else (leaf,)


def leaves(formula: Formula) -> tuple[Leaf, ...]:
    """The parts that rest on rows."""
    if isinstance(formula, Combined):
        return (*leaves(formula.left), *leaves(formula.right))
    return () if isinstance(formula, Constant | Missing | Attribute | Other) else (formula,)


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


def others(formula: Formula) -> tuple[Other, ...]:
    """The other metrics that take part."""
    if isinstance(formula, Combined):
        return (*others(formula.left), *others(formula.right))
    return (formula,) if isinstance(formula, Other) else ()


def missing(formula: Formula) -> tuple[Missing, ...]:
    """The parts that nobody can work out."""
    if isinstance(formula, Combined):
        return (*missing(formula.left), *missing(formula.right))
    return (formula,) if isinstance(formula, Missing) else ()


def aggregates(formula: Formula) -> tuple[plan.Aggregate, ...]:
    """The aggregates that the formula needs, each once."""
    found: dict[plan.Aggregate, None] = {}
    behind = [part for leaf in leaves(formula) for part in _counted(leaf)]
    for leaf in behind:
        for part in attrs.astuple(leaf, recurse=False):
            if isinstance(part, plan.CountWhere | plan.SumWhere | plan.TallyWhere):
                found.setdefault(part)
    outside = [each.count for leaf in weighted_parts(formula) for each in leaf.left_out]
    found.update({count: None for count in outside if count is not None})
    return tuple(found)
