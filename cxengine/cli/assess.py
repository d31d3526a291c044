"""``cx assess``: levels, reasons and actions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cxengine.cli.options import (
    as_of_option,
    debug_option,
    format_option,
    out_option,
    project_argument,
    strict_option,
    subject_option,
)


@click.command("assess")
@project_argument
@as_of_option
@subject_option
@click.option("--fail-below", type=int, metavar="LEVEL", help="Exit with 1 when a level is below this one.")
@strict_option
@format_option("text", "json", "csv", "markdown")
@out_option
@debug_option
def command(
    project: str | None,
    as_of: date | None,
    subjects: tuple[str, ...],
    fail_below: int | None,
    strict: bool,
    form: str,
    out: Path | None,
) -> int:
    """Assess a project: what level each service has reached and why, and what to do next.

    PROJECT is a folder with a cx.toml or the name of a bundled pack. Default: the project around you.
    """
    from cxengine.cli.output import emit, progress, show_diagnostics
    from cxengine.cli.written import write_assessment
    from cxengine.engine.locate import locate_project
    from cxengine.engine.run import assess_project

    with progress() as tell:
        assessment = assess_project(
            locate_project(project), as_of=as_of, subjects=subjects, strict=strict, progress=tell
        )
    show_diagnostics(assessment.diagnostics)
    emit(write_assessment(assessment.to_dict(), form, out, project), out)
    code = assessment.exit_code(fail_below)
    if code == 1:
        click.echo(f"At least one level is below {fail_below}.", err=True)
    return code
