"""Waits for a database that takes its time, and looks meanwhile whether the answer is still wanted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from types import TracebackType
from typing import TypeVar

from cxengine.host.contracts import Cancelled

T = TypeVar("T")
_BETWEEN_LOOKS = 0.5
"""Seconds."""
_TO_STOP = 10.0
"""Seconds that a database has to let go of what it was told to stop."""


class Waiting:
    """Runs one call at a time in a thread of its own. To look is also the sign that the source does not hang."""

    def __init__(self, cancelled: Callable[[], bool], stop: Callable[[], None]) -> None:
        self._cancelled = cancelled
        self._stop = stop
        self._pool = ThreadPoolExecutor(1, "cxengine sql")

    def __enter__(self) -> Waiting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False)

    def __call__(self, call: Callable[[], T]) -> T:
        """What the call gives. Raises Cancelled, and tells the database to stop, where it is no longer wanted."""
        running = self._pool.submit(call)
        while not wait([running], _BETWEEN_LOOKS).done:
            if self._cancelled():
                self._stop()
                wait([running], _TO_STOP)
                raise Cancelled("reading the database was called off")
        return running.result()
