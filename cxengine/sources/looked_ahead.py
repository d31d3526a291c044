"""What is going to be counted of a table in files is counted in the same pass that shows whether its rows fit.

A subject that rows are gathered by is seen in the groups of that pass; that an option is none, in its classes, which
are told apart by their options anyway. What is seen so costs no scan of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from cxengine import plan
from cxengine.metrics.sql import APART
from cxengine.metrics.stages import stages

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen(kw_only=True)
class LookedAhead:
    """One of the scans that are wanted, by which ``options`` (fields) and ``subjects`` (fields) are seen to fit."""

    scan: plan.Scan
    asked: plan.Scan
    options: frozenset[str] = frozenset()
    subjects: Mapping[str, str] = attrs.field(factory=dict)
    """From the field to the column of the result."""

    def fits(self, found: pa.Table) -> bool:
        """Whether every option is one."""
        return APART not in found.column_names or not any(found.column(APART).to_pylist())

    def values(self, found: pa.Table) -> dict[str, frozenset[str]]:
        """The subjects that rows are about, for each of ``subjects``."""
        told = {field: found.column(name).to_pylist() for field, name in self.subjects.items()}
        return {field: frozenset(value for value in values if value is not None) for field, values in told.items()}

    def answer(self, found: pa.Table) -> pa.Table:
        """What the scan itself would have given, where all fits."""
        return found.drop_columns([APART]) if APART in found.column_names else found


def looked_ahead(
    ahead: Sequence[plan.Scan], options: Mapping[str, frozenset[str]], subjects: frozenset[str]
) -> LookedAhead | None:
    """The scan by which most fields are seen, of those with ``options`` and those that name ``subjects``.

    None where no scan shows any.
    """
    made = [_with(scan, options, subjects) for scan in ahead]
    seen = [each for each in made if each.options or each.subjects]
    return max(seen, key=lambda each: len(each.options) + len(each.subjects), default=None)


def _with(scan: plan.Scan, options: Mapping[str, frozenset[str]], subjects: frozenset[str]) -> LookedAhead:
    strange = {
        field: plan.Not(plan.InSet(plan.Column(field, "option"), tuple(sorted(names))))
        for field, names in options.items()
    }
    made = stages(attrs.evolve(scan, apart=tuple(strange.values())))
    seen = {} if made is None else {field: row for field, row in strange.items() if row not in made.rest}
    by_subject = {
        group.column.name: f"g{at}"
        for at, group in enumerate(scan.groups)
        if group.part is None and group.column.name in subjects
    }
    asked = attrs.evolve(scan, apart=tuple(seen.values()))
    return LookedAhead(scan=scan, asked=asked, options=frozenset(seen), subjects=by_subject)
