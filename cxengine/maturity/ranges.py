"""Between which levels the result could turn out, over every way the unknowns could.

The bounds are sound: sets of possible truths are carried through every condition. They are exact where each
unknown can only help and all can help at once, or where at most twelve unknowns decide and every combination
is tried. An unknown metric may take any value or stay unknown, and so may one that counts levels of other subjects
which are open, between ends that are worked out for means and shares: then the bounds are wide. An unanswered
criterion may come out any way except not applicable; where it is unknown whether a criterion applies, both are tried.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property

import attrs

from cxengine.lang.names import PartMeaning
from cxengine.maturity.compiled import CompiledCriterion, CompiledModel
from cxengine.maturity.conditions import AllOf, AnyOf, Atom, Condition, Negated, OfAnswer, OfCriterion
from cxengine.maturity.domains import possible_truths, unsettled_truths
from cxengine.maturity.facts import Facts
from cxengine.maturity.gates import Demand
from cxengine.maturity.ladders import truths_of
from cxengine.maturity.late import decide_late, node_called, own_figures, part_score, scored_by, scored_with
from cxengine.maturity.levels import LEFT_OUT, highest, part, parts_of, share_holds
from cxengine.maturity.monotone import only_helps, unknowns
from cxengine.maturity.outcome import Outcome, Standing, Truth, all_of, any_of, from_truth, negation, overruled
from cxengine.maturity.results import ResultRef, score_figure
from cxengine.maturity.score_tree import Bound, Guard, ScoreNode
from cxengine.maturity.scorer_levels import ends_given, ends_of, level_of, levels_up_to
from cxengine.maturity.scoring import NOTHING_LEFT, Score, criterion_points, met_points
from cxengine.maturity.settling import outcomes_of, settle
from cxengine.maturity.stopping import after_stop, goes_on_after
from cxengine.maturity.trying import MOST_ASKED, MOST_TRIED, Chosen, ends_by_trying, told_apart

Truths = frozenset[Truth]
Ways = frozenset[Standing]
"""Everything that a criterion could turn out to be."""
Parts = frozenset[bool | None | str]

BOTH: Truths = frozenset((True, False))
ALL_PROOFS = frozenset(("evidence", "justification", "link", "plan"))
_NO_WAYS: Mapping[int, Ways] = {}
_NONE_CHOSEN: Mapping[int, Standing] = {}


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

    codes: bytes
    """The truth of each comparison by its place, a byte for each."""
    outcomes: Sequence[Outcome]
    applies: Sequence[Truth]
    answered: Sequence[Outcome]
    asked: Sequence[Truth] = ()
    """Whether each is asked at all; empty where nothing stops the asking."""
    waived: frozenset[int] = frozenset()
    ways: Mapping[int, Ways] = _NO_WAYS
    """What the answers of several people could still come to, where that is open."""

    @cached_property
    def truths(self) -> Sequence[Truth]:
        """The truth of each comparison by its place."""
        return truths_of(self.codes)

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
    surely = True
    if free or any(len(ways) > 1 for ways in sets):
        late, surely = _late(model, facts, now, free, sets)
        free = {**free, **late}
    if not free and not unanswered:
        level = _level(model, now.truths, found.standings)
        return Range(level, level, True) if level is not None else _widest(model)
    bounds = _bounds(model, now, free, sets)
    undecided = [ways for ways in sets if len({way.outcome == "not_applicable" for way in ways}) > 1]
    told = model.leveller is None or ends_given(model, sets) is not None
    if bounds.low == bounds.high:
        return attrs.evolve(bounds, exact=True)
    if any(slot in facts.unsettled for atom in model.atoms if atom.place in free for slot in atom.metrics):
        return bounds
    if told and surely and not undecided and only_helps(model, facts, free):
        return attrs.evolve(bounds, exact=True)
    if (model.late or model.leveller is not None) and any(model.criteria[i].takes == "percent" for i in unanswered):
        return bounds  # scores tell every percentage from every other, and they cannot all be tried
    if _share_an_answer(model, unanswered):
        return bounds
    return _tried(model, facts, now, free, unanswered, found) or bounds


def _share_an_answer(model: CompiledModel, unanswered: Sequence[int]) -> bool:
    """Whether two criteria take one answer, which cannot be two things at once."""
    asked = [(model.criteria[i].question.model, model.criteria[i].question.criterion) for i in unanswered]
    return len(set(asked)) < len(asked)


def score_range(
    model: CompiledModel, facts: Facts, now: Evaluated, found: Found, node: ScoreNode
) -> tuple[Fraction, Fraction] | None:
    """Lowest and highest score over every way the unknowns could turn out; None where there is no telling."""
    if node.rule is None:
        return None
    free = _free_atoms(model, facts, now)
    sets = _possible(model, now, free, found)
    low, high = (score.value for score in _score_ends(model, now, free, sets, (node.name, None)))
    if low is None or high is None:
        return node.ends if node.scorer is not None and any(len(ways) > 1 for ways in sets) else None
    return low, high


def _score_ends(
    model: CompiledModel, now: Evaluated, free: Mapping[int, Truths], sets: Sequence[Ways],
    part_: tuple[str | None, int | None],
) -> tuple[Score, Score]:  # fmt: skip
    """Every rule of scoring rises with each of its values, so the ends come from each criterion's own ends.

    No score where a criterion may or may not be left out. A bound that may hold pulls only the end that it can. Of a
    plugin's scorer there is no telling where it is not monotone.
    """
    ends: list[Score] = []
    scorer = node_called(model, part_[0])[0].scorer
    by_scorer = ends_of(model.criteria, sets, monotone=scorer.monotone) if scorer is not None else None
    if scorer is not None and by_scorer is None:
        return NOTHING_LEFT, NOTHING_LEFT
    for highest_end in (False, True):
        chosen: list[Standing] = []
        for criterion, ways in zip(model.criteria, sets, strict=True):
            points = {way: criterion_points(criterion, way) for way in ways}
            if None in points.values() and any(value is not None for value in points.values()):
                return NOTHING_LEFT, NOTHING_LEFT
            chosen.append(_end_of(criterion, ways, best=highest_end))
        if by_scorer is not None:
            chosen = by_scorer[highest_end]

        def holds(bound: Bound | Guard, *, upper: bool = highest_end) -> Truth:
            truths: Truths = BOTH - {False} if bound.when is None else _set_of(bound.when, now, free, sets)
            if isinstance(bound, Guard):  # withheld in some way, there is no telling
                return True in truths
            wanted = bound.at_least is upper
            return truths != {False} if wanted else truths == {True}

        ends.append(part_score(model, part_[0], part_[1], scored_with(model, chosen, holds)))
    return ends[0], ends[1]


def _end_of(criterion: CompiledCriterion, ways: Ways, *, best: bool) -> Standing:
    """The way in which a criterion gives least, or most. Of what it counts as, met and points rise together."""

    def order(way: Standing) -> tuple[Fraction, Fraction]:
        values = (criterion_points(criterion, way), met_points(criterion, way))
        points, met = (value if isinstance(value, Fraction) else Fraction(0) for value in values)
        return met, points

    return (max if best else min)(ways, key=order)


def _is_open(criterion: CompiledCriterion, now: Evaluated, sets: Sequence[Ways]) -> bool:
    """Asked, not answered (or not validly), and it applies or may turn out to."""
    may_apply = any(way.outcome not in ("not_applicable", "waived") for way in sets[criterion.index])
    return criterion.when is None and may_apply and now.is_open(criterion.index)


def _free_atoms(model: CompiledModel, facts: Facts, now: Evaluated) -> dict[int, Truths]:
    """The comparisons that are not decided, with the truths they can take."""
    free: dict[int, Truths] = {}
    late = {atom.place for atom in model.late}
    for atom in model.atoms:
        if atom.place in late:
            continue
        if any(slot in facts.unsettled for slot in atom.metrics):
            truths = unsettled_truths(atom, facts)
            if truths != {now.truths[atom.place]}:
                free[atom.place] = truths
        elif unknowns(atom, facts):
            free[atom.place] = possible_truths(atom, facts)
        elif now.truths[atom.place] is None:
            free[atom.place] = BOTH
    return free


# ---------------------------------------------------------------- sound bounds


def _possible(
    model: CompiledModel, now: Evaluated, free: Mapping[int, Truths], found: Found,
    chosen: Mapping[int, Standing] = _NONE_CHOSEN,
) -> list[Ways]:  # fmt: skip
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
        elif index in chosen:
            made = {chosen[index]}
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


def _late(
    model: CompiledModel, facts: Facts, now: Evaluated, free: Mapping[int, Truths], sets: Sequence[Ways]
) -> tuple[dict[int, Truths], bool]:
    """What comparisons with scores and levels of the model could come to, and whether each of it can be."""
    made: dict[int, Truths] = {}
    surely = True
    withholding = any(node.withheld is not None for node in model.aspects())
    refs = {ref.slot: ref for ref in model.results if ref.own}
    for atom in model.late:
        truths, known = BOTH | {None} if withholding else BOTH, False
        if atom.direction in ("up", "down") and len(atom.metrics) == 1 and not atom.attributes:
            meaning = refs[atom.metrics[0]].meaning
            if isinstance(meaning, PartMeaning) and meaning.what == "score":
                ends = _score_ends(model, now, free, sets, (meaning.aspect, meaning.level))
                found = frozenset(_at(atom, facts, refs[atom.metrics[0]], score) for score in ends)
                known = None not in found
                truths = found if known else truths
        made[atom.place] = truths
        surely = surely and known
    return made, surely


def _at(atom: Atom, facts: Facts, ref: ResultRef, score: Score) -> Truth:
    there = facts.with_results(0, [(ref.slot, score_figure("", ref.unit, score.value, score.reason))])
    return atom.run(there.numbers, there)


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
    if model.leveller is None:
        can, must = _reachable(model, parts, whens)
    else:
        low, high = ends_given(model, sets) or (0, max(level.number for level in model.levels))
        can = list(levels_up_to(model, high, [True in truths for truths in whens]))
        must = list(levels_up_to(model, low, [truths == {True} for truths in whens]))
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


# ---------------------------------------------------------------- trying what could be


def _tried(
    model: CompiledModel, facts: Facts, now: Evaluated, free: Mapping[int, Truths], unanswered: Sequence[int],
    found: Found,
) -> Range | None:  # fmt: skip
    """The exact range by trying what could be; None where that is too much, or where comparisons hang together."""
    late = {atom.place for atom in model.late}
    free = {place: truths for place, truths in free.items() if place not in late}
    if not _independent(model, facts, free):
        return None

    def level(chosen: Chosen) -> int | None:
        truths = list(now.truths)
        for place, truth in chosen.truths.items():
            truths[place] = truth
        answers = {**found.answers, **chosen.answers}
        standings, _ = settle(model, truths, answers, [True] * len(model.criteria), now.waived)
        if model.late:
            own = own_figures(model, scored_by(model, truths, standings), parts_of(model, standings))
            decide_late(model, facts.with_results(len(model.refs), own), truths)
        return _level(model, truths, standings)

    def bounds(chosen: Chosen) -> tuple[int, int]:
        left = {place: frozenset((chosen.truths[place],)) if place in chosen.truths else free[place] for place in free}
        sets = _possible(model, now, left, found, chosen.answers)
        around = _bounds(model, now, {**left, **_late(model, facts, now, left, sets)[0]}, sets)
        return around.low, around.high

    turns = [[Chosen({place: truth}) for truth in sorted(truths, key=bool)] for place, truths in free.items()]
    for criterion in (model.criteria[index] for index in unanswered):
        ways = told_apart(model, criterion, _open_ways(model, criterion, now))
        turns.append([Chosen(answers={criterion.index: way}) for way in ways])
    most = MOST_TRIED if model.leveller is None else MOST_ASKED
    ends = ends_by_trying(turns, level, bounds, most)
    return None if ends is None else Range(*ends, True)


def _independent(model: CompiledModel, facts: Facts, free: Mapping[int, Truths]) -> bool:
    """Whether no unknown stands in two open comparisons, which could then contradict each other."""
    seen: set[int | str] = set()
    for atom in model.atoms:
        if atom.place not in free:
            continue
        names = unknowns(atom, facts)
        if names & seen:
            return False
        seen |= names
    return True


def _widest(model: CompiledModel) -> Range:
    """Where the scorer that says the level cannot."""
    return Range(0, max((level.number for level in model.levels), default=0), False)


def _level(model: CompiledModel, truths: Sequence[Truth], standings: Sequence[Standing]) -> int | None:
    outcomes = outcomes_of(standings)
    whens = [x.decide_when(truths, outcomes) if x.decide_when else True for x in model.levels]
    caps = [cap.level for cap in model.caps if cap.decide(truths, outcomes) is not False]
    return level_of(model, standings, parts_of(model, standings), whens, caps)
