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


def counted_people(names: Names, as_of: date) -> Mapping[str, plan.TallyWhere]:
    """For each table that hides small groups, the people whose number is published, whatever a run asks for.

    They are those of the first metric that keeps all rows, or of the first: beside others it would follow how many
    there are in one and not in another.
    """
    lowered = lower_all((Instance(name, (), as_of) for name in names.metrics), names)
    found: dict[str, tuple[bool, plan.TallyWhere]] = {}
    for name in names.metrics:
        each = lowered[Instance(name, (), as_of)]
        if each.table is None or each.policy is None or each.policy.least <= 1:
            continue
        for tally in tree.people_behind(each.formula)[:1]:
            whole = tally.condition == plan.ALWAYS
            if each.table not in found or (whole and not found[each.table][0]):
                found[each.table] = whole, tally
    return {table: tally for table, (_, tally) in found.items()}


@attrs.define(eq=False)
class People:
    """Of each figure that counts people, whether others would tell of it."""

    names: Names
    as_of: date
    tree: SubjectTree
    _counted: Mapping[str, plan.TallyWhere] | None = attrs.field(default=None, init=False)
    _few: dict[View, bool] = attrs.field(factory=dict, init=False)

    def why_hidden(self, lowered: Lowered, view: View, rolled: Callable[[], Rolled]) -> str | None:
        """Why a figure must not be said though it counts many; None where it may be. ``rolled`` has its whole view.

        Where a number is too small to say of any group, all groups that the figure is split into are hidden: one
        person may stand in several, so that what one has at least follows from all others, and nobody can tell which
        others would be enough to hide. So they are where it follows that few are in one of them and not in another.
        """
        people, policy = tree.people_behind(lowered.formula), lowered.policy
        if not people or policy is None or policy.least <= 1:
            return None
        if self._counted is None:
            self._counted = counted_people(self.names, self.as_of)
        if any(tally != self._counted.get(lowered.table or "") for tally in people):
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
