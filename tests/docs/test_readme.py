"""The README's tour is real: its rules stand in the file that it names, its commands print what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.documented import blocks
from tests.docs.run_tour import PAGES, ROOT, with_outputs

README = ROOT / "README.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    text = page.read_text("utf-8")
    assert text == with_outputs(text, tmp_path), "run `python -m tests.docs.run_tour`"


def test_the_rules_of_the_tour_stand_in_the_rule_file() -> None:
    rules = (ROOT / "rules" / "starter" / "service.cx").read_text("utf-8")
    shown = blocks(README, "cx")
    assert len(shown) == 3
    assert [block.line for block in shown if block.body not in rules] == []


def test_set_up_is_two_commands_on_a_line_each() -> None:
    commands = [block.body for block in blocks(README, "sh")]
    assert len(commands) == 2
    assert all(command.count("\n") == 1 for command in commands)
    assert "cx assess rules/enfield" in commands[0]
    assert "pytest" in commands[1]
