"""From a log of 857,700 events to its variants, its directly-follows graph and its rework, beside pm4py.

The log is that of the permit applications a hundred times, with cases of its own each time. Each measurement is made in
a process of its own, in turns with the others, after a run on the log as it is; memory is the most that it had at once.
Run it by hand: ``python -m tests.benchmarks.bench_logs [COPIES]``; and ``python -m tests.benchmarks.bench_logs large``
for ten million events (1.3 GB of disk), which pm4py is not asked to read. pm4py is a peer here and nothing else: it
comes with the extra ``benchmark``, and its licence is its own.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

LOGS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "logs"
COPIES, TURNS = 100, 3
TEN_MILLION = 1_166
"""Copies that make ten million events."""


def make_csv(path: Path, copies: int) -> None:
    """The log so many times, each time with other cases."""
    head, *lines = gzip.decompress((LOGS / "receipt.csv.gz").read_bytes()).decode().splitlines()
    with path.open("w", encoding="utf-8") as file:
        file.write(head + "\n")
        for copy in range(copies):
            file.write("".join(f"{copy}-{line}\n" for line in lines))


def make_xes(path: Path, copies: int) -> None:
    """The same as XES."""
    whole = gzip.decompress((LOGS / "receipt.xes.gz").read_bytes())
    first, last = whole.index(b"<trace>"), whole.rindex(b"</trace>") + len(b"</trace>\n")
    with path.open("wb") as file:
        file.write(whole[:first])
        for copy in range(copies):
            file.write(whole[first:last].replace(b'value="case-', b'value="%d-case-' % copy))
        file.write(whole[last:])


def engine(path: Path) -> dict[str, Any]:
    """What is measured, with cxengine."""
    from cxengine.host.contracts import Binding
    from cxengine.logs.columns import Columns, xes_columns
    from cxengine.logs.follows import follows, rework
    from cxengine.logs.read import read_log
    from cxengine.logs.variants import variants

    plugin = path.suffix.removeprefix(".")
    named = Columns(case="case_id", activity="activity", time="timestamp")
    start = time.perf_counter(), time.process_time()
    log = read_log(Binding(table="log", plugin=plugin, paths=(path,)), xes_columns() if plugin == "xes" else named, {})
    found = variants(log)
    pairs, again = follows(found), rework(found)[0]
    took = time.perf_counter() - start[0], time.process_time() - start[1]
    return {
        "took": took, "events": log.events, "variants": found.count,
        "follows": _digest({pair: n.events for pair, n in pairs.items()}),
        "rework": _digest({(activity,): n.cases for activity, n in again.items()}),
    }  # fmt: skip


def pm4py(path: Path, columns: list[str] | None = None) -> dict[str, Any]:
    """The same with pm4py, as its documentation does it."""
    import pandas
    import pm4py as peer

    start = time.perf_counter(), time.process_time()
    if path.suffix == ".xes":
        frame = peer.read_xes(str(path), show_progress_bar=False)
    else:
        frame = pandas.read_csv(path, usecols=columns)
        frame["timestamp"] = pandas.to_datetime(frame["timestamp"], utc=True)
        frame = peer.format_dataframe(frame, case_id="case_id", activity_key="activity", timestamp_key="timestamp")
    found = peer.get_variants(frame)
    pairs, _, _ = peer.discover_dfg(frame)
    again = peer.get_rework_cases_per_activity(frame)
    took = time.perf_counter() - start[0], time.process_time() - start[1]
    return {
        "took": took, "events": len(frame), "variants": len(found),
        "follows": _digest({(str(a), str(b)): int(n) for (a, b), n in pairs.items()}),
        "rework": _digest({(str(activity),): int(n) for activity, n in again.items()}),
    }  # fmt: skip


def pm4py_of_three(path: Path) -> dict[str, Any]:
    """The same with pm4py, which is told to read the three columns alone."""
    return pm4py(path, ["case_id", "activity", "timestamp"])


WORKS = {"engine": engine, "pm4py": pm4py, "pm4py of 3 columns": pm4py_of_three}


def _digest(counts: dict[tuple[str, ...], int]) -> str:
    return hashlib.sha256(json.dumps(sorted(counts.items())).encode()).hexdigest()[:16]


def measured(who: str, path: Path) -> dict[str, Any]:
    """One run in a process of its own, after one on the log as it is."""
    few = path.with_name(f"few{path.suffix}")
    if not few.exists():
        {".csv": make_csv, ".xes": make_xes}[path.suffix](few, 1)
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.bench_logs", "one", who, str(path), str(few)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    found: dict[str, Any] = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    return found


@pytest.mark.benchmark
def test_a_log_beside_pm4py() -> None:
    if not LOGS.exists():
        pytest.skip(f"the shared logs are not at {LOGS}")
    main(COPIES, 1)


def main(copies: int, turns: int = TURNS) -> None:
    """Make the logs, take turns, print medians and ratios."""
    peers = list(WORKS)
    if importlib.util.find_spec("pm4py") is None:
        print("pm4py is not installed, so there is nothing to compare with")
        peers = ["engine"]
    with tempfile.TemporaryDirectory() as folder:
        for ending, make in ((".csv", make_csv), (".xes", make_xes)):
            path = Path(folder) / f"log{ending}"
            make(path, copies)
            asked = peers if ending == ".csv" else peers[:2]
            runs: dict[str, list[dict[str, Any]]] = {who: [] for who in asked}
            for _ in range(turns if ending == ".csv" else 1):
                for who in asked:
                    runs[who].append(measured(who, path))
            report(ending, runs)


def report(ending: str, runs: dict[str, list[dict[str, Any]]]) -> None:
    """Medians of each, and how many times those of the engine they are."""
    ours: tuple[float, ...] = ()
    for who, each in runs.items():
        figures = tuple(
            statistics.median(values)
            for values in ([r["took"][0] for r in each], [r["took"][1] for r in each], [r["peak"] for r in each])
        )
        ours = ours or figures
        clock, busy, peak = figures
        times = ", ".join(f"{a / b:.1f}" for a, b in zip(figures, ours, strict=True))
        print(f"{ending} {each[0]['events']:,} events, {who:18} {clock:6.2f} s, processors {busy:6.2f} s, "
              f"at most {peak:5.0f} MB; of the engine's: {times} times", flush=True)  # fmt: skip
    keys = ("events", "variants", "follows", "rework")
    said = {tuple(each[0][key] for key in keys) for each in runs.values()}
    print("all figures agree" if len(said) == 1 else f"figures differ: {said}", flush=True)


def large() -> None:
    """Ten million events from csv."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        make_csv(path, TEN_MILLION)
        report(".csv", {"engine": [measured("engine", path)]})


if __name__ == "__main__":
    asked = sys.argv[1:]
    if asked[:1] == ["one"]:
        whole, few = Path(asked[2]), Path(asked[3])
        WORKS[asked[1]](few)  # loads what it needs
        found = WORKS[asked[1]](whole)
        print(json.dumps({**found, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
    elif asked[:1] == ["large"]:
        large()
    else:
        main(int(asked[0]) if asked else COPIES)
