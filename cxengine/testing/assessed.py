"""`cx assess` with a `cx.toml` that names a plugin of sources: to an outcome, and to what a lost source leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

RULES = """\
pack made: Made for a test
version 1 from 2024-01-01
cites: Nobody

subject service: Service

table cases: Cases
  key id
  field id is text
  field service is service
  field opened is date
  field closed is yes_no, may be missing

table letters: Letters
  field service is service

metric closed_share: Cases that are closed
  from cases
  formula share(closed is yes)

metric letters_sent: Letters sent
  from letters
  formula count

model maturity for service: Customer experience
  unknown counts as unmet

level 1: Answered
  criterion 1.1: Half of the cases are closed
    when closed_share >= 50%
  criterion 1.2: Letters are sent
    when letters_sent >= 1
"""


def assessed(
    folder: Path, plugin: str, cases: str, *more: str, **environment: str
) -> tuple[int, dict[str, str], dict[str, Any], str]:
    """Exit code, outcome by criterion, what is said of the cases, and everything that was printed.

    A small project is written to ``folder``: ``cases`` are the lines of ``[sources.cases]``, whose kind ``plugin``
    brings, and beside them stands a source that is always there. A case has id, service, opened and closed. ``more``
    are options of the command.
    """
    with started(folder, plugin, cases, *more, **environment) as run:
        out, err = run.communicate(timeout=120)
    result = json.loads(out) if out else {"subjects": [], "sources": []}
    criteria = [each for subject in result["subjects"] for each in subject["models"][0]["criteria"]]
    outcomes = {each["criterion"]: each["outcome"] for each in criteria}
    about: dict[str, Any] = next((each for each in result["sources"] if each["table"] == "cases"), {})
    return run.returncode, outcomes, about, out + err


def started(folder: Path, plugin: str, cases: str, *more: str, **environment: str) -> subprocess.Popen[str]:
    """The command on that project, while it runs."""
    (folder / "rules.cx").write_text(RULES, "utf-8")
    (folder / "services.csv").write_text("id,title\nroads,Roads\n", "utf-8")
    (folder / "letters.csv").write_text("service\nroads\n", "utf-8")
    (folder / "cx.toml").write_text(
        f'[project]\nname = "Enfield"\nas_of = "2024-12-31"\nplugins = ["{plugin}"]\n'
        '[sources.service]\npath = "services.csv"\n[sources.letters]\npath = "letters.csv"\n'
        f"[sources.cases]\n{cases}\n", "utf-8",
    )  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "cxengine", "assess", str(folder), "--format", "json", *more], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "NO_COLOR": "1", **environment},
    )  # fmt: skip


MET, LOST = {"1.1": "met", "1.2": "met"}, {"1.1": "unknown", "1.2": "met"}
"""The outcomes where the cases were read, and where their source was lost."""
