"""What is published of a program on a date, whatever a run asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from typing import Any

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.flows.written import written_steps
from cxengine.lang.names import BY_SEGMENT, MetricMeaning, Names
from cxengine.metrics import formula as tree
from cxengine.metrics.apart import with_apart
from cxengine.metrics.classes import atoms
from cxengine.metrics.formula import Instance
from cxengine.metrics.lower import Lowered, instance_of, lower_all
from cxengine.metrics.population import Populations, with_weights
from cxengine.metrics.rolling import with_months
from cxengine.metrics.suppression.answers import columns_of, each_answer

MOST_SOLVED = 3
"""Of so many answers a number, a mean and its interval tell how many gave each."""


def published(
    names: Names, as_of: date, since: date | None = None, populations: Populations | None = None
) -> Mapping[Instance, Lowered]:
    """Every metric as it stands and by segment, all that models and rules ask for, and what these are made of.

    In place of figures over windows that end with each month, the months that they are made of: who knows what these
    say knows what those do.

    With ``since`` every metric on that date too.
    """
    dates = (as_of,) if since is None else (as_of, since)
    asked = [Instance(name, (), on) for on in dates for name in names.metrics]
    asked += [instance_of(ref, as_of) for ref in references((*names.models.values(), *names.rules.values()), names)]
    asked += [
        Instance(metric.name.text, segment.where, on)
        for on in dates
        for metric in names.metrics.values()
        if metric.table is not None and any(dimension.label == BY_SEGMENT for dimension in metric.by)
        for segment in names.segments_of(metric.table.text)
    ]
    lowered = with_months(with_weights(lower_all(asked, names), names, populations or {}), names, as_of)
    return with_apart(lowered, names, as_of, since)


def of_everybody(names: Names) -> bool:
    """Whether figures of all subjects together are published in any run: those of steps of journeys."""
    return any(step.measured_by for journey in names.journeys.values() for step in written_steps(journey))


def references(declared: Iterable[object], names: Names) -> Iterator[ast.Ref]:
    """The metrics that declarations name, anywhere in them."""
    waiting: list[Any] = list(declared)
    while waiting:
        here = waiting.pop()
        if isinstance(here, ast.Ref) and isinstance(names.meanings.get(here.span), MetricMeaning):
            yield here
        if isinstance(here, tuple):
            waiting.extend(here)
        elif attrs.has(type(here)):
            waiting.extend(attrs.astuple(here, recurse=False))


def conditions(lowered: Lowered) -> tuple[plan.CountWhere, ...]:
    """The counts that a figure tells: the rows it keeps, those it rests on, and those that fit its formula.

    A mean or a sum over a scale, and what is told value by value, is taken to tell how many gave each answer: where
    all answers are known to be alike, as at an end of the scale, it does.
    """
    parts = [*tree.aggregates(lowered.formula), *(each for score in lowered.beside for each in score.aggregates)]
    counts = [part for part in parts if isinstance(part, plan.CountWhere)]
    counts += [each for part in parts for each in each_answer(part)]
    return tuple(dict.fromkeys((lowered.kept, *counts, *of_somebody(lowered), *(lowered.apart or ()))))


def asked(lowered: Lowered, among: Set[str], by_cell: Set[str]) -> tuple[plan.CountWhere, ...]:
    """The counts of a formula that say of whom they are as a `where` does: those of `count`, and some of answers.

    These look ``among`` the columns that figures of the table are split and filtered by. A share of anything else tells
    how people answered, not who they are, and so do two of them beside each other: how many of a group that is large
    enough gave one answer and not the other is what a third share would say outright.

    Of answers that are weighted to groups of columns ``by_cell`` they are also those of each such group: who knows the
    weights may find them.
    """
    found: dict[plan.CountWhere, None] = {}
    for leaf in tree.leaves(lowered.formula):
        if isinstance(leaf, tree.Count):
            found[leaf.hits] = None
        elif _looks(leaf, among):
            found.update(dict.fromkeys(_answered(leaf)))
            if isinstance(leaf, tree.Weighted) and _weighted_by(leaf) & by_cell:
                found.update(dict.fromkeys(each for cell in leaf.cells for each in _answered(cell.leaf)))
    found.update(dict.fromkeys(_answered_together(lowered, among)))
    found.update(dict.fromkeys(of_somebody(lowered)))
    return tuple(each for each in found if each != lowered.kept)


def of_somebody(lowered: Lowered) -> tuple[plan.CountWhere, ...]:
    """The groups of people behind a figure without those rows that name nobody, where a row may: so it counts them."""
    if lowered.subject is None or lowered.subject.filled:
        return ()
    named = plan.Not(plan.IsNull(lowered.subject))
    behind = (group for leaf in tree.leaves(lowered.formula) for group in tree.groups_behind(leaf))
    return tuple(dict.fromkeys(plan.CountWhere(plan.all_of(group.condition, named)) for group in behind))


def says_who(instances: Iterable[Lowered]) -> set[str]:
    """The columns that say of whom figures are: those they are filtered by, and those that a `count` looks at."""
    found: set[str] = set()
    for lowered in instances:
        found.update(columns_of(lowered.kept.condition))
        for leaf in tree.leaves(lowered.formula):
            if isinstance(leaf, tree.Count):
                found.update(columns_of(leaf.hits.condition))
    return found


def compared(instances: Iterable[Lowered], groups: Iterable[plan.Group]) -> set[frozenset[str]]:
    """The columns that figures are split by, and those of each comparison that filters them or by which one counts."""
    found = {frozenset((group.column.name,)) for group in groups}
    for lowered in instances:
        counts = (leaf.hits for leaf in tree.leaves(lowered.formula) if isinstance(leaf, tree.Count))
        for each in (lowered.kept, *counts):
            found |= {frozenset(columns_of(a)) for a in atoms(each.condition) if not isinstance(a, plan.IsNull)}
    return found


def tells_of_groups(lowered: Lowered, of: Set[frozenset[str]]) -> bool:
    """Whether a median, a percentile or a number of different values is ``of`` what says of whom other figures are.

    A median of 7.5 days says that half took 7 days at most, and five channels of five answers that one came by each. Of
    a scale of few points such a figure is taken to tell how many gave each answer (`conditions`).
    """
    leaves = (each for leaf in tree.leaves(lowered.formula) for each in (leaf, tree.order_of(leaf)))
    told = [e for e in leaves if isinstance(e, tree.Order) or (isinstance(e, tree.Distinct) and not e.people)]
    return any(
        frozenset(columns_of(plan.And((each.tally.value, each.tally.over or plan.ALWAYS)))) in of
        and not any(True for _ in each_answer(each.tally))
        for each in told
    )


def _answered(leaf: tree.Leaf) -> tuple[plan.CountWhere, ...]:
    """How many gave which answers, where a figure and its interval tell just that; of weighted ones who knows them."""
    match leaf:
        case tree.Share(hits):
            return (hits,)
        case tree.Net(promoters, detractors):
            return (promoters, detractors)
        case tree.Mean(total) | tree.Sum(total):
            answers = tuple(each_answer(total))
            return answers if len(answers) < MOST_SOLVED else ()
        case tree.Weighted(inner):
            return _answered(inner)
    return ()


def _answered_together(lowered: Lowered, among: Set[str]) -> Iterator[plan.CountWhere]:
    """How many gave two answers at once, which an interval tells, where one of these looks ``among`` the columns."""
    formula = lowered.formula
    own = (formula.score, *formula.cells) if isinstance(formula, tree.Scored) else ()
    for score in (*own, *lowered.beside):
        of_all = {part for known in score.known for part in parts(known.condition)}
        for two in score.products:
            told = (two.of,) if isinstance(two.of, plan.CountWhere) else tuple(each_answer(two.of))
            if len(told) < MOST_SOLVED and any(_compares(each, of_all, among) for each in told):
                yield from told


def _looks(leaf: tree.Answered | tree.Distinct | tree.Weighted, among: Set[str]) -> bool:
    """Whether any comparison in what a figure asks, besides what keeps its rows, is of such columns alone."""
    of = leaf.leaf if isinstance(leaf, tree.Weighted) else leaf
    of_all = {*parts(of.kept.condition), *parts(of.known.condition)}
    return any(_compares(hits, of_all, among) for hits in _answered(of))


def _compares(hits: plan.CountWhere, of_all: Set[plan.Row], among: Set[str]) -> bool:
    """Whether any comparison in a condition, besides what keeps its rows, is of such columns alone."""
    own = (part for part in parts(hits.condition) if part not in of_all)
    compared = (set(columns_of(atom)) for part in own for atom in atoms(part))
    return any(columns and columns <= among for columns in compared)


def _weighted_by(leaf: tree.Weighted) -> set[str]:
    """The columns of the population whose groups weights are given to."""
    of_all = parts(leaf.leaf.known.condition)
    own = (part for cell in leaf.cells for part in parts(cell.leaf.known.condition) if part not in of_all)
    return {name for part in own for name in columns_of(part)}


def parts(row: plan.Row) -> tuple[plan.Row, ...]:
    """What must all hold for a condition to."""
    return row.parts if isinstance(row, plan.And) else (row,)


def is_exact(lowered: Lowered) -> bool:
    """Whether a figure is worked out from numbers that are not rounded, whatever the policy says of numbers of rows."""
    rounded = tree.Count | tree.Share | tree.Net | tree.Distinct
    return any(not isinstance(leaf, rounded) for leaf in tree.leaves(lowered.formula))


def sensitive(lowered: Lowered) -> tuple[plan.CountWhere, ...]:
    """The counts of people that may not be small."""
    behind = (group for leaf in tree.leaves(lowered.formula) for group in tree.groups_behind(leaf))
    return tuple(dict.fromkeys((*behind, *of_somebody(lowered), *(lowered.apart or ()))))
