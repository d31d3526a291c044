"""``cx metrics``: figures with sample sizes and intervals."""

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


@click.command("metrics")
@project_argument
@click.option("--metric", "names", multiple=True, metavar="NAME", help="Only this metric; may be given several times.")
@click.option(
    "--by", "dimensions", multiple=True, metavar="DIM", help="Break down by this dimension of the metric's `by` line."
)
@as_of_option
@subject_option
@strict_option
@format_option("text", "json", "csv", "markdown")
@out_option
@debug_option
def command(
    project: str | None,
    names: tuple[str, ...],
    dimensions: tuple[str, ...],
    as_of: date | None,
    subjects: tuple[str, ...],
    strict: bool,
    form: str,
    out: Path | None,
) -> int:
    """Show each metric with the number of answers behind it, its interval and its target."""
    from cxengine.cli.output import emit, progress, show_diagnostics
    from cxengine.cli.written import write_metrics
    from cxengine.engine.locate import locate_project
    from cxengine.engine.run import measure_project

    with progress() as tell:
        measurement = measure_project(
            locate_project(project),
            metrics=names,
            by=dimensions,
            as_of=as_of,
            subjects=subjects,
            strict=strict,
            progress=tell,
        )
    show_diagnostics(measurement.diagnostics)
    emit(write_metrics(measurement.to_dict(), form, out), out)
    return measurement.exit_code()
