"""A group of commands that says which command may be meant."""

from __future__ import annotations

import click


class Group(click.Group):
    """As click's own; a command that does not exist is told with one that is spelled alike, or with all there are."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the first word. Raises click.UsageError with a suggestion where there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as refusal:
            from cxengine.suggest import did_you_mean

            advice = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(f"{refusal.message} {advice}".strip(), ctx) from None
