"""Steps that are the same twice, nearly the same, or bring only what is there already."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxengine.journeys.finding import Confidence, Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.places import listed_items, may_have_expired, party, said
from cxengine.lang import ast

SIMILAR = (1, 2)
"""The part of the words of two steps that must be in both for them to be nearly the same."""


def words_of(text: str | None) -> str | None:
    """A text as it is compared: without regard to capitals, spaces and the full stop."""
    return " ".join(text.casefold().split()).rstrip(".") if text else None


def _channels(step: ast.Step) -> frozenset[str] | None:
    return frozenset(name.text for name in step.channels) or None


def _text(name: ast.Name | None) -> str | None:
    return name.text if name is not None else None


def _marks(step: ast.Step) -> tuple[object, ...]:
    """What two steps are compared by: who, with whom, how, what for."""
    return (_text(step.actor), _text(step.other_party), _channels(step), words_of(step.goal))


def _work(step: ast.Step) -> str | None:
    return words_of(step.action) or words_of(step.title)


def duplicates(known: Knowledge) -> Iterator[Finding]:
    """A later step with the same action, actor, other party, channel and goal as an earlier one (R1)."""
    seen: dict[str, list[str]] = {}
    for name in known.order:
        work = _work(known.steps[name])
        if work is None:
            continue
        for first in reversed(seen.setdefault(work, [])):
            if known.follows(name, first) and not _differ(known.steps[first], known.steps[name]):
                finding = _duplicate(first, name, known)
                if finding is not None:
                    yield finding
                    break
        seen[work].append(name)


def _differ(one: ast.Step, other: ast.Step) -> bool:
    """Whether a mark that both have is not the same, or one of the marks stands at one of them only."""
    return _marks(one) != _marks(other)


def _duplicate(first: str, later: str, known: Knowledge) -> Finding | None:
    one, two = known.steps[first], known.steps[later]
    gives = known.given[later]
    if one.only_when is not None and one.only_when != two.only_when:
        return None
    if two.statutory is not None or may_have_expired(known, gives, later):
        return None
    if gives & ~(known.given[first] | known.had[later]) or set(two.checks) - set(one.checks):
        return None
    marked = all(mark is not None for mark in _marks(one)) and one.action is not None
    confidence: Confidence = "certain" if marked and not gives & ~known.had[later] else "likely"
    if marked:
        text = f"{said(first, known)} and {said(later, known)} are the same step twice"
    else:
        text = f"{said(first, known)} and {said(later, known)} are written as the same step twice"
    return Finding(
        kind="duplicate_step", steps=(first, later), remove=later, confidence=confidence, text=f"{text}.",
        suggestion="Remove one, or say what differs.",
    )  # fmt: skip


def nothing_new(known: Knowledge) -> Iterator[Finding]:
    """A step that gives only what every way to it has brought already (R1b)."""
    for place, name in enumerate(known.order):
        step, gives = known.steps[name], known.given[name]
        if not gives or gives & ~known.had[name] or step.statutory is not None or step.asks:
            continue
        if known.facts(step.checks) & ~known.checked[name] or may_have_expired(known, gives, name):
            continue
        earlier = reversed(known.order[:place])
        bringer = next((first for first in earlier if known.given[first] & gives and known.follows(name, first)), None)
        there = f"{listed_items(gives, known)}, which is there by then on every way"
        yield Finding(
            kind="nothing_new", steps=(*([] if bringer is None else [bringer]), name), remove=name,
            confidence="certain",
            text=f"{said(name, known)} gives nothing new: only {there}.",
            suggestion="Remove it, or say what else it is for.",
        )  # fmt: skip


_SAME_VERB = {"ring": "contact", "phone": "contact", "call": "contact", "telephone": "contact", "email": "contact"}
_SMALL = frozenset("a an and at for in of on the their to up with my your our customer s needs".split())


def near_duplicates(known: Knowledge) -> Iterator[Finding]:
    """A later step with the same other party and goal as an earlier one, in similar words (R1c)."""
    seen: dict[tuple[object, ...], list[str]] = {}
    wording: dict[str, set[str]] = {}
    for name in known.order:
        step = known.steps[name]
        mark = (_text(step.actor), _text(step.other_party), words_of(step.goal))
        if step.other_party is None or step.goal is None:
            continue
        wording[name] = _wording(step, known)
        for first in reversed(seen.setdefault(mark, [])):
            same = _work(known.steps[first]) == _work(step) and not _differ(known.steps[first], step)
            if not same and known.follows(name, first) and _similar(wording[first], wording[name]):
                yield Finding(
                    kind="near_duplicate", steps=(first, name), remove=None, confidence="review",
                    text=f"{said(first, known)} and {said(name, known)} have the same goal, with "
                    f"{party(mark[1], known)}, in similar words.",
                    suggestion="See whether they can be one step.",
                )  # fmt: skip
                break
        seen[mark].append(name)


def _similar(one: set[str], other: set[str]) -> bool:
    union = one | other
    return bool(union) and len(one & other) * SIMILAR[1] >= len(union) * SIMILAR[0]


def _wording(step: ast.Step, known: Knowledge) -> set[str]:
    """The words of a step without small ones and those of the other party, verbs of contact as one."""
    words = re.findall(r"[a-z0-9]+", (step.action or step.title).casefold())
    other = re.findall(r"[a-z0-9]+", party(_text(step.other_party), known).casefold())
    return {_SAME_VERB.get(word, word) for word in words if word not in _SMALL and word not in other}
