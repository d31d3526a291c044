"""Figures over windows that end with each month, made of the rows of whole months.

A metric ``where received_on in last 12 months`` that is split by month of that field is of twelve months up to each
month's end. Its rows are counted by month once, and what each month comes to is added up for all windows it lies in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from cxengine import plan
from cxengine.lang import ast, dates
from cxengine.lang.names import FieldMeaning, Names
from cxengine.metrics import formula as tree
from cxengine.metrics.conditions import column
from cxengine.metrics.formula import Instance
from cxengine.metrics.fuse import windowed
from cxengine.metrics.gathered import Dimensions, Gathered, Place, Rolled, added, place_order, shown
from cxengine.metrics.lower import Lowered
from cxengine.metrics.windows import PARTS, PERIODS, End, Window, longest, month_labelled

Aggregate = plan.CountWhere | plan.SumWhere | plan.TallyWhere


def of_months(instance: Instance) -> Instance:
    """The rows of single months of a metric."""
    return attrs.evolve(instance, of_months=True)


def with_months(lowered: Mapping[Instance, Lowered], names: Names, as_of: date) -> Mapping[Instance, Lowered]:
    """The same, where metrics that roll know their window, with the rows of single months that it is made of."""
    found = dict(lowered)
    for instance, each in lowered.items():
        window = _window(each, names) if instance.as_of == as_of and not instance.filters else None
        if window is not None:
            found[instance] = attrs.evolve(each, window=window)
            found[of_months(instance)] = _of_months(found[instance], window)
    return found


def _window(lowered: Lowered, names: Names) -> Window | None:
    """The window of a metric that is split by months of the field that it asks for the last months of.

    None where it asks for them in days, or asks for that field's window twice; nor does what is made of other metrics
    roll.
    """
    table = names.rows(lowered.table or "")
    if table is None or tree.others(lowered.formula) or not any(each.part in PERIODS for each in lowered.metric.by):
        return None
    for asked in _asked(lowered.metric.where):
        meaning = names.meanings.get(asked.value.span)
        months = dates.months(asked.period)
        if not isinstance(meaning, FieldMeaning) or months is None or months.denominator != 1:
            continue
        name, held = meaning.field.name, column(meaning.field, names)
        parts = {each.part for each in lowered.metric.by if each.field.text == name.text}
        first, last = dates.window(lowered.instance.as_of, asked.period, full=asked.full)
        step = min((PERIODS[part] for part in parts if part in PERIODS), default=0)
        size = 1 if lowered.policy is None else longest(int(months), step) if step else 0
        window = Window(field=name, column=held, months=int(months), first=first, last=last, step=step, size=size)
        if step and _asks_once(lowered, window):
            return window
    return None


def _asked(conditions: Sequence[ast.Expr]) -> Iterator[ast.InLast]:
    """The windows that must hold."""
    for each in conditions:
        if isinstance(each, ast.InLast):
            yield each
        elif isinstance(each, ast.And):
            yield from _asked(each.parts)


def _asks_once(lowered: Lowered, window: Window) -> bool:
    for aggregate in _aggregates(lowered):
        rest = _exchanged(window.within, plan.ALWAYS)(aggregate)
        if rest == aggregate or window.column in windowed(rest):
            return False
    return True


def _aggregates(lowered: Lowered) -> tuple[Aggregate, ...]:
    found = (lowered.kept, *tree.aggregates(lowered.formula))
    return tuple(dict.fromkeys(each for each in found if isinstance(each, Aggregate)))


def _exchanged(old: plan.Row, new: plan.Row) -> Callable[[Aggregate], Aggregate]:
    """Puts another condition in the place of one of those that must all hold."""

    def exchanged(aggregate: Aggregate) -> Aggregate:
        condition = aggregate.condition
        parts = condition.parts if isinstance(condition, plan.And) else (condition,)
        return attrs.evolve(aggregate, condition=plan.all_of(*(new if part == old else part for part in parts)))

    return exchanged


def _of_months(lowered: Lowered, window: Window) -> Lowered:
    """The same over all whole months of all windows."""
    change = _exchanged(window.within, window.span)

    def changed(held: Any) -> Any:
        if isinstance(held, Aggregate):
            return change(held)
        if isinstance(held, tuple):
            return tuple(map(changed, held))
        if attrs.has(type(held)) and type(held).__module__ == tree.__name__ and not isinstance(held, tree.Other):
            names = [field.name for field in attrs.fields(type(held))]
            return attrs.evolve(held, **{name: changed(getattr(held, name)) for name in names})
        return held

    made = changed((lowered.kept, lowered.formula))
    return attrs.evolve(lowered, instance=of_months(lowered.instance), kept=made[0], formula=made[1])


def group_of(end: End, window: Window, dimensions: Sequence[ast.Dimension], beside: Dimensions) -> Dimensions:
    """The group of a listing that a window stands for, with what it is split by besides."""
    others = iter(beside)
    return tuple(
        shown(end.month // PERIODS[each.part], each.part) if window.is_period(each) else next(others)
        for each in dimensions
    )


def made_of(end: End, window: Window) -> tuple[str | None, ...]:
    """The values of the periods that a window is made of."""
    firsts = range(end.month - window.months + 1, end.month + 1, window.size)
    return tuple(shown(first // window.size, PARTS[window.size]) for first in firsts)


def windows_by_period(window: Window, by: Sequence[ast.Dimension]) -> Mapping[str, int]:
    """How many windows are hidden with each period.

    The period before the first window counts for more than any: without it windows are left out, and no line says so.
    """
    ends = [end for end in window.ends(by) if not end.own]
    found = Counter(period for end in ends for period in made_of(end, window) if period is not None)
    before = min((end.month - window.months for end in ends), default=None)
    if before is not None:
        found[shown(before // window.size, PARTS[window.size]) or ""] += len(ends) + 1
    return found


def ends_by_group(window: Window, dimensions: Sequence[ast.Dimension]) -> Mapping[Dimensions, End]:
    """The windows by the values of the periods that stand for them."""
    periods = tuple(each for each in dimensions if window.is_period(each))
    return {group_of(end, window, periods, ()): end for end in window.ends(dimensions)}


def periods_of(window: Window, dimensions: Sequence[ast.Dimension], group: Dimensions) -> tuple[Dimensions, Dimensions]:
    """The values of a group's periods, and its other values."""
    pairs = list(zip(dimensions, group, strict=True))
    periods = tuple(value for each, value in pairs if window.is_period(each))
    return periods, tuple(value for each, value in pairs if not window.is_period(each))


def begun(gathered: Gathered, kept: plan.CountWhere | None = None) -> int | None:
    """The first month that the rows of a scan by month are of, or of those that are kept; None where there are none."""
    labels = gathered.groups[-1]
    there = [True] * gathered.size if kept is None else (gathered.totals[kept] > 0).tolist()
    months = {label for label, some in zip(labels, there, strict=True) if some and label is not None}
    return min(map(month_labelled, months), default=None)


@attrs.frozen(eq=False)
class Laid:
    """Groups over windows, and which months go to which of them: ``own`` to the metric's own windows, ``others``."""

    places: tuple[Place, ...]
    index: Mapping[Place, int]
    own: tuple[Any, Any]
    others: tuple[Any, Any]


def laid(months: Sequence[Place], window: Window, dimensions: Sequence[ast.Dimension], since: int | None) -> Laid:
    """The windows of groups of rows by month; none that begins before the data do, in the month ``since``."""
    import numpy as np

    ends = [end for end in window.ends(dimensions) if end.begun_in(since)]
    whose: dict[Place, int] = {}
    of = np.array([whose.setdefault((key, group[:-1]), len(whose)) for key, group in months], dtype=np.int64)
    numbers = {label: month_labelled(label) for label in {group[-1] for _, group in months} if label is not None}
    month = np.array([numbers.get(group[-1] or "", -1) for _, group in months], dtype=np.int64)
    taken: dict[bool, list[tuple[Any, Any]]] = {True: [], False: []}
    for at, end in enumerate(ends):
        within = (month > end.month - window.months) & (month <= end.month)
        rows = np.arange(len(months)) if end.own else np.flatnonzero(within & (month >= 0))
        taken[end.own].append((rows, of[rows] * len(ends) + at))
    found = np.unique(np.concatenate([goes for parts in taken.values() for _, goes in parts] or [of[:0]]))
    groups = list(whose)
    made = [
        (key, group_of(ends[at], window, dimensions, beside))
        for number, at in (divmod(number, len(ends)) for number in found.tolist())
        for key, beside in [groups[number]]
    ]
    order = sorted(range(len(made)), key=lambda at: place_order(made[at]))
    rank = np.empty(len(made), dtype=np.int64)
    rank[order] = np.arange(len(made))

    def ranked(parts: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
        rows = np.concatenate([rows for rows, _ in parts] or [of[:0]])
        goes = np.concatenate([goes for _, goes in parts] or [of[:0]])
        return rows, rank[np.searchsorted(found, goes)] if len(goes) else goes

    places = tuple(made[at] for at in order)
    index = {place: at for at, place in enumerate(places)}
    return Laid(places, index, ranked(taken[True]), ranked(taken[False]))


def rolled(months: Rolled, laid: Laid, own: Lowered) -> Rolled:
    """Totals for each window, from those of single months.

    On the assessment date the window is the metric's own, of which ``months`` has the rows too.
    """
    assert own.window is not None
    change = _exchanged(own.window.within, own.window.span)
    totals: dict[plan.Aggregate, Any] = {}
    for aggregate in _aggregates(own):
        (rows, goes), (others, go) = laid.own, laid.others
        on_the_date = added(months.totals[aggregate][rows], goes, len(laid.places))
        totals[aggregate] = on_the_date
        of_months = change(aggregate)
        totals[of_months] = added(months.totals[of_months][others], go, len(laid.places)) + on_the_date
    return Rolled(places=laid.places, totals=totals, index=laid.index)
