"""The command ``cx``: one module per command, loaded when that command is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from cxengine._version import __version__
from cxengine.cli.groups import Group

COMMANDS = ("init", "check", "form", "assess", "metrics", "explain", "history", "test", "journey", "plugins")
"""In the order in which a newcomer needs them."""


class CommandsOnDemand(Group):
    """Loads a command's module when the command is run or its help is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"cxengine.cli.{cmd_name}").command
        return command


@click.group(cls=CommandsOnDemand, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cx", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, expose_value=False, help="Show Python's own report when something fails.")
def cx() -> None:
    """Assess customer experience in local government by written rules.

    Rule files (*.cx) say what is measured and what each level asks for; cx.toml says where the data is.
    Start with `cx init`, then `cx assess`.
    """


def run(arguments: list[str]) -> int:
    """Run one command line and give its exit code: 0, 1, 2, 3 or 130."""
    try:
        return int(cx.main(args=arguments, prog_name="cx", standalone_mode=False) or 0)
    except (Exception, KeyboardInterrupt) as failure:
        from cxengine.cli.failures import say

        if "--debug" in arguments and not isinstance(failure, click.exceptions.ClickException | click.Abort):
            raise
        return say(failure)
