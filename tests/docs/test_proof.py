"""The page that says by which command each promise is shown: its commands are about tests that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "proof.md"
MARKS = re.compile(r"pytest\.mark\.(nightly|benchmark)\b|pytestmark = pytest\.mark\.(nightly|benchmark)\b")


def rows() -> Iterator[tuple[str, str]]:
    """Each promise, and what shows it."""
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] != "promised" and set(cells[0]) != {"-"}:
            yield cells[0], cells[1]


ROWS = list(rows())


def of_tests(command: str) -> list[Path]:
    """The test modules that a command runs."""
    found: list[Path] = []
    for word in command.split()[1:]:
        if word.startswith(("tests", "plugins")):
            path = ROOT / word
            assert path.exists(), f"there is no {word}"
            found += [path] if path.is_file() else [*path.rglob("test_*.py"), *path.rglob("bench_*.py")]
    return found


@pytest.mark.parametrize(("promise", "shown"), ROWS, ids=[promise[:50] for promise, _ in ROWS])
def test_each_promise_has_a_command_that_runs_something(promise: str, shown: str) -> None:
    commands = re.findall(r"`([^`]+)`", shown)
    assert commands, "nothing shows it"
    for command in (each for each in commands if each.startswith("pytest")):
        modules = of_tests(command)
        texts = [module.read_text("utf-8") for module in modules]
        assert any("def test_" in text for text in texts), f"{command} runs no test"
        mark = re.search(r"-m (\w+)", command)
        if mark is not None:
            assert any(mark[1] in text for text in texts), f"{command} leaves every test out"


def test_every_folder_of_tests_shows_something() -> None:
    named = {word for _, shown in ROWS for word in re.findall(r"\btests/[\w/]+", shown)}
    folders = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    covered = [folder for folder in folders if any((folder + "/").startswith(f"{name}/") for name in named)]
    partly = [folder for folder in folders if any(name.startswith(f"{folder}/") for name in named)]
    assert sorted(folders - {*covered, *partly}) == []
