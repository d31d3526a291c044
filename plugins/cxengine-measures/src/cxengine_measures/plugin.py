"""What this distribution offers to cxengine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cxengine import hookimpl
from cxengine.host.contracts import Finder, Function, Renderer, RulePack
from cxengine_measures.functions import FUNCTIONS
from cxengine_measures.handovers import HANDOVERS

CX_API = 1
PACKS = Path(__file__).resolve().parent / "packs"


def lines(result: Mapping[str, Any]) -> str:
    """A subject and model a line."""
    made = [
        {"as_of": result["as_of"], "subject": f"{subject['kind']}:{subject['id']}", "model": model["model"],
         "level": (model["level"] or {}).get("number"), "score": model["score"]}
        for subject in result["subjects"]
        for model in subject["models"]
    ]  # fmt: skip
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in made)


@hookimpl
def cx_functions() -> Mapping[str, Function]:
    """Functions by the word before the brackets."""
    return FUNCTIONS


@hookimpl
def cx_finders() -> Mapping[str, Finder]:
    """A finder of handovers."""
    return {"handovers": HANDOVERS}


@hookimpl
def cx_renderers() -> Mapping[str, Renderer]:
    """``--format lines``."""
    doc = "An assessment as one JSON object a line."
    return {"lines": Renderer(results=frozenset({"assessment"}), doc=doc, render=lines)}


@hookimpl
def cx_packs() -> Mapping[str, RulePack]:
    """The pack with net satisfaction."""
    return {"measures": RulePack(folder=PACKS / "measures", doc="Net satisfaction as a metric.")}
