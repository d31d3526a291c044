"""What a newcomer reads first: the help, whole sentences on one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click
import pytest

from cxengine.cli import cx as program
from tests.cli.conftest import Ran


def groups() -> Iterator[tuple[tuple[str, ...], click.Group]]:
    """Each group with the words that lead to it."""
    context = click.Context(program)
    yield (), program
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        if isinstance(command, click.Group):
            yield (name,), command


@pytest.mark.parametrize(("words", "group"), list(groups()))
def test_each_command_has_a_whole_sentence_on_one_line(
    words: tuple[str, ...], group: click.Group, cx: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = cx(*words, "--help").out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == group.list_commands(click.Context(group))
    assert [line for line in lines if not line.endswith(".") or line.endswith("...")] == []
