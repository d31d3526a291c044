"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cxengine.cli import run


class Ran(NamedTuple):
    """How a command ended, and what it printed where."""

    code: int
    out: str
    err: str


@pytest.fixture
def cx(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Ran]:
    """Runs a command line in this process, from an empty folder."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(list(arguments))
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return ran


@pytest.fixture
def starter(cx: Callable[..., Ran], tmp_path: Path) -> Path:
    """A fresh starter project in ``council``."""
    assert cx("init", "council").code == 0
    return tmp_path / "council"
