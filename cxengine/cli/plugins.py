"""``cx plugins``: which plugins there are, whether they work, and which exactly a project insists on."""

from __future__ import annotations

from pathlib import Path

import click

from cxengine.cli.groups import Group
from cxengine.cli.options import debug_option, format_option, out_option, project_option

PLUGIN_FAILED = 3
KINDS = ("source", "scorer", "backend", "functions")


@click.group("plugins", cls=Group, short_help="Look at plugins: which load, and whether they work.")
def command() -> None:
    """Look at plugins: which load, which fail and why; lock them, check them, write a new one."""


@command.command("list", short_help="Try every plugin there is, and say what each offers.")
@project_option
@format_option("text", "json")
@out_option
@debug_option
def list_(project: str | None, form: str, out: Path | None) -> int:
    """Try every plugin that is installed or lies in the project, and say what each offers.

    A run loads only those that cx.toml or a rule file names. Exit code: 3 when one of these does not load.
    """
    from cxengine.cli.output import as_json, emit, text_of
    from cxengine.cli.stdout import results_only
    from cxengine.engine.plugins import plugins_tried
    from cxengine.report.plugins import draw_plugins

    folder = _project_if_any(project)
    with results_only():
        tried = plugins_tried(folder)
    result = tried.to_dict()
    emit(as_json(result) if form == "json" else text_of(lambda console: draw_plugins(result, console), out), out)
    return PLUGIN_FAILED if tried.lacks_named else 0


@command.command("lock", short_help="Let a project take only the plugins that it has now.")
@project_option
@debug_option
def lock(project: str | None) -> int:
    """Write down name, version and hash of each plugin that the project names; cx then takes no other.

    They go to cx.plugins.lock beside cx.toml. Run this again whenever a plugin is meant to change.
    """
    from cxengine.cli.output import emit
    from cxengine.cli.stdout import results_only
    from cxengine.engine.locate import locate_project
    from cxengine.engine.plugins import write_lock
    from cxengine.engine.shown_paths import shown_path

    folder = locate_project(project)
    with results_only():
        path, count = write_lock(folder)
    emit(f"{shown_path(path)}: {count} plugin{'' if count == 1 else 's'} locked", None)
    return 0


@command.command("check", short_help="Try whether plugins do what they promise.")
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--source", "sources", multiple=True, metavar="TABLE",
              help="Read what `[sources.TABLE]` binds, 10,000 rows at most, twice. May be repeated.")  # fmt: skip
@project_option
@format_option("text", "json")
@out_option
@debug_option
def check(names: tuple[str, ...], sources: tuple[str, ...], project: str | None, form: str, out: Path | None) -> int:
    """Try what plugins offer: functions on their examples, scorers, finders, enrichers and renderers on made cases,
    backends that can be had without keys beside DuckDB, packs as rules, and whether sources say what they lack.

    NAME is a plugin; default: all. With --source a source is read as this project binds it: whether schema and rows
    agree, keys are unique, a second reading gives the same, a reading goes on, and no secret or personal value is told.

    Exit code: 1 when something is not as it was promised, 3 when a source cannot be read. What cannot be tried here is
    said.
    """
    from cxengine.cli.output import as_json, emit, text_of
    from cxengine.cli.stdout import results_only
    from cxengine.engine.locate import locate_project
    from cxengine.engine.plugin_checks import plugins_checked
    from cxengine.report.plugins import draw_checks

    folder = locate_project(project) if sources else _project_if_any(project)
    with results_only():
        checked = plugins_checked(folder, names, sources)
    result = checked.to_dict()
    emit(as_json(result) if form == "json" else text_of(lambda console: draw_checks(result, console), out), out)
    return checked.lost or (1 if checked.failed else 0)


@command.command("new", short_help="Write a plugin that can be installed at once.")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What the plugin offers.")
@click.option("--dir", "parent", type=click.Path(file_okay=False, path_type=Path), default=Path("."),
              help="Where to write its folder. Default: here.")  # fmt: skip
@debug_option
def new(name: str, kind: str, parent: Path) -> int:
    """Write a plugin that can be installed at once and passes its own tests.

    NAME is that of the distribution: small letters, digits and hyphens, like our-contacts.
    """
    from cxengine.cli.output import emit
    from cxengine.engine.plugin_scaffold import write_plugin

    folder = write_plugin(name, kind, parent)
    emit(f"wrote {folder.as_posix()}\ncd {folder.as_posix()}, then: pip install -e . && pytest", None)
    return 0


def _project_if_any(project: str | None) -> Path | None:
    from cxengine.engine.locate import locate_project
    from cxengine.engine.project import find_project

    return locate_project(project) if project is not None else find_project(Path.cwd())
