"""Between which levels a result truly turns out, where few unknowns decide.

Every way in which they could turn out is tried, one unknown after the other, but not where bounds show that nothing
comes out that has not come out before (branch and bound: Land and Doig, 1960). Ways that no rule and no condition of
the model tells apart are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product

import attrs

from cxengine.maturity.compiled import CompiledCriterion, CompiledModel
from cxengine.maturity.conditions import AllOf, AnyOf, Atom, Condition, Negated, OfAnswer, OfCriterion
from cxengine.maturity.levels import part
from cxengine.maturity.outcome import Standing, Truth, overruled
from cxengine.maturity.stopping import after_stop

MOST_UNKNOWNS = 12
MOST_TRIED = 20_000
"""Beyond this the search is given up."""
MOST_ASKED = 10_000
"""The same where each way asks the scorer of a plugin: twelve unknowns of two ways are tried."""


@attrs.frozen
class Chosen:
    """How some of the unknowns turn out: comparisons by place, answers by the index of their criterion."""

    truths: Mapping[int, Truth] = attrs.field(factory=dict)
    answers: Mapping[int, Standing] = attrs.field(factory=dict)

    def and_also(self, others: Iterable[Chosen]) -> Chosen:
        """With some more."""
        truths, answers = dict(self.truths), dict(self.answers)
        for other in others:
            truths.update(other.truths)
            answers.update(other.answers)
        return Chosen(truths, answers)


Turns = Sequence[Sequence[Chosen]]
"""For each unknown the ways in which it could turn out, the least helpful first."""


def ends_by_trying(
    turns: Turns, level: Callable[[Chosen], int | None], bounds: Callable[[Chosen], tuple[int, int]],
    most: int = MOST_TRIED,
) -> tuple[int, int] | None:  # fmt: skip
    """The lowest and the highest level that really come out; None where there is too much to try.

    ``level`` is what comes out where all is chosen, ``bounds`` what surely holds it where some is. Where no level can
    be said there is no telling either.
    """
    deciding = [ways for ways in turns if len(ways) > 1]
    if len(deciding) > MOST_UNKNOWNS:
        return None
    settled = Chosen().and_also(ways[0] for ways in turns if len(ways) == 1)
    first, last = (level(settled.and_also(ways[end] for ways in deciding)) for end in (0, -1))
    if first is None or last is None:
        return None
    found = {first, last}
    waiting = [(0, settled)]
    for _ in range(most):
        if not waiting:
            return min(found), max(found)
        place, chosen = waiting.pop()
        if place == len(deciding):
            came = level(chosen)
            if came is None:
                return None
            found.add(came)
            continue
        low, high = bounds(chosen)
        if low < min(found) or high > max(found):
            waiting += [(place + 1, chosen.and_also((way,))) for way in deciding[place]]
    return None


def told_apart(model: CompiledModel, criterion: CompiledCriterion, ways: Iterable[Standing]) -> list[Standing]:
    """One of each of the answers that could lead to different levels, the lowest first."""
    if model.late or model.leveller is not None:  # scores tell each from each
        return sorted(set(ways), key=lambda way: (way.rank or 0, way.value or 0, len(way.proofs)))
    different = {way._replace(value=None) for way in ways}
    ordered = sorted(different, key=lambda way: (way.rank or 0, len(way.proofs)))
    tests = [test for test in _tests(model) if test.index == criterion.index]
    seen: dict[object, Standing] = {}
    for way in ordered:
        seen.setdefault(tuple(_seen(model, criterion, way, tests)), way)
    return list(seen.values())


def _seen(
    model: CompiledModel, criterion: CompiledCriterion, way: Standing, tests: Sequence[OfCriterion | OfAnswer]
) -> Iterator[object]:
    """All that rules and conditions see of an answer, also where it is overruled or not asked for."""
    overruling: tuple[Truth, ...] = (False, None, True) if criterion.unmet is not None else (False,)
    asking: tuple[Truth, ...] = (True, None, False) if model.stops is not None else (True,)
    for unmet, asked in product(overruling, asking):
        outcome = after_stop(overruled(way.outcome, unmet), asked)
        here = way if outcome == way.outcome else Standing(outcome)
        yield from (part(criterion, here, need) for need in model.needs)
        yield from (test.test(here) if isinstance(test, OfAnswer) else test.test(outcome) for test in tests)
        yield outcome if model.stops is not None else None


def _tests(model: CompiledModel) -> Iterator[OfCriterion | OfAnswer]:
    """What the conditions that levels rest on ask of criteria."""
    waiting: list[Condition] = [c for x in model.criteria for c in (x.when, x.applies, x.unmet) if c]
    waiting += [level.when for level in model.levels if level.when] + [cap.when for cap in model.caps]
    while waiting:
        condition = waiting.pop()
        match condition:
            case OfCriterion() | OfAnswer():
                yield condition
            case AllOf(parts) | AnyOf(parts):
                waiting.extend(parts)
            case Negated(inner):
                waiting.append(inner)
            case Atom():
                pass
