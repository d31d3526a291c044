"""A source that cannot be read: what is raised, and the look at a file before and after."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import Binding, Cancelled
from cxengine.host.watched import Silent
from cxengine.source import NOWHERE, Span

SOURCE_FAILED = 3
"""The exit code of a run that lacks a source."""


def failure(code: str, message: str, help: str = "", span: Span = NOWHERE) -> CxError:
    """The error of a source that failed; ``span`` is its place in ``cx.toml``."""
    return CxError([Diagnostic(code=code, message=message, help=help, span=span)], SOURCE_FAILED)


def in_words(error: Exception, binding: Binding) -> CxError:
    """What a source raised, as the error of a source that is lost."""
    name, span = f"The source `{binding.plugin}`", binding.place()
    match error:
        case CxError():
            return error
        case Cancelled():
            return failure("source-failed", f"{name} was stopped.", span=span)
        case Silent():
            help = "Run again; where it needs longer, raise `plugin_seconds` of `[engine]`."
            return failure("source-failed", f"{name} hangs: {error}.", help, span)
        case _:
            words = " ".join(str(error).split())
            return failure("source-failed", f"{name} failed: {type(error).__name__}: {words}", span=span)


Stamp = tuple[int, ...]


def stamp(path: Path) -> Stamp:
    """What changes when a file is written to or put in another's place."""
    found = os.stat(path)
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@contextmanager
def unchanged(path: Path, span: Span = NOWHERE, *, since: Stamp | None = None) -> Iterator[None]:
    """Read a file inside this: raises where it cannot be opened, and where it changed meanwhile, or ``since``, whatever
    else is raised then.
    """
    try:
        if path.is_dir():
            raise failure("missing-file", f"`{path.name}` is a folder, and a file is needed.", "", span)
        before = since or stamp(path)
        try:
            yield
        except Exception:
            if stamp(path) != before:  # so what is wrong with it may be of that
                raise changed(path, span) from None
            raise
        after = stamp(path)
    except FileNotFoundError:
        raise failure("missing-file", f"There is no file `{path.as_posix()}`.", "", span) from None
    except PermissionError:
        help = "It may be open in another program, or belong to someone else."
        raise failure("unreadable-file", f"`{path.name}` may not be read.", help, span) from None
    except OSError as error:
        message = f"`{path.name}` cannot be read: {error.strerror or error}."
        raise failure("unreadable-file", message, "", span) from None
    if before != after:
        raise changed(path, span)


def changed(path: Path, span: Span = NOWHERE) -> CxError:
    """The error of a file that is not the same after reading as before."""
    help = "Run again when nothing writes to it."
    return failure("file-changed", f"`{path.name}` changed while it was read.", help, span)


def digest_of(content: bytes | memoryview) -> str:
    """``sha256:…`` of bytes."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def digest_of_file(path: Path) -> str:
    """``sha256:…`` of a file."""
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def digest_begun(of: Path | bytes) -> Callable[[], str]:
    """Begin to work out the digest of a file or of bytes, beside what else is done; waits for it where it is wanted."""
    pool = ThreadPoolExecutor(max_workers=1)
    begun = pool.submit(digest_of, of) if isinstance(of, bytes) else pool.submit(digest_of_file, of)
    pool.shutdown(wait=False)
    return begun.result


def digest_of_all(digests: Sequence[str]) -> str:
    """That of one file, or one for several together."""
    return digests[0] if len(digests) == 1 else digest_of("\n".join(digests).encode())
