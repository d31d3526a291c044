"""What the rules found: the gravest first, one entry for each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.render import AMBER, RED
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, listed, subject_title

if TYPE_CHECKING:
    from rich.console import Console

MOST = 12
"""Findings shown; the rest is counted."""
MOST_NAMED = 5
"""Subjects that one line names."""
GRAVEST_FIRST = ("high", "medium", "low")
_COLOURS = {"high": RED, "medium": AMBER, "low": ""}


def draw_findings(result: Result, console: Console) -> None:
    """Severity, subject and what is said of it. Nothing where no rule found anything."""
    from rich.padding import Padding
    from rich.text import Text

    found = all_findings(result)
    if not found:
        return
    draw_section(console, "What stands out" + (f" ({MOST} of {len(found)})" if len(found) > MOST else ""))
    for title, finding in found[:MOST]:
        line = Text.assemble(
            (finding["severity"], _COLOURS[finding["severity"]]), f" · {title}: ", (finding["text"], "bold")
        )
        console.print(Padding(line, (0, 0, 0, 2)))


def all_findings(result: Result) -> list[tuple[str, Result]]:
    """Every finding with its subject's title; of one severity in the order of the result."""
    pairs = [(subject_title(subject), each) for subject in result["subjects"] for each in subject.get("findings", ())]
    return sorted(pairs, key=lambda each: GRAVEST_FIRST.index(each[1]["severity"]))


def undecided_lines(result: Result) -> list[str]:
    """The rules that could not be worked out, one line for each: for whom, and why of the first of them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for subject in result["subjects"]:
        for rule in subject.get("undecided", ()):
            found.setdefault(rule["title"], []).append((subject_title(subject), rule["because"]["text"]))
    lines = []
    for title, of in found.items():
        names, reasons = [name for name, _ in of], list(dict.fromkeys(reason for _, reason in of))
        why = reasons[0] if len(reasons) == 1 else f"of {names[0]}, {reasons[0]}"
        lines.append(f"“{title}” for {listed(names, most=MOST_NAMED)}: {why}")
    return lines
