"""Whom the answers of a table stand for: how many they are, and how many of each group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import attrs

from cxengine import plan
from cxengine.lang.names import Names
from cxengine.metrics import formula as tree, weights
from cxengine.metrics.conditions import column
from cxengine.metrics.formula import Answered, Cell, Everybody, Instance, LeftOut, Weighted
from cxengine.metrics.late import Untold
from cxengine.metrics.lower import Lowered, lower
from cxengine.metrics.measured import HowWeighted
from cxengine.metrics.row_scores import narrowed
from cxengine.metrics.statistics import NEAR

if TYPE_CHECKING:
    from cxengine.host.contracts import Problem


@attrs.frozen(kw_only=True)
class Population:
    """``total`` people, where that is known; ``margins`` say for a field how many belong to each of its options.

    ``left_out`` are the options of such a field, or the listed subjects, of which no number is given.
    """

    total: int | None = None
    margins: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict)
    left_out: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)


UNEVEN = "all together are as sure as fewer than 7 in 10 of them would be"
"""What is said of uneven weights where small groups are hidden: a number of all answers would tell of them."""
MOST_CELLS = 3
"""Groups that nobody answered of which are named; the rest is counted."""
Populations = Mapping[str, Population]
"""By table."""


def with_weights(
    lowered: Mapping[Instance, Lowered], names: Names, populations: Populations
) -> Mapping[Instance, Lowered]:
    """The same, where shares, net promoter scores, means, sums and percentiles of a table with margins are weighted."""
    if not any(population.margins for population in populations.values()):
        return lowered
    found = dict(lowered)
    for instance, each in lowered.items():
        population = populations.get(each.table or "")
        table = names.tables.get(each.table or "")
        if population is not None and population.margins and table is not None:
            fields = {field.name.text: field for field in table.fields}
            columns = {name: column(fields[name], names) for name in population.margins}
            lacking = frozenset(name for name in columns if fields[name].may_be_missing)
            weigh_parts = partial(_weighted, population, columns, lacking, each.policy is None)
            whole = lower(attrs.evolve(instance, filters=()), names).formula if instance.filters else each.formula
            found[instance] = attrs.evolve(each, formula=weigh_parts(each.formula, whole), beside=())
        over = lowered.get(each.over) if each.over is not None else None
        rows = populations.get(over.table or "") if over is not None else None
        if rows is not None and rows.margins:
            found[instance] = attrs.evolve(each, formula=tree.plainly(each.formula))
    return found


def weighted_of(lowered: Iterable[Lowered], populations: Populations) -> HowWeighted | None:
    """How much of a figure counts answers by whom they stand for; ``lowered`` is it and what it is made of."""
    found: set[bool] = set()
    for each in lowered:
        population = populations.get(each.table or "")
        if population is not None and population.margins:
            found.update(isinstance(leaf, Weighted) for leaf in tree.leaves(each.formula))
    return None if not found else "part" if len(found) == 2 else "all" if True in found else "none"


def _weighted(
    population: Population,
    columns: Mapping[str, plan.Column],
    lacking: frozenset[str],
    telling: bool,
    formula: tree.Formula,
    whole: tree.Formula,
) -> tree.Formula:
    """The formula with every part that answers are behind told by cell: a group of each margin.

    ``whole`` is the same over everybody's rows. ``lacking`` are fields that may be missing. ``telling``: how many
    answers are left out may be told.
    """
    if isinstance(formula, tree.Scored):
        inner = _weighted(population, columns, lacking, telling, formula.formula, tree.plainly(whole))
        assert isinstance(inner, tree.Combined)
        inside, of_cells = _cells(population, columns)
        score = narrowed(formula.score, inside)
        return tree.Scored(inner, score, tuple(narrowed(formula.score, of) for of in of_cells.values()))
    if isinstance(formula, tree.Combined) and isinstance(whole, tree.Combined):
        sides = ((formula.left, whole.left), (formula.right, whole.right))
        left, right = (_weighted(population, columns, lacking, telling, *side) for side in sides)
        return tree.Combined(formula.op, left, right)
    if not isinstance(formula, tree.Answered) or not isinstance(whole, tree.Answered):
        return formula
    inside, of_cells = _cells(population, columns)
    cells = tuple(Cell(groups, _narrowed(formula, of)) for groups, of in of_cells.items())
    everybody = Everybody(
        groups=tuple(of_cells),
        known=_narrowed(whole, inside).known,
        answers=tuple(_narrowed(whole, of).known for of in of_cells.values()),
        left_out=_left_out(whole, population, columns, lacking, telling),
    )
    left_out = _left_out(formula, population, columns, lacking, telling)
    return Weighted(_narrowed(formula, inside), cells, left_out, everybody)


def _cells(
    population: Population, columns: Mapping[str, plan.Column]
) -> tuple[plan.Row, Mapping[tuple[str, ...], plan.Row]]:
    """Who belongs to a group of each margin, and to which ones."""
    margins = [list(groups) for groups in population.margins.values()]
    inside = plan.all_of(*(_one_of(columns[name], tuple(groups)) for name, groups in population.margins.items()))
    return inside, {
        groups: plan.all_of(*(_one_of(columns[name], (g,)) for name, g in zip(columns, groups, strict=True)))
        for groups in product(*margins)
    }


def _left_out(
    formula: Answered,
    population: Population,
    columns: Mapping[str, plan.Column],
    lacking: frozenset[str],
    telling: bool,
) -> tuple[LeftOut, ...]:
    """By field the groups of which no number is given, and who names no group; an answer is counted once, at the first
    of these.
    """
    found: list[LeftOut] = []
    before: list[plan.Row] = []

    def leave_out(field: str, groups: tuple[str, ...], of: plan.Row) -> None:
        condition = plan.all_of(formula.known.condition, of, *before)
        found.append(LeftOut(field, groups, plan.CountWhere(condition) if telling else None))
        before.append(plan.Or((plan.IsNull(of), plan.Not(of))))

    for field, held in columns.items():
        groups = population.left_out.get(field, ())
        if groups:
            leave_out(field, groups, _one_of(held, groups))
        if field in lacking:
            leave_out(field, (), plan.IsNull(held))
    return tuple(found)


def _one_of(held: plan.Column, groups: Sequence[str]) -> plan.Row:
    if held.type == "yes_no":
        return plan.Or(tuple(held if group == "yes" else plan.Not(held) for group in groups))
    if held.type == "whole":
        return plan.InSet(plan.Whole(held), tuple(int(group) for group in groups))
    return plan.InSet(held, tuple(groups))


def _narrowed(leaf: Answered, condition: plan.Row) -> Answered:
    """The same over fewer rows; what the metric keeps stays."""

    def count(part: plan.CountWhere) -> plan.CountWhere:
        return plan.CountWhere(plan.all_of(part.condition, condition))

    match leaf:
        case tree.Share(hits, known, kept):
            return tree.Share(count(hits), count(known), kept)
        case tree.Net(promoters, detractors, known, kept):
            return tree.Net(count(promoters), count(detractors), count(known), kept)
        case tree.Mean(plan.SumWhere(value, of), known, kept, factor, squares):
            total = plan.SumWhere(value, plan.all_of(of, condition))
            if squares is not None:
                squares = plan.SumWhere(squares.value, plan.all_of(squares.condition, condition))
            return tree.Mean(total, count(known), kept, factor, squares)
        case tree.Mean(plan.TallyWhere() as tally, known, kept, factor, _):
            return tree.Mean(_tally(tally, condition), count(known), kept, factor)
        case tree.Sum(plan.SumWhere(value, of), known, kept, factor):
            return tree.Sum(plan.SumWhere(value, plan.all_of(of, condition)), count(known), kept, factor)
        case tree.Sum(plan.TallyWhere() as tally, known, kept, factor):
            return tree.Sum(_tally(tally, condition), count(known), kept, factor)
        case tree.Order(tally, known, kept, factor, part):
            return tree.Order(_tally(tally, condition), count(known), kept, factor, part)
    return leaf


def _tally(tally: plan.TallyWhere, condition: plan.Row) -> plan.TallyWhere:
    return plan.TallyWhere(tally.value, plan.all_of(tally.condition, condition), tally.over)


def weigh(everybody: Everybody, answers: Sequence[int], population: Population) -> tuple[Fraction, ...] | None:
    """The weight of an answer in each cell, so that all together are as the margins say; None where no weights fit.

    Weights come to the number of answers: one that is as common as the people that it stands for counts once.
    """
    try:
        raked = weights.rake(
            everybody.groups, answers, [dict(groups) for groups in population.margins.values()]
        )
    except weights.DoesNotSettle:
        return None
    exact = [Fraction(weight) for weight in raked.weights]
    heavy = sum((weight * n for weight, n in zip(exact, answers, strict=True)), Fraction(0))
    return tuple(weight * sum(answers) / heavy for weight in exact) if heavy else tuple(exact)


def left_out_problem(left_out: LeftOut, counts: Sequence[int]) -> Problem | None:
    """What a load report says of answers that no number of people is given for; ``counts`` are of each figure.

    None where there are none. Where small groups are hidden no number is told.
    """
    from cxengine.host.contracts import Problem

    most, of = max(counts, default=0), f"{left_out.field} {', '.join(left_out.groups)}"
    if left_out.count is None:
        message = f"whoever answered of {of} is left out of weighted figures: no population is given for that"
        if not left_out.groups:
            message = f"whoever names no `{left_out.field}` is left out of weighted figures"
        return Problem(code="no-population", message=message, count=0, rows=())
    if not most:
        return None
    said = f"{most:,} answer{'' if most == 1 else 's'}"
    said = said if len({n for n in counts if n}) == 1 else f"up to {said} of a figure"
    why = f"left out: no population is given for {of}"
    if not left_out.groups:
        why = f"left out of weighted figures, where no `{left_out.field}` is named"
    return Problem(code="no-population", message=f"{said} {why}", count=most, rows=())


def weight_problems(
    everybody: Everybody, answers: Sequence[int], raked: Sequence[Fraction] | None, population: Population,
    *, telling: bool,
) -> Iterator[Problem | Untold]:  # fmt: skip
    """What a load report says of the weights of one figure of everybody. ``telling``: how many answered may be told."""
    from cxengine.host.contracts import Problem

    if not any(answers):
        return
    for at, (field, groups) in enumerate(population.margins.items()):
        for group, people in groups.items():
            there = sum(n for groups, n in zip(everybody.groups, answers, strict=True) if groups[at] == group)
            if people and not there:
                message = f"nobody of `{field}` {group} answered: what {people:,} people think is in no weighted figure"
                yield Problem(code="empty-margin", message=message, count=0, rows=())
    if raked is None:
        message = (
            "no weights make the answers fit all margins of the population: they contradict one another, or ask for "
            "people in two groups at once of whom nobody answered"
        )
        yield _of_all(answers, "weights-do-not-fit", message, telling)
        return
    yield from _empty_cells(everybody, answers, population, telling)
    yield from _extreme(everybody, answers, raked, telling)
    if weights.is_uneven(answers, [float(weight) for weight in raked]):
        sure, n = weights.effective(answers, [float(weight) for weight in raked]), sum(answers)
        message = "answers stand for very unequal numbers of people: "
        message += f"{n:,} are as sure as {sure:,.0f} would be" if telling else UNEVEN
        yield _of_all(answers, "uneven-weights", message, telling)


def _empty_cells(
    everybody: Everybody, answers: Sequence[int], population: Population, telling: bool
) -> Iterator[Problem | Untold]:
    """Of groups that all have answers, those that nobody is in at once: weights take it that no people are."""
    fields, margins = list(population.margins), list(population.margins.values())
    there = [
        {groups[at] for groups, n in zip(everybody.groups, answers, strict=True) if n} for at in range(len(fields))
    ]
    asked = [
        (prod(Fraction(margin[group]) for margin, group in zip(margins, groups, strict=True)), groups, n)
        for groups, n in zip(everybody.groups, answers, strict=True)
        if all(group in of for group, of in zip(groups, there, strict=True))
    ]
    empty = sorted(((people, groups) for people, groups, n in asked if not n), key=lambda each: (-each[0], each[1]))
    if not empty:
        return
    crossed = f"{', '.join(f'`{field}`' for field in fields[:-1])} and `{fields[-1]}`"
    if not telling:
        message = f"nobody answered of some groups of {crossed} at once: weights take it that no people are of both"
        yield Untold(code="empty-cells", message=message)
        return
    named = "; ".join(", ".join(groups) for _, groups in empty[:MOST_CELLS])
    rest = f"; {len(empty) - MOST_CELLS} more" if len(empty) > MOST_CELLS else ""
    message = f"nobody answered of {len(empty)} of {len(asked)} groups of {crossed} at once: {named}{rest}. "
    message += "Weights take it that no people are of them"
    yield _of_all(answers, "empty-cells", message, telling)


def _extreme(
    everybody: Everybody, answers: Sequence[int], raked: Sequence[Fraction], telling: bool
) -> Iterator[Problem | Untold]:
    """Answers that count for very many others. They are told of and left: to trim them is to leave the margins."""
    all_answers = sum(answers)
    of_each = [
        (weight, groups, n) for weight, groups, n in zip(raked, everybody.groups, answers, strict=True)
        if n and weight > weights.EXTREME + NEAR
    ]  # fmt: skip
    if not of_each:
        return
    if not telling:
        message = f"some answers count for more than {weights.EXTREME} average ones: what few people say decides much"
        yield Untold(code="extreme-weights", message=message)
        return
    weight, groups, n = max(of_each)
    count, heavy = sum(n for _, _, n in of_each), sum(weight * n for weight, _, n in of_each)
    message = f"{count:,} of {all_answers:,} answers count{'s' if count == 1 else ''} for more than {weights.EXTREME} "
    message += f"average ones each, and together for {float(heavy / all_answers):.0%} of the figure: "
    message += f"most those of {', '.join(groups)}, for {float(weight):,.1f}"
    yield _of_all(answers, "extreme-weights", message, telling)


def _of_all(answers: Sequence[int], code: str, message: str, telling: bool) -> Problem | Untold:
    """A problem of all answers, of which it may not be told how many they are."""
    from cxengine.host.contracts import Problem

    return Problem(code=code, message=message, count=sum(answers)) if telling else Untold(code=code, message=message)
