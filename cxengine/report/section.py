"""The heading between the parts of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def draw_section(console: Console, title: str) -> None:
    """A heading between the parts of a report."""
    from rich.text import Text

    console.print()
    console.print(Text(title, style="bold"))
