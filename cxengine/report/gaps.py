"""What was left out of an assessment, and why: rows, tables, figures and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.section import draw_section
from cxengine.report.wording import WORKED_OUT, Result, counted, listed, subject_title, waits_for

if TYPE_CHECKING:
    from rich.console import Console

MOST_LINES = 8
"""Lines shown of each kind; the rest is counted."""


def draw_gaps(result: Result, console: Console) -> None:
    """Each kind of gap under its own words, or one line that says there is none."""
    from rich.padding import Padding
    from rich.text import Text

    draw_section(console, "What was left out, and why")
    kinds = {
        "Data": data_gaps(result),
        "Figures": figure_gaps(result),
        "Answers": answer_gaps(result),
    }
    if not any(kinds.values()):
        console.print("  Nothing: every row, figure and answer was used.")
    for kind, lines in kinds.items():
        if not lines:
            continue
        console.print(Text(f"  {kind}"))
        for line in lines[:MOST_LINES]:
            console.print(Padding(Text(line), (0, 0, 0, 4)))
        if len(lines) > MOST_LINES:
            console.print(Text(f"    and {len(lines) - MOST_LINES} more; --format json has all of them"))


def data_gaps(result: Result) -> list[str]:
    """Rejected rows with reasons, other problems of a source, and tables that nothing fills."""
    lines = []
    for source in result["sources"]:
        if source["plugin"] is None:
            lines.append(f"{source['table']}: no source is bound for this table in cx.toml")
            continue
        if source.get("rejected"):
            lines.append(f"{source['table']}: {source['rejected']:,} of {counted(source['rows'], 'row')} rejected")
        for problem in source.get("problems", ()):
            rows = [f"{row:,}" for row in problem.get("rows", ())]
            count = problem.get("count") or len(rows)
            more = ", …" if count > len(rows[:3]) else ""
            place = f" ({'row' if count == 1 else 'rows'} {', '.join(rows[:3])}{more})" if rows else ""
            lines.append(f"{source['table']}: {problem['message'].removesuffix('.')}{place}")
    return lines


def figure_gaps(result: Result) -> list[str]:
    """Figures that are hidden or unknown: one line for all that have the same reason for the same subjects."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for subject in result["subjects"]:
        for metric in subject["metrics"]:
            if metric["value"] is None:
                reason = str(metric["unknown"] or "hidden: a small group")
                reasons.setdefault((metric["metric"], reason), []).append(subject_title(subject))
    lines: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (name, reason), titles in reasons.items():
        lines.setdefault((reason, tuple(titles)), []).append(name)
    return [
        f"{listed(names, most=3)}: {reason} – {listed(titles, most=3)}" for (reason, titles), names in lines.items()
    ]


def answer_gaps(result: Result) -> list[str]:
    """Criteria that wait for somebody's answer or proof, one line for each subject and reason."""
    lines = []
    for subject in result["subjects"]:
        found: dict[str, list[str]] = {}
        for criterion in (criterion for model in subject["models"] for criterion in model["criteria"]):
            if criterion["outcome"] == "unknown" and waits_for(criterion)[0] != WORKED_OUT:
                found.setdefault(criterion["because"]["text"], []).append(criterion["criterion"])
        for reason, criteria in found.items():
            lines.append(f"{subject_title(subject)}, {listed(criteria, most=6)}: {reason}")
    return lines
