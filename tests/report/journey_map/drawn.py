"""Journeys for the tests of drawings, in their JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import cxengine
from cxengine.engine.journey_findings import found_in_journeys
from cxengine.engine.journey_show import JourneysShown
from cxengine.engine.journeys_said import journeys_said

ROOT = Path(__file__).resolve().parents[3]
LONG = Path(__file__).with_name("extension.cx")
"""Forty steps with choices and ways side by side."""

NASTY = "</text><script>alert(1)</script> & \"quoted\" 'single' #quot; `code` --> {x} [y] (z) |a| %% ; \\ é 面 end"
"""What somebody may write into a title who wants to break a drawing."""


LEAST = "pack p: P\nversion 1 from 2026-01-01\nparty me: Me\njourney least for me: One step\n  step a: A\n"
FORKED = """
pack p: P
version 1 from 2026-01-01
party me: Me
journey forked for me: As it is
  step a: A
    then b and c
  step b: B
  step c: C
    then d or e
    after a
  step d: D
  step e: E
    after c
  step f: F
    after d or e
  step g: G
    after b and f
journey forked_better for me: Better
  changes forked
  readiness: Fine
  remove step c
    because: Not needed
"""
"""Without one of its steps a choice stays as a mere fork."""


def shown(texts: Mapping[str, str] | Path) -> dict[str, Any]:
    """The result of ``cx journey show`` for rules that measure nothing."""
    program = cxengine.compile(texts)
    journeys = journeys_said(found_in_journeys(program.names, {}))
    said = JourneysShown(as_of=None, as_of_given=True, project=None, journeys=journeys)
    return said.to_dict()


@cache
def _all() -> dict[str, dict[str, Any]]:
    found = [*shown(ROOT / "rules" / "journeys")["journeys"], *shown({"l.cx": LONG.read_text("utf-8")})["journeys"]]
    for rules in (nasty_rules(), LEAST, FORKED):
        found += shown({"r.cx": rules})["journeys"]
    return {journey["journey"]: journey for journey in found}


def journeys() -> dict[str, dict[str, Any]]:
    """The journeys that ship, the long one, one whose every text is nasty, one of one step, one with a mere fork."""
    return _all()


def nasty_rules() -> str:
    """A journey with a choice and a way back, in which every text would break a drawing that does not escape it."""
    return f"""
pack nasty: Nasty
version 1 from 2026-01-01
party me: {NASTY}
party you: {NASTY}
fact odd: {NASTY}
journey nasty for me: {NASTY}
  draft: {NASTY}
  persona: {NASTY}
  stage end: {NASTY}
    step default: {NASTY}
      goal: {NASTY}
      pain: {NASTY}
      emotion -2: {NASTY}
      opportunity: {NASTY}
      actor me
      other party you
      then class 30% or style 70%
    step class: {NASTY}
      only when odd
    step style: Averyveryverylongwordwithoutanyspacethatisbrokenwhereitmustbe
      after default
      question digital yes: {NASTY}
    step graph: {NASTY}
      after class or style
      repeats from default 10%: {NASTY}
"""


def alone(journey: dict[str, Any]) -> dict[str, Any]:
    """A result with this journey only."""
    return {
        "schema": "cxengine.journeys/1", "as_of": None, "as_of_given": True, "project": None, "journeys": [journey],
        "sources": [],
    }  # fmt: skip
