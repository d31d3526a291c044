"""Folders for files of passing life, of which each is gone with who made it; where a process was killed, with the next
that is made.

Rows of a council may stand in them, so they are for their owner only. As long as a folder is used its process holds a
lock on a file in it, which the system lets go of however the process ends.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp

PREFIX = "cxengine-"
HELD = "held-by-cxengine"
"""The file of a folder that is locked. Without it a folder is never cleared."""
_TRIES = 20
_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)

if sys.platform == "win32":
    import msvcrt

    def _lock(held: int) -> None:
        msvcrt.locking(held, msvcrt.LK_NBLCK, 1)

    def _let_go(file: Path, held: int) -> None:
        os.close(held)  # an open file cannot be removed, so that of another that takes it now stays
        file.unlink(missing_ok=True)

    def _own(found: os.stat_result) -> bool:
        return not found.st_file_attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT

else:
    import fcntl

    def _lock(held: int) -> None:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _let_go(file: Path, held: int) -> None:
        try:
            file.unlink(missing_ok=True)
        finally:
            os.close(held)  # only now, so that whoever opened it before sees that it is gone

    def _own(found: os.stat_result) -> bool:
        return found.st_uid == os.geteuid() and not found.st_mode & 0o077


class PassingFolder:
    """A folder that lasts as long as this, and no longer than the process. As a context, no longer than that."""

    def __init__(self) -> None:
        _clear_left()
        self.path, held = _made()
        self.remove: Callable[[], object] = weakref.finalize(self, _removed, self.path, held, os.getpid())

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *raised: object) -> None:
        self.remove()


def _made() -> tuple[Path, int | None]:
    """A new folder, with its lock; None where files cannot be locked. Raises OSError."""
    for _ in range(_TRIES):
        folder = Path(mkdtemp(prefix=PREFIX))
        held = os.open(folder / HELD, _FLAGS | os.O_CREAT, 0o600)
        try:
            _lock(held)
            if _same(held, folder / HELD):
                return folder, held
        except (BlockingIOError, PermissionError):
            pass  # another took it for left, in the moment before it was locked
        except OSError:
            os.close(held)
            (folder / HELD).unlink()
            return folder, None
        os.close(held)
        shutil.rmtree(folder, ignore_errors=True)
    return Path(mkdtemp(prefix=PREFIX)), None


def _same(held: int, file: Path) -> bool:
    """Whether an open file is the one at a place."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(held), os.lstat(file))
    return False


def _removed(folder: Path, held: int | None, process: int) -> None:
    if process != os.getpid():
        return  # a copy of the process, to which the folder does not belong
    if held is None:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        _take_away(folder, held)


def _clear_left() -> None:
    """Remove the folders of this user whose process ended without doing so."""
    with suppress(OSError), os.scandir(gettempdir()) as found:
        for each in [entry.path for entry in found if entry.name.startswith(PREFIX)]:
            with suppress(OSError):
                _clear(Path(each))


def _clear(folder: Path) -> None:
    """Remove a folder if it is this user's and nobody holds it. Raises OSError."""
    found = folder.lstat()
    if not (stat.S_ISDIR(found.st_mode) and _own(found)):
        return
    held = os.open(folder / HELD, _FLAGS)
    try:
        _lock(held)
        free = stat.S_ISREG(os.fstat(held).st_mode) and _same(held, folder / HELD)
    except OSError:
        free = False
    if free:
        _take_away(folder, held)
    else:
        os.close(held)


def _take_away(folder: Path, held: int) -> None:
    """Remove a folder that is locked, its lock last: what cannot be removed now is left for the next to clear."""
    with suppress(OSError), os.scandir(folder) as found:
        for each in [entry for entry in found if entry.name != HELD]:
            if each.is_dir(follow_symlinks=False):
                shutil.rmtree(each.path, ignore_errors=True)
            else:
                with suppress(OSError):
                    os.unlink(each.path)
    left = True
    with suppress(OSError):
        left = bool(set(os.listdir(folder)) - {HELD})
    if left:
        os.close(held)
        return
    with suppress(OSError):
        _let_go(folder / HELD, held)
        folder.rmdir()
