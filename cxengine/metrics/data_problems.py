"""What measuring finds wrong with the rows of tables, for their load reports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from cxengine import plan
from cxengine.lang.names import Names
from cxengine.lang.publishing import policy_of
from cxengine.metrics import fuse, suppress
from cxengine.metrics.formula import Everybody, LeftOut
from cxengine.metrics.gathered import Gathered
from cxengine.metrics.late import Untold, late_problem, late_untold
from cxengine.metrics.people import Counted
from cxengine.metrics.population import Populations, left_out_problem, weight_problems
from cxengine.metrics.suppression.decisions import Decisions

if TYPE_CHECKING:
    from cxengine.host.contracts import LoadedTable, Problem

Weights = Mapping[tuple[fuse.Grain, Everybody], tuple[Fraction, ...] | None]
"""What an answer in each cell counts for, for each table and way of weighting; None where no weights fit."""


_OF_METRICS = ("uneven-weights", "weights-do-not-fit", "empty-cells", "extreme-weights")
"""Problems of weights that differ between the metrics of a table."""


@attrs.frozen(kw_only=True)
class DataProblems:
    """Of the tables of one measurement."""

    names: Names
    as_of: date
    since: date | None
    tables: Mapping[str, LoadedTable]
    scans: Sequence[plan.Scan | plan.Tallies]
    found: Mapping[fuse.Grain, Gathered]
    decided: Decisions
    weights: Weights
    populations: Populations
    people: Mapping[str, Counted]
    weighed_for: Mapping[tuple[fuse.Grain, Everybody], Collection[str]]
    """The metrics that rest on weights."""
    unsquared: Collection[str] = ()
    """Tables whose means have no interval, since squares of their numbers are too large to be added up."""

    def by_table(self, *, in_full: bool) -> Mapping[str, tuple[Problem | Untold, ...]]:
        """Rows after the assessment date, what is said of weights, and what is not published.

        ``in_full``: also numbers from which a hidden figure would follow.
        """
        found: dict[str, list[Problem | Untold]] = {}
        of_weights = (*self._weighed(in_full), *self._left_out())
        of_all = (*self._withheld(), *self._people(), *self._unsquared())
        for table, problem in (*self._late(in_full), *of_weights, *of_all):
            found.setdefault(table, []).append(problem)
        return {table: tuple(problems) for table, problems in found.items()}

    def _late(self, in_full: bool) -> Iterator[tuple[str, Problem | Untold]]:
        for table, columns in sorted(fuse.late_columns(self.scans).items()):
            for dated in columns:
                counter = fuse.later_rows(dated, self.as_of)
                scanned = [found for (name, _), found in self.found.items() if name == table]
                counts = [scan.totals[counter] for scan in scanned if counter in scan.totals]
                late = int(counts[0].sum()) if counts else 0
                told = late if in_full else self._told(table, dated, late)
                if told:
                    yield table, late_problem(self.tables[table], dated, told, self.as_of)
                elif late:
                    yield table, late_untold(dated, self.as_of)

    def _told(self, table: str, dated: plan.Column, late: int) -> int:
        """The number of late rows that may be told; 0 for none."""
        rows = self.names.rows(table)
        policy = policy_of(rows) if rows is not None else None
        if self.decided.hides_late(table, dated):
            return 0
        return late if policy is None else policy.shown(late)

    def _weighed(self, in_full: bool) -> Iterator[tuple[str, Problem | Untold]]:
        """What is said of weights: groups that nobody answered for, answers that count for very much, no weights."""
        said: dict[tuple[str, Problem | Untold], dict[str, None]] = {}
        for (of, everybody), raked in self.weights.items():
            totals = self.found[of].totals
            answers = [int(totals[each].sum()) for each in everybody.answers]
            rows = self.names.rows(of[0])
            telling = in_full or rows is None or policy_of(rows) is None
            for problem in weight_problems(everybody, answers, raked, self.populations[of[0]], telling=telling):
                names = said.setdefault((of[0], problem), {})
                if telling and problem.code in _OF_METRICS:
                    names.update(dict.fromkeys(self.weighed_for.get((of, everybody), ())))
        for (table, problem), names in said.items():
            whose = ", ".join(f"`{name}`" for name in names)
            yield table, attrs.evolve(problem, message=f"{whose}: {problem.message}") if names else problem

    def _left_out(self) -> Iterator[tuple[str, Problem]]:
        """What is said of answers of groups that the population leaves out, or of none, once for each field."""
        counts: dict[tuple[str, str, bool], tuple[LeftOut, list[int]]] = {}
        for (table, groups), everybody in dict.fromkeys(self.weights):
            totals = self.found[table, groups].totals
            for each in everybody.left_out:
                _, found = counts.setdefault((table, each.field, not each.groups), (each, []))
                found += [int(totals[each.count].sum())] if each.count is not None else []
        for (table, *_), (left_out, found) in counts.items():
            if (problem := left_out_problem(left_out, found)) is not None:
                yield table, problem

    def _withheld(self) -> Iterator[tuple[str, Problem]]:
        for table, withheld, overlapping, of_earlier in self.decided.withheld():
            yield table, suppress.withheld_problem(withheld, self.since if of_earlier else None, overlapping)

    def _people(self) -> Iterator[tuple[str, Problem]]:
        for table, counted in self.people.items():
            if counted.others and table in self.tables:
                yield table, suppress.other_people_problem(counted.metric, counted.others)

    def _unsquared(self) -> Iterator[tuple[str, Problem]]:
        from cxengine.host.contracts import Problem

        message = (
            "means have no interval: the squares of their numbers have more digits than can be added up exactly. Look "
            "for a number that is far too large; fewer `decimals` of a field, or fewer fields multiplied, leave room"
        )
        for table in sorted(self.unsquared):
            yield table, Problem(code="squares-too-large", message=message, count=0, rows=())
