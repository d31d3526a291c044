"""Whom the answers behind each figure of a run stand for: what they count for, and of how many people the figure is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import compress

import attrs

from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.metrics import fuse
from cxengine.metrics.formula import Everybody, Instance
from cxengine.metrics.gathered import Gathered
from cxengine.metrics.lower import Lowered
from cxengine.metrics.measured import HowWeighted
from cxengine.metrics.planning import grain, reached
from cxengine.metrics.population import Populations, weigh, weighted_of
from cxengine.metrics.windows import month_labelled
from cxengine.subjects import SubjectKey, SubjectTree

Weights = tuple[Fraction, ...] | None
"""What an answer in each cell counts for; None where no weights fit."""
Weigher = Callable[[Everybody], Weights]


@attrs.define(eq=False, kw_only=True)
class StandingFor:
    """Worked out when asked for, each once. ``weighed_for`` says which metrics rest on ``weights``."""

    names: Names
    tree: SubjectTree
    populations: Populations
    found: Mapping[fuse.Grain, Gathered]
    lowered: Mapping[Instance, Lowered]
    weights: dict[tuple[fuse.Grain, Everybody], Weights] = attrs.field(factory=dict, init=False)
    weighed_for: dict[tuple[fuse.Grain, Everybody], dict[str, None]] = attrs.field(factory=dict, init=False)
    _of_months: dict[tuple[fuse.Grain, range, Everybody], Weights] = attrs.field(factory=dict, init=False)
    _how: dict[Instance, HowWeighted | None] = attrs.field(factory=dict, init=False)

    def weigher(
        self, lowered: Lowered, key: SubjectKey | None, dimensions: Sequence[ast.Dimension]
    ) -> Weigher:
        """The weights of a metric's answers: everybody's together, so that all subjects' are weighted alike."""
        of = grain(lowered, key is not None, dimensions, self.names)

        def weights(everybody: Everybody) -> Weights:
            self.weighed_for.setdefault((of, everybody), {})[lowered.metric.name.text] = None
            if (of, everybody) not in self.weights:
                totals = self.found[of].totals
                answers = [int(totals[each].sum()) for each in everybody.answers]
                self.weights[of, everybody] = weigh(everybody, answers, self.populations[of[0]])
            return self.weights[of, everybody]

        return weights

    def weigher_of_months(self, of: fuse.Grain, months: range) -> Weigher:
        """The weights of everybody's answers in some months, of a scan whose last group is the month."""
        labels = self.found[of].groups[-1]
        taken = [label is not None and month_labelled(label) in months for label in labels]

        def weights(everybody: Everybody) -> Weights:
            if (of, months, everybody) not in self._of_months:
                totals = self.found[of].totals
                answers = [sum(compress(totals[each].tolist(), taken)) for each in everybody.answers]
                self._of_months[of, months, everybody] = weigh(everybody, answers, self.populations[of[0]])
            return self._of_months[of, months, everybody]

        return weights

    def how_weighted(self, instance: Instance) -> HowWeighted | None:
        """How much of a figure counts answers by whom they stand for."""
        if self.populations and instance not in self._how:
            parts = reached([instance], self.lowered)
            self._how[instance] = weighted_of((self.lowered[part] for part in parts), self.populations)
        return self._how.get(instance)

    def people(self, lowered: Lowered, key: SubjectKey | None, *, narrowed: bool) -> int | None:
        """How many people a figure is of: of a subject that a margin names its own number, of everybody the total."""
        population = self.populations.get(lowered.table or "")
        if population is None or narrowed or lowered.instance.filters:
            return None
        if key is None:
            return population.total
        named = population.margins.get(lowered.subject.name if lowered.subject is not None else "", {})
        if key.kind == lowered.kind and key.id in named:
            return named[key.id]
        return population.total if self._is_everybody(lowered, key) else None

    def _is_everybody(self, lowered: Lowered, key: SubjectKey) -> bool:
        """Whether all rows of a table are those of a subject: it is the one at the top, or they name none."""
        if self.names.parents(key.kind):
            return False
        return lowered.subject is None or sum(each.kind == key.kind for each in self.tree.records) == 1
