"""Stdout carries results and nothing else: what plugins print while they work goes to stderr."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def results_only() -> Iterator[None]:
    """Whatever is printed inside this goes to stderr: by Python, by a library written in C, or by a program started."""
    sys.stdout.flush()
    with _descriptor(), contextlib.redirect_stdout(sys.stderr):
        yield


@contextlib.contextmanager
def _descriptor() -> Iterator[None]:
    """The same for what does not go through Python's own stdout, where there are real files behind both."""
    kept = _copy(1)
    if kept is None:
        yield
        return
    try:
        with contextlib.suppress(OSError):  # stderr may be closed
            os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _copy(descriptor: int) -> int | None:
    try:
        return os.dup(descriptor)
    except OSError:
        return None
