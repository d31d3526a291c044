"""Writes ``docs/diagnostics.md`` from the engine's table of codes.

python -m tests.docs.code_sections
"""

from __future__ import annotations

from pathlib import Path

from cxengine.diagnostic_codes import CODES

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "diagnostics.md"

HEAD = """# Diagnostics

What cx says when something is wrong: a code that stays the same, the place, what was found, and what to write instead.
All problems of a run are shown together, sorted by place. `cx check --format json` gives them to other programs.
"""


def page() -> str:
    """The page: a section for each code, by name."""
    return HEAD + "".join(f"\n## {code}\n\n{text}\n" for code, text in sorted(CODES.items()))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
