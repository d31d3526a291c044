"""``cx form``: the questionnaire as a workbook, and its answers back."""

from __future__ import annotations

from pathlib import Path

import click

from cxengine.cli.options import debug_option, format_option, project_argument, subject_option


@click.command("form", short_help="Write the questionnaire as a workbook, or read one filled in.")
@project_argument
@subject_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The workbook to write, which ends in .xlsx; with --read, the file for its answers instead of the screen.",
)
@click.option(
    "--read",
    "filled",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.xlsx",
    help="Read a workbook that was filled in, and give its answers.",
)
@format_option("csv", "json")
@debug_option
def command(
    project: str | None, subjects: tuple[str, ...], out: Path | None, filled: Path | None, form: str
) -> int:
    """Write the questionnaire of a self-assessment as a workbook, or read one that was filled in.

    A workbook that was filled in can also be named in cx.toml: [sources.answers] path = "FILE.xlsx".
    """
    from cxengine.cli.output import emit, emit_bytes, show_diagnostics
    from cxengine.cli.stdout import results_only
    from cxengine.cli.targets import check_target, refuse_form
    from cxengine.engine.form import answers_in, questions
    from cxengine.engine.locate import files_read, locate_project
    from cxengine.engine.program import compile

    if filled is None:
        refuse_form(out)
    folder = locate_project(project)
    check_target(out, (*files_read([folder]), *((filled,) if filled is not None else ())))
    with results_only():
        program = compile(folder)
    show_diagnostics(program.diagnostics)
    if filled is not None:
        from cxengine.report.answers import answers_text, problems_of

        with results_only():
            read = answers_in(program, filled)
        for problem in problems_of(read):
            click.echo(problem, err=True)
        emit(answers_text(read, form), out)
        return 0
    from cxengine.report.form import form_workbook

    with results_only():
        asked = questions(program, subjects)
    if not asked:
        raise click.ClickException("There is no question to ask: no model has an `ask:` line, or nobody is listed.")
    assert out is not None
    emit_bytes(form_workbook(asked), out)
    click.echo(f"wrote {len(asked):,} questions to {out}")
    return 0
