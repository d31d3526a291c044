"""The folder of this user in which work is kept between runs, and files written there as a whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path


def cache_folder() -> Path | None:
    """The folder, made if need be with rights for its owner only; None where that cannot be had."""
    try:
        folder = _base() / "cxengine"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.lstat()
    except (OSError, RuntimeError):
        return None
    if not stat.S_ISDIR(state.st_mode) or not os.access(folder, os.W_OK | os.X_OK):
        return None
    if sys.platform != "win32" and (state.st_uid != os.getuid() or state.st_mode & 0o077):
        return None  # Someone else could put a file there that is read as ours.
    return folder


def _base() -> Path:
    named = os.environ.get("XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path.home() / ".cache"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that another process sees the old one or all of the new one. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
