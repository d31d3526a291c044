"""An assessment as a document in Markdown: levels, actions, and what was left out."""

from __future__ import annotations

from cxengine.report.aims import TITLE as AIMS, aim_lines
from cxengine.report.changes import moved_lines, moved_title
from cxengine.report.compared import since_lines, since_title
from cxengine.report.data_read import TITLE as READ, read_lines, rounded_lines
from cxengine.report.gaps import NOTHING, TITLE, gaps
from cxengine.report.levels import (
    NO_LEVEL,
    Assessed,
    before_next,
    by_model,
    could_be_words,
    level_and_mark,
    scale_words,
    why_no_level,
    why_no_score,
    without,
)
from cxengine.report.peers import TITLE as PEERS, peer_lines
from cxengine.report.proposals import for_whom, how_much, titles_of, together, when, without_action
from cxengine.report.rows import Cell, as_list, as_markdown, escaped, finding_rows
from cxengine.report.waivers import TITLE as WAIVERS, waiver_lines
from cxengine.report.wording import Result, day, has_levels, listed, subject_title


def as_document(result: Result, project: str | None = None) -> str:
    """Headings and tables; what comes from the data is escaped. ``project`` is what the user typed for it."""
    left_out = "\n".join(f"### {kind}\n\n{as_list(lines)}" for kind, lines in gaps(result).items())
    parts = {
        "Levels": _levels(result),
        **({AIMS: as_list(lines)} if (lines := aim_lines(result)) else {}),
        **({escaped(WAIVERS): as_list(lines)} if (lines := waiver_lines(result)) else {}),
        **({PEERS: as_list(lines)} if (lines := peer_lines(result)) else {}),
        **({since_title(result): as_list(lines)} if (lines := since_lines(result, project)) else {}),
        **({moved_title(result): as_list(moved)} if (moved := moved_lines(result, project)) else {}),
        **({"Findings": as_markdown(_headed(found))} if (found := finding_rows(result)) else {}),
        **({"Actions": actions} if (actions := _actions(result)) else {}),
        TITLE: left_out or f"{NOTHING}\n",
        **({READ: as_list(lines)} if (lines := [*rounded_lines(result), *read_lines(result)]) else {}),
    }
    body = "\n".join(f"## {title}\n\n{part}" for title, part in parts.items())
    return f"# {result['project']}, {day(result['as_of'])}\n\n{body}"


def _levels(result: Result) -> str:
    """A table for each model, no wider than a page, under the model's title where there are several."""
    models = by_model(result)
    if not models:
        return NO_LEVEL
    parts = []
    for name, assessed in models.items():
        head = f"### {escaped(str(assessed[0][1].get('title') or name))}\n\n" if len(models) > 1 else ""
        why = [*without("score", why_no_score, assessed), *without("level", why_no_level, assessed)]
        why = [*([f"Scores run from {scale}."] if (scale := scale_words(assessed)) else []), *why]
        below = f"\n{as_list(why)}" if why else ""
        parts.append(f"{head}{as_markdown(level_lines(assessed))}{below}")
    return "\n".join(parts)


def level_lines(assessed: Assessed) -> list[dict[str, Cell]]:
    """The levels of one model, with what the screen shows of them, without columns that hold nothing."""
    rows: list[dict[str, Cell]] = [
        {
            "For": subject_title(subject),
            "Level": level_and_mark(model) if has_levels(model) else None,
            "Band": (model.get("level") or {}).get("band"),
            "Could be": could_be_words(model) if has_levels(model) else None,
            "Score": f"{model['score']:.2f}" if model.get("score") is not None else None,
            "Next level needs": before_next(model) if has_levels(model) else None,
        }
        for subject, model in assessed
    ]
    filled = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    return [{name: "–" if row[name] is None else row[name] for name in filled} for row in rows]


def _actions(result: Result) -> str:
    """All of them in few columns, and the criteria for which none is written; empty without either."""
    titles = titles_of(result)
    rows = [
        {
            "Action": action["title"],
            "For": for_whom(action, titles),
            "Owner": listed(action["owners"]) or "no owner named",
            "When": when(action),
            "What it takes": how_much(action) or "–",
        }
        for action in together(result)
    ]
    lines = without_action(result)
    return "\n".join([*([as_markdown(rows)] if rows else []), *([as_list(lines)] if lines else [])])


def _headed(rows: list[dict[str, Cell]]) -> list[dict[str, Cell]]:
    return [{name.capitalize(): cell for name, cell in row.items()} for row in rows]
