"""Journeys to be shown, with the figures of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import attrs

from cxengine.engine.journey_figures import figures_of_steps, listings_of_steps, metrics_of_steps
from cxengine.engine.journey_findings import found_in_journeys
from cxengine.engine.journey_named import journey_named
from cxengine.engine.journeys_said import journeys_said
from cxengine.engine.load_reports import load_reports
from cxengine.engine.program import Program, compile
from cxengine.engine.running import Progress, Run, running
from cxengine.engine.said.journeys import JourneySaid
from cxengine.engine.said.metrics import MetricSaid
from cxengine.engine.said.sources import SourceUsed
from cxengine.engine.to_json import python_only, to_json
from cxengine.engine.wanted import Wanted

if TYPE_CHECKING:
    from cxengine.diagnostics import Diagnostic


@attrs.frozen(kw_only=True)
class JourneysShown:
    """The result of ``cx journey show``. ``as_of`` is null and ``sources`` empty where no step is measured."""

    schema: Literal["cxengine.journeys/1"] = "cxengine.journeys/1"
    as_of: date | None
    as_of_given: bool
    project: str | None
    journeys: tuple[JourneySaid, ...]
    sources: tuple[SourceUsed, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = python_only(())

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx journey show --format json``."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made

    def exit_code(self) -> int:
        """3 when a source failed, else 0."""
        return 3 if any(diagnostic.severity == "error" for diagnostic in self.diagnostics) else 0


def show_journeys(
    folder: Path,
    name: str | None,
    *,
    only_one: bool = False,
    as_of: date | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> JourneysShown:
    """The journeys of a project, or the one of that name; with ``only_one`` never several.

    Data is read only where a step is measured. Raises CxError, also where no journey has the name.
    """
    program = compile(folder)
    if name is not None or only_one:
        name = journey_named(program.names, name)
    metrics = metrics_of_steps(program.names, name)
    if not metrics:
        return _shown(program, name, {}, None)
    wanted = Wanted(listings=listings_of_steps(metrics))
    with running(
        program, None, as_of=as_of, strict=strict, progress=progress, wish=lambda tree, since: wanted
    ) as run:
        measurements = run.measure(wanted)
        sources = load_reports(run, measurements)
        shown = _shown(program, name, figures_of_steps(program.names, metrics, measurements), run)
    return attrs.evolve(shown, sources=sources)


def _shown(program: Program, name: str | None, figures: Mapping[str, MetricSaid], run: Run | None) -> JourneysShown:
    found = found_in_journeys(program.names, program.plugins.finders)
    said = journeys_said(found, figures)
    warnings = run.diagnostics() if run is not None else program.diagnostics
    project = program.rules.project
    return JourneysShown(
        as_of=run.as_of if run is not None else None,
        as_of_given=run is None or run.as_of_given,
        project=project.name if project is not None else None,
        journeys=tuple(each for each in said if name in (None, each.journey)),
        diagnostics=(*warnings, *(failure for each in found for failure in each.failures)),
    )
