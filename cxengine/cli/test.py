"""``cx test``: the ``test`` blocks of rule files."""

from __future__ import annotations

from pathlib import Path

import click

from cxengine.cli.options import debug_option, format_option, out_option


@click.command("test", short_help="Run the tests that are written in rule files.")
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@click.option("--coverage", is_flag=True, help="Also say which criteria, metrics and rules no test reaches.")
@format_option("text", "json")
@out_option
@debug_option
def command(paths: tuple[str, ...], coverage: bool, form: str, out: Path | None) -> int:
    """Run the tests that are written in rule files.

    PATH is a rule file, a folder with rule files, or the name of a bundled pack. Default: the project around you.
    Files are read together; one that belongs to a project stands for the whole project.
    Exit code: 0 when every test passes, 1 when one fails.
    """
    from cxengine.cli.output import emit, show_notes
    from cxengine.cli.stdout import results_only
    from cxengine.cli.targets import check_target
    from cxengine.cli.written import write_tests
    from cxengine.engine.locate import files_read
    from cxengine.engine.run import test_paths

    check_target(out, files_read(paths))
    with results_only():
        results, notes = test_paths(paths)
    show_notes(notes)
    emit(write_tests(results.to_dict(), form, out, coverage=coverage), out)
    return 1 if results.failed else 0
