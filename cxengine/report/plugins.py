"""``cx plugins`` as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.wording import Result

if TYPE_CHECKING:
    from rich.console import Console


def draw_plugins(result: Result, console: Console) -> None:
    """Those that load with what they offer, then those that do not with why."""
    from rich.text import Text

    if not result["loaded"] and not result["problems"]:
        console.print("No plugin is installed, and this project has none of its own.")
    for plugin in result["loaded"]:
        part = "takes part in this project" if plugin["takes_part"] else "is not named here, and left alone"
        console.print(Text(f"{_origin(plugin)} {part}", style="bold" if plugin["takes_part"] else ""))
        for kind, names in plugin["offers"].items():
            console.print(Text(f"  {kind}: {', '.join(names) or 'none'}"))
    if result["problems"]:
        console.print(Text("Do not load:" if result["loaded"] else "None loads:"))
    for problem in result["problems"]:
        console.print(Text(f"  {_origin(problem)}: {problem['reason']}"))


def draw_checks(result: Result, console: Console) -> None:
    """Each promise that was tried, with what is wrong where it is broken."""
    from rich.text import Text

    if not result["checks"]:
        console.print("There is nothing to check: no plugin is installed, and this project has none of its own.")
    for check in result["checks"]:
        mark = {"passed": "kept", "failed": "BROKEN", "not_tried": "not tried"}[check["outcome"]]
        said = f": {check['message']}" if check["message"] else ""
        console.print(Text(f"{check['plugin']}: {check['what']}: {mark}{said}"))


def _origin(plugin: Result) -> str:
    origin = " ".join(filter(None, (plugin["distribution"], plugin["version"])))
    return f"{plugin['name']} ({origin})" if origin else plugin["name"]
