"""Every source of a host as a reader of whole tables, whatever it offers."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from cxengine.host.contracts import (
    Binding,
    ParquetFile,
    PartedReader,
    RawTable,
    ReadContext,
    Reader,
    SourceReader,
    StreamingReader,
)
from cxengine.host.plugin_host import Host
from cxengine.host.watched import watched
from cxengine.sources.streams import read_stream


def readers_of(host: Host) -> Mapping[str, SourceReader]:
    """Readers by the name of their kind. Those of plugins are watched; what is built in is called as it is."""
    return {
        name: reader
        if host.is_built_in("sources", name) and not isinstance(reader, StreamingReader)
        else _watched(reader, host.seconds)
        for name, reader in host.sources.items()
    }


def _watched(reader: Reader, seconds: float) -> SourceReader:
    """A reader that raises where it says nothing for too long."""
    if isinstance(reader, StreamingReader):
        return _Streamed(reader, seconds)
    if isinstance(reader, PartedReader):
        return reader

    def read(binding: Binding, wanted: Sequence[str]) -> RawTable | ParquetFile:
        return watched(seconds, lambda beat: reader(binding, wanted))

    return read


class _Streamed:
    """A streaming source as a reader of whole tables."""

    def __init__(self, reader: StreamingReader, seconds: float) -> None:
        self._reader = reader
        self._seconds = seconds

    def __call__(self, binding: Binding, wanted: Sequence[str]) -> ParquetFile:
        context = ReadContext(environment=dict(os.environ))
        return read_stream(self._reader, binding, wanted, context, self._seconds)
