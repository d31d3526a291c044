"""Every code of a diagnostic, with the paragraph that explains it in ``docs/diagnostics.md``."""

from __future__ import annotations

CODES: dict[str, str] = {
    # --- front
    "syntax": "The line is not one that cx knows. The help line says what can stand at the marked place.",
    # --- names and types
    # --- data and projects
}
