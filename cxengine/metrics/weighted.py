"""Figures in which an answer counts for the people that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import attrs

from cxengine import plan
from cxengine.metrics.formula import NO_ANSWERS, Answered, Mean, Net, Order, Share, Sum, Total, Weighted, Worked
from cxengine.metrics.measured import Unplaced, Weighing
from cxengine.metrics.tally import weighted_at

NO_WEIGHTS = "no weights make the answers fit the population"
NO_PLACED = "no answers of a group that a population is given for"


def work_out_weighted(formula: Weighted, total: Total, said: Callable[[int], int] = int) -> Worked:
    """A share, net promoter score, mean, sum or percentile; ``said`` as for ``work_out``.

    As sure as (Σw)² / Σw² answers (L. Kish, Survey Sampling, 1965, 430). A mean is Σwy / Σw, and a sum Σwy with
    weights that come to the number of everybody's answers: so many answers times the mean (J. Hájek in V. Godambe and
    D. Sprott, eds., Foundations of Statistical Inference, 1971, 236), and sums of parts add up to that of the whole.
    """
    leaf = formula.leaf
    n = said(int(total(leaf.known)))
    rest = said(int(total(leaf.kept))) - n
    unplaced = _unplaced(formula, total)
    if isinstance(leaf, Sum) and not int(total(leaf.kept)):
        return Worked(value=Fraction(0), n=0)
    weights = total.weights(formula.everybody)
    if weights is None:
        return Worked(unknown=NO_WEIGHTS, n=n, excluded=rest, unplaced=unplaced)
    counts = [int(total(cell.leaf.known)) for cell in formula.cells]
    told = [said(count) for count in counts]
    if not _heavy(weights, told if isinstance(leaf, Share | Net) else counts):
        why = NO_PLACED if unplaced.groups and rest and unplaced.count != 0 else NO_ANSWERS
        return Worked(unknown=why, n=n, excluded=rest, unplaced=unplaced)
    squares = _heavy([weight * weight for weight in weights], told)
    sure = _heavy(weights, told) ** 2 / squares if squares else Fraction(0)
    made = _figure(formula, total, weights, counts=counts, told=told, sure=sure, said=said)
    return attrs.evolve(made, n=n, excluded=rest, unplaced=unplaced)


def _figure(
    formula: Weighted, total: Total, weights: Sequence[Fraction], *,
    counts: Sequence[int], told: Sequence[int], sure: Fraction, said: Callable[[int], int],
) -> Worked:  # fmt: skip
    """The value, as sure as ``sure`` answers; shares are of counts as they are told, all else of those there are."""

    def part(of: Callable[[Answered], plan.Aggregate | None]) -> Fraction:
        found = Fraction(0)
        for weight, cell in zip(weights, formula.cells, strict=True):
            aggregate = of(cell.leaf)
            if isinstance(aggregate, plan.SumWhere | plan.TallyWhere):
                found += weight * amount_of(total, aggregate)
            elif aggregate is not None:
                found += weight * said(int(total(aggregate)))
        return found

    leaf, effective = formula.leaf, float(sure)
    if isinstance(leaf, Order):
        tallies = [total.tally(cell.leaf.tally) for cell in formula.cells if isinstance(cell.leaf, Order)]
        way = leaf.part if leaf.factor >= 0 else 1 - leaf.part
        at = weighted_at(tallies, weights, way) * leaf.factor
        return Worked(value=at, weighing=Weighing(effective=effective, variance=None))
    if isinstance(leaf, Sum):
        return Worked(value=part(_total) * leaf.factor, weighing=Weighing(effective=effective, variance=None))
    if isinstance(leaf, Mean):
        heavy = _heavy(weights, counts)
        value, squares = part(_total) * leaf.factor / heavy, part(_squares) * leaf.factor**2 / heavy
        spread: Fraction | None = Fraction(0)
        if sure > 1:
            spread = (squares - value**2) * sure / (sure - 1) if leaf.squares is not None else None
        return Worked(value=value, estimator="mean", weighing=Weighing(effective=effective, variance=spread))
    heavy = _heavy(weights, told)
    up, down = part(_up) / heavy, part(_down) / heavy
    weighing = Weighing(effective=effective, up=up, down=down)
    return Worked(value=up - down, estimator="share" if isinstance(leaf, Share) else "nps", weighing=weighing)


def _heavy(weights: Sequence[Fraction], counts: Sequence[int]) -> Fraction:
    return sum((weight * count for weight, count in zip(weights, counts, strict=True)), Fraction(0))


def _unplaced(formula: Weighted, total: Total) -> Unplaced:
    """The answers of groups that no number of people is given for, and those that name no group."""
    counts = [int(total(each.count)) for each in formula.left_out if each.count is not None]
    named = [[f"{each.field} {group}" for group in each.groups] for each in formula.left_out]
    of_none = [f"those without `{each.field}`" for each in formula.left_out if not each.groups]
    groups = (*(group for groups in named for group in groups), *of_none)
    return Unplaced(groups, sum(counts) if len(counts) == len(formula.left_out) else None)


def _total(leaf: Answered) -> plan.Aggregate | None:
    return leaf.total if isinstance(leaf, Mean | Sum) else None


def _squares(leaf: Answered) -> plan.Aggregate | None:
    return leaf.squares if isinstance(leaf, Mean) else None


def _up(leaf: Answered) -> plan.Aggregate | None:
    return leaf.hits if isinstance(leaf, Share) else leaf.promoters if isinstance(leaf, Net) else None


def _down(leaf: Answered) -> plan.Aggregate | None:
    return leaf.detractors if isinstance(leaf, Net) else None


def amount_of(total: Total, aggregate: plan.SumWhere | plan.TallyWhere) -> Fraction:
    """What the rows come to together."""
    return total.tally(aggregate).sum if isinstance(aggregate, plan.TallyWhere) else Fraction(total(aggregate))
