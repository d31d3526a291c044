"""Between which levels the result could turn out, over every way the unknowns could.

The bounds are sound: sets of possible truths are carried through every condition. They are exact where each
unknown can only help and all can help at once, or where at most twelve unknowns decide and every combination
is tried. An unknown metric may take any value or stay unknown; an unanswered criterion may come out any way
except not applicable; where it is unknown whether a criterion applies, both are tried.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import attrs

from cxengine.maturity.compiled import CompiledCriterion, CompiledModel
from cxengine.maturity.conditions import AllOf, AnyOf, Atom, Condition, Negated, OfCriterion, atoms_in
from cxengine.maturity.domains import possible_truths
from cxengine.maturity.facts import Facts
from cxengine.maturity.levels import LEFT_OUT, part, reached
from cxengine.maturity.outcome import Outcome, Truth, all_of, any_of, from_truth, negation, overruled

Truths = frozenset[Truth]
Outcomes = frozenset[Outcome]

MOST_UNKNOWNS = 12
MOST_COMBINATIONS = 5000
BOTH: Truths = frozenset((True, False))


@attrs.frozen
class Range:
    """Lowest and highest level, and whether both can really come out."""

    low: int
    high: int
    exact: bool


@attrs.frozen
class Evaluated:
    """One evaluation of a model: recorded truths of atoms, outcomes, whether each criterion applies, and what
    each answer alone comes to (``unknown`` for computed criteria)."""

    truths: Sequence[Truth]
    outcomes: Sequence[Outcome]
    applies: Sequence[Truth]
    answered: Sequence[Outcome]


def level_range(model: CompiledModel, facts: Facts, now: Evaluated) -> Range:
    """The range of a model's level, whatever its policy for unknown is."""
    free = _free_atoms(model, facts, now)
    sets = _possible(model, now, free)
    unanswered = [c.index for c in model.criteria if _is_open(c, now, sets)]
    undecided = [ways for ways in sets if "not_applicable" in ways and len(ways) > 1]
    if not free and not unanswered:
        level = _level(model, now.truths, now.outcomes)
        return Range(level, level, True)
    bounds = _bounds(model, now, free, sets)
    if bounds.low == bounds.high or (not undecided and _only_helps(model, facts, free)):
        return attrs.evolve(bounds, exact=True)
    return _tried(model, facts, now, free, unanswered) or bounds


def possible_outcomes(model: CompiledModel, facts: Facts, now: Evaluated) -> tuple[Outcomes, ...]:
    """For each criterion, every outcome it could turn out to have; never fewer than really can."""
    return tuple(_possible(model, now, _free_atoms(model, facts, now)))


def _is_open(criterion: CompiledCriterion, now: Evaluated, sets: Sequence[Outcomes]) -> bool:
    """Asked, not answered (or not validly), and it applies or may turn out to."""
    may_apply = sets[criterion.index] != {"not_applicable"}
    return criterion.when is None and may_apply and now.answered[criterion.index] == "unknown"


def _free_atoms(model: CompiledModel, facts: Facts, now: Evaluated) -> dict[int, Truths]:
    """The comparisons that are not decided, with the truths they can take."""
    free: dict[int, Truths] = {}
    for atom in model.atoms:
        if _unknowns(atom, facts):
            free[atom.place] = possible_truths(atom, facts)
        elif now.truths[atom.place] is None:
            free[atom.place] = BOTH
    return free


# ---------------------------------------------------------------- sound bounds


def _possible(model: CompiledModel, now: Evaluated, free: Mapping[int, Truths]) -> list[Outcomes]:
    sets: list[Outcomes] = [frozenset((outcome,)) for outcome in now.outcomes]
    for index in model.order:
        criterion = model.criteria[index]
        applies: Truths = frozenset((True,))
        if criterion.applies is not None:
            applies = _set_of(criterion.applies, now, free, sets)
        made: set[Outcome] = set()
        if criterion.when is not None:
            made = {from_truth(t) for t in _set_of(criterion.when, now, free, sets)}
        elif now.answered[index] != "unknown":
            made = {now.answered[index]}
        else:
            made = {point.outcome for point in criterion.points}
        if criterion.unmet is not None:
            made = {overruled(way, t) for way in made for t in _set_of(criterion.unmet, now, free, sets)}
        if False in applies or None in applies:
            made.add("not_applicable")
        if True not in applies and None not in applies:
            made = {"not_applicable"}
        sets[index] = frozenset(made)
    return sets


def _set_of(
    condition: Condition, now: Evaluated, free: Mapping[int, Truths], outcomes: Sequence[Outcomes]
) -> Truths:
    match condition:
        case Atom(place):
            return free.get(place, frozenset((now.truths[place],)))
        case OfCriterion(index, _, _, test):
            return frozenset(test(outcome) for outcome in outcomes[index])
        case Negated(inner):
            return frozenset(negation(t) for t in _set_of(inner, now, free, outcomes))
        case AllOf(parts) | AnyOf(parts):
            join = all_of if isinstance(condition, AllOf) else any_of
            sets = [_set_of(p, now, free, outcomes) for p in parts]
            result: Truths = sets[0]
            for other in sets[1:]:
                result = frozenset(join((a, b)) for a in result for b in other)
            return result


def _bounds(
    model: CompiledModel, now: Evaluated, free: Mapping[int, Truths], sets: Sequence[Outcomes]
) -> Range:
    parts = [frozenset(part(outcome, model.policies) for outcome in outcomes) for outcomes in sets]
    whens = [
        frozenset((True,)) if level.when is None else _set_of(level.when, now, free, sets) for level in model.levels
    ]
    low = high = 0
    can, must, can_go_on, must_go_on = True, True, True, True
    policy = model.policies.empty_level
    for level, when in zip(model.levels, whens, strict=True):
        own = [parts[i] for i in level.own]
        can = can and all(True in p or LEFT_OUT in p for p in own)
        must = must and all(p <= {True, LEFT_OUT} for p in own)
        maybe_empty = level.when is None and all(LEFT_OUT in p for p in own)
        surely_empty = level.when is None and all(p == {LEFT_OUT} for p in own)
        if policy == "unmet" and level.number > 0:
            can_go_on, must_go_on = can_go_on and not surely_empty, must_go_on and not maybe_empty
        if can and can_go_on and True in when and (not surely_empty or policy == "met"):
            high = level.number
        if must and must_go_on and when == {True} and (not maybe_empty or policy == "met"):
            low = level.number
    return Range(low, high, False)


# ---------------------------------------------------------------- when bounds are exact


def _only_helps(model: CompiledModel, facts: Facts, free: Mapping[int, Truths]) -> bool:
    """Whether every unknown can only help, and all can help (or fail to) at once."""
    conditions = [c.when for c in model.criteria if c.when] + [x.when for x in model.levels if x.when]
    if model.policies.not_applicable != "left out" and any(c.applies for c in model.criteria):
        return False
    if not all(_positive(condition, free) for condition in conditions):
        return False
    overruling = [c.unmet for c in model.criteria if c.unmet]
    if any(_reads_criteria(c) or any(atom.place in free for atom in atoms_in(c)) for c in overruling):
        return False
    directions: dict[object, set[object]] = {}
    for atom in {a.place: a for condition in conditions for a in atoms_in(condition)}.values():
        if atom.place not in free or atom.direction == "any":
            continue
        unknown = _unknowns(atom, facts)
        way: object = atom.direction if atom.direction and len(unknown) == 1 else atom.place
        for name in unknown:
            directions.setdefault(name, set()).add(way)
    return all(len(found) == 1 for found in directions.values())


def _unknowns(atom: Atom, facts: Facts) -> set[int | str]:
    """The metrics (by slot) and attributes (by name) of a comparison that are not known."""
    names: set[int | str] = {slot for slot in atom.metrics if facts.measured[slot].value is None}
    return names | {name for name in atom.attributes if name not in facts.attributes}


def _positive(condition: Condition, free: Mapping[int, Truths]) -> bool:
    """Whether more that is met can only make the condition hold."""
    match condition:
        case Atom():
            return True
        case OfCriterion(_, _, expr):
            return expr.outcome == "met" and not expr.negated
        case Negated(inner):
            return not any(atom.place in free for atom in atoms_in(inner)) and not _reads_criteria(inner)
        case AllOf(parts) | AnyOf(parts):
            return all(_positive(p, free) for p in parts)


def _reads_criteria(condition: Condition) -> bool:
    match condition:
        case OfCriterion():
            return True
        case Negated(inner):
            return _reads_criteria(inner)
        case AllOf(parts) | AnyOf(parts):
            return any(_reads_criteria(p) for p in parts)
        case Atom():
            return False


# ---------------------------------------------------------------- trying every combination


def _tried(
    model: CompiledModel, facts: Facts, now: Evaluated, free: Mapping[int, Truths], unanswered: Sequence[int]
) -> Range | None:
    """The exact range by trying every combination; None where there are too many or they hang together."""
    if len(free) + len(unanswered) > MOST_UNKNOWNS or not _independent(model, facts, free):
        return None
    told_apart = _told_apart(model)
    ways: list[list[Outcome]] = []
    for index in unanswered:
        found = sorted({point.outcome for point in model.criteria[index].points})
        ways.append(found if index in told_apart else ["met", "unmet"] if "met" in found else found)
    choices = tuple(free.values())
    if math.prod(len(choice) for choice in (*choices, *ways)) > MOST_COMBINATIONS:
        return None
    places, levels = tuple(free), set()
    for chosen in itertools.product(itertools.product(*choices), itertools.product(*ways)):
        truths = list(now.truths)
        for place, truth in zip(places, chosen[0], strict=True):
            truths[place] = truth
        answers = dict(zip(unanswered, chosen[1], strict=True))
        levels.add(_level(model, truths, _outcomes(model, now, truths, answers)))
    return Range(min(levels), max(levels), True)


def _independent(model: CompiledModel, facts: Facts, free: Mapping[int, Truths]) -> bool:
    """Whether no unknown stands in two open comparisons, which could then contradict each other."""
    seen: set[int | str] = set()
    for atom in model.atoms:
        if atom.place not in free:
            continue
        names = _unknowns(atom, facts)
        if names & seen:
            return False
        seen |= names
    return True


def _told_apart(model: CompiledModel) -> set[int]:
    """Criteria of which some condition asks more than whether they are met."""
    found: set[int] = set()
    waiting = [c for x in model.criteria for c in (x.when, x.applies, x.unmet) if c]
    waiting += [x.when for x in model.levels if x.when]
    while waiting:
        condition = waiting.pop()
        match condition:
            case OfCriterion(index, _, expr) if expr.outcome != "met":
                found.add(index)
            case AllOf(parts) | AnyOf(parts):
                waiting.extend(parts)
            case Negated(inner):
                waiting.append(inner)
    return found


def _outcomes(
    model: CompiledModel, now: Evaluated, truths: Sequence[Truth], answers: Mapping[int, Outcome]
) -> list[Outcome]:
    outcomes: list[Outcome] = list(now.outcomes)
    for index in model.order:
        criterion = model.criteria[index]
        applies = criterion.decide_applies(truths, outcomes) if criterion.decide_applies else True
        if applies is not True:
            outcomes[index] = "not_applicable" if applies is False else "unknown"
        elif criterion.decide_when is not None:
            outcomes[index] = from_truth(criterion.decide_when(truths, outcomes))
        else:
            outcomes[index] = answers.get(index, now.answered[index])
            if criterion.decide_unmet is not None:
                outcomes[index] = overruled(outcomes[index], criterion.decide_unmet(truths, outcomes))
    return outcomes


def _level(model: CompiledModel, truths: Sequence[Truth], outcomes: Sequence[Outcome]) -> int:
    parts = [part(outcome, model.policies) for outcome in outcomes]
    whens = [x.decide_when(truths, outcomes) if x.decide_when else True for x in model.levels]
    return reached(model, parts, whens)
