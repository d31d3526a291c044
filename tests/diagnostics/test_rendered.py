"""What people see: each ``*.cx`` here with its ``*.txt``. Rewritten with ``pytest --update``."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from cxengine.diagnostic_codes import CODES
from cxengine.diagnostics import Diagnostics
from cxengine.lang.parse import parse
from cxengine.render import render
from cxengine.source import Source

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.cx"))


def rendered(name: str, text: str, width: int = 80) -> str:
    """The problems of the form of a file as a terminal of this width shows them, without colour."""
    found = Diagnostics()
    parse(Source(name, text), found)
    return as_shown(found, name, text, width)


def as_shown(found: Diagnostics, name: str, text: str, width: int = 80) -> str:
    """The problems of a file as a terminal shows them."""
    out = io.StringIO()
    render(found.shown(), {name: text}, Console(file=out, width=width, no_color=True, highlight=False))
    return out.getvalue()


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_rendered(file: Path, update: bool) -> None:
    said = rendered(file.name, file.read_text(encoding="utf-8"))
    expected = file.with_suffix(".txt")
    if update:
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_fits_the_terminal(file: Path) -> None:
    for row in rendered(file.name, file.read_text(encoding="utf-8")).split("\n"):
        assert len(row) <= 80


def test_each_code_of_the_front_end_is_shown() -> None:
    """Codes that only a parser gives; those of bounds need texts too big to keep."""
    shown = {code for file in FILES for code in re.findall(r"code: ([a-z-]+)", file.with_suffix(".txt").read_text())}
    front = list(CODES)[: list(CODES).index("more-problems")]
    assert set(front) - shown <= {"too-big", "too-deep", "not-text", "too-many-broken"}
