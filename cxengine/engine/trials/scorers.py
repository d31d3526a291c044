"""Scorers: bounded, the same in whatever order the criteria stand, and monotone where that is declared."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import attrs

from cxengine.host.contracts import CriterionOutcome, PluginFailure, Scorer, ScorerInput

CASES = 200
MOST_CRITERIA = 9
LEVELS = (1, 2, 3, 4)
_OUTCOMES = ("met", "partly", "unmet", "unknown", "not_applicable", "waived")
_BETTER = {"unmet": "partly", "partly": "met"}
_POINTS = {"met": Fraction(1), "partly": Fraction(1, 2), "unmet": Fraction(0)}

Given = Fraction | int | None | str
"""What a scorer gave; a text where it failed."""


def bound_faults(scorer: Scorer, *, seed: int = 0) -> Iterator[str]:
    """Where it gives what is no score, or one outside its bounds."""
    for case in cases(seed):
        given = _given(scorer, case)
        if isinstance(given, str):
            yield f"{given} for {shown(case)}"
            return
        if given is not None and not scorer.low <= given <= scorer.high:
            yield f"{given} is not between {scorer.low} and {scorer.high}, for {shown(case)}"
            return


def order_faults(scorer: Scorer, *, seed: int = 0) -> Iterator[str]:
    """Where the order of the criteria makes a difference, or a second call does."""
    random = Random(f"order {seed}")
    for case in cases(seed):
        criteria = list(case.criteria)
        random.shuffle(criteria)
        other = attrs.evolve(case, criteria=tuple(criteria))
        first, again, second = _given(scorer, case), _given(scorer, case), _given(scorer, other)
        if first != again:
            yield f"asked twice, it gives {first} and {again}, for {shown(case)}"
            return
        if first != second:
            yield f"{first} for {shown(case)}, and {second} in another order"
            return


def monotone_faults(scorer: Scorer, *, seed: int = 0) -> Iterator[str]:
    """Where a better outcome of one criterion makes less of the result; nothing where it is not declared monotone."""
    if not scorer.monotone:
        return
    for case in cases(seed):
        before = _given(scorer, case)
        for at, criterion in enumerate(case.criteria):
            better = _better(criterion)
            if better is None or isinstance(before, str) or before is None:
                continue
            criteria = (*case.criteria[:at], better, *case.criteria[at + 1 :])
            after = _given(scorer, attrs.evolve(case, criteria=criteria))
            if not isinstance(after, str) and after is not None and after < before:
                what = f"{criterion.criterion} {better.outcome} instead of {criterion.outcome}"
                yield f"{before} for {shown(case)}, and {after} with {what}"
                return


def cases(seed: int) -> Iterator[ScorerInput]:
    """Outcomes of small models: with none, one and several criteria, with all outcomes and weights."""
    random = Random(f"scorer {seed}")
    for number in range(CASES):
        count = min(number, random.randint(0, MOST_CRITERIA))
        criteria = tuple(_criterion(f"{at % 4 + 1}.{at}", random) for at in range(count))
        yield ScorerInput(model="trial", levels=LEVELS, criteria=criteria)


def shown(case: ScorerInput) -> str:
    """The outcomes, in short."""
    said = ", ".join(f"{c.criterion} {c.outcome} (level {c.level}, weight {c.weight})" for c in case.criteria)
    return said or "a model without criteria"


def _criterion(name: str, random: Random) -> CriterionOutcome:
    outcome = random.choice(_OUTCOMES)
    return CriterionOutcome(
        criterion=name,
        outcome=outcome,  # type: ignore[arg-type]
        level=random.choice((*LEVELS, None)),
        aspects=random.choice(((), ("people",), ("process", "people"))),
        weight=Fraction(random.randint(1, 5)),
        value=_POINTS.get(outcome),
        lowest=Fraction(0),
        highest=Fraction(1),
    )


def _better(criterion: CriterionOutcome) -> CriterionOutcome | None:
    outcome = _BETTER.get(criterion.outcome)
    if outcome is None:
        return None
    return attrs.evolve(criterion, outcome=outcome, value=_POINTS[outcome])  # type: ignore[arg-type]


def _given(scorer: Scorer, case: ScorerInput) -> Given:
    try:
        given = scorer.score(case)
    except PluginFailure as failure:
        return failure.problem.reason
    except Exception as failure:  # of the plugin: it is what is tried
        return f"{type(failure).__name__}: {failure}"
    if given is not None and (isinstance(given, bool) or not isinstance(given, Fraction | int)):
        return f"a {type(given).__name__} where a Fraction, a whole number or None is needed"
    return given
