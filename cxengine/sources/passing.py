"""Files of passing life: gone once nothing holds them."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path

import attrs

from cxengine.host.contracts import ParquetFile, RawTable


class Passing:
    """A folder that is gone once nothing holds a file of it."""

    def __init__(self, folder: Path) -> None:
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def holding(self, file: ParquetFile, headings: tuple[str, ...] = ()) -> ParquetFile:
        """The file, whose functions hold the folder, and which gives what is said of it with its rows."""

        def read() -> RawTable:
            assert self
            return said(file.read())

        def batches() -> Iterator[RawTable]:
            assert self
            for at, raw in enumerate(file.batches() if file.batches is not None else ()):
                yield said(raw) if at == 0 else attrs.evolve(raw, headings=headings or raw.headings)

        def said(raw: RawTable) -> RawTable:
            return attrs.evolve(
                raw, headings=headings or raw.headings, problems=(*raw.problems, *file.problems),
                notes=(*raw.notes, *file.notes),
            )  # fmt: skip

        return attrs.evolve(file, read=read, batches=batches if file.batches is not None else None)
