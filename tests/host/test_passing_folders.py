"""Folders for passing files: gone with who made them, also where a process was killed, and never those of another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from cxengine.host import passing_folders
from cxengine.host.passing_folders import HELD, PassingFolder

HOLDS = """
import sys
from cxengine.host.passing_folders import PassingFolder
made = PassingFolder()
(made.path / "spill").mkdir()
for name in ("rows.parquet", "spill/more.tmp"):
    (made.path / name).write_text("Jane Doe, jane@example.org")
print(made.path, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for passing files, of this process and those that it starts."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def begun(stack: ExitStack) -> tuple[subprocess.Popen[str], Path]:
    """Another process that has a folder with rows in it, until it is told to end."""
    other = stack.enter_context(
        subprocess.Popen([sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    )
    stack.callback(other.kill)
    assert other.stdout is not None
    return other, Path(other.stdout.readline().strip())


def left_behind(stack: ExitStack) -> Path:
    """The folder of a process that was killed outright."""
    other, folder = begun(stack)
    other.kill()
    other.wait()
    assert {each.name for each in folder.iterdir()} == {HELD, "rows.parquet", "spill"}
    return folder


def test_a_folder_is_gone_with_who_made_it(temp: Path) -> None:
    with PassingFolder() as folder:
        (folder / "rows.parquet").write_text("rows")
        assert folder.parent == temp
    assert not list(temp.iterdir())
    held = PassingFolder()
    assert held.path.is_dir()
    del held
    assert not list(temp.iterdir())


def test_a_process_that_ends_takes_its_folder_along(temp: Path, stack: ExitStack) -> None:
    other, folder = begun(stack)
    other.communicate("\n")
    assert other.returncode == 0 and not folder.exists()


def test_what_a_killed_process_left_is_gone_with_the_next_folder_and_not_that_of_a_live_one(
    temp: Path, stack: ExitStack
) -> None:
    left = left_behind(stack)
    live, in_use = begun(stack)
    assert not left.exists()
    second = left_behind(stack)
    with PassingFolder() as folder:
        assert sorted(temp.iterdir()) == sorted((folder, in_use))
        assert (in_use / "spill" / "more.tmp").exists()
    assert not second.exists() and in_use.exists()
    live.communicate("\n")
    assert not list(temp.iterdir())


def test_folders_are_for_their_owner_only(temp: Path) -> None:
    if sys.platform != "win32":
        with PassingFolder() as folder:
            assert (folder.stat().st_mode & 0o777, (folder / HELD).stat().st_mode & 0o777) == (0o700, 0o600)


def test_what_is_not_known_to_be_left_stays(temp: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders without a lock, of others, that others may look into, and what is behind a link."""
    kept = temp / "elsewhere"
    left_behind(stack).rename(kept)
    (temp / "cxengine-link").symlink_to(kept)
    unlocked = temp / "cxengine-unlocked"
    unlocked.mkdir(mode=0o700)
    (unlocked / "rows.parquet").write_text("rows")
    (temp / "cxengine-file").write_text("rows")
    linked = temp / "cxengine-linked"
    linked.mkdir(mode=0o700)
    (linked / HELD).symlink_to(kept / HELD)
    opened = left_behind(stack).rename(temp / "cxengine-opened")
    opened.chmod(0o755)
    before = sorted(temp.rglob("*"))
    with PassingFolder():
        pass
    assert sorted(temp.rglob("*")) == before
    opened.chmod(0o700)
    if sys.platform != "win32":
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
        with PassingFolder():
            pass
        assert sorted(temp.rglob("*")) == before
        monkeypatch.undo()


def test_no_link_in_a_folder_is_followed(temp: Path, stack: ExitStack) -> None:
    precious = temp / "precious"
    precious.mkdir()
    (precious / "file").write_text("kept")
    left = left_behind(stack)
    (left / "link").symlink_to(precious)
    (left / "spill" / "link").symlink_to(precious)
    with PassingFolder():
        assert not left.exists()
    assert (precious / "file").read_text() == "kept"


def test_many_at_once_clear_what_is_left_and_leave_one_another_alone(temp: Path, stack: ExitStack) -> None:
    left = [left_behind(stack) for _ in range(3)]

    def work(number: int) -> bool:
        with PassingFolder() as folder:
            (folder / "rows").write_text(str(number))
            with PassingFolder():
                pass
            return (folder / "rows").read_text() == str(number)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(200)))
    assert not list(temp.iterdir()), left


def test_a_new_folder_that_was_taken_for_left_is_made_again(temp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the moment between the making of its lock and the locking."""
    lock, taken = passing_folders._lock, []

    def slow(held: int) -> None:
        if not taken:
            taken.extend(temp.iterdir())
            passing_folders._clear_left()
            assert not list(temp.iterdir())
        lock(held)

    monkeypatch.setattr(passing_folders, "_lock", slow)
    with PassingFolder() as folder:
        assert len(taken) == 1 and folder not in taken and (folder / HELD).exists()
    assert not list(temp.iterdir())


def test_where_files_cannot_be_locked_a_folder_is_never_taken_for_left(
    temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(held: int) -> None:
        raise OSError("no locks available")

    monkeypatch.setattr(passing_folders, "_lock", no_locks)
    with PassingFolder() as folder:
        monkeypatch.undo()
        monkeypatch.setattr("tempfile.tempdir", str(temp))
        with PassingFolder():
            assert folder.exists()
    assert not list(temp.iterdir())


def test_a_copy_of_the_process_does_not_take_the_folder_away(temp: Path) -> None:
    if sys.platform == "win32":
        return
    script = HOLDS + "import os\nif os.fork() == 0:\n    sys.exit()\nos.wait()\nprint(made.path.is_dir())"
    told = subprocess.run([sys.executable, "-c", script], input="\n", capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[1:] == ["True"]
    assert not list(temp.iterdir())


def test_an_ended_run_says_so_and_leaves_nothing(temp: Path, stack: ExitStack) -> None:
    """A run that a service manager ends, or that is lost with its terminal, goes as an interrupted one does."""
    if sys.platform == "win32":
        return
    script = HOLDS.replace("import sys", "import sys\nimport cxengine.__main__ as main\nimport cxengine.cli as cli", 1)
    lines = script.strip().splitlines()
    body = "\n    ".join(lines[3:])
    script = "\n".join(lines[:3]) + f"\ndef run(arguments):\n    {body}\ncli.run = run\nmain.main()\n"
    for number in (signal.SIGTERM, signal.SIGHUP):
        with subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        ) as other:  # fmt: skip
            assert other.stdout is not None
            folder = Path(other.stdout.readline().strip())
            assert folder.is_dir()
            other.send_signal(number)
            assert (other.communicate()[1], other.returncode) == ("Interrupted.\n", 130)
            assert not list(temp.iterdir())
