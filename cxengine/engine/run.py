"""What the commands do, each as one call: from where the rules lie to a result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.assessment import Assessment, Measurement
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explaining.tree import Explanation
from cxengine.engine.explanation import explain
from cxengine.engine.journey_findings import found_in_journeys
from cxengine.engine.journey_named import journey_named
from cxengine.engine.journeys_said import journeys_said
from cxengine.engine.keeping import anew
from cxengine.engine.plugin_words import vocabulary_of
from cxengine.engine.program import Program, compile, compiled_stages
from cxengine.engine.rule_sets import rule_sets
from cxengine.engine.rule_tests import TestResults, run_tests
from cxengine.engine.rules import read_rules
from cxengine.engine.running import Progress
from cxengine.engine.said.journeys import JourneySaid
from cxengine.engine.stages import stage_text
from cxengine.engine.tests_left_out import files_looked_at, tests_left_out
from cxengine.engine.waivers import waivers_at
from cxengine.lang.naming.given import meant
from cxengine.source import Source


def check_paths(
    paths: Sequence[str], *, as_of: date | None = None
) -> tuple[Diagnostics, tuple[Source, ...], tuple[str, ...]]:
    """Every problem of the rules at these paths, or of the project around; the texts that were read; and notes.

    With ``as_of`` also the waivers that are over on that day or end within 30 days of it.
    Raises CxError where there is nothing to check.
    """
    found = Diagnostics()
    sources: list[Source] = []
    chosen = rule_sets(paths)
    for where in chosen.sets:
        rules = read_rules(where, found)
        files, _, _ = compiled_stages(rules, vocabulary_of(rules.host), found)
        for diagnostic in waivers_at(files, as_of) if as_of is not None else ():
            found.add(diagnostic)
        sources += rules.sources
    return found, tuple(sources), chosen.notes


def assess_project(
    folder: Path,
    *,
    as_of: date | None = None,
    subjects: tuple[str, ...] = (),
    strict: bool = False,
    strict_plugins: bool = False,
    fail_below: int | None = None,
    refresh: bool = False,
    progress: Progress | None = None,
    change_since: date | None = None,
    compared_with: date | None = None,
) -> Assessment:
    """Assesses a project on the data that its ``cx.toml`` binds.

    With ``refresh`` no source goes on from an earlier run. Raises CxError, also where ``fail_below`` is a level that no
    model has.
    """
    program = compile(folder)
    if fail_below is not None:
        _refuse_level(program, fail_below)
    return program.assess(
        anew(program) if refresh else None, as_of=as_of, subjects=subjects, strict=strict,
        strict_plugins=strict_plugins, progress=progress, change_since=change_since, compared_with=compared_with,
    )  # fmt: skip


def measure_project(
    folder: Path,
    *,
    metrics: tuple[str, ...] = (),
    by: tuple[str, ...] = (),
    as_of: date | None = None,
    subjects: tuple[str, ...] = (),
    strict: bool = False,
    strict_plugins: bool = False,
    refresh: bool = False,
    progress: Progress | None = None,
    change_since: date | None = None,
    what_hides: bool = False,
) -> Measurement:
    """The figures of a project. With ``refresh`` no source goes on from an earlier run. Raises CxError."""
    program = compile(folder)
    metrics, by = tuple(dict.fromkeys(metrics)), tuple(dict.fromkeys(by))
    return program.metrics(
        anew(program) if refresh else None,
        metrics=metrics,
        by=by,
        as_of=as_of,
        subjects=subjects,
        strict=strict,
        strict_plugins=strict_plugins,
        progress=progress,
        change_since=change_since,
        what_hides=what_hides,
    )


def explain_project(
    folder: Path,
    subject: str,
    name: str,
    *,
    as_of: date | None = None,
    strict: bool = False,
    strict_plugins: bool = False,
    progress: Progress | None = None,
) -> tuple[Explanation, Assessment]:
    """Why something about one subject came out as it did, and the assessment it was read from. Raises CxError."""
    program = compile(folder)
    assessment = program.assess(
        as_of=as_of, subjects=(subject,), strict=strict, strict_plugins=strict_plugins, progress=progress
    )
    names = program.names
    called = meant(name, {**names.metrics, **names.rules, **names.objectives}, names)
    return explain(assessment, subject, called, RuleBook.of(names, program.rules.sources)), assessment


def test_paths(paths: Sequence[str]) -> tuple[TestResults, tuple[str, ...]]:
    """Runs the tests of the rules at these paths, or of the project around; also gives notes. Raises CxError."""
    chosen = rule_sets(paths)
    programs = [compile(where) for where in chosen.sets]
    results = TestResults.joined(run_tests(program) for program in programs)
    notes = [note for program in programs for note in tests_left_out(program)]
    looked = () if results.tests else tuple(files_looked_at(program) for program in programs)
    return results, (*chosen.notes, *notes, *looked)


def journeys_of(folder: Path, name: str | None) -> tuple[tuple[JourneySaid, ...], tuple[Diagnostic, ...]]:
    """The journeys of a project with what is found in them, or the one of that name; and warnings. Raises CxError."""
    program = compile(folder)
    if name is not None:
        name = journey_named(program.names, name)
    found = found_in_journeys(program.names, program.plugins.finders)
    chosen = [each for each in found if name in (None, each.known.flow.journey.name.text)]
    failures = tuple(failure for each in chosen for failure in each.failures)
    return journeys_said(chosen), (*program.diagnostics, *failures)


def show_stage(folder: Path, stage: str, *, name: str | None) -> str:
    """A stage of the engine's work on a project's rules, as text. Raises CxError."""
    return stage_text(compile(folder), stage, name)


def _refuse_level(program: Program, number: int) -> None:
    levels = {level.number: level.declared.title for model in program.models for level in model.levels}
    if number in levels or number == 0:
        return
    known = ", ".join(f"{each} ({title})" if title else str(each) for each, title in sorted(levels.items()))
    raise CxError(
        [
            Diagnostic(
                code="unknown-level",
                message=f"no model of these rules has a level {number}",
                help=f"The levels are {known}." if known else "These rules have no model.",
            )
        ]
    )
