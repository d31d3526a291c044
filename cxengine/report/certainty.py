"""How sure the levels are: which are certain, and what the others hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.report.levels import by_model
from cxengine.report.section import draw_section
from cxengine.report.wording import Result, certain, has_levels, listed, subject_title, waits_for

if TYPE_CHECKING:
    from rich.console import Console


def draw_certainty(result: Result, console: Console) -> None:
    """One line for all that is certain, then one for each level that could change."""
    from rich.padding import Padding
    from rich.text import Text

    levelled = [pairs for pairs in by_model(result).values() if any(has_levels(model) for _, model in pairs)]
    if not levelled:
        return
    draw_section(console, "What is certain, and what could change")
    for assessed in levelled:
        several = f"{assessed[0][1].get('title') or assessed[0][1]['model']}: " if len(levelled) > 1 else ""
        withheld = [(subject, model) for subject, model in assessed if model.get("withheld")]
        assessed = [pair for pair in assessed if pair not in withheld]
        for subject, model in withheld:
            said = f"{subject_title(subject)}: withheld, because {model['withheld']}"
            console.print(Padding(Text(said), (0, 0, 0, 2)))
        if not assessed:
            continue
        sure = [subject for subject, model in assessed if certain(model) and not model.get("level_unknown")]
        if said := _sure_sentence([subject_title(subject) for subject in sure], len(assessed)):
            console.print(Padding(Text(several + said), (0, 0, 0, 2)))
        for subject, model in assessed:
            for cap in model.get("capped") or ():
                held = "held at" if cap["certain"] else "held, as far as is known, at"
                why = cap["because"]["text"]
                said = f"{subject_title(subject)}: {held} level {cap['level']} at most, because {why}"
                console.print(Padding(Text(said), (0, 0, 0, 2)))
            if not certain(model):
                console.print(Padding(Text(f"{subject_title(subject)}: {range_sentence(model)}"), (0, 0, 0, 2)))


def _sure_sentence(sure: list[str], levels: int) -> str:
    """``2 of 3 levels are certain: Libraries and Parking.`` Of one level that it is; nothing where it could change."""
    if levels == 1:
        return f"The level of {sure[0]} is certain." if sure else ""
    names = f": {listed(sure)}." if 0 < len(sure) < 4 else "."
    return f"{len(sure)} of {levels:,} levels {'is' if len(sure) == 1 else 'are'} certain{names}"


def range_sentence(model: Result) -> str:
    """``2, could be 3 once 3.4 is answered``."""
    level = model.get("level")
    low, high = model["could_be"]["from"], model["could_be"]["to"]
    here = level["number"] if level is not None else None
    if here is None:
        start = f"anything from {low} to {high}"
    elif low == here:
        start = f"{here}, could be {high}" if high == here + 1 else f"{here}, could be up to {high}"
    elif high == here:
        start = f"{here}, could be as low as {low}"
    else:
        start = f"{here}, could be from {low} to {high}"
    if model.get("level_unknown"):
        return f"{start}, for {model['level_unknown']}"
    waiting = [c for c in model["criteria"] if _open(c) and (c.get("level") or 0) <= high]
    bound = "" if model["could_be"].get("exact", True) else " (a wide estimate: many things are unknown)"
    return start + _once(waiting) + bound


def _open(criterion: Result) -> bool:
    """Whether it is unknown, or not met for as long as something is unknown (``csat is known``)."""
    waits = criterion["outcome"] == "unmet" and criterion["because"]["missing"]
    return bool(criterion["outcome"] == "unknown" or waits)


def _once(waiting: list[Result]) -> str:
    """What has to be known before the range closes: answers and proofs for people to give, or figures."""
    groups: dict[tuple[str, str], list[str]] = {}
    for criterion in waiting:
        groups.setdefault(waits_for(criterion), []).append(criterion["criterion"])
    parts = [
        f"{listed(criteria, most=4)} {one if len(criteria) == 1 else several}"
        for (one, several), criteria in groups.items()
    ]
    return f" once {listed(parts)}" if parts else ""
