"""``cx check``: every problem of the rule files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cxengine.cli.options import debug_option, format_option, out_option, waivers_option


@click.command("check", short_help="Check rule files and say every problem in them.")
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@waivers_option
@format_option("text", "json")
@out_option
@debug_option
def command(paths: tuple[str, ...], as_of: date | None, form: str, out: Path | None) -> int:
    """Check rule files and say every problem that is found, not only the first.

    PATH is a rule file, a folder with rule files, or the name of a bundled pack. Default: the project around you.
    Files are read together; one that belongs to a project stands for the whole project.
    Exit code: 0 without problems, 1 with errors.
    """
    from cxengine.cli.output import as_json, emit, show_diagnostics, show_notes
    from cxengine.cli.stdout import results_only
    from cxengine.cli.targets import check_target
    from cxengine.engine.locate import files_read
    from cxengine.engine.run import check_paths

    check_target(out, files_read(paths))
    with results_only():
        found, sources, notes = check_paths(paths, as_of=as_of)
    show_notes(notes)
    if form == "json":
        emit(as_json([diagnostic.to_dict() for diagnostic in found.shown()]), out)
    else:
        show_diagnostics(found.shown(), {source.filename: source.text for source in sources})
        checked = "1 rule file" if len(sources) == 1 else f"{len(sources)} rule files"
        emit(f"{checked} checked" + ("" if len(found) else ": no problems"), out)
    return 1 if found.has_errors else 0
