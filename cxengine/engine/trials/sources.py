"""Sources: what can be tried of one without a system behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ReadContext, Reader, SourceCapabilities, StreamingReader
from cxengine.host.watched import watched

T = TypeVar("T")
EXIT_CODES = (2, 3)
"""For what ``cx.toml`` lacks, and for a source that is lost."""


def unbound_faults(name: str, reader: Reader, seconds: float) -> Iterator[str]:
    """Where it does not say in words that a binding tells it nothing: no path, no address, no key."""
    binding = Binding(table="trial", plugin=name)
    try:
        if isinstance(reader, StreamingReader):
            yield from _of_stream(reader, binding, seconds)
        else:
            _read(lambda: reader(binding, ()), seconds)
            yield "it gives rows where `cx.toml` says nothing of where they are"
    except CxError as error:
        if error.exit_code not in EXIT_CODES or not all(each.message.strip() for each in error.diagnostics):
            yield f"it fails with exit code {error.exit_code}; 2 is for what `cx.toml` lacks, and there are words"
    except (Exception, SystemExit) as failure:  # of the plugin: it is what is tried
        said = f"{type(failure).__name__}: {' '.join(str(failure).split())}".rstrip(": ")
        yield f"bound to nothing, it raises {said}. A CxError would say to people what is lacking"


def _of_stream(reader: StreamingReader, binding: Binding, seconds: float) -> Iterator[str]:
    can: object = reader.capabilities
    if not isinstance(can, SourceCapabilities):
        yield f"its `capabilities` are a {type(can).__name__}, and SourceCapabilities are needed"
        return
    stream = _read(lambda: reader.open(binding, (), ReadContext()), seconds)
    _read(lambda: next(iter(stream.batches), None), seconds)
    yield "it gives rows where `cx.toml` says nothing of where they are"


def _read(call: Callable[[], T], seconds: float) -> T:
    return watched(seconds, lambda beat: call())
