"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class DateType(click.ParamType):
    """A calendar date, written 2019-03-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error that shows how one is written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value) if len(value) == 10 else self._refuse(value, param, ctx)
        except ValueError:
            return self._refuse(value, param, ctx)

    def _refuse(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        self.fail(f"{value!r} is not a date. Write year, month and day like 2019-03-31.", param, ctx)


class SubjectType(click.ParamType):
    """A subject, written ``service:housing_repairs``."""

    name = "kind:id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text itself, if it has a kind and an id."""
        kind, colon, subject_id = str(value).partition(":")
        if not (kind and colon and subject_id):
            self.fail(f"{value!r} is not a subject. Write its kind and id, like service:housing_repairs.", param, ctx)
        return str(value)


project_argument = click.argument("project", required=False)
project_option = click.option(
    "--project", metavar="DIR", help="The project's folder, or the name of a bundled pack. Default: the one above."
)
as_of_option = click.option(
    "--as-of", type=DateType(), metavar="DATE", help="Assessment date. Default: `as_of` in cx.toml, else today."
)
subject_option = click.option(
    "--subject",
    "subjects",
    type=SubjectType(),
    multiple=True,
    metavar="KIND:ID",
    help="Only this subject; may be given several times.",
)
strict_option = click.option(
    "--strict", is_flag=True, help="Fail when a source has a rejected row or any other problem."
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


def format_option(*formats: str) -> Callable[[Command], Command]:
    """``--format`` with these choices; the first is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="text is for people, the others are for other programs.",
    )
