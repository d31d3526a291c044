"""Parquet files of passing life: gone once nothing holds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from cxengine.host.contracts import ParquetFile, RawTable
from cxengine.host.passing_folders import PassingFolder


class Passing:
    """A folder that is gone once nothing holds a file of it, and at once where an error ends its use as a context."""

    def __init__(self) -> None:
        self._folder = PassingFolder()

    def __enter__(self) -> Passing:
        return self

    def __exit__(self, kind: object, *raised: object) -> None:
        if kind is not None:
            self._folder.remove()

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return self._folder.path

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
