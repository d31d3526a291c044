"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def date_of(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """The date, or a usage error that shows how one is written."""
    from cxengine.lang.dates import day_written

    if value is None:
        return None
    if (read := day_written(value)) is not None:
        return read
    raise click.BadParameter(f"{value!r} is not a date. Write year, month and day, like 2019-03-31.", ctx, param)


def level(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """The number of a level, or a usage error that shows one."""
    try:
        return None if value is None else int(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a level. Write its number, like 2.", ctx, param) from None


def _subjects(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """The texts themselves, if each has a kind and an id."""
    for text in value:
        kind, _, subject_id = text.partition(":")
        if not (kind and subject_id):
            message = f"{text!r} is not a subject. Write its kind and id, like service:housing_repairs."
            raise click.BadParameter(message, ctx, param)
    return value


project_argument = click.argument("project", required=False)
project_option = click.option(
    "--project", metavar="DIR", help="The project's folder, or the name of a bundled pack. Default: the one above."
)
as_of_option = click.option(
    "--as-of", callback=date_of, metavar="DATE", help="Assessment date. Default: `as_of` in cx.toml, else today."
)
change_option = click.option(
    "--change-since",
    callback=date_of,
    metavar="DATE",
    help="Say what moved since this earlier date, and how sure that is. Default: `change_since` in cx.toml.",
)
compared_option = click.option(
    "--compared-with",
    callback=date_of,
    metavar="DATE",
    help="Say what changed since the record of this date. Default: the last record before.",
)
waivers_option = click.option(
    "--as-of", callback=date_of, metavar="DATE", help="Warn of waivers that are over on this day or end within 30 days."
)
subject_option = click.option(
    "--subject",
    "subjects",
    callback=_subjects,
    multiple=True,
    metavar="KIND:ID",
    help="Only this subject; may be given several times.",
)
strict_option = click.option(
    "--strict", is_flag=True, help="Fail when a source has a rejected row or any other problem."
)
strict_plugins_option = click.option(
    "--strict-plugins", is_flag=True, help="Fail when a plugin that is named does not load, or fails in the run."
)
refresh_option = click.option(
    "--refresh", is_flag=True, help="Read sources with `keep` whole, instead of going on from an earlier run."
)
out_option = click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to this file instead of the screen. A run that fails leaves the file as it was.",
)
debug_option = click.option(
    "--debug", is_flag=True, expose_value=False, help="Show Python's own report when something fails."
)


class FormatName(click.Choice[str]):
    """One of our forms, or a word that a plugin may know: whether it does is told once plugins are loaded."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself, where it may be one."""
        return value if value.isidentifier() else super().convert(value, param, ctx)


def result_format_option(*formats: str) -> Callable[[Command], Command]:
    """``--format`` with these choices and those of plugins; the first is the default."""
    return click.option(
        "--format",
        "form",
        type=FormatName(formats),
        default=formats[0],
        show_default=True,
        help="text is for people, the others are for other programs; a plugin may bring more.",
    )


def format_option(*formats: str) -> Callable[[Command], Command]:
    """``--format`` with these choices; the first is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="text is for people, the others are for other programs." if "text" in formats else None,
    )
