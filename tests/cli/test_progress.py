"""A long reading shows on a terminal how far it is, and nowhere else."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

ROWS = 20_000
RULES = """pack told: Told
version 1 from 2020-01-01
subject service: Service
table cases: Cases
  field service is service
  field minutes is minutes
metric how_many: How many
  from cases
  formula count
metric how_long: How long
  from cases
  formula mean(minutes)
"""
SMALL_PARTS = """
import sys, time
from cxengine.sources import csv_in_parts, lines, passed, put_aside
for module, name, value in (
    (csv_in_parts, "MOST_WHOLE", 0), (csv_in_parts, "MOST_ODD", 0),
    (csv_in_parts, "PART", 1 << 13), (lines, "SMALL", 0), (lines, "BLOCK", 1 << 12),
    (lines, "FIRST", 1 << 12), (passed, "FEWEST", 0),
):
    assert hasattr(module, name)
    setattr(module, name, value)
add = put_aside._Written.add
def slowly(written, part):
    add(written, part)
    time.sleep(0.1)  # so that the terminal is drawn meanwhile
put_aside._Written.add = slowly
from cxengine.cli import run
sys.exit(run(sys.argv[1:]))
"""


def project(folder: Path) -> list[str]:
    (folder / "cases.csv").write_text("service,minutes\n" + "a,5\n" * ROWS, "utf-8")
    (folder / "told.cx").write_text(RULES, "utf-8")
    (folder / "services.json").write_text('[{"id": "a", "title": "A"}]', "utf-8")
    (folder / "cx.toml").write_text(
        '[project]\nname = "told"\nas_of = 2020-01-31\n'
        '[sources.service]\npath = "services.json"\n[sources.cases]\npath = "cases.csv"\n',
        "utf-8",
    )
    return [sys.executable, "-c", SMALL_PARTS, "metrics", str(folder), "--format", "json"]


def on_a_terminal(command: list[str]) -> tuple[str, str]:
    """What a command writes on stdout, which is a pipe, and on the terminal that is its stderr."""
    ours, theirs = pty.openpty()
    terminal = {**os.environ, "TERM": "xterm"}
    try:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=terminal) as ran:
            os.close(theirs)
            shown = b""
            while True:
                try:
                    piece = os.read(ours, 1 << 16)
                except OSError:  # the other end is closed
                    break
                if not piece:
                    break
                shown += piece
            assert ran.stdout is not None
            printed = ran.stdout.read()
    finally:
        os.close(ours)
    assert ran.returncode == 0, shown
    return printed.decode(), shown.decode()


def test_a_terminal_shows_how_far_a_long_reading_is(tmp_path: Path) -> None:
    command = project(tmp_path)
    printed, on_terminal = on_a_terminal(command)
    assert re.search(r"Reading cases: [\d,]+ rows, \d+ %", on_terminal), on_terminal
    assert json.loads(printed) and f'"n": {ROWS}' in printed
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert piped.stdout == printed and "Reading" not in piped.stderr
