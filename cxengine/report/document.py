"""An assessment as a document in Markdown: levels, actions, and what was left out."""

from __future__ import annotations

from cxengine.report.aims import TITLE as AIMS, aim_lines
from cxengine.report.changes import moved_lines, moved_title
from cxengine.report.compared import since_lines, since_title
from cxengine.report.gaps import NOTHING, TITLE, gaps
from cxengine.report.levels import before_next, could_be_words, level_or_withheld
from cxengine.report.peers import TITLE as PEERS, peer_lines
from cxengine.report.rows import Cell, action_rows, as_list, as_markdown, finding_rows
from cxengine.report.waivers import TITLE as WAIVERS, waiver_lines
from cxengine.report.wording import Result, day, level_words, subject_title

DATED = ("starts", "due")
"""Columns of actions that are days."""


def as_document(result: Result, project: str | None = None) -> str:
    """Headings and tables; what comes from the data is escaped. ``project`` is what the user typed for it."""
    left_out = "\n".join(f"### {kind}\n\n{as_list(lines)}" for kind, lines in gaps(result).items())
    parts = {
        "Levels": as_markdown(level_lines(result)),
        **({AIMS: as_list(lines)} if (lines := aim_lines(result)) else {}),
        **({WAIVERS: as_list(lines)} if (lines := waiver_lines(result)) else {}),
        **({PEERS: as_list(lines)} if (lines := peer_lines(result)) else {}),
        **({since_title(result): as_list(lines)} if (lines := since_lines(result, project)) else {}),
        **({moved_title(result): as_list(moved)} if (moved := moved_lines(result, project)) else {}),
        **({"Findings": as_markdown(_headed(found))} if (found := finding_rows(result)) else {}),
        "Actions": as_markdown(_headed(action_rows(result))),
        TITLE: left_out or f"{NOTHING}\n",
    }
    body = "\n".join(f"## {title}\n\n{part}" for title, part in parts.items())
    return f"# {result['project']}, {day(result['as_of'])}\n\n{body}"


def level_lines(result: Result) -> list[dict[str, Cell]]:
    """The table of levels with headings and dates as people write them, without columns that hold nothing."""
    rows: list[dict[str, Cell]] = []
    for subject in result["subjects"]:
        for model in subject["models"]:
            aim = model.get("aim") or {}
            by = f" by {day(aim['by'])}" if aim.get("by") else ""
            waived = [f"{each['criterion']} until {day(each['until'])}" for each in model.get("waivers", ())]
            without = model.get("without_waivers")
            rows.append(
                {
                    "For": subject_title(subject),
                    "Model": str(model.get("title") or model["model"]),
                    "Level": level_or_withheld(model),
                    "Band": (model.get("level") or {}).get("band"),
                    "Could be": could_be_words(model),
                    "Score": f"{model['score']:.2f}" if model.get("score") is not None else None,
                    "Next level needs": before_next(model),
                    "Waived": "; ".join(waived) or None,
                    "Level without waivers": level_words(without) if without is not None else None,
                    "Aim": f"{aim['level']}{by}: {str(aim['status']).replace('_', ' ')}" if aim else None,
                }
            )
    filled = [name for name in (rows[0] if rows else ()) if any(row[name] is not None for row in rows)]
    return [{name: row[name] for name in filled} for row in rows]


def _headed(rows: list[dict[str, Cell]]) -> list[dict[str, Cell]]:
    """The same with headings and dates as people write them."""
    def said(name: str, cell: Cell) -> Cell:
        return day(str(cell)) if name in DATED and cell is not None else cell

    return [{name.capitalize(): said(name, cell) for name, cell in row.items()} for row in rows]
