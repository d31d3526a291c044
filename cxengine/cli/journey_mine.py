"""``cx journey mine``: a journey written from an event log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cxengine.cli.log_options import asked_of, log_options, source_options
from cxengine.cli.options import debug_option, format_option, out_option, project_option


@click.command("mine", short_help="Write a journey from an event log.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@log_options
@source_options
@click.option("--name", default="mined", show_default=True, metavar="NAME", help="The name of the journey.")
@click.option("--for", "party", default="customer", show_default=True, metavar="PARTY", help="Whose journey it is.")
@click.option(
    "--rare", type=click.FloatRange(0, 100), default=5.0, show_default=True, metavar="PERCENT",
    help="Leave out what fewer of the cases do.",
)  # fmt: skip
@project_option
@format_option("text", "json")
@out_option
@debug_option
def mine(
    file: Path | None, source: str | None, name: str, party: str, rare: float, project: str | None, form: str,
    out: Path | None, **given: Any,
) -> int:  # fmt: skip
    """Write a journey as a log shows it: a rule file that checks, with the share of cases that go as it says.

    What comes again becomes `repeats`, and what only some cases do a step for some. FILE and the options for columns
    are those of `cx journey log`. Exit code: 3 when the log cannot be read to its end, else 0.
    """
    from cxengine.cli.output import as_json, emit, show_diagnostics, show_notes
    from cxengine.cli.stdout import results_only
    from cxengine.cli.targets import check_target
    from cxengine.engine.locate import files_read, locate_project
    from cxengine.engine.log_mine import MineAsked, mine_log

    asked = asked_of(file, source, given)
    folder = locate_project(project) if source is not None else None
    read = files_read([folder]) if folder is not None else [file] if file is not None else []
    check_target(out, read, makes_rules=form == "text")
    with results_only():
        how = MineAsked(name=name, party=party, least=rare / 100, small_groups=given["small_groups"])
        made = mine_log(asked, folder, how)
    show_diagnostics([made.failure] if made.failure is not None else [])
    share = f"{made.of_cases.share:g}% ({made.of_cases.low:g} to {made.of_cases.high:g})"
    show_notes([f"{made.covered:,} of {made.cases:,} cases go as the journey says: {share}."])
    emit(as_json(made.to_dict()) if form == "json" else made.text, out)
    return 3 if made.failure is not None else 0
