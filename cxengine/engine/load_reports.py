"""Every load report of a run as it is told, with what measuring and judging found wrong with the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxengine.engine.load import ANSWERS
from cxengine.engine.said.sources import ProblemSaid, SourceUsed
from cxengine.engine.same_data import same_data
from cxengine.engine.sources_said import source_in_full, source_said
from cxengine.engine.strict import refuse_problems
from cxengine.host.contracts import LoadReport, Problem
from cxengine.metrics.late import Untold

if TYPE_CHECKING:
    from cxengine.engine.running import Run
    from cxengine.metrics.measure import Measurements

OfTables = Mapping[str, tuple[Problem | Untold, ...]]
"""What measuring found, by table."""


def load_reports(run: Run, measurements: Measurements, *, what_hides: bool = False) -> tuple[SourceUsed, ...]:
    """Those of all sources, and the tables that nothing fills.

    Numbers of rows from which a hidden figure would follow are left out. ``what_hides`` asks for which line of the
    rules figures are hidden. Raises CxError for any problem of the data where the run is strict.
    """
    inputs, names = run.inputs, run.program.names
    counted = {metric.table.text for metric in names.metrics.values() if metric.table is not None}
    same = same_data(inputs.reports, run.bound, counted, measurements.hides_any)

    def more_of(report: LoadReport, found: OfTables) -> tuple[Problem | Untold, ...]:
        twice = (same[report.table],) if report.table in same else ()
        return (*found.get(report.table, ()), *twice, *(run.answer_problems() if report.table == ANSWERS else ()))

    if run.strict:
        in_full = measurements.problems(in_full=True)
        refuse_problems(source_in_full(each, more_of(each, in_full)) for each in inputs.reports)
    found = measurements.problems()
    said = [
        source_said(
            each, more_of(each, found), measurements, inputs.tree, keyed=run.digests, what_hides=what_hides
        )
        for each in inputs.reports
    ]
    said += [
        SourceUsed(
            table=name, plugin=None, rows=0, rejected=0, digest="", notes=(),
            problems=(ProblemSaid(code="no-source", message="no source bound", rows=(), count=0),),
        )
        for name in inputs.unbound
    ]  # fmt: skip
    return tuple(said)
