"""Writes the JSON Schemas that ship with the package, and the golden output that they are held against.

python -m tests.engine.write_schemas
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cxengine
from cxengine.engine.assessment import Assessment, Measurement
from cxengine.engine.explaining.tree import Explanation
from cxengine.engine.form import AnswersRead
from cxengine.engine.journey_routes import Difference, WhatIf
from cxengine.engine.journey_show import JourneysShown
from cxengine.engine.log_mine import MinedSaid
from cxengine.engine.said.history import History
from cxengine.engine.said.log_check import LogCheckSaid
from cxengine.engine.said.logs import LogSaid
from cxengine.engine.said.record import Record
from cxengine.engine.schema import schema_of

GOLDEN = Path(__file__).resolve().parent / "golden_assessment.json"
FOLDER = Path(__file__).resolve().parent.parent.parent / "cxengine" / "schemas"

RESULTS: dict[str, type] = {
    "answers-1": AnswersRead,
    "assessment-1": Assessment,
    "diff-1": Difference,
    "explanation-1": Explanation,
    "history-1": History,
    "journeys-1": JourneysShown,
    "log-1": LogSaid,
    "log_check-1": LogCheckSaid,
    "mined-1": MinedSaid,
    "metrics-1": Measurement,
    "record-1": Record,
    "route-1": WhatIf,
}


def schema(name: str) -> dict[str, Any]:
    """The schema of a result as its classes say it."""
    return schema_of(RESULTS[name], title=f"cxengine.{name.replace('-', '/')}")


if __name__ == "__main__":
    for name in RESULTS:
        text = json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.json").write_text(text, "utf-8", newline="\n")
    golden = json.dumps(cxengine.compile("starter").assess().to_dict(), indent=2, ensure_ascii=False) + "\n"
    GOLDEN.write_text(golden, "utf-8", newline="\n")
