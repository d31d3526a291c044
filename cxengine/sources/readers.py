"""Every source of a host as a reader of whole tables, whatever it offers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

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
from cxengine.sources.failures import in_words
from cxengine.sources.streams import read_stream

T = TypeVar("T")


def readers_of(host: Host) -> Mapping[str, SourceReader]:
    """Readers by the name of their kind. Those of plugins are watched; what is built in is called as it is."""
    return {
        name: reader
        if host.is_built_in("sources", name) and not isinstance(reader, StreamingReader)
        else _watched(reader, host.seconds, _version(host, name))
        for name, reader in host.sources.items()
    }


def streams(host: Host, name: str) -> bool:
    """Whether a source gives its rows batch by batch: a server, a database."""
    return isinstance(host.sources.get(name), StreamingReader)


def goes_on(host: Host, name: str) -> bool:
    """Whether a source can go on from an earlier reading."""
    reader = host.sources.get(name)
    return isinstance(reader, StreamingReader) and reader.capabilities.incremental


def _version(host: Host, name: str) -> str:
    """That of the plugin which offers a source: another one may give other rows."""
    provider = host.provider("sources", name)
    return next((each.version or "" for each in host.loaded if each.name == provider), "")


def _watched(reader: Reader, seconds: float, version: str) -> SourceReader:
    """A reader that raises where it says nothing for too long."""
    if isinstance(reader, StreamingReader):
        return _Streamed(reader, seconds, version)
    if isinstance(reader, PartedReader):
        return _Parted(reader, seconds)

    def read(binding: Binding, wanted: Sequence[str]) -> RawTable | ParquetFile:
        return _heard(seconds, binding, lambda: reader(binding, wanted))

    return read


class _Streamed:
    """A streaming source as a reader of whole tables."""

    def __init__(self, reader: StreamingReader, seconds: float, version: str) -> None:
        self._reader = reader
        self._seconds = seconds
        self._version = version

    def __call__(self, binding: Binding, wanted: Sequence[str]) -> ParquetFile:
        context = ReadContext(environment=dict(os.environ))
        return read_stream(self._reader, binding, wanted, context, self._seconds, self._version)


class _Parted:
    """A reader of files with parts, watched as any other."""

    def __init__(self, reader: PartedReader, seconds: float) -> None:
        self._reader = reader
        self._seconds = seconds

    def __call__(self, binding: Binding, wanted: Sequence[str]) -> RawTable:
        return _heard(self._seconds, binding, lambda: self._reader(binding, wanted))

    def parts(self, binding: Binding) -> tuple[tuple[str, Binding], ...]:
        return _heard(self._seconds, binding, lambda: self._reader.parts(binding))


def _heard(seconds: float, binding: Binding, call: Callable[[], T]) -> T:
    """What a plugin gives. Raises CxError, also where it says nothing for too long."""
    try:
        return watched(seconds, lambda beat: call())
    except Exception as error:
        lost = in_words(error, binding)
        raise lost from (None if lost is error else error)
