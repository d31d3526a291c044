"""What ``docs/history.md`` shows from Python is so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from .documented import blocks

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "history.md"


def test_the_python_of_the_page_gives_what_stands_beside_it() -> None:
    (block,) = blocks(PAGE, "python")
    lines = block.body.splitlines()
    shown = [line.split("    # ") if "    # " in line else [line] for line in lines]
    known: dict[str, object] = {}
    exec("\n".join(line[0] for line in shown if len(line) == 1), known)
    checked = [(eval(line[0], known), eval(line[1].strip(), {"date": date})) for line in shown if len(line) == 2]
    assert len(checked) == 2 and all(one == other for one, other in checked), checked
