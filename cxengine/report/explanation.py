"""An explanation as a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.section import draw_section
from cxengine.report.wording import Result

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

_COLOURS = {"met": "green", "unmet": "red", "partly": "yellow", "unknown": "yellow"}


def draw_explanation(result: Result, console: Console) -> None:
    """The outcome, the tree of reasons down to counts and source lines, and what would change it."""
    from rich.text import Text

    outcome = said(result["outcome"])
    heading = Text.assemble((f"{result['subject']} {result['name']}", "bold"))
    if outcome:
        heading.append(": ")
        heading.append(outcome, style=_COLOURS.get(str(result["outcome"]), ""))
    console.print(heading)
    console.print()
    console.print(_branch(result["tree"]))
    changes = list(result["tree"].get("would_change_it") or ())
    if changes:
        draw_section(console, "What would change it")
        for change in changes:
            console.print(Text(f"  - {change}"))


def said(outcome: object) -> str:
    """An outcome as people say it: ``not met``, ``not applicable``."""
    if outcome is None:
        return ""
    return {"unmet": "not met", "partly": "partly met"}.get(str(outcome), str(outcome).replace("_", " "))


def _branch(node: Result) -> Tree:
    from rich.tree import Tree

    tree = Tree(_label(node))
    for child in node.get("because") or ():
        tree.children.append(_branch(child))
    return tree


def _label(node: Result) -> Text:
    from rich.text import Text

    label = Text(str(node["text"]), style=_COLOURS.get(str(node.get("outcome")), ""))
    source = node.get("source")
    if source and source.get("filename"):
        label.append(f"  {source['filename']}:{source['line']}", style="dim")
    return label
