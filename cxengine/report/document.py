"""An assessment as a document in Markdown: levels, actions, and what was left out."""

from __future__ import annotations

from cxengine.report.aims import TITLE as AIMS, aim_lines
from cxengine.report.changes import moved_lines, moved_title
from cxengine.report.compared import since_lines, since_title
from cxengine.report.gaps import NOTHING, TITLE, gaps
from cxengine.report.peers import TITLE as PEERS, peer_lines
from cxengine.report.rows import action_rows, as_list, as_markdown, finding_rows, level_rows
from cxengine.report.waivers import TITLE as WAIVERS, waiver_lines
from cxengine.report.wording import Result


def as_document(result: Result, project: str | None = None) -> str:
    """Headings and tables; what comes from the data is escaped. ``project`` is what the user typed for it."""
    left_out = "\n".join(f"### {kind}\n\n{as_list(lines)}" for kind, lines in gaps(result).items())
    parts = {
        "Levels": as_markdown(level_rows(result)),
        **({AIMS: as_list(lines)} if (lines := aim_lines(result)) else {}),
        **({WAIVERS: as_list(lines)} if (lines := waiver_lines(result)) else {}),
        **({PEERS: as_list(lines)} if (lines := peer_lines(result)) else {}),
        **({since_title(result): as_list(lines)} if (lines := since_lines(result, project)) else {}),
        **({moved_title(result): as_list(moved)} if (moved := moved_lines(result, project)) else {}),
        **({"Findings": as_markdown(found)} if (found := finding_rows(result)) else {}),
        "Actions": as_markdown(action_rows(result)),
        TITLE: left_out or f"{NOTHING}\n",
    }
    body = "\n".join(f"## {title}\n\n{part}" for title, part in parts.items())
    return f"# {result['project']}, {result['as_of']}\n\n{body}"
