"""Which numbers of different people may be said: they overlap, so that what few people are may follow from others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.lang.publishing import Policy
from cxengine.metrics import formula as tree
from cxengine.metrics.formula import Instance
from cxengine.metrics.gathered import Rolled
from cxengine.metrics.lower import Lowered, lower_all
from cxengine.metrics.suppress import PROTECTING
from cxengine.metrics.suppression.beside_people import tells_of_few
from cxengine.subjects import SubjectTree

OTHER_PEOPLE = "not published: another metric counts different people of the same table, who may be the same"

View = tuple[Instance, str | None, tuple[ast.Dimension, ...]]
"""A metric, the kind of subject that it is about, and what it is split by."""


@attrs.frozen
class Counted:
    """The people of a table whose number is published, the metric that counts them, and those that count others."""

    people: plan.TallyWhere
    metric: str
    others: tuple[str, ...] = ()


def counted_people(names: Names, as_of: date) -> Mapping[str, Counted]:
    """For each table that hides small groups, the people whose number is published, whatever a run asks for.

    They are those of the first metric that keeps all rows, or of the first: beside others it would follow how many
    there are in one and not in another.
    """
    counting: dict[str, dict[str, tuple[plan.TallyWhere, ...]]] = {}
    lowered = lower_all((Instance(name, (), as_of) for name in names.metrics), names)
    for name in names.metrics:
        each = lowered[Instance(name, (), as_of)]
        people = tree.people_behind(each.formula)
        if each.table is not None and each.policy is not None and each.policy.least > 1 and people:
            counting.setdefault(each.table, {})[name] = people
    found: dict[str, Counted] = {}
    for table, metrics in counting.items():
        whole = (name for name, people in metrics.items() if people[0].condition == plan.ALWAYS)
        metric = next(whole, next(iter(metrics)))
        counted = metrics[metric][0]
        others = tuple(name for name, people in metrics.items() if any(tally != counted for tally in people))
        found[table] = Counted(counted, metric, others)
    return found


@attrs.define(eq=False)
class People:
    """Of each figure that counts people, whether others would tell of it."""

    names: Names
    as_of: date
    tree: SubjectTree
    _counted: Mapping[str, Counted] | None = attrs.field(default=None, init=False)
    _few: dict[View, bool] = attrs.field(factory=dict, init=False)

    def counted(self) -> Mapping[str, Counted]:
        """Whose number is published, by table."""
        if self._counted is None:
            self._counted = counted_people(self.names, self.as_of)
        return self._counted

    def why_hidden(self, lowered: Lowered, view: View, rolled: Callable[[], Rolled]) -> str | None:
        """Why a figure must not be said though it counts many; None where it may be. ``rolled`` has its whole view.

        Where a number is too small to say of any group, all groups that the figure is split into are hidden: one
        person may stand in several, so that what one has at least follows from all others, and nobody can tell which
        others would be enough to hide. So they are where it follows that few are in one of them and not in another.
        """
        people, policy = tree.people_behind(lowered.formula), lowered.policy
        if not people or policy is None or policy.least <= 1:
            return None
        counted = self.counted().get(lowered.table or "")
        if counted is None or any(tally != counted.people for tally in people):
            return OTHER_PEOPLE
        if view not in self._few:
            whole = rolled()
            kinds = self.names.parents(view[1]) if view[1] is not None else ()
            self._few[view] = any(self._tells_of_few(whole, each, kinds, policy) for each in dict.fromkeys(people))
        return PROTECTING if self._few[view] else None

    def _tells_of_few(self, whole: Rolled, people: plan.TallyWhere, kinds: Sequence[str], policy: Policy) -> bool:
        found = {place: whole.total(at).tally(people) for at, place in enumerate(whole.places)}
        there = {place: tally for place, tally in found.items() if tally.distinct}
        few = any(policy.hides(tally.distinct) for tally in there.values())
        return few or tells_of_few(there, kinds, self.tree, policy)
