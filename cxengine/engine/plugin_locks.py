"""``cx.plugins.lock``: the plugins that a project insists on, as a TOML file beside its ``cx.toml``."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from cxengine.diagnostics import Diagnostics
from cxengine.host.lock import LOCK_FILE, Lock, Locked
from cxengine.source import Span

HEAD = "# Written by `cx plugins lock`. cx uses the plugins of this project only as they stand here.\n"


def read_lock(folder: Path, found: Diagnostics) -> Lock | None:
    """What the lock of a project says; None where there is none. One that cannot be read lets no plugin in."""
    path = folder / LOCK_FILE
    if not path.exists():
        return None
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("plugin", [])
        return {entry["name"]: Locked(**entry) for entry in entries}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, KeyError, AttributeError):
        place = Span(LOCK_FILE, 1, 1, 1, 1)
        found.error("plugin-lock", place, f"`{LOCK_FILE}` cannot be read.", "`cx plugins lock` writes it anew.")
        return {}


def lock_text(locked: Iterable[Locked]) -> str:
    """A lock as text, plugins in the order of their names."""
    parts = [HEAD]
    for each in sorted(locked, key=lambda each: each.name):
        lines = [("name", each.name), ("distribution", each.distribution), ("version", each.version),
                 ("digest", each.digest)]  # fmt: skip
        parts.append("\n[[plugin]]\n" + "".join(f"{key} = {_quoted(value)}\n" for key, value in lines if value))
    return "".join(parts)


def _quoted(text: str) -> str:
    """As a TOML string; that of JSON is one."""
    return json.dumps(text, ensure_ascii=False)
