"""The lines that every kind of step takes, and what of a node they make."""

from __future__ import annotations

from typing import Any

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.blocks import Block, ClauseRow

BECAUSE = ClauseRow("because", "!", "because: WORDS", "Why the journey is changed so.")

EXPERIENCE = (
    ClauseRow("pain", "*", "pain: WORDS", "What goes wrong for people here."),
    ClauseRow("emotion", "?", "emotion -1: WORDS", "How people feel, from -2 to 2."),
)
"""What people live through, which a journey that is only planned cannot say."""

WORK = (
    ClauseRow("goal", "?", "goal: WORDS", "What the step is to achieve."),
    ClauseRow("action", "?", "action: WORDS", "What is done."),
    ClauseRow("touchpoint", "?", "touchpoint: WORDS", "Where people meet the service."),
    ClauseRow("opportunity", "*", "opportunity: WORDS", "What could be better."),
    ClauseRow("statutory", "?", "statutory: WORDS", "The law that asks for the step."),
    ClauseRow("ends", "?", "ends: WORDS", "Why the journey ends here without what was wanted."),
    ClauseRow("actor", "?", "actor PARTY", "Who does it."),
    ClauseRow("other party", "?", "other party PARTY", "Whom it is done with."),
    ClauseRow("owner", "?", "owner PARTY", "Who answers for it; the actor where not written."),
    ClauseRow("channel", "*", "channel OPTION, OPTION", "The ways in which it is done: options of `channel`."),
    ClauseRow("asks", "*", "asks ITEM, ITEM", "What the other side has to hand over."),
    ClauseRow("needs items", "*", "needs ITEM, ITEM", "What must be at hand."),
    ClauseRow("gives", "*", "gives ITEM, ITEM", "What it brings."),
    ClauseRow("checks", "*", "checks FACT, FACT", "What is made sure of."),
    ClauseRow("contact", "?", "contact OPTION", "Why the customer gets in touch: an option of `contact_reason`."),
    ClauseRow("takes", "?", "takes 15 minutes", "How long people work on it."),
    ClauseRow("waits", "?", "waits 20 working days", "How long nothing happens."),
    ClauseRow("costs", "?", "costs £5", "What it costs each time; `, estimate` where no source gives the figure."),
    ClauseRow("value", "?", "value customer", "To whom it is of value: customer, council or nobody."),
    ClauseRow("only when", "?", "only when FACT", "The step is for these customers only; `only when not FACT`."),
    ClauseRow("rejects", "?", "rejects 3 of 1400", "How many cases its check turned back."),
    ClauseRow("measured by", "*", "measured by METRIC, METRIC", "The figures that say how it goes."),
    ClauseRow("question", "*", "question necessary no: WORDS", "One of the six questions to each step, answered."),
    ClauseRow("accept", "*", "accept duplicate of STEP because: WORDS", "A finding that is known and stays."),
)

WAY = (
    ClauseRow("after", "?", "after STEP and STEP", "The steps that come before, all of them."),
    ClauseRow("after … or", "?", "after STEP or STEP", "The steps of which one comes before."),
    ClauseRow("then", "?", "then STEP 70% or STEP 30%", "The steps that come next: one of them, or `and` for all."),
    ClauseRow("repeats", "*", "repeats from STEP 15%: WORDS", "The share of cases that go back, and why."),
)

_NAMES = {
    "channels": "channel", "asks": "asks", "needs": "needs items", "gives": "gives", "checks": "checks",
    "measured_by": "measured by",
}  # fmt: skip
_ONE = ("emotion", "actor", "owner", "contact", "takes", "waits", "value", "rejects", "then")

FIELDS: dict[str, tuple[str, ...]] = {
    **{word: (word,) for word in (*_ONE, "goal", "action", "touchpoint", "statutory", "ends", "repeats")},
    **{word: (field,) for field, word in _NAMES.items()},
    "other party": ("other_party",), "costs": ("cost", "cost_estimate"), "only when": ("only_when",),
    "pain": ("pains",), "opportunity": ("opportunities",), "question": ("questions",), "accept": ("accepted",),
    "after": ("after",), "after … or": ("after",),
}  # fmt: skip
"""The fields of a step that a clause fills, by the clause's word."""


def step_parts(block: Block, found: Diagnostics) -> dict[str, Any]:
    """What the lines of a step say, by the fields of the node."""
    cost, yearly, estimate = block.one("costs") or (None, False, False)
    if yearly:
        found.error(
            "wrong-unit",
            block.clauses["costs"][0].span,
            "A step costs something each time, not each year",
            "Write what one case costs: `costs £5`.",
        )
    return {
        **{word: block.one(word) for word in _ONE},
        **{word: words(block, word) for word in ("goal", "action", "touchpoint", "statutory", "ends")},
        **{field: block.joined(word) for field, word in _NAMES.items()},
        "other_party": block.one("other party"),
        "only_when": block.one("only when"),
        "cost": cost,
        "cost_estimate": estimate,
        "pains": block.joined("pain"),
        "opportunities": block.joined("opportunity"),
        "questions": block.all("question"),
        "accepted": block.all("accept"),
        "repeats": block.all("repeats"),
        "after": _after(block, found),
        **block.common(),
    }


def words(block: Block, word: str) -> str | None:
    """The paragraphs of a line of words; None where it does not stand."""
    return "\n\n".join(block.one(word)) if block.has(word) else None


def _after(block: Block, found: Diagnostics) -> ast.After | None:
    every, either = block.clauses.get("after"), block.clauses.get("after … or")
    if every and either:
        second = max(every[0], either[0], key=lambda clause: clause.span)
        found.error(
            "repeated-clause",
            second.span,
            "The step says twice what it comes after",
            "Keep one line: `after a and b` where both come before, `after a or b` where one of them does.",
        )
    if every:
        return ast.After("and" if len(every[0].value) > 1 else None, every[0].value, every[0].span)
    return ast.After("or", either[0].value, either[0].span) if either else None
