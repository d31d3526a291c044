"""``cx explain``: why something came out as it did."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cxengine.cli.options import (
    as_of_option,
    debug_option,
    format_option,
    out_option,
    project_option,
    strict_option,
    strict_plugins_option,
)

STAGES = ("ast", "names", "types", "plan", "sql")


@click.command("explain", short_help="Say why something came out as it did, and what would change it.")
@click.argument("subject", required=False)
@click.argument("name", required=False)
@project_option
@click.option("--stage", type=click.Choice(STAGES), help="Show a stage of the engine's work on the rules instead.")
@as_of_option
@strict_option
@strict_plugins_option
@format_option("text", "json")
@out_option
@debug_option
def command(
    subject: str | None,
    name: str | None,
    project: str | None,
    stage: str | None,
    as_of: date | None,
    strict: bool,
    strict_plugins: bool,
    form: str,
    out: Path | None,
) -> int:
    """Say why a level, score, criterion, metric or action came out as it did, and what would change it.

    SUBJECT is a kind and an id, like service:housing_repairs. NAME is a criterion (3.4), a level (2), `score`, an
    aspect, a model, a metric, a rule or an action. With --stage, no subject is needed: it shows how the engine reads
    the rules.
    """
    from cxengine.cli.output import emit, progress, show_diagnostics
    from cxengine.cli.stdout import results_only
    from cxengine.cli.targets import check_target
    from cxengine.cli.written import write_explanation
    from cxengine.engine.locate import files_read, locate_project
    from cxengine.engine.run import explain_project, show_stage

    if stage is None and (subject is None or name is None):
        raise click.UsageError("Say what to explain: a subject and a name, like `service:housing_repairs 3.4`.")
    folder = locate_project(project)
    check_target(out, files_read([folder]))
    if stage is not None:
        with results_only():
            text = show_stage(folder, stage, name=name or subject)
        emit(text, out)
        return 0
    assert subject is not None and name is not None
    with progress() as tell:
        explanation, assessment = explain_project(
            folder, subject, name, as_of=as_of, strict=strict, strict_plugins=strict_plugins, progress=tell
        )
    show_diagnostics(assessment.diagnostics)
    emit(write_explanation(explanation.to_dict(), form, out), out)
    return assessment.exit_code()
