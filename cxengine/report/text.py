"""The assessment as an officer reads it, top down: levels, how sure they are, what to do, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.agreement import draw_agreement
from cxengine.report.aims import draw_aims
from cxengine.report.certainty import draw_certainty
from cxengine.report.changes import draw_moved
from cxengine.report.compared import draw_since
from cxengine.report.data_read import draw_read, rounded_lines
from cxengine.report.findings import draw_findings
from cxengine.report.gaps import draw_gaps, draw_many_rejected
from cxengine.report.levels import draw_levels
from cxengine.report.objectives import draw_objectives
from cxengine.report.peers import draw_peers
from cxengine.report.proposals import draw_proposals
from cxengine.report.section import draw_section
from cxengine.report.waivers import draw_waivers
from cxengine.report.wording import NO_DATE, Result, day

if TYPE_CHECKING:
    from rich.console import Console


def draw_assessment(
    result: Result, console: Console, project: str | None = None, *, compared_in_full: bool = False
) -> None:
    """``result`` is the assessment's JSON form; ``project`` what the user typed for it, for the closing line.

    ``compared_in_full``: what changed since an earlier record is told of each criterion.
    """
    _draw_heading(result, console)
    for line in rounded_lines(result):
        console.print(line, markup=False, highlight=False)
    draw_many_rejected(result, console)
    draw_levels(result, console)
    draw_aims(result, console)
    draw_waivers(result, console)
    draw_certainty(result, console)
    draw_agreement(result, console)
    draw_peers(result, console)
    draw_since(result, console, project, in_full=compared_in_full)
    draw_moved(result, console, project)
    draw_findings(result, console)
    draw_proposals(result, console)
    draw_objectives(result, console)
    draw_gaps(result, console)
    draw_read(result, console)
    _draw_next(result, console, project)


def _draw_heading(result: Result, console: Console) -> None:
    from rich.text import Text

    packs = ", ".join(" ".join(filter(None, (p["name"], p.get("version")))) for p in result["packs"])
    console.print(Text(result["project"], style="bold"), Text(f"assessed on {day(result['as_of'])}"), sep=" · ")
    if packs:
        console.print(Text(f"Rules: {packs}", style="dim"))
    if not result.get("as_of_given", True):
        console.print(Text(NO_DATE))


def _draw_next(result: Result, console: Console, project: str | None) -> None:
    from rich.text import Text

    where = f" --project {project}" if project else ""
    place = f" {project}" if project else ""
    lines = []
    for subject in result["subjects"]:
        for model in subject["models"]:
            to_next = model.get("to_next") or {}
            if blocking := [*to_next.get("unmet", ()), *to_next.get("unknown", ())]:
                lines.append((f"cx explain {subject['kind']}:{subject['id']} {blocking[0]}{where}", "why"))
                break
        if lines:
            break
    lines.append((f"cx metrics{place}", "every figure"))
    lines.append((f"cx assess{place} --format csv --out levels.csv", "for a spreadsheet"))
    draw_section(console, "Next")
    wide = max(len(use) for _, use in lines)
    for command, use in lines:
        console.print(Text.assemble((f"  {use.ljust(wide)}  ", "dim"), command), soft_wrap=True)
