"""What the tests of event logs share: reading a log, and the real ones with known figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cxengine.host.contracts import Binding
from cxengine.logs.columns import Columns, xes_columns
from cxengine.logs.event_log import EventLog
from cxengine.logs.read import read_log
from cxengine.sources.builtin import standard_host
from cxengine.sources.readers import readers_of

LOGS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "logs"
NAMES = ("receipt", "running_example", "sepsis", "traffic_fines_10k")
PLAIN = Columns(case="case", activity="activity", time="time")


def shared(name: str) -> Path:
    """A file of the shared logs; skips the test where they are not there."""
    path = LOGS / name
    if not path.exists():
        pytest.skip(f"the shared logs are not at {LOGS}")
    return path


def expected(name: str) -> Any:
    """The reference figures of a log."""
    return json.loads(shared(f"{name}.expected.json").read_text("utf-8"))


def columns_of(name: str, **more: str) -> Columns:
    """The columns of a shared csv file, with those that its figures need."""
    own = {role: role for role in expected(name)["handovers"]}
    return Columns(case="case_id", activity="activity", time="timestamp", **{**own, **more})  # type: ignore[arg-type]


def read(path: Path, columns: Columns | None = None, **options: Any) -> EventLog:
    """A log from a file, by its ending."""
    plugin = {".parquet": "parquet", ".sqlite": "sqlite", ".xes": "xes"}.get(Path(path.name.removesuffix(".gz")).suffix)
    dates = options.pop("dates", ())
    binding = Binding(table="log", plugin=plugin or "csv", paths=(path,), dates=dates, options=options)
    columns = columns or (xes_columns() if plugin == "xes" else PLAIN)
    return read_log(binding, columns, readers_of(standard_host()))


def read_text(folder: Path, text: str, columns: Columns | None = None, **options: Any) -> EventLog:
    """A log from the text of a csv file."""
    path = folder / "log.csv"
    path.write_bytes(text.encode("utf-8"))
    return read(path, columns, **options)


def sequences(log: EventLog) -> dict[str, list[str]]:
    """The activities of each case, in order."""
    ends = zip(log.case_labels.to_pylist(), log.starts[:-1].tolist(), log.starts[1:].tolist(), strict=True)
    return {case: [log.activities[code] for code in log.activity[start:end]] for case, start, end in ends}
