"""Worked cases of published models, which lie beside the project where they are at hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.engine.assessment import Assessment

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "data" / "models"
AS_OF = date(2026, 6, 1)
NOT_APPLICABLE = "not applicable"


def cases(name: str) -> dict[str, Any]:
    """A file of worked cases; the test is skipped where it is not at hand."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand")
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def assessed(rules: str, kind: str, answers: dict[str, dict[str, str]]) -> Assessment:
    """The subjects of a kind, by id with their answers, under a rule file of this folder."""
    rows = [
        {"kind": kind, "subject": subject, "criterion": criterion, "answer": answer, "on": AS_OF}
        for subject, given in answers.items()
        for criterion, answer in given.items()
    ]
    subjects = [{"id": subject, "title": subject} for subject in answers]
    program = cxengine.compile({rules: (HERE / rules).read_text(encoding="utf-8")})
    return program.assess({kind: subjects, "answers": rows}, as_of=AS_OF)
