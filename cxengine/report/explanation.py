"""An explanation as a tree."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cxengine.render import AMBER, GREEN, RED
from cxengine.report.section import draw_section
from cxengine.report.wording import Result

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

_COLOURS = {"met": GREEN, "unmet": RED, "partly": AMBER, "unknown": AMBER}


def draw_explanation(result: Result, console: Console) -> None:
    """The outcome, the tree of reasons down to counts and source lines, and what would change it."""
    from rich.table import Table
    from rich.text import Text

    outcome = said(result["outcome"])
    heading = Text.assemble((f"{result['subject_title']}, {result['title']}", "bold"))
    if outcome:
        heading.append(": ")
        heading.append(outcome, style=_COLOURS.get(str(result["outcome"]), ""))
    console.print(heading)
    console.print()
    console.print(_branch(result["tree"], None))
    changes = list(result["tree"].get("would_change_it") or ())
    if changes:
        draw_section(console, "What would change it")
        bullets = Table.grid(padding=(0, 1, 0, 0))
        for change in changes:
            bullets.add_row("  -", Text(change))
        console.print(bullets)


def said(outcome: object) -> str:
    """An outcome as people say it: ``not met``, ``not applicable``."""
    if outcome is None:
        return ""
    return {"unmet": "not met", "partly": "partly met"}.get(str(outcome), str(outcome).replace("_", " "))


def _branch(node: Result, above: Result | None) -> Tree:
    from rich.tree import Tree

    tree = Tree(_label(node, above))
    for child in node.get("because") or ():
        tree.children.append(_branch(child, node))
    return tree


def _words(node: Result) -> str:
    """What a node says; where its parts say all of it again below, the condition that joins them."""
    text, parts = str(node["text"]), [str(part["text"]) for part in node.get("because") or ()]
    return str(node["expr"]) if len(parts) > 1 and node.get("expr") and all(part in text for part in parts) else text


def _label(node: Result, above: Result | None) -> Text:
    from rich.text import Text

    label = Text.assemble((_words(node), _COLOURS.get(str(node.get("outcome")), "")))
    place, place_above = node.get("source"), (above or {}).get("source")
    if place and place != place_above:
        same_file = place_above is not None and place["filename"] == place_above["filename"]
        name = PurePosixPath(place["filename"]).name if same_file else place["filename"]
        label.append(f"  {name}:{place['line']}", style="dim")
    return label
