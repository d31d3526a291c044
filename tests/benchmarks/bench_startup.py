"""How long ``cx --version`` takes beside a click program that does nothing. Prints a ratio, asserts none."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUNS = 30

NOTHING = """import click

@click.command()
@click.version_option("1")
def nothing():
    pass

nothing()
"""


def seconds(command: list[str]) -> float:
    """One whole process, from start to end."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


@pytest.mark.benchmark
def test_cx_version_beside_a_click_program_that_does_nothing(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.py"
    nothing.write_text(NOTHING, "utf-8")
    programs = {
        "cx --version": [sys.executable, "-c", "from cxengine.__main__ import main; main()", "--version"],
        "cx --help": [sys.executable, "-c", "from cxengine.__main__ import main; main()", "--help"],
        "nothing --version": [sys.executable, str(nothing), "--version"],
    }
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(RUNS):  # one after the other in turn, so that a busy moment falls on all alike
        for name, command in programs.items():
            taken[name].append(seconds(command))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    print()
    for name, median in medians.items():
        print(f"{name:20} {median * 1000:7.1f} ms  {median / medians['nothing --version']:.2f} times")
