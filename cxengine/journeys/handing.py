"""What is asked twice, handed to and fro, checked again, never used, or only passed on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import comb

from cxengine.journeys.finding import Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.places import (
    is_contact,
    listed_items,
    longest_between,
    organisation,
    owner,
    party,
    said,
    traveller,
)
from cxengine.lang import ast
from cxengine.lang.flows.lengths import in_days, shortest_days

LEAST_REJECTED = Fraction(1, 100)
"""The share of cases below which a check is reported, where the journey does not say."""

SURE = Fraction(1, 20)
"""One less the confidence with which a check rejects too little."""


def asked_again(known: Knowledge) -> Iterator[Finding]:
    """A step asks for what its owner has, or what another holds who may pass it on (R2)."""
    asked: dict[tuple[str, str], list[str]] = {}
    for name in known.order:
        step = known.steps[name]
        side = organisation(step, known)
        for item in step.asks:
            declared = known.names.items.get(item.text)
            if declared is None or side is None or step.statutory is not None:
                continue
            earlier = [first for first in asked.get((side, item.text), ()) if known.follows(name, first)]
            if earlier and not _too_old(declared, earlier[-1], name, known):
                yield _asked(known, (earlier[-1], name), declared, f"{party(side, known)} was given it before")
            elif declared.held_by is not None and declared.held_by.text == side:
                yield _asked(known, (name,), declared, f"{party(side, known)} has it already")
            elif _could_be_passed_on(declared, known):
                held = declared.held_by.text if declared.held_by is not None else None
                yield _asked(known, (name,), declared, f"{party(held, known)} has it")
            asked.setdefault((side, item.text), []).append(name)


def _too_old(item: ast.Item, first: str, later: str, known: Knowledge) -> bool:
    return item.lasts is not None and longest_between(known, first, later) >= shortest_days(item.lasts)


def _could_be_passed_on(item: ast.Item, known: Knowledge) -> bool:
    held = item.held_by.text if item.held_by is not None else None
    return held is not None and held != traveller(known) and item.no_gateway is None


def _asked(known: Knowledge, steps: tuple[str, ...], item: ast.Item, why: str) -> Finding:
    title = item.title or item.name.text
    return Finding(
        kind="asked_again", steps=steps, remove=None, confidence="likely",
        text=f"{said(steps[-1], known)} asks for “{title}”, though {why}.",
        suggestion="Take it from there and do not ask (tell us once).",
    )  # fmt: skip


def ping_pong(known: Knowledge) -> Iterator[Finding]:
    """Work goes from one owner to another and back, and nothing of what the other did is used (R3)."""
    for name in known.order:
        mine = owner(known.steps[name])
        if mine is None or mine == traveller(known) or len(known.flow.after[name]) != 1:
            continue
        block = _block(known, known.flow.after[name][0].to, mine)
        if block is None:
            continue
        steps, back = block
        brought = 0
        for other in steps:
            brought |= known.given[other]
        used = known.uses[back] | known.bits(known.flow.reaches)
        for later, bit in known.step_bits.items():
            used |= known.uses.get(later, 0) if known.following[back] & bit else 0
        if brought & used or any(known.steps[s].statutory or known.steps[s].checks for s in steps):
            continue
        theirs = party(owner(known.steps[steps[0]]), known)
        yield Finding(
            kind="ping_pong", steps=(name, *steps, back), remove=None, confidence="likely",
            text=f"The work goes from {party(mine, known)} to {theirs} and back, and nothing that {theirs} does in "
            f"{' and '.join(said(step, known) for step in steps)} is used.",
            suggestion="Keep the work in one hand, or say what the other brings.",
        )  # fmt: skip


def _block(known: Knowledge, first: str, mine: str) -> tuple[list[str], str] | None:
    """The steps of one other owner in a row, and the step of the first owner that they lead back to."""
    steps: list[str] = []
    name = first
    while name in known.steps and len(known.flow.before[name]) == 1:
        theirs = owner(known.steps[name])
        if steps and theirs == mine:
            return steps, name
        if theirs in (None, mine, traveller(known)) or (steps and theirs != owner(known.steps[steps[0]])):
            return None
        steps.append(name)
        if len(known.flow.after[name]) != 1:
            return None
        name = known.flow.after[name][0].to
    return None


def dead_outputs(known: Knowledge) -> Iterator[Finding]:
    """A step gives something that the journey is not for and that no later step uses, or one in vain (R5)."""
    for name in known.order:
        gives = known.given[name]
        if gives and name not in known.live:
            yield Finding(
                kind="dead_output", steps=(name,), remove=name, confidence="likely",
                text=_dead(name, known),
                suggestion="Remove the step, or say who needs it, what law asks for it, or that it reassures "
                "(`value customer`).",
            )  # fmt: skip


def _dead(name: str, known: Knowledge) -> str:
    """Nobody uses what it gives; or only steps do whose own output comes to nothing."""
    gives, after = known.given[name], known.following[name]
    users = [n for n in known.order if after & known.step_bits[n] and known.uses[n] & gives]
    what = f"what {said(name, known)} gives: {listed_items(gives, known)}"
    if not users:
        return f"Nobody uses {what}."
    those = " and ".join(said(user, known) for user in users)
    return f"Only {those} {'uses' if len(users) == 1 else 'use'} {what}; and what is given there comes to nothing."


def checks_again(known: Knowledge) -> Iterator[Finding]:
    """A step checks only what has been checked on every way to it, or follows from that (R6)."""
    for name in known.order:
        step = known.steps[name]
        checks = known.facts(step.checks)
        if checks and not checks & ~known.checked[name] and step.statutory is None:
            titles = [known.names.facts[fact.text].title for fact in step.checks]
            gives = known.given[name] & ~known.had[name]
            yield Finding(
                kind="check_again", steps=(name,), remove=None if gives else name, confidence="review",
                text=f"{said(name, known)} checks what is made sure of by then on every way: {', '.join(titles)}.",
                suggestion="Do without the check, or name the law that asks for a second one (`statutory:`).",
            )  # fmt: skip


def never_rejects(known: Knowledge) -> Iterator[Finding]:
    """A check that surely turns back fewer cases than the journey's limit (R11).

    Sure at 95%: with a true share at the limit, so few rejections would be seen in less than one sample of twenty
    (Clopper and Pearson, 1934).
    """
    least = known.flow.journey.controls_reject or LEAST_REJECTED
    for name in known.order:
        rejects = known.steps[name].rejects
        if rejects is None or known.steps[name].statutory is not None:
            continue
        if Fraction(rejects.rejected, rejects.of) < least and _chance(rejects, least) < SURE:
            yield Finding(
                kind="never_rejects", steps=(name,), remove=None, confidence="review",
                text=f"{said(name, known)} turns back {rejects.rejected} of {rejects.of} cases.",
                suggestion="See whether a check of a sample would do.",
            )  # fmt: skip


def _chance(rejects: ast.Rejects, share: Fraction) -> Fraction:
    """The chance of so few rejections, were the true share this."""
    part, whole, total = share.numerator, share.denominator, rejects.of
    seen = sum(
        comb(total, count) * part**count * (whole - part) ** (total - count) for count in range(rejects.rejected + 1)
    )
    return Fraction(seen, whole**total)


def avoidable_contacts(known: Knowledge) -> Iterator[Finding]:
    """The customer gets in touch for a reason that need not be, and gets nothing new (R8)."""
    reasons = known.names.category_of_steps("contact_reason")
    avoidable = {o.name.text: o.title for o in reasons.options if o.avoidable} if reasons is not None else {}
    for name in known.order:
        step = known.steps[name]
        new = known.given[name] & ~known.had[name]
        if step.contact is not None and step.contact.text in avoidable and not new:
            yield Finding(
                kind="avoidable_contact", steps=(name,), remove=name, confidence="likely",
                text=f"{said(name, known)} need not be: the customer gets in touch for "
                f"“{avoidable[step.contact.text]}” and gets nothing new.",
                suggestion="Say beforehand what is asked here, so that nobody has to ask.",
            )  # fmt: skip


def waits(known: Knowledge) -> Iterator[Finding]:
    """A step in which nobody does anything (R9)."""
    for name in known.order:
        step = known.steps[name]
        works = step.takes is not None and in_days(step.takes) > 0
        does = works or step.asks or step.gives or step.checks or step.needs or step.contact or is_contact(step, known)
        if step.waits is not None and not does and step.statutory is None and step.ends is None:
            yield Finding(
                kind="wait_only", steps=(name,), remove=None, confidence="review",
                text=f"In {said(name, known)} people only wait.",
                suggestion="Write the time as `waits` in the step that is waited for, and ask why it takes so long.",
            )  # fmt: skip


def pass_through(known: Knowledge) -> Iterator[Finding]:
    """A step hands on what it is given and adds nothing (R10)."""
    for name in known.order:
        step, gives = known.steps[name], known.given[name]
        needs = known.bits(step.needs)
        plain = not step.checks and not step.asks and step.statutory is None and not is_contact(step, known)
        one_way = len(known.flow.before[name]) == 1 and len(known.flow.after[name]) == 1
        if gives and not gives & ~needs and plain and one_way:
            yield Finding(
                kind="pass_through", steps=(name,), remove=name, confidence="review",
                text=f"{said(name, known)} only passes on {listed_items(gives, known)}.",
                suggestion="Let it go straight to who needs it, unless its receipt has to be dated here.",
            )  # fmt: skip
