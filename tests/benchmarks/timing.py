"""What benchmarks measure of engines outside this process."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest


class Counting:
    """How long the statement of the figures, which has the column ``sign``, takes within a run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, session: type, sign: str) -> None:
        self.seconds = 0.0
        ask = session.ask  # type: ignore[attr-defined]

        def timed(asked: Any, statement: str, about: str) -> Any:
            start = time.perf_counter()
            answer = ask(asked, statement, about)
            if sign in statement:
                self.seconds = time.perf_counter() - start
            return answer

        monkeypatch.setattr(session, "ask", timed)


def spent(pid: int, *, by_ended: bool = False) -> float:
    """Seconds of all processors that a process took so far, or that those that it started and that ended took."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    at = 13 if by_ended else 11
    return (int(fields[at]) + int(fields[at + 1])) / os.sysconf("SC_CLK_TCK")
