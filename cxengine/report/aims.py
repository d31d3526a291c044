"""Which levels are aimed at, by when, and who has reached them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.levels import by_model
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, day, level_words, listed, subject_title

if TYPE_CHECKING:
    from rich.console import Console

TITLE = "Aims"
_ORDER = ("overdue", "on_the_way", "reached", "unknown")
_SAID = {"overdue": "overdue for", "on_the_way": "on the way for", "reached": "reached by", "unknown": "not known for"}


def draw_aims(result: Result, console: Console) -> None:
    """A line for each aim and where it stands; nothing where nobody has one."""
    from rich.padding import Padding
    from rich.text import Text

    lines = aim_lines(result)
    if lines:
        draw_section(console, TITLE)
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 2)))


def aim_lines(result: Result) -> list[str]:
    """``3 Committed by 31 March 2019: overdue for Parking (now 1 Interested)``, for each aim and status."""
    lines: list[str] = []
    models = by_model(result)
    for name, assessed in models.items():
        found: dict[tuple[str, str], list[str]] = {}
        for subject, model in assessed:
            if (aim := model.get("aim")) is not None:
                found.setdefault((aim_words(aim), aim["status"]), []).append(_who(subject, model))
        title = f"{assessed[0][1].get('title') or name}: " if len(models) > 1 else ""
        for (words, status), who in sorted(found.items(), key=lambda item: _ORDER.index(item[0][1])):
            lines.append(f"{title}level {words}: {_SAID[status]} {listed(who, most=6)}")
    return lines


def aim_words(aim: Result) -> str:
    """``3 Committed by 31 March 2019``."""
    name = f" {aim['name']}" if aim.get("name") else ""
    return f"{aim['level']}{name}" + (f" by {day(aim['by'])}" if aim.get("by") else "")


def _who(subject: Result, model: Result) -> str:
    aim, title = model["aim"], subject_title(subject)
    if aim["status"] == "reached":
        return title if aim["certain"] else f"{title} (not certain)"
    if aim["status"] == "unknown":
        return f"{title} (no result)"
    number = (model.get("level") or {}).get("number")
    now = f"now {level_words(model['level'])}" if number else "none yet"
    return f"{title} ({now}{'' if aim['certain'] else ', could be there'})"
