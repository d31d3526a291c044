"""Calls into plugins, each with a limit on how long it may say nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
Beat = Callable[[], None]

SECONDS = 60.0
"""How long a plugin may be silent where nobody says otherwise: at loading, in one call, between two batches."""


class Silent(Exception):
    """Raised where a plugin said nothing for too long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it said nothing for {seconds:g} seconds")


class Stopped(Exception):
    """Raised where a plugin raised what would end the program."""

    def __init__(self, name: str) -> None:
        super().__init__(f"it raised {name}")


class _Work(Generic[T]):
    """What a thread does, and what came of it."""

    def __init__(self, call: Callable[[Beat], T]) -> None:
        self._call = call
        self._moved = threading.Event()
        self._done = threading.Event()
        self.result: T | None = None
        self.failure: BaseException | None = None

    def beat(self) -> None:
        self._moved.set()

    def run(self) -> None:
        try:
            self.result = self._call(self.beat)
        except BaseException as failure:  # handed on to the thread that waits
            self.failure = failure
        self._done.set()
        self._moved.set()

    def wait(self, seconds: float, heard: Beat) -> bool:
        """Whether it is done; False where nothing moved for so long."""
        while not self._done.is_set():
            if not self._moved.wait(seconds):
                return False
            self._moved.clear()
            heard()
        return True


def watched(seconds: float, call: Callable[[Beat], T], heard: Beat = lambda: None) -> T:
    """What ``call`` gives. It gets a function to call with each sign of life, upon which ``heard`` is called in the
    thread that waits. Raises Silent, or what it raised.

    A call that is silent for too long is left behind in its thread, which ends with the program.
    """
    work = _Work(call)
    threading.Thread(target=work.run, name="cxengine plugin", daemon=True).start()
    if not work.wait(seconds, heard):
        raise Silent(seconds)
    if isinstance(work.failure, KeyboardInterrupt | GeneratorExit):  # its own: a pressed key reaches the main thread
        raise Stopped(type(work.failure).__name__) from work.failure
    if work.failure is not None:
        raise work.failure
    return work.result  # type: ignore[return-value]
