"""Slips that an analyst makes, one at a time in a small rule file. Rewritten with ``pytest --update``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from cxengine.diagnostics import Diagnostics
from cxengine.engine.program import compiled_stages
from cxengine.engine.rules import RuleSet
from cxengine.lang.vocabulary import VOCABULARY
from cxengine.source import Source
from tests.diagnostics.test_rendered import as_shown

HERE = Path(__file__).parent / "mistakes"
RULES = (HERE / "council.cx").read_text(encoding="utf-8")
MISTAKES: dict[str, dict[str, str]] = tomllib.loads((HERE / "mistakes.toml").read_text(encoding="utf-8"))


def found_in(text: str) -> Diagnostics:
    """Everything that is said of a rule file."""
    found = Diagnostics()
    compiled_stages(RuleSet(sources=(Source("council.cx", text),)), VOCABULARY, found)
    return found


def with_mistake(name: str) -> str:
    """The rule file with one slip."""
    right, wrong = MISTAKES[name]["right"], MISTAKES[name]["wrong"]
    assert RULES.count(right) == 1, name
    return RULES.replace(right, wrong)


def test_the_file_has_no_mistake() -> None:
    assert not tuple(found_in(RULES))


def test_each_mistake_is_one_message(update: bool) -> None:
    said: dict[str, str] = {}
    several: list[str] = []
    for name in MISTAKES:
        text = with_mistake(name)
        found = found_in(text)
        several += [] if len(tuple(found)) == 1 else [name]
        said[name] = as_shown(found, "council.cx", text)
    shown = "".join(f"== {name.replace('_', ' ')}\n{words}\n" for name, words in said.items())
    expected = HERE / "mistakes.txt"
    if update:
        expected.write_text(shown, encoding="utf-8")
    assert shown == expected.read_text(encoding="utf-8")
    assert len(MISTAKES) >= 40
    assert several == []
