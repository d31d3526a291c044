"""How a DuckDB connection is locked down, wherever one is opened: no file but those named, no network, no prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def lock(connection: Any, files: Sequence[str]) -> None:
    """Let a connection open these files and nothing else, load no extension, print nothing, and change none of this."""
    settings: dict[str, Any] = {
        "allowed_paths": list(files),
        "allow_community_extensions": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "enable_external_access": False,
        "enable_progress_bar_print": False,
        "lock_configuration": True,
    }
    for name, value in settings.items():
        if name == "allowed_paths" and not value:
            continue
        connection.execute(f"SET {name} = ?", [value])
