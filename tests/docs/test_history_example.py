"""What ``docs/history.md`` shows from Python is so."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from cxengine.cli import run

from .documented import blocks

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "history.md"


def test_the_python_of_the_page_gives_what_stands_beside_it() -> None:
    (block,) = blocks(PAGE, "python")
    lines = block.body.splitlines()
    shown = [line.split("    # ") if "    # " in line else [line] for line in lines]
    known: dict[str, object] = {}
    exec("\n".join(line[0] for line in shown if len(line) == 1), known)
    checked = [(eval(line[0], known), eval(line[1].strip(), {"date": date})) for line in shown if len(line) == 2]
    assert len(checked) == 2 and all(one == other for one, other in checked), checked


def test_the_history_that_the_page_shows_is_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "rules" / "enfield", tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    for more in (["--as-of", "2018-09-30"], []):
        assert run(["assess", "mine", "--record", *more]) == 0
    capsys.readouterr()
    asked = [word for id in ("libraries", "adult_social_care") for word in ("--subject", f"service:{id}")]
    assert run(["history", "mine", *asked]) == 0
    (shown,) = blocks(PAGE, "text")
    assert capsys.readouterr().out.startswith(shown.body)
