"""A PostgreSQL of one's own for tests: in a folder that is gone afterwards, on this machine only."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs

_USERS = ("postgres", "nobody")
"""Whom the server runs as where we are root, as which it refuses to run."""
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


@attrs.frozen(kw_only=True)
class Cluster:
    """A running server, with its one user and that user's password."""

    host: str
    port: int
    database: str = "postgres"
    user: str = "cx"
    password: str = attrs.field(repr=False)

    def address(self, *, user: str = "", password: str = "") -> str:
        """A connection address as libpq takes it."""
        return (
            f"postgresql://{user or self.user}:{password or self.password}@{self.host}:{self.port}/{self.database}"
        )


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`; None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = [folder for place in _PLACES for folder in Path("/").glob(place[1:]) if (folder / "initdb").exists()]
    return max(folders, default=None)


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """A new server with these settings (``work_mem=64MB``). Raises FileNotFoundError where PostgreSQL is missing."""
    found = programs()
    if found is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    folder, user = Path(tempfile.mkdtemp(prefix="cx-pg-")), _user()
    password = secrets.token_hex(12)
    try:
        made = Cluster(host="127.0.0.1", port=_free_port(), password=password)
        _initialise(found, folder, user, password)
        server = _started(found, folder, user, made.port, settings)
        try:
            _await(found, made, server)
            yield made
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    if os.getuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next(user for user in _USERS if user in known)


def _initialise(programs: Path, folder: Path, user: str | None, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if user is not None:
        shutil.chown(folder, user)
        shutil.chown(secret, user)
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-U", "cx", "-A", "scram-sha-256", "--pwfile", secret,
         "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True, capture_output=True, user=user, cwd=folder,
    )  # fmt: skip


def _started(
    programs: Path, folder: Path, user: str | None, port: int, settings: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    told = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", "fsync=off", *settings)
    options = [part for each in told for part in ("-c", each)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options], stdout=log, stderr=log, user=user, cwd=folder
        )


def _await(programs: Path, made: Cluster, server: subprocess.Popen[bytes]) -> None:
    ready = [str(programs / "pg_isready"), "-q", "-h", made.host, "-p", str(made.port), "-t", "1"]
    for _ in range(120):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended at once, with {server.returncode}")
        if subprocess.run(ready, check=False).returncode == 0:
            return
        try:
            server.wait(0.25)
        except subprocess.TimeoutExpired:
            continue
    raise RuntimeError("PostgreSQL did not start")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
