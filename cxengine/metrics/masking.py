"""Why a figure that is not small itself must not be said: others, or what it is made of, would tell of few people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import attrs

from cxengine.lang import ast
from cxengine.metrics import formula as tree, rolling, suppress
from cxengine.metrics.formula import Instance
from cxengine.metrics.gathered import Dimensions, Rolled
from cxengine.metrics.lower import Lowered
from cxengine.metrics.over_windows import OverWindows
from cxengine.metrics.people import People
from cxengine.metrics.planning import reached
from cxengine.metrics.suppression.decisions import Decisions
from cxengine.subjects import SubjectKey, SubjectTree

Figure = tuple[SubjectKey | None, Instance, tuple[ast.Dimension, ...], Dimensions]
"""Of whom, of which metric, and of which group."""


@attrs.define(eq=False)
class Masking:
    """Found when it is asked for; of what is made of other figures, each once."""

    lowered: Mapping[Instance, Lowered]
    tree: SubjectTree
    bound: Collection[str]
    """The tables that are there."""
    decided: Decisions
    people: People
    over: OverWindows
    roll_up: Callable[[Instance, str | None, Sequence[ast.Dimension]], Rolled]
    _found: dict[Figure, str | None] = attrs.field(factory=dict, init=False)

    def may(self, instance: Instance, kind: str | None, dimensions: tuple[ast.Dimension, ...]) -> bool:
        """Whether any figure of a listing can be masked: spares looking at each where none is."""
        parts = [self.lowered[part] for part in reached([instance], self.lowered)]
        if any(self.decided.hide_any(part.table) or tree.people_behind(part.formula) for part in parts):
            return True
        return self.over.may_hide(instance, kind, dimensions)

    def why(
        self, key: SubjectKey | None, instance: Instance, dimensions: tuple[ast.Dimension, ...], group: Dimensions
    ) -> str | None:
        """Why the figure, or one that it is made of, must not be said though it is not small; None where it may be."""
        if not any(True for _ in tree.others(self.lowered[instance].formula)):
            return self._why(key, instance, dimensions, group)
        figure = key, instance, dimensions, group
        if figure not in self._found:
            self._found[figure] = self._why(*figure)
        return self._found[figure]

    def _why(
        self, key: SubjectKey | None, instance: Instance, dimensions: tuple[ast.Dimension, ...], group: Dimensions
    ) -> str | None:
        lowered = self.lowered[instance]
        end = self.over.end(instance, dimensions, group)
        if end is not None and ((why := self.over.why_hidden(key, instance, dimensions, group)) or not end.own):
            return why
        if end is not None and lowered.window is not None:  # the metric's own figure
            _, group = rolling.periods_of(lowered.window, dimensions, group)
            dimensions = lowered.window.beside(dimensions)
        why = self.decided.why_hidden(instance, lowered.table, key, dimensions, group)
        if why is not None:
            return suppress.WITHHELD if why == "withheld" else suppress.PROTECTING
        kind = key.kind if key is not None else None
        if lowered.table in self.bound:
            view = instance, kind, dimensions
            beside = self.people.why_hidden(lowered, view, lambda: self.roll_up(*view))
            if beside is not None:
                return beside
        for part in tree.others(lowered.formula):
            owner = key if part.of is None or key is None else self.tree.ancestor(key, part.of)
            of_part = self.why(owner, part.instance, dimensions, group)
            if of_part is not None:
                return of_part
        return None
