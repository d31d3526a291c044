"""How far DuckDB is with a query, told while it runs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

PAUSE = 0.3
"""Seconds after which it is asked again."""


def report_progress(connection: Any) -> None:
    """Let a connection know how far it is. To be called before it is locked, which keeps it from printing that."""
    connection.execute("SET enable_progress_bar = true")


def answer_told(connection: Any, ask: Callable[[], pa.Table], tell: Callable[[float], None]) -> pa.Table:
    """What is asked of a connection; ``tell`` is called in the caller's thread with how many per cent are done.

    The query is stopped where that raises, as a pressed key does.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        answer: Future[pa.Table] = pool.submit(ask)
        try:
            while not wait((answer,), PAUSE).done:
                share = connection.query_progress()
                if share >= 0:  # else it is not known
                    tell(share)
        except BaseException:
            connection.interrupt()
            raise
        return answer.result()
