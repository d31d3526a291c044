"""What the commands do, each as one call: from where the rules lie to a result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cxengine.diagnostics import Diagnostics
from cxengine.engine.assess import Progress
from cxengine.engine.assessment import Assessment, Measurement
from cxengine.engine.explanation import Explanation, explain
from cxengine.engine.locate import locate_project
from cxengine.engine.program import compile, compiled_stages
from cxengine.engine.rule_tests import TestResults, run_tests
from cxengine.engine.rules import read_rules
from cxengine.engine.stages import stage_text
from cxengine.lang.vocabulary import VOCABULARY
from cxengine.source import Source


def check_paths(paths: Sequence[str]) -> tuple[Diagnostics, tuple[Source, ...]]:
    """Every problem of the rules at these paths, or of the project around, and the texts that were read.

    Raises CxError where there is nothing to check.
    """
    found = Diagnostics()
    sources: list[Source] = []
    for path in paths or (str(locate_project(None)),):
        rules = read_rules(path, found)
        compiled_stages(rules, VOCABULARY, found)
        sources += rules.sources
    return found, tuple(sources)


def assess_project(
    folder: Path,
    *,
    as_of: date | None = None,
    subjects: tuple[str, ...] = (),
    strict: bool = False,
    progress: Progress | None = None,
) -> Assessment:
    """Assesses a project on the data that its ``cx.toml`` binds. Raises CxError."""
    return compile(folder).assess(as_of=as_of, subjects=subjects, strict=strict, progress=progress)


def measure_project(
    folder: Path,
    *,
    metrics: tuple[str, ...] = (),
    by: tuple[str, ...] = (),
    as_of: date | None = None,
    subjects: tuple[str, ...] = (),
    strict: bool = False,
    progress: Progress | None = None,
) -> Measurement:
    """The figures of a project. Raises CxError."""
    program = compile(folder)
    return program.metrics(metrics=metrics, by=by, as_of=as_of, subjects=subjects, strict=strict, progress=progress)


def explain_project(
    folder: Path,
    subject: str,
    name: str,
    *,
    as_of: date | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> tuple[Explanation, Assessment]:
    """Why something about one subject came out as it did, and the assessment it was read from. Raises CxError."""
    program = compile(folder)
    assessment = program.assess(as_of=as_of, subjects=(subject,), strict=strict, progress=progress)
    places = {metric.name.text: metric.span for metric in program.names.metrics.values()}
    return explain(assessment, subject, name, places), assessment


def test_paths(paths: Sequence[str]) -> TestResults:
    """Runs the tests of the rules at these paths, or of the project around. Raises CxError."""
    return TestResults.joined(run_tests(compile(path)) for path in paths or (str(locate_project(None)),))


def show_stage(folder: Path, stage: str, *, name: str | None) -> str:
    """A stage of the engine's work on a project's rules, as text. Raises CxError."""
    return stage_text(compile(folder), stage, name)
