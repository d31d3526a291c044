"""Every pack that comes with the engine: nothing to remark, tests that pass and reach everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cxengine.resources import bundled_packs

ROOT = Path(__file__).resolve().parents[2]


def cx(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cxengine", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("pack", bundled_packs())
def test_nothing_is_to_be_remarked(pack: str) -> None:
    said = cx("check", f"rules/{pack}")
    assert (said.returncode, said.stdout) == (0, said.stdout)
    assert "no problems" in said.stdout


# `cx init` copies the starter, whose tests are a beginning.
@pytest.mark.parametrize("pack", sorted(set(bundled_packs()) - {"starter"}))
def test_its_tests_pass_and_reach_everything(pack: str) -> None:
    said = cx("test", f"rules/{pack}", "--coverage")
    assert said.returncode == 0, said.stdout
    assert "0 failed" in said.stdout
    assert "Nothing: every" in said.stdout
