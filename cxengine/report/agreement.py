"""Where several people answered: how far they agree, and what each said where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.section import draw_section
from cxengine.report.wording import Result, counted, listed, subject_title

if TYPE_CHECKING:
    from rich.console import Console

MOST_DIFFERENCES = 8
"""Differences shown of each subject; the rest is counted."""
TITLE = "Who answered, and where they differ"


def draw_agreement(result: Result, console: Console) -> None:
    """For each subject of a model with assessors one line, and one for each criterion on which they differ."""
    from rich.padding import Padding
    from rich.text import Text

    found = [lines for subject in result["subjects"] for lines in agreement_lines(subject)]
    if found:
        draw_section(console, TITLE)
    for first, *differences in found:
        console.print(Padding(Text(first), (0, 0, 0, 2)))
        for line in differences:
            console.print(Padding(Text(line), (0, 0, 0, 4)))


def agreement_lines(subject: Result) -> list[list[str]]:
    """For each model with assessors: who answered and how often they agree, then each difference."""
    found: list[list[str]] = []
    for model in subject["models"]:
        agreement = model.get("agreement")
        if agreement is None:
            continue
        differing = [c for c in model["criteria"] if c["criterion"] in agreement["differ"]]
        lines = [f"{c['criterion']}: {_said(c, agreement['on_disagreement'])}" for c in differing[:MOST_DIFFERENCES]]
        if len(differing) > MOST_DIFFERENCES:
            lines.append(f"and {len(differing) - MOST_DIFFERENCES} more; --format json has all of them")
        found.append([f"{subject_title(subject)}: {_summary(agreement)}", *lines])
    return found


def _summary(agreement: Result) -> str:
    answered, could = agreement["answered"], agreement["could_answer"]
    if not answered:
        return f"none of {could} has answered"
    who = f"{listed(answered, most=4)} answered" if len(answered) == could else (
        f"{listed(answered, most=4)} answered, {len(answered)} of {could}"
    )
    if not agreement["compared"]:
        return f"{who}; no criterion has two answers to compare"
    several = counted(agreement["compared"], "criterion", "criteria")
    return f"{who}; they agree on {agreement['agreed']} of {several}"


def _said(criterion: Result, rule: str | None) -> str:
    """``self “full”, peer “some”; the lowest counts``."""
    words = [
        f"{answer['assessor_title']} “{answer['answer']}”"
        for answer in criterion["answers"]
        if answer["outcome"] != "unknown"
    ]
    counts = {None: "nothing says which counts", "mean": "the mean counts"}.get(
        rule, f"the {rule} counts" if rule in ("lowest", "highest") else f"what {rule} says counts"
    )
    return f"{', '.join(words)}; {counts}"
