"""What a log shows to be redundant: steps that come again (R13), and steps that some cases do without (R14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

import attrs

from cxengine.journeys.finding import ABOUT, Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.places import said
from cxengine.journeys.redundancy import accepted_because
from cxengine.lang.publishing import Policy
from cxengine.logs.extra import Extra
from cxengine.logs.following import Following
from cxengine.logs.follows import follows
from cxengine.logs.people import ByWhom
from cxengine.metrics.statistics import wilson

CONFIDENCE = Fraction(95, 100)
LEAST_AGAIN = 0.01
"""A step that surely comes again in fewer cases than this share is not told of."""
LEAST_OTHERWISE = 5
"""Cases that there must be both with a step and without it: fewer may be slips of the pen."""
UNTOLD = "How many is not told: beside the ways through that are shown it would tell of few cases."
LEAST_SHARE = 0.05
"""The share of both that either must be."""


def log_findings(
    follow: Following, known: Knowledge, extra: tuple[Extra, ...], by_whom: Mapping[str, ByWhom], policy: Policy | None,
    hidden: Collection[int] = (),
) -> tuple[Finding, ...]:  # fmt: skip
    """The findings of a log about a journey, those about its steps with why they are accepted.

    Of one whose numbers would tell of few cases, beside the ways that are not ``hidden``, no number is said.
    """
    secret = Secret(follow=follow, policy=policy, hidden=frozenset(hidden))
    found = [*_again(follow, known, by_whom, secret), *_extra(follow, known, extra, secret)]
    return tuple(
        attrs.evolve(finding, heuristic=ABOUT[finding.kind], accepted=accepted_because(finding, known))
        for finding in found
    )


@attrs.frozen(kw_only=True)
class Secret:
    """What is not told of the cases of a log: few of them, and the ``hidden`` ways."""

    follow: Following
    policy: Policy | None
    hidden: frozenset[int]

    def tells(self, variants: Collection[int]) -> bool:
        """Whether the number of cases of these variants would tell of few."""
        policy = self.policy
        return policy is not None and any(map(policy.hides, self.follow.told_by(variants, self.hidden)))


def _again(
    follow: Following, known: Knowledge, by_whom: Mapping[str, ByWhom], secret: Secret
) -> Iterator[Finding]:
    """Activities that a case has more often than the journey has steps for them (R13)."""
    policy = secret.policy
    labels, total = follow.variants.labels, int(follow.variants.cases.sum())
    for number, activity in enumerate(labels):
        steps = follow.matched.steps[number]
        cases, extra, variants = _more_often(follow, number, max(1, len(steps)))
        if not cases or (policy is not None and policy.hides(cases)):
            continue
        low, high = wilson(cases, total, CONFIDENCE)
        planned = _planned(known, steps)
        told = policy.shown if policy is not None else int
        if high < LEAST_AGAIN or (planned is not None and low <= planned):
            continue
        if secret.tells(variants):
            yield _rework(follow, number, known, f"{_what(steps, activity, known)} is done again. {UNTOLD}")
            continue
        text = (
            f"{_what(steps, activity, known)} is done again in {_of(told(cases), told(total))}, "
            f"{told(extra):,} times in all"
        )
        whom = by_whom.get(activity)
        few = policy is not None and whom is not None and (policy.hides(whom.same) or policy.hides(whom.other))
        if whom is not None and not whom.unknown and len(steps) < 2 and not few:
            text += f": {told(whom.same):,} by the same and {told(whom.other):,} by another"
        more = "." if planned is None else f"; the journey says {_percent(float(planned))}."
        yield _rework(follow, number, known, text + more)


def _rework(follow: Following, number: int, known: Knowledge, text: str) -> Finding:
    return Finding(
        kind="rework", steps=_where(follow, number, known), remove=None, confidence="review", text=text,
        suggestion="Ask what was missing the first time. Where it is meant to come again, as instalments and "
        "reminders are, write `accept rework because: why` in the step.",
    )  # fmt: skip


def _more_often(follow: Following, number: int, allowed: int) -> tuple[int, int, list[int]]:
    """Cases with an activity more often than allowed, how many times more, and the places of their variants."""
    import numpy as np

    found = follow.variants
    times = np.bincount(found.variant[found.activity == number], minlength=found.count) - allowed
    more = times > 0
    places: list[int] = np.flatnonzero(more).tolist()
    return int(found.cases[more].sum()), int((found.cases[more] * times[more]).sum()), places


def _planned(known: Knowledge, steps: tuple[str, ...]) -> Fraction | None:
    """The share of cases that the journey lets go through the step again; None where it says nothing."""
    bits, before = known.flow.bits(), known.flow.preceding()
    shares = [
        repeat.share
        for name, step in known.steps.items()
        for repeat in step.repeats
        for own in steps
        if own in (name, repeat.start.text)
        or (before.get(name, 0) & bits[own] and before.get(own, 0) & bits.get(repeat.start.text, 0))
    ]
    return max(shares, default=None)


def _extra(
    follow: Following, known: Knowledge, extra: tuple[Extra, ...], secret: Secret
) -> Iterator[Finding]:
    """Steps that some cases have and others, alike in all else and with the same end, have not (R14)."""
    for each in extra:
        number = follow.variants.labels.index(each.activity)
        steps = follow.matched.steps[number]
        if each.again or any(_meant(name, known) for name in steps):
            continue
        fewer, both = min(each.with_it, each.without), each.with_it + each.without
        policy = secret.policy
        if fewer < LEAST_OTHERWISE or fewer < LEAST_SHARE * both or (policy is not None and policy.hides(fewer)):
            continue
        told = policy.shown if policy is not None else int
        with_it, without = told(each.with_it), told(each.without)
        if not with_it or not without:
            continue
        low, high = wilson(with_it, with_it + without, CONFIDENCE)
        what = _what(steps, each.activity, known)
        text = (
            f"{with_it:,} cases have {what}, and {without:,} are alike in "
            f"all else and end the same without it ({_percent(with_it / (with_it + without))} have it, "
            f"95% interval {_percent(low)} to {_percent(high)})."
        )
        if any(map(secret.tells, (each.longer, each.shorter, each.longer | each.shorter))):
            text = f"Cases have {what}, and others are alike in all else and end the same without it. {UNTOLD}"
        yield Finding(
            kind="extra_step", steps=_where(follow, number, known), remove=None, confidence="review", text=text,
            suggestion="Compare what became of both, not how long they took: cases that need the step differ from the "
            "others. Where nothing became worse without it, do without.",
        )  # fmt: skip


def _meant(name: str, known: Knowledge) -> bool:
    """Whether the journey itself lets cases pass the step by, or the law asks for it."""
    step = known.steps[name]
    chosen = any(known.flow.splits[before] == "or" for before in known.flow.before[name])
    return step.only_when is not None or step.statutory is not None or chosen


def _where(follow: Following, number: int, known: Knowledge) -> tuple[str, ...]:
    """The step that an activity is; of one that the journey does not have, that after which it mostly comes."""
    steps = follow.matched.steps[number]
    if steps:
        return steps[:1]
    before: Counter[str] = Counter()
    for (first, second), n in follows(follow.variants).items():
        if second == follow.variants.labels[number]:
            for step in follow.matched.steps[follow.variants.labels.index(first)][:1]:
                before[step] += n.cases
    return (min(before, key=lambda step: (-before[step], step)) if before else known.order[0],)


def _what(steps: tuple[str, ...], activity: str, known: Knowledge) -> str:
    return said(steps[0], known) if steps else f"“{activity}” (no step of the journey)"


def _of(cases: int, total: int) -> str:
    """``22 of 120 cases (18.3%, 95% 12.4%–26.2%)``."""
    cases = min(cases, total)
    low, high = wilson(cases, total, CONFIDENCE)
    return f"{cases:,} of {total:,} cases ({_percent(cases / total)}, 95% interval {_percent(low)} to {_percent(high)})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
