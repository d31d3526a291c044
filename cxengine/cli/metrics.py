"""``cx metrics``: figures with sample sizes and intervals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cxengine.cli.options import (
    as_of_option,
    change_option,
    debug_option,
    out_option,
    project_argument,
    refresh_option,
    result_format_option,
    strict_option,
    strict_plugins_option,
    subject_option,
)


@click.command("metrics", short_help="Show each figure with its sample, its interval and its target.")
@project_argument
@click.option("--metric", "names", multiple=True, metavar="NAME", help="Only this metric; may be given several times.")
@click.option(
    "--by", "dimensions", multiple=True, metavar="DIM", help="Break down by this dimension of the metric's `by` line."
)
@click.option(
    "--what-hides", is_flag=True, help="Say without which `by` line or metric more could be shown. Takes longer."
)
@as_of_option
@change_option
@subject_option
@strict_option
@strict_plugins_option
@refresh_option
@result_format_option("text", "json", "csv", "markdown")
@out_option
@debug_option
def command(
    project: str | None,
    names: tuple[str, ...],
    dimensions: tuple[str, ...],
    what_hides: bool,
    as_of: date | None,
    change_since: date | None,
    subjects: tuple[str, ...],
    strict: bool,
    strict_plugins: bool,
    refresh: bool,
    form: str,
    out: Path | None,
) -> int:
    """Show each metric with the number of answers behind it, its interval and its target."""
    from cxengine.cli.output import emit, progress, show_diagnostics, show_notes
    from cxengine.cli.rendered import OWN_FORMS, emit_rendered
    from cxengine.cli.targets import check_target
    from cxengine.cli.written import write_metrics
    from cxengine.engine.locate import files_read, locate_project
    from cxengine.engine.run import measure_project
    from cxengine.report.notes import measurement_notes

    folder = locate_project(project)
    check_target(out, files_read([folder]))
    with progress() as tell:
        measurement = measure_project(
            folder,
            metrics=names,
            by=dimensions,
            as_of=as_of,
            subjects=subjects,
            strict=strict,
            strict_plugins=strict_plugins,
            refresh=refresh,
            progress=tell,
            change_since=change_since,
            what_hides=what_hides,
        )
    show_diagnostics(measurement.diagnostics)
    result = measurement.to_dict()
    show_notes(measurement_notes(result, form))
    if form in OWN_FORMS:
        emit(write_metrics(result, form, out), out)
    else:
        emit_rendered(measurement.renderers, result, "metrics", form, out)
    return measurement.exit_code()
