"""What the ``test`` blocks of rule files gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.render import RED
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, counted, listed

if TYPE_CHECKING:
    from rich.console import Console


_REACHED = (
    "A test reaches a criterion by an answer to it, by a figure that it is worked out from, "
    "or by what it expects of it."
)


def draw_tests(result: Result, console: Console, *, coverage: bool) -> None:
    """Each failed test with its place and reason, then the count; with ``coverage`` also what no test reaches."""
    from rich.padding import Padding
    from rich.text import Text

    for test in result["tests"]:
        if test["outcome"] != "passed":
            place = test.get("location") or {}
            console.print(Text.assemble(("failed ", RED), (str(test["name"]), "bold")))
            console.print(Text(f"  {place.get('filename', '')}:{place.get('line', '')}"))
            for line in str(test["message"]).splitlines():
                console.print(Padding(Text(line), (0, 0, 0, 2)))
    if not result["tests"]:
        console.print("No tests are written in these rule files.")
    else:
        console.print(f"{counted(result['passed'], 'test')} passed, {result['failed']} failed")
    if coverage:
        _draw_coverage(result.get("coverage") or {}, console)


def _draw_coverage(coverage: Result, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    draw_section(console, "What no test reaches")
    missed = {kind: list(found.get("missed", ())) for kind, found in coverage.items()}
    if not any(missed.values()):
        console.print("  Nothing: every criterion, metric and rule is reached by a test.")
    for kind, names in missed.items():
        if names:
            console.print(Padding(Text(f"{kind}: {listed(names)}"), (0, 0, 0, 2)))
    if missed.get("criteria"):
        console.print(Padding(Text(_REACHED), (0, 0, 0, 2)))
