"""What is said of a step, in words: the same in a map, on a page and on a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from cxengine.report.figure_words import interval_words, target_words, value_words
from cxengine.report.wording import Result, counted, listed, number, quantity

QUESTIONS = {
    "necessary": "Is the step necessary at all?", "efficient": "Is there a more efficient way?",
    "digital": "Could it be digital?", "upstream": "Could it be moved upstream?",
    "delight": "How could it delight the customer?", "frustration": "How can frustration be taken out?",
}  # fmt: skip
"""The six questions of the toolkit."""

FEELINGS = {-2: "very bad", -1: "bad", 0: "neither", 1: "good", 2: "very good"}
_CODE = re.compile("`([^`]*)`")
SURE = {"certain": "Certain", "likely": "Likely", "review": "To be looked at"}


def emotion_sign(value: int) -> str:
    """``+1``, ``0``, ``−2``, with a true minus."""
    return f"+{value}" if value > 0 else str(value).replace("-", "−")


def mean_emotion(mean: float) -> str:
    """``−0.57``, ``−0.40``: two decimals always, so that two journeys can be held against each other; 0 has no sign."""
    said = f"{mean:+.2f}".replace("-", "−")
    return said if said.strip("+−0.") else "0.00"


def who(step: Result) -> list[str]:
    """Who does it and with whom, and who answers for it where that is somebody else."""
    actor, other, owner = step["actor"], step["other_party"], step["owner"]
    sides = [side["title"] for side in (actor, other) if side is not None]
    said = [" with ".join(sides)] if sides else []
    if owner is not None and owner != actor:
        said.append(f"Owner: {owner['title']}")
    return said


def channel(step: Result) -> list[str]:
    """The ways in which it is done, and where people meet the service."""
    titles = [each["title"] for each in step["channels"]]
    ways = [" or ".join(filter(None, (", ".join(titles[:-1]), *titles[-1:])))] if titles else []
    return ways + ([step["touchpoint"]] if step["touchpoint"] else [])


def time_and_cost(step: Result) -> list[str]:
    """How long people work on it, how long nothing happens, and what it costs each time."""
    said = []
    if step["takes_days"] is not None:
        said.append(f"{length(step['takes_days'])} of work")
    if step["waits_days"] is not None:
        said.append(f"{length(step['waits_days'])} of waiting")
    if step["cost"] is not None:
        said.append(quantity(step["cost"], "£") + (" (estimate)" if step["cost_estimate"] else ""))
    return said


def length(days: float) -> str:
    """A time in the unit in which it is a small number: ``15 minutes``, ``3 hours``, ``28 days``."""
    exact = Fraction(str(days))
    if exact < Fraction(1, 24):
        return counted(round(exact * 1440), "minute")
    if exact < 1:
        hours = float(round(exact * 24, 1))
        return "1 hour" if hours == 1 else f"{number(hours)} hours"
    return "1 day" if exact == 1 else f"{number(float(round(exact, 1)))} days"


def figures(step: Result) -> list[str]:
    """What the step is measured by: each figure with its interval, how many answers it is based on, and its target."""
    said = []
    for figure in step["figures"]:
        parts = [value_words(figure)]
        if figure["low"] is not None and figure["high"] is not None:
            parts.append(f"{number(round(figure['confidence'] * 100, 4))}% interval {interval_words(figure)}")
        if figure["n"] is not None:
            parts.append(f"based on {figure['n']:,}")
        if figure["target"] is not None:
            parts.append(f"target {target_words(figure)}")
        said.append(f"{figure['title'] or figure['metric']}: {'; '.join(parts)}")
    known = {figure["metric"] for figure in step["figures"]}
    return said + [f"{metric}: no data was read" for metric in step["measured_by"] if metric not in known]


def condition(step: Result, facts: Mapping[str, str]) -> str | None:
    """For whom the step is, where it is not for all."""
    only = step["only_when"]
    if only is None:
        return None
    return f"Only {'when' if only['holds'] else 'when not'}: {facts.get(only['fact'], only['fact'])}"


def remarks(step: Result, numbers: Mapping[str, int]) -> list[str]:
    """The law, the contact and its reason, what a check turns back, and who goes back."""
    said = [f"Law: {step['statutory']}"] if step["statutory"] else []
    if step["contact"] is not None:
        kind = "Contact that could be avoided" if step["avoidable"] else "Contact"
        said.append(f"{kind}: {step['contact']['title']}")
    if step["rejects"] is not None:
        said.append(f"Turns back {step['rejects']['rejected']:,} of {step['rejects']['of']:,}")
    for back in step["repeats"]:
        place = f"step {numbers[back['from']]}" if back["from"] in numbers else back["from"]
        said.append(f"{number(back['share'])}% go back to {place}: {back['why']}")
    if step["ends"]:
        said.append(f"Ends here: {step['ends']}")
    return said


def handed_on(step: Result, items: Mapping[str, str]) -> list[str]:
    """What the step asks for, needs, gives and checks."""
    said = []
    for word, verb in (("asks", "Asks for"), ("needs", "Needs"), ("gives", "Gives")):
        if step[word]:
            said.append(f"{verb} {listed([items.get(item, item) for item in step[word]])}")
    return said


def finding_words(finding: Result) -> str:
    """A finding in one paragraph: how sure, what, and what to do or why it stays."""
    kind = finding["kind"].replace("_", " ")
    head = f"{SURE[finding['confidence']]}, {kind}: {finding['text']}"
    what = f"It stays: {finding['accepted']}" if finding["accepted"] else finding["suggestion"]
    return _CODE.sub("“\\1”", f"{head} {what}")
