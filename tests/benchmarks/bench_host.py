"""What plugins cost at start: 20 that are installed, of which 5 are broken, beside a start without any.

In a process of its own, since a test runner takes part in each import. Run it by hand:
``python -m tests.benchmarks.bench_host``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

import pytest

from cxengine.engine.hosting import engine_host

pytestmark = pytest.mark.benchmark
TURNS = 15
BROKEN = (
    "import no_such_module_at_all\n",
    "def (:\n",
    "import cxengine\n@cxengine.hookimpl\ndef cx_source():\n    return {}\n",
    "import cxengine\n@cxengine.hookimpl\ndef cx_sources():\n    raise KeyError('k')\n",
    "import cxengine\n@cxengine.hookimpl\ndef cx_sources():\n    return {'csv': print}\n",
)
WORKING = "import cxengine\n@cxengine.hookimpl\ndef cx_sources():\n    return {{'source_{number}': print}}\n"


def installed(folder: Path) -> list[EntryPoint]:
    """Twenty distributions in a folder."""
    for number in range(20):
        text = BROKEN[number] if number < len(BROKEN) else WORKING.format(number=number)
        (folder / f"bench_plugin_{number}.py").write_text(text)
        about = folder / f"bench_{number}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: bench-{number}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[cxengine]\nbench_{number} = bench_plugin_{number}\n")
    return [entry for each in distributions(path=[str(folder)]) for entry in each.entry_points]


def started(names: list[str], entries: list[EntryPoint]) -> float:
    """Milliseconds that a start takes; modules of plugins are imported anew each time."""
    for name in [each for each in sys.modules if each.startswith("bench_plugin_")]:
        del sys.modules[name]
    begun = time.perf_counter()
    host = engine_host(names, offered=lambda: entries)
    taken = time.perf_counter() - begun
    assert len(host.problems) == (5 if names else 0) and len(host.loaded) == (15 if names else 0)
    return taken * 1000


def test_host_start() -> None:
    subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_host"], check=True)


def main() -> None:
    """Medians of both, and their difference."""
    with tempfile.TemporaryDirectory() as folder:
        entries = installed(Path(folder))
        sys.path.insert(0, folder)
        names = [entry.name for entry in entries]
        started(names, entries)
        without = statistics.median(started([], entries) for _ in range(TURNS))
        with_all = statistics.median(started(names, entries) for _ in range(TURNS))
    print(f"host start: {without:.1f} ms without plugins, {with_all:.1f} ms with 20 of which 5 are broken, "
          f"imports of the working ones included: {with_all - without:.1f} ms more")  # fmt: skip


if __name__ == "__main__":
    main()
