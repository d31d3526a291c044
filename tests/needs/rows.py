"""Rows of a catalogue: a small rule file, the lines of it that matter, and what is said once they are gone.

A row is written as a difference between two texts. Lines after ``-`` are what the row is about, lines after ``+``
stand in their place once they are taken out, all others stand in both, and those after ``=>`` say what the text comes
to then.
``@@`` begins a pack that extends the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

import cxengine
from cxengine.engine.rule_tests import run_tests

HERE = Path(__file__).parent
HEAD = (HERE / "head.cx").read_text(encoding="utf-8")
"""What every row stands on: kinds of subject, parties, a scale, a table and a figure."""
ABOVE = "pack above: Above\nversion 1 from 2026-01-01\nextends needs 1\n"


@attrs.frozen
class Row:
    """One thing that can be said in a rule file."""

    item: str
    lines: tuple[str, ...]
    without: tuple[str, ...]

    def texts(self, *, whole: bool) -> dict[str, str]:
        """The rule files, with the lines that the row is about or without them."""
        out = "+" if whole else "-"
        kept = "\n".join(line[2:] for line in self.lines if not line.startswith(out))
        below, _, above = kept.partition("@@")
        made = {"below/needs.cx" if above else "own/needs.cx": f"{HEAD}{below}\n"}
        return made | ({"own/above.cx": f"{ABOVE}{above}\n"} if above else {})


def rows(name: str) -> Iterator[Row]:
    """The rows of one page of the catalogue."""
    text = (HERE / f"{name}.diff").read_text(encoding="utf-8")
    for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        item, *lines = block.rstrip().splitlines()
        said = tuple(line.removeprefix("=> ") for line in lines if line.startswith("=> "))
        yield Row(item, tuple(line for line in lines if not line.startswith("=>")), said)


def said_of(texts: dict[str, str]) -> list[str]:
    """All that is wrong with rule files: what is remarked of them, or else the expectations that do not hold."""
    try:
        program = cxengine.compile(texts)
    except cxengine.CxError as error:
        return [diagnostic.message for diagnostic in error.diagnostics]
    remarks = [diagnostic.message for diagnostic in program.diagnostics]
    failed = [line for test in run_tests(program).tests for line in test.message.splitlines()]
    return remarks + [re.sub(r"^line \d+: ", "", line) for line in failed]
