"""The plugins that a project insists on: names, versions and hashes, as ``cx plugins lock`` writes them."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

import attrs

from cxengine.host.candidates import Candidate

LOCK_FILE = "cx.plugins.lock"
_LEFT_OUT = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
"""What an installer writes for itself; it differs from one machine to the next."""


@attrs.frozen(kw_only=True)
class Locked:
    """One plugin as it was when it was locked."""

    name: str
    distribution: str | None = None
    version: str | None = None
    digest: str


Lock = Mapping[str, Locked]
"""By the name of the plugin."""


def locked(candidate: Candidate) -> Locked:
    """A plugin as it is now. Raises OSError where a file of it cannot be read."""
    return Locked(
        name=candidate.name,
        distribution=candidate.distribution,
        version=candidate.version,
        digest=digest_of(candidate),
    )


def lock_fault(candidate: Candidate, lock: Lock | None) -> str | None:
    """Why a plugin is not the one that was locked; None where it is, or nothing is locked."""
    if lock is None:
        return None
    again = f"`cx plugins lock` writes `{LOCK_FILE}` anew."
    wanted = lock.get(candidate.name)
    if wanted is None:
        return f"it does not stand in `{LOCK_FILE}`. If it belongs there, {again}"
    if wanted.version != candidate.version:
        return f"`{LOCK_FILE}` has version {wanted.version}, and {candidate.version} is installed. {again}"
    try:
        digest = digest_of(candidate)
    except OSError as error:
        return f"its files cannot be read to compare them with `{LOCK_FILE}`: {error.strerror}."
    if digest != wanted.digest:
        return f"its files are not those of `{LOCK_FILE}`. If the change is meant, {again}"
    return None


def digest_of(candidate: Candidate) -> str:
    """``sha256:…`` over the files of a plugin: their names and their contents."""
    total = hashlib.sha256()
    for name, path in sorted(files_of(candidate).items()):
        total.update(name.encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{total.hexdigest()}"


def files_of(candidate: Candidate) -> dict[str, Path]:
    """The files of a plugin by name: those of its distribution, and those of its module wherever it lies."""
    if candidate.file is not None:
        return {candidate.file.name: candidate.file}
    found = dict(_of_distribution(candidate.distribution))
    found.update(_of_module(candidate.module.partition(":")[0].partition(".")[0]))
    return found


def _of_distribution(name: str | None) -> Iterator[tuple[str, Path]]:
    if name is None:
        return
    try:
        files = metadata.distribution(name).files or ()
    except metadata.PackageNotFoundError:
        return
    for file in files:
        path = Path(str(file.locate()))
        if file.name not in _LEFT_OUT and file.suffix not in (".pyc", ".pth") and ".." not in file.parts:
            if path.is_file():
                yield file.as_posix(), path


def _of_module(name: str) -> Iterator[tuple[str, Path]]:
    try:
        spec = importlib.util.find_spec(name) if name else None
    except (ImportError, ValueError):
        return
    if spec is None:
        return
    for folder in map(Path, spec.submodule_search_locations or ()):
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                yield f"{name}/{path.relative_to(folder).as_posix()}", path
    if not spec.submodule_search_locations and spec.origin is not None and Path(spec.origin).is_file():
        yield Path(spec.origin).name, Path(spec.origin)
