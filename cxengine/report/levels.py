"""The table of levels: one row for each subject, one table for each model."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cxengine.render import AMBER
from cxengine.report.grid import draw_grid
from cxengine.report.wording import (
    WORKED_OUT,
    Result,
    certain,
    has_levels,
    level_words,
    listed,
    number,
    subject_title,
    waits_for,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Assessed = list[tuple[Result, Result]]
"""Subjects, each with its outcome under one model."""

ROOMY = 70
"""Columns from which bands and scores are shown too."""
MOST_NAMED = 3
"""Subjects that are named for one reason."""
NO_LEVEL = "No subject is listed that a model of these rules assesses, so there is no level to show."
MOST_CRITERIA = 12
"""Criteria before the next level that are named where the terminal is wide enough for all rows; else 3."""
GAP = 2
"""Blanks between two columns of the table."""


def by_model(result: Result) -> dict[str, Assessed]:
    """For each model the subjects that it assesses, in the order of the result."""
    found: dict[str, Assessed] = {}
    for subject in result["subjects"]:
        for model in subject["models"]:
            found.setdefault(model["model"], []).append((subject, model))
    return found


def draw_levels(result: Result, console: Console) -> None:
    """Level, band, range, score, and what stands before the next level."""
    from rich.text import Text

    groups = by_model(result)
    if not groups:
        kinds = listed(list(dict.fromkeys(f"“{subject['kind']}”" for subject in result["subjects"])))
        console.print()
        if kinds:
            console.print(Text(f"No model of these rules assesses the kind {kinds}, so there is no level to show."))
        else:
            console.print(NO_LEVEL)
    for name, assessed in groups.items():
        console.print()
        title = str(assessed[0][1].get("title") or name)
        console.print(Text.assemble((title, "bold"), _scale_of_scores(assessed, console.width)))
        levelled = any(has_levels(model) for _, model in assessed)
        console.print(_table(assessed, console.width) if levelled else _scores(assessed))
        if not levelled or _scored(assessed, console.width):
            for line in without("score", why_no_score, assessed):
                console.print(Text(line))
        for line in without("level", why_no_level, assessed):
            console.print(Text(line))
        if len(assessed) == 1:
            draw_grid(assessed[0][1], console)


def could_be_words(model: Result) -> str:
    """``certain``, ``3``, ``0 to 2``: the levels it could be beside the one shown."""
    if model.get("withheld"):
        return "–"
    if why_no_level(model) is not None:
        return f"{model['could_be']['from']} to {model['could_be']['to']}"
    if certain(model):
        return "certain"
    low, high = model["could_be"]["from"], model["could_be"]["to"]
    here = (model.get("level") or {}).get("number")
    wide = "" if model["could_be"].get("exact", True) else ", at most"
    if here is not None and low == here:
        return (f"{high}" if high == here + 1 and here > 0 else f"{here} to {high}") + wide
    return f"{low} to {high}" + wide


def _scale_of_scores(assessed: Assessed, width: int) -> str:
    scale = scale_words(assessed) if _scored(assessed, width) else ""
    return f" (scores run from {scale})" if scale else ""


def scale_words(assessed: Assessed) -> str:
    """``0 to 1``; empty where there is no score, or no bound to it."""
    low, high = assessed[0][1]["score_from"], assessed[0][1]["score_to"]
    scored = any(model.get("score") is not None for _, model in assessed)
    return f"{number(low)} to {number(high)}" if scored and low is not None and high is not None else ""


def _scores(assessed: Assessed) -> Table:
    """Of a model without levels: the score alone."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(_kind(assessed))
    table.add_column("Score", justify="right", no_wrap=True)
    for subject, model in assessed:
        score = model.get("score")
        table.add_row(Text(subject_title(subject)), Text(f"{score:.2f}" if score is not None else "–"))
    return table


def _kind(assessed: Assessed) -> str:
    return str(assessed[0][0]["kind"]).replace("_", " ").capitalize()


def _scored(assessed: Assessed, width: int) -> bool:
    return width >= ROOMY and any(
        model.get("score") is not None or why_no_score(model) is not None for _, model in assessed
    )


def why_no_score(model: Result) -> str | None:
    """Why a model that scores gives none; None where it does, where it has no score, and where all is withheld."""
    reason: str | None = model.get("score_unknown")
    return None if model.get("withheld") else reason


def why_no_level(model: Result) -> str | None:
    """Why the scorer of a plugin that is to say the level does not."""
    reason: str | None = model.get("level_unknown")
    return reason


def without(what: str, why: Callable[[Result], str | None], assessed: Assessed) -> list[str]:
    """Why there is none: a line for each reason, with the first subjects."""
    reasons: dict[str, list[str]] = {}
    for subject, model in assessed:
        reason = why(model)
        if reason is not None:
            reasons.setdefault(reason, []).append(subject_title(subject))
    lines = []
    for reason, titles in reasons.items():
        rest = f" and {len(titles) - MOST_NAMED:,} more" if len(titles) > MOST_NAMED else ""
        lines.append(f"No {what} for {', '.join(titles[:MOST_NAMED])}{rest}: {reason}")
    return lines


def _table(assessed: Assessed, width: int) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    roomy = width >= ROOMY
    scored = _scored(assessed, width)
    banded = roomy and any((model.get("level") or {}).get("band") for _, model in assessed)
    bands, scores = ("Band",) if banded else (), ("Score",) if scored else ()
    heads = (_kind(assessed), "Level", *bands, "Could be", *scores, "Next level needs")
    rows = [_cells(subject, model, banded=banded, scored=scored) for subject, model in assessed]
    full = [[*row[:-1], before_next(model, most=MOST_CRITERIA)] for row, (_, model) in zip(rows, assessed, strict=True)]
    if sum(max(map(len, column)) + GAP for column in zip(heads, *full, strict=True)) <= width:
        rows = full
    widest = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    others = sum(widest[1:]) + GAP * len(heads)
    words = max(len(word) for cell in (heads[0], *(row[0] for row in rows)) for word in cell.split())
    least = min(20, width // 4, widest[0]) if width < ROOMY else min(20, widest[0], max(words, width - others))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(heads[0], min_width=least)
    for head in heads[1:-1]:
        table.add_column(head, justify="right" if head == "Score" else "left", no_wrap=True)
    table.add_column(heads[-1], no_wrap=least + others <= width, overflow="fold")
    for (_, model), row in zip(assessed, rows, strict=True):
        styles = {"Level": "bold", "Could be": "" if certain(model) else AMBER}
        table.add_row(*(Text(cell, style=styles.get(head, "")) for head, cell in zip(heads, row, strict=True)))
    return table


def _cells(subject: Result, model: Result, *, banded: bool, scored: bool) -> list[str]:
    level = model.get("level") or {}
    cells = [subject_title(subject), level_and_mark(model)]
    if banded:
        cells.append(level.get("band") or "–")
    cells.append(could_be_words(model))
    if scored:
        score = model.get("score")
        cells.append(f"{score:.2f}" if score is not None else "–")
    return [*cells, before_next(model)]


def level_and_mark(model: Result) -> str:
    """``2 Invested``, ``2 Invested *`` where it rests on waivers, or that it is withheld."""
    return "withheld" if model.get("withheld") else level_words(model.get("level")) + _waived(model)


def _waived(model: Result) -> str:
    """A mark where the level rests on waivers, which are told of below."""
    waivers, without = model.get("waivers") or (), model.get("without_waivers")
    if not waivers or without == model.get("level"):
        return ""
    return " *"


def before_next(model: Result, most: int = 3) -> str:
    """``2.3 2.5 3.1 +2`` to be met, ``answer 3.4``, ``figures for 1.1``: as much as fits a narrow column."""
    to_next = model["to_next"]
    if model.get("withheld"):
        return "– (withheld)"
    if why_no_level(model) is not None:
        return "–"
    if to_next["level"] is None:
        return "– (the highest)"
    if to_next.get("accepted"):
        return f"– (level {model['aim']['level']} accepted)"
    parts = [_few(to_next["unmet"], most)] if to_next["unmet"] else []
    if to_next["unknown"]:
        counted = {c["criterion"] for c in model["criteria"] if waits_for(c)[0] == WORKED_OUT}
        for what, waiting in (
            ("answer", [each for each in to_next["unknown"] if each not in counted]),
            ("figures for", [each for each in to_next["unknown"] if each in counted]),
        ):
            parts += [f"{what} {_few(waiting, most if most > 3 or not parts else 1)}"] if waiting else []
    if to_next.get("condition"):
        parts.append("the level's own condition")
    return "; ".join(parts) or "–"


def _few(criteria: list[str], most: int = 3) -> str:
    return " ".join(criteria[:most]) + (f" +{len(criteria) - most}" if len(criteria) > most else "")
