"""What sources that are database files have in common: which table is read, and that the file stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cxengine.host.contracts import Binding
from cxengine.source import Span
from cxengine.sources.failures import digest_of, digest_of_file, failure, unchanged
from cxengine.suggest import did_you_mean


def chosen_table(names: Sequence[str], binding: Binding) -> tuple[str, tuple[str, ...]]:
    """The table that ``table`` names, or the only one; with a note where there are several. Raises CxError (3)."""
    wanted, name = binding.options.get("table"), binding.paths[0].name
    if not names:
        raise failure("unknown-table", f"`{name}` has no table.", "", binding.place("path"))
    if wanted is None:
        if len(names) == 1:
            return names[0], ()
        shown = ", ".join(f"`{each}`" for each in names[:8]) + (" …" if len(names) > 8 else "")
        message = f"`{name}` has {len(names)} tables: {shown}."
        raise failure("unknown-table", message, f'Write which one: `table = "{names[0]}"`.', binding.place("path"))
    folded = {each.casefold(): each for each in reversed(names)}
    found = wanted if wanted in names else folded.get(str(wanted).casefold())
    if found is None:
        message = f"`{name}` has no table `{wanted}`."
        raise failure("unknown-table", message, did_you_mean(str(wanted), names), binding.place("table"))
    return found, ()


_SIGNS: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"SQLite format 3\0", "a SQLite database", "sqlite"),
    (8, b"DUCK", "a DuckDB database", "duckdb"),
    (0, b"PAR1", "a Parquet file", "parquet"),
    (4, b"Standard ACE DB", "a Microsoft Access database", ""),
    (4, b"Standard Jet DB", "a Microsoft Access database", ""),
)
"""Where in its beginning a file has what, and what it is then."""
_HEAD = 4096
"""Bytes that are looked at."""


def refuse_other(path: Path, plugin: str, span: Span) -> None:
    """Raise CxError (3) where a file does not begin as a database of the plugin does, with what it seems to be."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    at, sign, kind, _ = next(each for each in _SIGNS if each[3] == plugin)
    if head[at : at + len(sign)] == sign:
        return
    seems, right = _seems(path, head)
    message = f"`{path.name}` is not {kind}" + (f": it seems to be {seems}." if seems else ".")
    help = f'Write `plugin = "{right}"`.' if right else f"Name {kind}, or export the table as csv and name that file."
    raise failure(f"not-{plugin}", message, help, span)


def _seems(path: Path, head: bytes) -> tuple[str, str]:
    """What a file seems to be, and the plugin that reads it; empty where that cannot be told."""
    for at, sign, kind, plugin in _SIGNS:
        if head[at : at + len(sign)] == sign:
            return kind, plugin
    if head.startswith(b"PK\x03\x04"):
        return ("an Excel workbook", "xlsx") if path.suffix.casefold() != ".zip" else ("a zip file", "")
    if b"\0" in head:
        return "", ""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return "JSON", "json"
    lines = head.splitlines()
    if len(lines) > 1 and any(sign in lines[0] for sign in (b",", b";", b"\t")):
        return "a csv file", "csv"
    return "", ""


def quoted(name: str) -> str:
    """A name as SQL takes any name."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def untouched(path: Path, log: Path, span: Span) -> Iterator[str]:
    """Read a database inside this, and the log beside it that it goes on in; gives the digest of both.

    Raises CxError (3) where the file is empty, or its bytes are others afterwards.
    """
    with unchanged(path, span):
        if path.stat().st_size == 0:
            raise failure("empty-file", f"`{path.name}` is empty.", "", span)
        before = _digest(path, log)
        yield before
        if _digest(path, log) != before:
            help = "Run again when nothing writes to it."
            raise failure("file-changed", f"`{path.name}` changed while it was read.", help, span)


def _digest(path: Path, log: Path) -> str:
    whole = digest_of_file(path)
    if log.is_file() and log.stat().st_size:
        return digest_of(f"{whole}\n{digest_of_file(log)}".encode())
    return whole
