"""Who stands above or below the middle half of their peers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxengine.report.levels import by_model
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, has_levels, listed, number, subject_title

if TYPE_CHECKING:
    from rich.console import Console

TITLE = "Beside their peers"
MOST = 6
"""Names in one line."""


def draw_peers(result: Result, console: Console) -> None:
    """A line for each side and model; nothing where peers are too few."""
    from rich.padding import Padding
    from rich.text import Text

    lines = peer_lines(result)
    if lines:
        draw_section(console, TITLE)
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 2)))


def peer_lines(result: Result) -> list[str]:
    """``Level above the middle half of their peers: Libraries (4; theirs 1 to 2)``."""
    lines: list[str] = []
    models = by_model(result)
    for name, assessed in models.items():
        title = f"{assessed[0][1].get('title') or name}: " if len(models) > 1 else ""
        what = "level" if has_levels(assessed[0][1]) else "score"
        beside = [(subject, model, (model.get("peers") or {}).get(what) or {}) for subject, model in assessed]
        known = [each for each in beside if each[2].get("position") is not None]
        if (few := _too_few([at for _, _, at in beside], len(assessed) - 1)) is not None:
            lines.append(f"{title}{what if title else what.capitalize()}: {few}.")
        for side in ("above", "below"):
            who = [_who(subject, model, what, at) for subject, model, at in known if at["position"] == side]
            if who:
                start = f"{title}{what} {side}" if title else f"{what.capitalize()} {side}"
                lines.append(f"{start} the middle half of their peers: {listed(who, most=MOST)}")
        if known and all(at["position"] == "within" for _, _, at in known):
            every = f"every {what}" if len(known) == len(beside) else f"every {what} that is certain"
            lines.append(f"{title}{every if title else every.capitalize()} lies within the middle half of their peers.")
    return lines


def _too_few(beside: Sequence[Result], others: int) -> str | None:
    """Why nobody can be placed although there are others enough; None where somebody can, or they are few anyway."""
    few = [at for at in beside if at.get("unknown") is not None and others >= at["least"]]
    return str(max(few, key=lambda at: int(at["peers"]))["unknown"]) if few and len(few) == len(beside) else None


def _who(subject: Result, model: Result, what: str, at: Result) -> str:
    own = model["level"]["number"] if what == "level" else model["score"]
    theirs = number(at["lower"]) if at["lower"] == at["upper"] else f"{number(at['lower'])} to {number(at['upper'])}"
    return f"{subject_title(subject)} ({number(own)}; theirs {theirs})"
