"""``cx assess``: levels, reasons and actions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cxengine.cli.options import (
    as_of_option,
    change_option,
    compared_option,
    debug_option,
    level,
    out_option,
    project_argument,
    refresh_option,
    result_format_option,
    strict_option,
    strict_plugins_option,
    subject_option,
)


@click.command("assess", short_help="Assess a project: levels, reasons, and what to do next.")
@project_argument
@as_of_option
@change_option
@subject_option
@click.option("--fail-below", callback=level, metavar="LEVEL", help="Exit with 1 when a level is below this one.")
@click.option("--record", is_flag=True, help="Keep the result in the project, in history/DATE.json.")
@compared_option
@strict_option
@strict_plugins_option
@refresh_option
@result_format_option("text", "json", "csv", "markdown")
@out_option
@debug_option
def command(
    project: str | None,
    as_of: date | None,
    change_since: date | None,
    subjects: tuple[str, ...],
    fail_below: int | None,
    record: bool,
    compared_with: date | None,
    strict: bool,
    strict_plugins: bool,
    refresh: bool,
    form: str,
    out: Path | None,
) -> int:
    """Assess a project: what level each service has reached and why, and what to do next.

    PROJECT is a folder with a cx.toml or the name of a bundled pack. Default: the project around you.
    """
    from cxengine.cli.output import emit, progress, show_diagnostics, show_notes
    from cxengine.cli.recording import keep_record, refuse_recording
    from cxengine.cli.rendered import OWN_FORMS, emit_rendered
    from cxengine.cli.targets import check_target
    from cxengine.cli.written import write_assessment
    from cxengine.engine.locate import files_read, locate_project
    from cxengine.engine.run import assess_project
    from cxengine.report.notes import assessment_notes

    if record:
        refuse_recording(project, subjects)
    folder = locate_project(project)
    check_target(out, files_read([folder]))
    with progress() as tell:
        assessment = assess_project(
            folder,
            as_of=as_of,
            subjects=subjects,
            strict=strict,
            strict_plugins=strict_plugins,
            refresh=refresh,
            fail_below=fail_below,
            progress=tell,
            change_since=change_since,
            compared_with=compared_with,
        )
    result = assessment.to_dict()
    show_diagnostics(assessment.diagnostics)
    show_notes(assessment_notes(result, form, fail_below))
    if form in OWN_FORMS:
        in_full = compared_with is not None
        emit(write_assessment(result, form, out, project, compared_in_full=in_full), out)
    else:
        emit_rendered(assessment.renderers, result, "assessment", form, out)
    refused = keep_record(assessment, folder) if record else 0
    return refused or assessment.exit_code(fail_below)
