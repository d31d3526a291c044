"""What hiding costs, and which `by` line or which metric's `where` it is for: found by deciding without each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set

import attrs

from cxengine.metrics.suppression.across import Space
from cxengine.metrics.suppression.cells import Atom, Box, Family, count
from cxengine.metrics.suppression.coordinates import EVERYTHING, Parts
from cxengine.metrics.suppression.decide import decide
from cxengine.metrics.suppression.lines import lines
from cxengine.metrics.suppression.rests import with_rests
from cxengine.metrics.suppression.table_decided import TableDecided
from cxengine.subjects import SubjectKey

MOST_FIGURES = 2_000
"""Of a table with more figures it is not worked out what each line costs: that would take longer than hiding does."""
MOST_TRIED = 12
"""So many lines are tried, those that split or filter most figures."""


@attrs.frozen
class Cost:
    """What may be left out, as it is written, and how many of the figures that remain would then be shown besides."""

    leave_out: str
    more: int


@attrs.frozen(kw_only=True)
class Hiding:
    """How many figures of a table there are, how many are hidden for which reason, and what that is for.

    ``withheld`` are those of which the reason is not said, and counted there only. ``whole`` are the topmost subjects
    of which a figure that is not split is hidden to protect others. ``costs`` is None where that was not worked out,
    and ``beyond``: it never is of so many figures.
    """

    figures: int
    first: int
    second: int
    withheld: int
    whole: tuple[SubjectKey, ...]
    costs: tuple[Cost, ...] | None
    beyond: bool = False


@attrs.frozen
class Costs:
    """Of one table."""

    table: TableDecided

    def hiding(self, *, by_line: bool) -> Hiding | None:
        """How much is hidden; None where nothing is but small groups. ``by_line`` also finds what each line costs.

        That decides once more without each of them: some ten times what deciding took.
        """
        if not self.table.decided.second and not self.table.decided.withheld:
            return None
        weight = Counter(self.table.layout.family_of.values())
        decided = self.table.decided
        counted: Counter[str] = Counter()
        for boxes in lines(self.table):
            of = {"withheld": decided.withheld, "first": decided.first, "second": decided.second}
            why = next((why for why, hidden in of.items() if not hidden.isdisjoint(boxes)), "shown")
            counted[why] += weight[boxes[0][0]]
        beyond = len(self.table.cells.counts) > MOST_FIGURES
        return Hiding(
            figures=counted.total(),
            first=counted["first"],
            second=counted["second"],
            withheld=counted["withheld"],
            whole=tuple(sorted(set(self._whole()))),
            costs=tuple(self._costs(weight)) if by_line and not beyond else None,
            beyond=beyond,
        )

    def _whole(self) -> Iterator[SubjectKey]:
        """The topmost subjects of which a figure as it stands is hidden second, or not published."""
        layout, decided = self.table.layout, self.table.decided
        for box in (decided.second | decided.withheld) - decided.first:
            views = layout.combinations[box[1]]
            split = [at for at, view in enumerate(views) if view != EVERYTHING]
            if len(split) == 1 and isinstance(views[split[0]], str) and box[0] != layout.rows:
                view, axis = views[split[0]], self.table.axes[split[0]]
                key = {number: label for (own, label), number in axis.labels.items() if own == view}[box[2 + split[0]]]
                if isinstance(key, SubjectKey) and layout.order[key.kind] == len(layout.order) - 1:
                    yield key

    def _costs(self, weight: Counter[int]) -> list[Cost]:
        hidden = self.table.decided.first | self.table.decided.second | self.table.decided.withheld
        found: list[Cost] = []
        for words, families in list(self._lines())[:MOST_TRIED]:
            shown = self._shown_with(families)
            more = sum(weight[box[0]] for box in hidden & shown)
            if more:
                found.append(Cost(words, more))
        return sorted(found, key=lambda cost: (-cost.more, cost.leave_out))

    def _lines(self) -> Iterator[tuple[str, tuple[Family, ...]]]:
        """What may be left out, in words, with the families as they are without it: those that change most first."""
        found = [*self._splits(), *self._filters()]
        lost = {words: sum(len(each.combinations) for each in families) for words, families in found}
        yield from sorted(found, key=lambda each: (lost[each[0]], each[0]))

    def _splits(self) -> Iterator[tuple[str, tuple[Family, ...]]]:
        for at, place in self.table.layout.places.values():
            coordinate = self.table.layout.coordinates[at]
            if isinstance(coordinate, Parts):
                looking = {n for n, views in enumerate(self.table.layout.combinations) if place in views[at]}
                families = tuple(
                    attrs.evolve(each, combinations=tuple(n for n in each.combinations if n not in looking))
                    for each in self.table.layout.families
                )
                yield f"by {coordinate.dimensions[place].label}", families

    def _filters(self) -> Iterator[tuple[str, tuple[Family, ...]]]:
        """Metrics with a `where`, each with the figures that no other metric has as well."""
        of: dict[int, set[str]] = {}
        filtered: dict[str, None] = {}
        for instance, family in self.table.layout.family_of.items():
            of.setdefault(family, set()).add(instance.metric)
            if instance.metric in self.table.layout.filtered:
                filtered[instance.metric] = None
        for metric in filtered:
            families = tuple(
                attrs.evolve(each, combinations=()) if of.get(each.number) == {metric} else each
                for each in self.table.layout.families
            )
            if families != self.table.layout.families:
                yield f"metric {metric}", families

    def _merged(self, families: tuple[Family, ...]) -> list[dict[int, int]]:
        """For each axis one leaf in place of all that no figure tells apart any more."""
        used = {number for family in families for number in family.combinations}
        found: list[dict[int, int]] = []
        for at, axis in enumerate(self.table.axes):
            views = sorted({self.table.cells.combinations[number][at] for number in used})
            first: dict[tuple[int, ...], int] = {}
            leaves = range(len(axis.tables[0]) if axis.tables else 0)
            labels = {leaf: tuple(axis.tables[view][leaf] for view in views) for leaf in leaves}
            found.append({leaf: leaf if axis.is_subject else first.setdefault(labels[leaf], leaf) for leaf in leaves})
        return found

    def _shown_with(self, families: tuple[Family, ...]) -> Set[Box]:
        """What would be shown of figures that lie so."""
        conditions = 0
        for family in families:
            conditions |= family.mask if family.combinations else 0
        merged = self._merged(families)
        plain: Counter[Atom] = Counter()
        for (leaves, signature), n in self.table.cells.atoms.items():
            plain[tuple(same[leaf] for same, leaf in zip(merged, leaves, strict=True)), signature & conditions] += n
        layout, cells = self.table.layout, self.table.cells
        space = Space(axes=self.table.axes, combinations=cells.combinations, looks_at=layout.looks_at())
        made = with_rests(plain, families, len(layout.conditions), space)
        cells = attrs.evolve(
            cells, atoms=made.atoms, families=made.families, axes=made.axes, combinations=made.combinations,
            counts=count(made.axes, made.combinations, made.families, made.atoms),
        )  # fmt: skip
        decided = decide(cells, self.table.layout.coarser())
        return cells.counts.keys() - decided.first - decided.second - decided.withheld
