"""Parts of a file worked on by as many threads as there are cores, with the results in the order of the parts."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

_SPARE = 16
"""One in so many bytes is to spare."""


class Room(threading.local):
    """Memory of a thread that part after part is read into and marked in, as new memory costs more than reading.

    There is some to spare, for parts are of about one size.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._marks: Any = None
        self._lanes: dict[str, Any] = {}

    def of(self, size: int) -> bytearray:
        """So many bytes, or more, with anything in them."""
        if len(self._held) < size:
            self._held = bytearray(size + size // _SPARE)
        return self._held

    def marks(self, size: int) -> Any:
        """Two rows of so many numpy booleans, with anything in them."""
        import numpy as np

        if self._marks is None or self._marks.shape[1] < size:
            self._marks = np.empty((2, size + size // _SPARE), bool)
        return self._marks[:, :size]

    def lane(self, name: str, size: int) -> Any:
        """So many whole numbers of 64 bits, with anything in them: the same memory for the same name."""
        import numpy as np

        held = self._lanes.get(name)
        if held is None or len(held) < size:
            held = self._lanes[name] = np.empty(size + size // _SPARE, np.int64)
        return held[:size]


def side_by_side(work: Callable[[Part], Result], parts: Iterator[Part]) -> Generator[Result, None, None]:
    """The results in order, of which as many are in hand as there are cores, and one more."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(max_workers=cores) as pool:
        begun: deque[Future[Result]] = deque()
        for part in parts:
            begun.append(pool.submit(work, part))
            if len(begun) > cores:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
