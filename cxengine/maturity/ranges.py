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
from cxengine.maturity.conditions import AllOf, AnyOf, Atom, Condition, Negated, OfAnswer, OfCriterion, atoms_in
from cxengine.maturity.domains import possible_truths
from cxengine.maturity.facts import Facts
from cxengine.maturity.gates import Demand
from cxengine.maturity.levels import LEFT_OUT, highest, levels_reached, part, parts_of, share_holds
from cxengine.maturity.outcome import Outcome, Standing, Truth, all_of, any_of, from_truth, negation, overruled
from cxengine.maturity.settling import outcomes_of, settle
from cxengine.maturity.stopping import after_stop, goes_on_after

Truths = frozenset[Truth]
Ways = frozenset[Standing]
"""Everything that a criterion could turn out to be."""
Parts = frozenset[bool | None | str]

MOST_UNKNOWNS = 12
MOST_COMBINATIONS = 5000
BOTH: Truths = frozenset((True, False))
ALL_PROOFS = frozenset(("evidence", "justification", "link", "plan"))


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
    asked: Sequence[Truth] = ()
    """Whether each is asked at all; empty where nothing stops the asking."""
    waived: frozenset[int] = frozenset()
    ways: Mapping[int, Ways] = attrs.field(factory=dict)
    """What the answers of several people could still come to, where that is open."""

    def is_open(self, index: int) -> bool:
        """Whether an answer is missing, of no use, or open between several people."""
        return self.answered[index] == "unknown" or len(self.ways.get(index, ())) > 1


@attrs.frozen
class Found:
    """What each criterion came to, and what the answers alone say, by index."""

    standings: Sequence[Standing]
    answers: Mapping[int, Standing]


def level_range(model: CompiledModel, facts: Facts, now: Evaluated, found: Found) -> Range:
    """The range of a model's level, whatever its policy for unknown is."""
    free = _free_atoms(model, facts, now)
    sets = _possible(model, now, free, found)
    unanswered = [c.index for c in model.criteria if _is_open(c, now, sets)]
    if not free and not unanswered:
        level = _level(model, now.truths, found.standings)
        return Range(level, level, True)
    bounds = _bounds(model, now, free, sets)
    undecided = [ways for ways in sets if len({way.outcome == "not_applicable" for way in ways}) > 1]
    if bounds.low == bounds.high or (not undecided and _only_helps(model, facts, free)):
        return attrs.evolve(bounds, exact=True)
    return _tried(model, facts, now, free, unanswered, found) or bounds


def possible_standings(model: CompiledModel, facts: Facts, now: Evaluated, found: Found) -> tuple[Ways, ...]:
    """For each criterion, everything it could turn out to be; never less than really can."""
    return tuple(_possible(model, now, _free_atoms(model, facts, now), found))


def _is_open(criterion: CompiledCriterion, now: Evaluated, sets: Sequence[Ways]) -> bool:
    """Asked, not answered (or not validly), and it applies or may turn out to."""
    may_apply = any(way.outcome not in ("not_applicable", "waived") for way in sets[criterion.index])
    return criterion.when is None and may_apply and now.is_open(criterion.index)


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


def _possible(model: CompiledModel, now: Evaluated, free: Mapping[int, Truths], found: Found) -> list[Ways]:
    sets: list[Ways] = [frozenset((standing,)) for standing in found.standings]
    goes_on: list[Truths] = [frozenset((True,))] * len(sets)
    for index in model.order:
        criterion = model.criteria[index]
        applies: Truths = frozenset((True,))
        if criterion.applies is not None:
            applies = _set_of(criterion.applies, now, free, sets)
        made: set[Standing] = set()
        if criterion.when is not None:
            made = {Standing(from_truth(t)) for t in _set_of(criterion.when, now, free, sets)}
        elif not now.is_open(index):
            made = {found.answers[index]}
        else:
            made = set(_open_ways(model, criterion, now))
        if criterion.unmet is not None:
            overruling = _set_of(criterion.unmet, now, free, sets)
            made = {_overruled(way, truth) for way in made for truth in overruling}
        if False in applies or None in applies:
            made.add(Standing("not_applicable"))
        if True not in applies and None not in applies:
            made = {Standing("not_applicable")}
        if index in now.waived:
            made = {Standing("waived")}
        if model.stops is not None:
            made, goes_on[index] = _stopped(model, index, made, goes_on)
        sets[index] = frozenset(made)
    return sets


def _overruled(way: Standing, unmet: Truth) -> Standing:
    outcome = overruled(way.outcome, unmet)
    return way if outcome == way.outcome else Standing(outcome)


def _open_ways(model: CompiledModel, criterion: CompiledCriterion, now: Evaluated) -> frozenset[Standing]:
    """Every answer that could be given; with and without proofs where something asks for them."""
    ways = now.ways.get(criterion.index)
    if ways is None:
        ways = frozenset(Standing(point.outcome, rank) for rank, point in enumerate(criterion.points))
    if not model.asks_for_proofs:
        return ways
    return ways | {way._replace(proofs=ALL_PROOFS) for way in ways}


def _stopped(
    model: CompiledModel, index: int, made: set[Standing], goes_on: Sequence[Truths]
) -> tuple[set[Standing], Truths]:
    """What it could be where it may not be asked at all, and whether asking could go on after it."""
    assert model.stops is not None
    criterion, asked = model.criteria[index], frozenset((True,))
    sets = [goes_on[place] for place in model.stops.before[index]]
    truths: Truths = asked
    for other in sets:
        truths = frozenset(all_of((a, b)) for a in truths for b in other)
    found: set[Standing] = set()
    further: set[Truth] = set()
    for way, truth in itertools.product(made, truths):
        outcome = after_stop(way.outcome, truth)
        found.add(way if outcome == way.outcome else Standing(outcome))
        further.add(goes_on_after(outcome, truth, criterion.policies))
    return found, frozenset(further)


def _set_of(
    condition: Condition, now: Evaluated, free: Mapping[int, Truths], sets: Sequence[Ways]
) -> Truths:
    match condition:
        case Atom(place):
            return free.get(place, frozenset((now.truths[place],)))
        case OfCriterion(index, _, _, test):
            return frozenset(test(way.outcome) for way in sets[index])
        case OfAnswer(index):
            return frozenset(condition.test(way) for way in sets[index])
        case Negated(inner):
            return frozenset(negation(t) for t in _set_of(inner, now, free, sets))
        case AllOf(parts) | AnyOf(parts):
            join = all_of if isinstance(condition, AllOf) else any_of
            result: Truths = frozenset((isinstance(condition, AllOf),))
            for part_ in parts:
                other = _set_of(part_, now, free, sets)
                result = frozenset(join((a, b)) for a in result for b in other)
            return result


def _bounds(
    model: CompiledModel, now: Evaluated, free: Mapping[int, Truths], sets: Sequence[Ways]
) -> Range:
    """The highest level that must be reached and the highest that can be, each level looked at by itself."""
    parts = [
        [frozenset(part(c, way, need) for way in ways) for c, ways in zip(model.criteria, sets, strict=True)]
        for need in model.needs
    ]
    whens = [
        frozenset((True,)) if level.when is None else _set_of(level.when, now, free, sets) for level in model.levels
    ]
    can, must = _reachable(model, parts, whens)
    caps = [(cap.level, _set_of(cap.when, now, free, sets)) for cap in model.caps]
    surely = [level for level, truths in caps if False not in truths]
    perhaps = [level for level, truths in caps if truths != {False}]
    return Range(highest(must, perhaps), highest(can, surely), False)


def _reachable(
    model: CompiledModel, parts: Sequence[Sequence[Parts]], whens: Sequence[Truths]
) -> tuple[list[int], list[int]]:
    """The levels that can be reached, and those that must be."""
    can: list[int] = []
    must: list[int] = []
    can_blocked = must_blocked = False
    can_below = must_below = True
    policy = model.policies.empty_level
    for level, when in zip(model.levels, whens, strict=True):
        own = [parts[0][i] for i in level.own]
        maybe_empty = level.when is None and all(LEFT_OUT in p for p in own)
        surely_empty = level.when is None and all(p == {LEFT_OUT} for p in own)
        below = level.needs_levels_below or any(demand.below for demand in level.demands)
        blocked = (can_blocked and below, must_blocked and below)
        if policy == "unmet" and level.number > 0:
            can_blocked, must_blocked = can_blocked or surely_empty, must_blocked or maybe_empty
        possible = (
            True in when and not blocked[0] and (can_below or not level.needs_levels_below)
            and all(_can_hold(demand, parts[demand.need]) for demand in level.demands)
        )  # fmt: skip
        certain = (
            when == {True} and not blocked[1] and (must_below or not level.needs_levels_below)
            and all(_must_hold(demand, parts[demand.need]) for demand in level.demands)
        )  # fmt: skip
        if possible and (not surely_empty or policy == "met"):
            can.append(level.number)
        if certain and (not maybe_empty or policy == "met"):
            must.append(level.number)
        can_below = can_below and (possible or (maybe_empty and policy != "met"))
        must_below = must_below and (certain or (surely_empty and policy != "met"))
    return can, must


def _can_hold(demand: Demand, parts: Sequence[Parts]) -> bool:
    own = [parts[i] for i in demand.indexes]
    if demand.share is None:
        return all(True in p or LEFT_OUT in p for p in own)
    met = sum(True in p for p in own)
    return share_holds(demand.share, met, 0, met + sum(True not in p and LEFT_OUT not in p for p in own)) is True


def _must_hold(demand: Demand, parts: Sequence[Parts]) -> bool:
    own = [parts[i] for i in demand.indexes]
    if demand.share is None:
        return all(p <= {True, LEFT_OUT} for p in own)
    unmet = sum(not p <= {True, LEFT_OUT} for p in own)
    met = sum(p == {True} for p in own)
    return share_holds(demand.share, met, 0, met + unmet) is True


# ---------------------------------------------------------------- when bounds are exact


def _only_helps(model: CompiledModel, facts: Facts, free: Mapping[int, Truths]) -> bool:
    """Whether every unknown can only help, and all can help (or fail to) at once."""
    if not _rises(model):
        return False
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


def _rises(model: CompiledModel) -> bool:
    """Whether the rule for levels is one under which more that is met can only help, and nothing caps it.

    Of a scale with several points, "is at least" rises; "is" does so only for the highest.
    """
    if model.caps or any(criterion.forbidden for criterion in model.criteria) or model.asks_for_proofs:
        return False
    return all(need.rises([c.top for c in model.criteria]) for need in model.needs)


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
        case OfAnswer():
            return False
        case Negated(inner):
            return not any(atom.place in free for atom in atoms_in(inner)) and not _reads_criteria(inner)
        case AllOf(parts) | AnyOf(parts):
            return all(_positive(p, free) for p in parts)


def _reads_criteria(condition: Condition) -> bool:
    match condition:
        case OfCriterion() | OfAnswer():
            return True
        case Negated(inner):
            return _reads_criteria(inner)
        case AllOf(parts) | AnyOf(parts):
            return any(_reads_criteria(p) for p in parts)
        case Atom():
            return False


# ---------------------------------------------------------------- trying every combination


def _tried(
    model: CompiledModel, facts: Facts, now: Evaluated, free: Mapping[int, Truths], unanswered: Sequence[int],
    found: Found,
) -> Range | None:  # fmt: skip
    """The exact range by trying every combination; None where there are too many or they hang together."""
    if len(free) + len(unanswered) > MOST_UNKNOWNS or not _independent(model, facts, free):
        return None
    told_apart = _told_apart(model)
    ways = [_worth_trying(model, model.criteria[index], told_apart, now) for index in unanswered]
    choices = tuple(free.values())
    if math.prod(len(choice) for choice in (*choices, *ways)) > MOST_COMBINATIONS:
        return None
    places, levels = tuple(free), set()
    answers = dict(found.answers)
    for chosen in itertools.product(itertools.product(*choices), itertools.product(*ways)):
        truths = list(now.truths)
        for place, truth in zip(places, chosen[0], strict=True):
            truths[place] = truth
        answers.update(zip(unanswered, chosen[1], strict=True))
        standings, _ = settle(model, truths, answers, [True] * len(model.criteria), now.waived)
        levels.add(_level(model, truths, standings))
    return Range(min(levels), max(levels), True)


def _worth_trying(
    model: CompiledModel, criterion: CompiledCriterion, told_apart: set[int], now: Evaluated
) -> list[Standing]:
    """Answers that could lead to different levels: all, unless only met or not matters."""
    different = {way._replace(value=None) for way in _open_ways(model, criterion, now)}
    ways = sorted(different, key=lambda way: (way.rank or 0, len(way.proofs)))
    plain = all(need.ranks is None and not need.at_least and need.answer == "met" for need in model.needs)
    told = criterion.index in told_apart or model.stops is not None or criterion.forbidden
    excused = criterion.declared.obligation in ("should", "suggested") or criterion.policies.partly != "unmet"
    if not plain or told or excused or not any(way.outcome == "met" for way in ways):
        return ways
    return [ways[0], ways[-1]]


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
    waiting = [c for x in model.criteria for c in (x.when, x.applies) if c] + [x.when for x in model.levels if x.when]
    waiting += [cap.when for cap in model.caps]
    while waiting:
        condition = waiting.pop()
        match condition:
            case OfCriterion(index, _, expr) if expr.outcome != "met":
                found.add(index)
            case OfAnswer(index):
                found.add(index)
            case AllOf(parts) | AnyOf(parts):
                waiting.extend(parts)
            case Negated(inner):
                waiting.append(inner)
    return found


def _level(model: CompiledModel, truths: Sequence[Truth], standings: Sequence[Standing]) -> int:
    outcomes = outcomes_of(standings)
    whens = [x.decide_when(truths, outcomes) if x.decide_when else True for x in model.levels]
    caps = [cap.level for cap in model.caps if cap.decide(truths, outcomes) is not False]
    return highest(levels_reached(model, parts_of(model, standings), whens), caps)
