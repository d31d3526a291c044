"""An assessment: evaluate each subject of a run, and say what came out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cxengine._version import LANGUAGE, __version__
from cxengine.engine.actions_said import actions_of_findings, actions_said
from cxengine.engine.assessment import Assessment, SubjectSaid
from cxengine.engine.enriching import enriched
from cxengine.engine.history.beside import beside_history
from cxengine.engine.history.read import FOLDER, Given
from cxengine.engine.journey_actions import actions_of_journey
from cxengine.engine.journey_findings import found_in_journeys
from cxengine.engine.journeys_said import journeys_said
from cxengine.engine.load_reports import load_reports
from cxengine.engine.model_said import model_said
from cxengine.engine.objectives_said import objectives_said, untraced_said
from cxengine.engine.overrides_said import overrides_said
from cxengine.engine.peers import with_peers
from cxengine.engine.running import Progress, Run, running
from cxengine.engine.said.actions import ActionSaid
from cxengine.engine.said.levels import ModelSaid
from cxengine.engine.wanted import Wanted, of_assessment
from cxengine.subjects import SubjectTree

if TYPE_CHECKING:
    from cxengine.engine.program import Program


def assess(
    program: Program,
    sources: Mapping[str, Any] | None,
    *,
    as_of: date | None,
    subjects: tuple[str, ...],
    strict: bool,
    strict_plugins: bool = False,
    progress: Progress | None,
    since: date | None = None,
    history: Given | None = None,
    compared_with: date | None = None,
) -> Assessment:
    """The whole assessment. Raises CxError for what no result can be given of."""

    def wish(tree: SubjectTree, since: date | None) -> Wanted:
        return of_assessment(program, {key.kind for key in tree.records if not subjects or str(key) in subjects})

    with running(
        program, sources, as_of=as_of, strict=strict, strict_plugins=strict_plugins, progress=progress, since=since,
        wish=wish,
    ) as run:  # fmt: skip
        assessment = _assessed(run, subjects)
        listed = [str(key) for key in run.inputs.tree.records]
    project = program.rules.project
    if history is None and sources is None and project is not None:
        history = project.folder / FOLDER
    return beside_history(program, assessment, history, listed=listed, since=compared_with)


def _assessed(run: Run, subjects: tuple[str, ...]) -> Assessment:
    program = run.program
    wanted = run.wanted(subjects)
    measurements = run.measure(of_assessment(program, {record.key.kind for record in wanted}))
    changes = run.changes(wanted, measurements)
    said: list[SubjectSaid] = []
    actions: list[ActionSaid] = []
    for record in wanted:
        models: list[ModelSaid] = []
        for model in program.models:
            if model.declared.subject.text == record.key.kind:
                result = run.result(record, model, measurements)
                models.append(model_said(result, record.key))
                actions += actions_said(result, record.key, program.names, run.as_of)
                run.note_answers(result)
        came_to = {model.result.outcomes.model.declared.name.text: model.result for model in models if model.result}
        judged = run.judged(record, measurements, came_to)
        actions += actions_of_findings(judged, record.key, program.names, run.as_of)
        said.append(run.subject(record, tuple(models), judged, measurements, changes))
    journeys = found_in_journeys(program.names, program.plugins.finders)
    for journey in journeys if not subjects else ():  # a journey is of no subject, so of none that are asked for
        actions += actions_of_journey(journey.findings, journey.known, run.as_of)
    found = enriched(actions, run)
    trouble = run.trouble(measurements, said)
    return Assessment(
        engine=__version__,
        language=LANGUAGE,
        as_of=run.as_of,
        as_of_given=run.as_of_given,
        change_since=run.since,
        project=run.project_name,
        packs=run.packs(),
        overrides=overrides_said(program.files),
        sources=load_reports(run, measurements),
        subjects=with_peers(run, said, measurements),
        journeys=journeys_said(journeys, run.figures_of_journeys(measurements)),
        actions=found,
        objectives=objectives_said(program),
        untraced=untraced_said(program),
        plugins=trouble.said(),
        renderers=program.plugins.renderers,
        diagnostics=(
            *run.diagnostics(trouble.untold), *(failure for journey in journeys for failure in journey.failures)
        ),
    )
