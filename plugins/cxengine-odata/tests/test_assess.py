"""`cx assess` with a `cx.toml` that names the plugin: to an outcome, and to exit code 3 where a source is lost."""

from __future__ import annotations

import json
from pathlib import Path

from cxengine.testing import Answered, Asked, Served
from cxengine.testing.assessed import LOST, MET, assessed

ROWS = [
    {"incidentid": "1", "service": "roads", "createdon": "2024-05-01T10:00:00Z", "solved": True},
    {"incidentid": "2", "service": "roads", "createdon": "2024-05-02T10:00:00Z", "solved": None},
]


def test_dataverse(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Answered:
        if asked.headers.get("authorization") != "Bearer canary":
            return Answered(status=401)
        return Answered(body=json.dumps({"value": ROWS}).encode())

    with Served(answer) as served:
        cases = f'''plugin = "odata"
url = "{served.url}/api/data/v9.2"
entity_set = "incidents"
key = "incidentid"
token = {{ env = "DATAVERSE_TOKEN" }}
columns = {{ id = "incidentid", opened = "createdon", closed = "solved" }}'''
        code, outcomes, about, said = assessed(tmp_path, "odata", cases, DATAVERSE_TOKEN="canary")
        assert (code, outcomes, about["rows"]) == (0, MET, 2) and "canary" not in said, said
        code, outcomes, about, said = assessed(tmp_path, "odata", cases, DATAVERSE_TOKEN="another")
        assert (code, outcomes, about["problems"][0]["code"]) == (3, LOST, "source-refused"), said
