"""Where several people answered: how far they agree, and what each said where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.section import draw_section
from cxengine.report.wording import Result, counted, listed, subject_title

if TYPE_CHECKING:
    from rich.console import Console

MOST_DIFFERENCES = 8
"""Differences shown of each subject; the rest is counted."""
MOST_SUBJECTS = 8
"""Subjects of a model shown one by one; of more, those that differ most."""
FEW = 2
"""Answers told one by one; of more, who gave the same stands together."""
TITLE = "Who answered, and where they differ"
Answered = list[tuple[Result, Result]]
"""Subjects, each with its outcome under one model."""


def draw_agreement(result: Result, console: Console) -> None:
    """For each model with assessors its subjects and their differences; of many subjects a summary."""
    from rich.padding import Padding
    from rich.text import Text

    models: dict[str, Answered] = {}
    for subject in result["subjects"]:
        for model in subject["models"]:
            if model.get("agreement") is not None:
                models.setdefault(model["model"], []).append((subject, model))
    if models:
        draw_section(console, TITLE)
    for answered in models.values():
        few = len(answered) <= MOST_SUBJECTS
        for first, *below in [_one(*each) for each in answered] if few else [_many(answered)]:
            console.print(Padding(Text(first), (0, 0, 0, 2)))
            for line in below:
                console.print(Padding(Text(line), (0, 0, 0, 4)))


def _one(subject: Result, model: Result) -> list[str]:
    """Who answered about a subject and how often they agree, then each difference."""
    agreement = model["agreement"]
    differing = [c for c in model["criteria"] if c["criterion"] in agreement["differ"]]
    lines = [f"{c['criterion']}: {_said(c, agreement['on_disagreement'])}" for c in differing[:MOST_DIFFERENCES]]
    if len(differing) > MOST_DIFFERENCES:
        lines.append(f"and {len(differing) - MOST_DIFFERENCES} more; --format json has all of them")
    return [f"{subject_title(subject)}: {_summary(agreement)}", *lines]


def _many(answered: Answered) -> list[str]:
    """How far the assessors agree over all subjects, who differs most, and where answers are still to come."""
    all_of_them = [(subject_title(subject), model["agreement"]) for subject, model in answered]
    compared = sum(agreement["compared"] for _, agreement in all_of_them)
    agreed = sum(agreement["agreed"] for _, agreement in all_of_them)
    title = str(answered[0][1].get("title") or answered[0][1]["model"])
    differing = sorted((each for each in all_of_them if each[1]["differ"]), key=lambda each: -len(each[1]["differ"]))
    lines = [
        f"{name}: they differ on {listed(agreement['differ'], most=6)}"
        for name, agreement in differing[:MOST_SUBJECTS]
    ]
    if len(differing) > MOST_SUBJECTS:
        lines.append(f"and {len(differing) - MOST_SUBJECTS} more that differ; --format json has all of them")
    alone: dict[str, list[str]] = {}
    for name, agreement in all_of_them:
        if len(agreement["answered"]) < agreement["could_answer"]:
            who = f"only {listed(agreement['answered'], most=4)}" if agreement["answered"] else "nobody"
            alone.setdefault(who, []).append(name)
    lines += [f"for {listed(names, most=6)} {who} answered" for who, names in alone.items()]
    first = f"{title}: the assessors agree on {agreed:,} of {counted(compared, 'criterion', 'criteria')}"
    return [f"{first}; {_counts(all_of_them[0][1]['on_disagreement'])}" if differing else first, *lines]


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
    """``self “full”, peer “some”; the lowest counts``; of more than two people those who agree together."""
    said = [answer for answer in criterion["answers"] if answer["outcome"] != "unknown"]
    if len(said) <= FEW:
        words = ", ".join(f"{answer['assessor_title']} “{_given(answer)}”" for answer in said)
        return f"{words}; {_counts(rule)}"
    who: dict[str, list[str]] = {}
    for answer in said:
        who.setdefault(_given(answer), []).append(answer["assessor_title"])
    groups = sorted(who.items(), key=lambda group: -len(group[1]))
    parts = [f"“{answer}” from {listed(titles, most=4)}" for answer, titles in groups]
    return f"{'; '.join(parts)}; {_counts(rule)}"


def _given(answer: Result) -> str:
    """As it was answered; the name of a point as people read it."""
    return str(answer.get("given") or answer["answer"]).replace("_", " ")


def _counts(rule: str | None) -> str:
    return {None: "nothing says which counts", "mean": "the mean counts"}.get(
        rule, f"the {rule} counts" if rule in ("lowest", "highest") else f"what {rule} says counts"
    )
