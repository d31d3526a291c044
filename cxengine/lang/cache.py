"""Parsed files kept between runs, found by their text, so that an unchanged file is not parsed again.

Reading allows only classes that the modules of the tree declare, so a foreign file in the folder can do no more
than be ignored.
"""

from __future__ import annotations

import functools
import hashlib
import io
import pickle
import sys
from pathlib import Path
from typing import Any

from cxengine._version import __version__
from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.lang import ast
from cxengine.lang.cache_folder import write_whole
from cxengine.lang.parse import parse
from cxengine.resources import grammar_text
from cxengine.source import Source

_OF_THE_TREE = ("cxengine.source", "cxengine.diagnostics")
_ALLOWED = {("fractions", "Fraction"), ("datetime", "date"), ("builtins", "frozenset")}
_MOST_FILES = 500


def parse_cached(source: Source, found: Diagnostics, folder: Path | None) -> ast.File:
    """As ``parse``, with the same diagnostics; from the folder where an earlier run left the same text there.

    A folder that cannot be read or written, or holds something else, makes no difference but time.
    """
    if folder is None:
        return parse(source, found)
    path = folder / f"parsed-{_key(source)}.bin"
    kept = _read(path)
    if kept is None:
        own = Diagnostics()
        tree = parse(source, own)
        kept = tree, tuple(own)
        _write(path, kept)
    for diagnostic in kept[1]:
        found.add(diagnostic)
    return kept[0]


def _key(source: Source) -> str:
    about = (source.filename, source.text, _engine())
    return hashlib.sha256("\0".join(about).encode("utf-8", "surrogatepass")).hexdigest()[:40]


@functools.cache
def _engine() -> str:
    """Changes with anything that decides what a text is parsed to: the release, Python, the code and the grammar."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    stamps = [f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
    grammar = hashlib.sha256(grammar_text().encode()).hexdigest()
    return "\n".join((__version__, sys.version, grammar, *stamps))


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _ALLOWED:
            return super().find_class(module, name)
        if module in _OF_THE_TREE or module == ast.__name__ or module.startswith(f"{ast.__name__}."):
            kept = super().find_class(module, name)
            if isinstance(kept, type) and kept.__module__ == module:
                return kept
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a tree")


def _read(path: Path) -> tuple[ast.File, tuple[Diagnostic, ...]] | None:
    try:
        content = path.read_bytes()
        digest, body = content[:32], content[32:]
        if hashlib.sha256(body).digest() != digest:
            return None
        tree, diagnostics = _Reader(io.BytesIO(body)).load()
    except Exception:  # Whatever a foreign file raises: the text is at hand.
        return None
    if not isinstance(tree, ast.File) or not all(isinstance(d, Diagnostic) for d in diagnostics):
        return None
    return tree, diagnostics


def _write(path: Path, kept: tuple[ast.File, tuple[Diagnostic, ...]]) -> None:
    try:
        body = pickle.dumps(kept, protocol=5)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, hashlib.sha256(body).digest() + body)
        _drop_oldest(path.parent)
    except Exception:  # A full disk, a folder of someone else: nothing is kept.
        return


def _drop_oldest(folder: Path) -> None:
    kept = sorted(folder.glob("parsed-*.bin"), key=lambda file: file.stat().st_mtime_ns)
    for file in kept[:-_MOST_FILES]:
        file.unlink(missing_ok=True)
