"""Readings of a source side by side, each in a process of its own: how fast, and how much memory at most."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from typing import Any

_FRAME = """
import json, resource, sys, time
globals().update(json.loads(sys.argv[1]))
rows = 0
{body}
print(json.dumps([rows, time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


class Readings:
    """Times and memory by the name of a reading; the first is what the others are compared with."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = {}
        self._memory: dict[str, float] = {}

    def run(self, name: str, body: str, given: dict[str, Any], *, counts: bool = True) -> int:
        """Rows of one reading: ``body`` has what is ``given`` by name, sets ``begun`` and counts ``rows``.

        One that does not count only warms up.
        """
        command = [sys.executable, "-c", _FRAME.format(body=body), json.dumps(given)]
        run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
        rows, seconds, memory = json.loads(run.stdout)
        self._seconds.setdefault(name, []).extend([seconds] if counts else [])
        self._memory[name] = max(self._memory.get(name, 0.0), memory)
        return int(rows)

    def tell(self, what: str) -> None:
        """Prints the medians, how much of the first one's speed each has, and the highest memory."""
        medians = {name: statistics.median(each) for name, each in self._seconds.items()}
        first, wide = next(iter(medians.values())), max(map(len, medians))
        print(f"\n{what}, medians of {len(next(iter(self._seconds.values())))}")
        for name, median in medians.items():
            share = f"{first / median:5.2f} of the first one's speed"
            print(f"  {name:<{wide}} {median:6.2f} s  {share}  {self._memory[name]:5.0f} MB")
