"""Figures over windows that end with each month: what they come to, and which of them may be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.metrics import formula as tree, fuse, rolling, suppress
from cxengine.metrics.formula import Instance
from cxengine.metrics.gathered import Dimensions, Gathered, Place, Rolled
from cxengine.metrics.measured import Measured
from cxengine.metrics.planning import grain
from cxengine.metrics.pooled import Listed, Pool
from cxengine.metrics.windows import End, Window, month_labelled

if TYPE_CHECKING:
    from cxengine.metrics.lower import Lowered
    from cxengine.metrics.standing_for import StandingFor, Weigher
    from cxengine.metrics.suppression.decisions import Decisions
    from cxengine.subjects import SubjectKey

View = tuple[Instance, str | None, tuple[ast.Dimension, ...]]
"""A metric, the kind of subject that it is about, and what it is split by."""


@attrs.define(eq=False)
class OverWindows:
    """Worked out when asked for, each once; ``roll_up`` gives the totals of the rows of single months."""

    names: Names
    lowered: Mapping[Instance, Lowered]
    found: Mapping[fuse.Grain, Gathered]
    decided: Decisions
    standing_for: StandingFor
    roll_up: Callable[[Instance, str | None, Sequence[ast.Dimension]], Rolled]
    _rolled: dict[View, Rolled] = attrs.field(factory=dict, init=False)
    _ends: dict[tuple[Instance, tuple[ast.Dimension, ...]], Mapping[Dimensions, End]] = attrs.field(
        factory=dict, init=False
    )
    _untold: dict[View, dict[Place, bool]] = attrs.field(factory=dict, init=False)
    _small: dict[View, frozenset[Place]] = attrs.field(factory=dict, init=False)
    _laid: dict[tuple[int, Window, tuple[ast.Dimension, ...], int | None], rolling.Laid] = attrs.field(
        factory=dict, init=False
    )
    """Metrics whose windows are the same have the same groups."""

    def window(self, instance: Instance, dimensions: Sequence[ast.Dimension]) -> Window | None:
        """The window of a metric where it goes on by one of the dimensions."""
        window = self.lowered[instance].window
        return window if window is not None and not instance.of_months and window.splits(dimensions) else None

    def counted(self, instance: Instance, dimensions: Sequence[ast.Dimension]) -> Lowered:
        """What the totals of a listing are to be looked up by."""
        window = self.window(instance, dimensions)
        return self.lowered[instance if window is None else rolling.of_months(instance)]

    def counted_in(self, instance: Instance, dimensions: tuple[ast.Dimension, ...], group: Dimensions) -> Lowered:
        """The same for one group: on the assessment date the window is the metric's own."""
        end = self.end(instance, dimensions, group)
        return self.lowered[instance] if end is None or end.own else self.counted(instance, dimensions)

    def end(self, instance: Instance, dimensions: tuple[ast.Dimension, ...], group: Dimensions) -> End | None:
        """The window that a group is over; None where it is of its own rows."""
        window = self.window(instance, dimensions)
        if window is None:
            return None
        if (instance, dimensions) not in self._ends:
            self._ends[instance, dimensions] = rolling.ends_by_group(window, dimensions)
        periods, _ = rolling.periods_of(window, dimensions, group)
        return self._ends[instance, dimensions][periods]

    def with_days(
        self, measured: Measured, instance: Instance, dimensions: tuple[ast.Dimension, ...], group: Dimensions
    ) -> Measured:
        """The figure with the first and the last day of that window."""
        end = self.end(instance, dimensions, group)
        return measured if end is None else attrs.evolve(measured, window=(end.first, end.last))

    def rolled(
        self, window: Window, instance: Instance, kind: str | None, dimensions: Sequence[ast.Dimension]
    ) -> Rolled:
        """The totals of a metric for every subject and window."""
        view = instance, kind, tuple(dimensions)
        if view not in self._rolled:
            months = self.roll_up(rolling.of_months(instance), kind, window.by_period(dimensions))
            since = self._begun(window, instance, kind, dimensions)
            same = id(months), window, tuple(dimensions), since
            if same not in self._laid:
                self._laid[same] = rolling.laid(months.places, window, dimensions, since)
            self._rolled[view] = rolling.rolled(months, self._laid[same], self.lowered[instance])
        return self._rolled[view]

    def _begun(
        self, window: Window, instance: Instance, kind: str | None, dimensions: Sequence[ast.Dimension]
    ) -> int | None:
        """The month in which the data begin; where small groups are hidden, the first of which figures are shown."""
        of_months = self.lowered[rolling.of_months(instance)]
        gathered = self.found[self._grain(window, of_months, kind, dimensions)]
        if of_months.policy is None:
            return rolling.begun(gathered)
        told = self.decided.periods_told(of_months.instance, of_months.table, window.period)
        if told is None:
            return rolling.begun(gathered, of_months.kept)
        return min(map(month_labelled, told), default=None)

    def _grain(
        self, window: Window, lowered: Lowered, kind: str | None, dimensions: Sequence[ast.Dimension]
    ) -> fuse.Grain:
        return grain(lowered, kind is not None, window.by_period(dimensions), self.names)

    def may_hide(self, instance: Instance, kind: str | None, dimensions: tuple[ast.Dimension, ...]) -> bool:
        """Whether any figure over windows may have to be hidden: spares looking at each where none has."""
        window, own = self.window(instance, dimensions), self.lowered[instance]
        if window is None or own.policy is None:
            return False
        overlap = tree.people_behind(own.formula) or tree.weighted_parts(own.formula)
        view = rolling.of_months(instance), kind, window.by_period(dimensions)
        return bool(overlap or own.policy.round_to is not None or self._hides_any(view))

    def _hides_any(self, view: View) -> bool:
        table = self.lowered[view[0]].table or ""
        return self.decided.hides_first(table) or self.decided.hide_any(table) or bool(self._small_of(view))

    def why_hidden(
        self, key: SubjectKey | None, instance: Instance, dimensions: tuple[ast.Dimension, ...], group: Dimensions
    ) -> str | None:
        """Why a figure over a window that is not the metric's own must not be said; None where it may be.

        It may where each month of it is told of: then it says nothing that these do not. Windows overlap, so that one
        less another would tell of single months.
        """
        own = self.lowered[instance]
        window, end = self.window(instance, dimensions), self.end(instance, dimensions, group)
        if window is None or end is None or own.policy is None:
            return None
        if tree.people_behind(own.formula) and own.policy.least > 1:
            return suppress.WINDOWS_OVERLAP
        if end.own:
            return None
        if own.policy.round_to is not None or tree.weighted_parts(own.formula):
            return suppress.WINDOWS_OVERLAP
        _, beside = rolling.periods_of(window, dimensions, group)
        view = rolling.of_months(instance), key.kind if key is not None else None, window.by_period(dimensions)
        untold = self._untold.setdefault(view, {})
        for period in rolling.made_of(end, window):
            place = key, (*beside, period)
            if place not in untold:
                untold[place] = self._is_untold(view, place)
            if untold[place]:
                return suppress.MONTHS_HIDDEN
        return None

    def _is_untold(self, view: View, place: Place) -> bool:
        instance, kind, by_period = view
        table, (key, group) = self.lowered[instance].table, place
        return place in self._small_of(view) or not self.decided.is_told(instance, table, key, by_period, group)

    def _small_of(self, view: View) -> frozenset[Place]:
        """The months of subjects in which few are."""
        import numpy as np

        if view not in self._small:
            months, of_months = self.roll_up(*view), self.lowered[view[0]]
            least = of_months.policy.least if of_months.policy is not None else 1
            small = np.zeros(len(months.places), dtype=bool)
            for leaf in tree.leaves(of_months.formula):
                for n in (months.totals[each] for each in tree.groups_behind(leaf)):
                    small |= (n > 0) & (n < least)
            self._small[view] = frozenset(months.places[at] for at in np.flatnonzero(small).tolist())
        return self._small[view]

    def listed(
        self, instance: Instance, places: Sequence[Place], suppressed: Callable[[], Sequence[bool]]
    ) -> Listed | None:
        """The figures that are shown, and one line for all others of a subject; None where all are shown.

        Of which windows the others are would tell in which months the few are.
        """
        hidden = suppressed() if self.lowered[instance].policy is not None else [False] * len(places)
        pools = tuple(sorted({Pool(key) for (key, _), unsaid in zip(places, hidden, strict=True) if unsaid}))
        told = {place for place, unsaid in zip(places, hidden, strict=True) if not unsaid}
        return Listed(told, pools) if pools else None

    def weigher(
        self, key: SubjectKey | None, instance: Instance, dimensions: tuple[ast.Dimension, ...], group: Dimensions
    ) -> Weigher:
        """The weights of the answers of a window: everybody's in it together; of the metric's own, its own."""
        window, end = self.window(instance, dimensions), self.end(instance, dimensions, group)
        if window is None or end is None:
            return self.standing_for.weigher(self.lowered[instance], key, dimensions)
        if end.own:
            return self.standing_for.weigher(self.lowered[instance], key, window.by_period(dimensions))
        of = self._grain(window, self.lowered[instance], key.kind if key is not None else None, dimensions)
        return self.standing_for.weigher_of_months(of, range(end.month - window.months + 1, end.month + 1))
