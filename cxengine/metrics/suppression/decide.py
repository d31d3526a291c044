"""Which figures of a table are hidden besides those of small groups, so that nobody can work these out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice

import attrs

from cxengine.metrics.suppression.cells import Atom, Box, Cells
from cxengine.metrics.suppression.moves import Members, Move, Moves, Needed
from cxengine.metrics.suppression.nested import Few, Nested
from cxengine.metrics.suppression.search import Search
from cxengine.metrics.suppression.ways import Target

TRIED = 4
"""So many lines are tried at once from which few people follow."""


@attrs.frozen(kw_only=True)
class Decided:
    """What is hidden: ``first`` for its own small group, ``second`` to protect another.

    ``withheld`` are those of either of which not even the reason may be said: that nine services have fewer than ten
    answers together, and some each, says that each has one.
    """

    first: frozenset[Box]
    second: frozenset[Box]
    withheld: frozenset[Box]
    moves: Mapping[Target, Moves]
    """What keeps each count unknown."""


class Known:
    """What keeps counts unknown where no earlier date is told of: here nothing."""

    def with_both(self, target: Target, allowed: Callable[[Move], bool]) -> Iterable[Moves]:
        """The same with what the rows are on the earlier date."""
        return ()

    def has(self, target: Target) -> bool:
        """Whether the count is one of those."""
        return False

    def of_answers(self, target: Target) -> bool:
        """Whether rows give another answer in it: nothing else of them changes, on either date."""
        return False


@attrs.frozen(kw_only=True)
class Given:
    """What is decided already, as by another publication: figures shown, hidden, and hidden without a reason.

    ``known`` is what keeps counts unknown that are hidden there.
    """

    shown: frozenset[Box] = frozenset()
    hidden: frozenset[Box] = frozenset()
    withheld: frozenset[Box] = frozenset()
    known: Known = attrs.field(factory=Known)


NOTHING_GIVEN = Given()


def decide(cells: Cells, coarser: Sequence[Sequence[int]], given: Given = NOTHING_GIVEN) -> Decided:
    """Hides what is small, then for each hidden count what a move needs that changes it unseen, then small rests.

    Last come few people who follow from lines within others.

    ``coarser`` are the combinations that are coarser than each, by number. Nothing that is ``given`` changes: where a
    count cannot be protected so, no other figure of the table is published.
    """
    first = frozenset(box for box in cells.counts if cells.primary(box) and box not in given.shown)
    beyond = cells.beyond() - given.shown
    nested = Nested(cells) if cells.policy.round_to is None else None
    if not (first or beyond or given.hidden or (nested is not None and any(nested.told(frozenset())))):
        return Decided(first=first, second=frozenset(), withheld=frozenset(), moves={})
    work = _Work(cells, first, coarser, given, beyond)
    for box in sorted(first, key=work.order):
        for bit in work.small_bits(box):
            target = Target(boxes=frozenset({box}), bit=bit)
            if target not in work.moves and (box not in given.hidden or given.known.has(target)):
                work.protect(target)
    if nested is not None:
        while not work.failed and (
            sum(work.protect(target) for target in list(work.small_rests())) or work.protect_within(nested)
        ):
            pass
    if work.failed:
        return _nothing_more(cells, first, given)
    if nested is not None and work.withheld:
        work.show_again(nested)
    telling = cells.telling() - given.shown if work.hidden else frozenset()
    return _decided(cells, first, work.hidden | telling, work.withheld | telling, work.moves)


def _nothing_more(cells: Cells, first: frozenset[Box], given: Given) -> Decided:
    """Nothing besides what is given, and no reason."""
    more = cells.counts.keys() - given.shown - given.hidden
    return _decided(cells, first, given.hidden | more, given.withheld | more, {})


def _decided(
    cells: Cells, first: frozenset[Box], hidden: Set[Box], withheld: Set[Box], moves: Mapping[Target, Moves]
) -> Decided:
    """Of the figures: what is a rest is none."""

    def told(boxes: Set[Box]) -> frozenset[Box]:
        return frozenset(box for box in boxes if cells.families[box[0]].rest is None)

    return Decided(first=told(first), second=told(hidden - first), withheld=told(withheld), moves=moves)


class _Work:
    def __init__(
        self, cells: Cells, first: frozenset[Box], coarser: Sequence[Sequence[int]], given: Given, beyond: Set[Box]
    ) -> None:
        self.cells, self.first, self.given = cells, first, given
        self.hidden: set[Box] = set(first | given.hidden | beyond)
        self.failed = False
        """Whether a count can not be protected without changing what is given."""
        self.moves: dict[Target, Moves] = {}
        """What changes each count that is hidden: one move protects all hidden figures that it goes through."""
        self._search = Search(cells, shown=given.shown)
        self.withheld = self._search.world.withheld
        self.withheld.update(given.withheld, beyond)
        self._coarser = (*coarser, *([] for _ in cells.combinations[len(coarser) :]))
        self._finer = [len(each) for each in self._coarser]
        self._members = Members(cells)

    def order(self, box: Box) -> tuple[int, Box]:
        """Coarse groups first: what protects them often protects finer ones too."""
        return self._finer[box[1]], box

    def small_bits(self, box: Box) -> list[int]:
        """The conditions that count too few rows there."""
        family = self.cells.families[box[0]]
        held = zip(family.published, self.cells.counts[box], strict=True)
        return [bit for bit, n in held if bit in family.sensitive and self.cells.policy.hides(n)]

    def protect(self, target: Target) -> bool:
        """Hides what keeps the count unknown; whether anything was hidden for it."""
        atoms = sorted({atom for box in target.boxes for atom in self._members.of(box)})
        before = len(self.hidden)
        known = self.given.known.with_both(target, self._search.world.allowed)
        needed = self._search.cheapest(target, atoms, self.hidden, known)
        if needed is not None:
            self.hidden.update(needed.boxes)
            self._remember(target, needed.moves)
        else:
            self._withhold(target, atoms)
        return len(self.hidden) > before

    def protect_within(self, nested: Nested) -> bool:
        """Hides what keeps unknown the few who follow from lines within others; whether anything was hidden for them.

        Where no move does, what would tell of them is not published.
        """
        before = len(self.hidden)
        for few in nested.told(self.hidden):
            found = self._way_to_protect(few)
            if found is not None:
                target, needed = found
                self.hidden.update(needed.boxes)
                self._remember(target, needed.moves)
            else:
                told = {box for box, _, _ in few.terms} - self.given.shown
                self.hidden |= told
                self.withheld |= told
        return len(self.hidden) > before

    def show_again(self, nested: Nested) -> None:
        """Shows what would not be published, and follows from what is: nobody can tell more by it."""
        may = self.withheld - self.first - self.given.hidden - self.given.withheld
        again = set(nested.following(may, self.hidden))
        self.hidden -= again
        self.withheld -= again

    def _way_to_protect(self, few: Few) -> tuple[Target, Needed] | None:
        """The cheapest of the moves that go through one of the lines; of many, the cheapest lines where any does."""
        ways = self._ways_to_protect(few)
        while tried := list(islice(ways, TRIED)):
            found = [way for way in tried if way is not None]
            if found:
                return min(found, key=lambda each: each[1].cost)
        return None

    def _ways_to_protect(self, few: Few) -> Iterator[tuple[Target, Needed] | None]:
        """Of each line the cheapest move that changes both it and how many the few are; the cheapest lines first."""

        def changes(move: Move) -> bool:
            return few.changes(self.cells, move)

        costs = {box: self._search.world.least_cost(box, self.hidden) for box, _, _ in few.terms}
        for box, bit, _ in sorted(few.terms, key=lambda term: (costs[term[0]], term)):
            target = Target(boxes=frozenset({box}), bit=bit)
            atoms = sorted(self._members.of(box), key=lambda atom: (not few.holds(atom), atom))
            needed = self._search.cheapest(target, atoms, self.hidden, besides=changes)
            yield (target, needed) if needed is not None else None

    def _remember(self, target: Target, moves: Moves) -> None:
        self.moves[target] = moves
        for box, change in self._search.world.together(moves):
            for bit, more in zip(self.cells.families[box[0]].published, change, strict=True):
                if more:
                    self.moves.setdefault(Target(boxes=frozenset({box}), bit=bit), moves)
        for box in self._search.world.rests(moves):
            bit = self.cells.families[box[0]].kept
            self.moves.setdefault(Target(boxes=frozenset({box}), bit=bit), moves)

    def _withhold(self, target: Target, atoms: Sequence[Atom]) -> None:
        """What would tell of the target is not published, and no reason is said."""
        if self.given is NOTHING_GIVEN:
            leaves, signature = next(atom for atom in atoms if atom[1] >> target.bit & 1)
            self._one_more(target, Move(base=leaves, signature=signature, instead=None, turns=(), sign=1))
            return
        told = self._told_with(target)
        if self._is_rest(target):
            self.failed |= not told
            self.hidden |= told
            self.withheld |= told
        elif target.boxes & told or self.given.known.of_answers(target):
            self.hidden |= told
            self.withheld |= told
        else:
            self.failed = True

    def _is_rest(self, target: Target) -> bool:
        return self.cells.families[next(iter(target.boxes))[0]].rest is not None

    def _told_with(self, target: Target) -> set[Box]:
        """What is not given of the figures that tell of the same answers."""
        answer = self.cells.answers.get(target.bit)
        told = (answer.decides if answer is not None else 0) | 1 << target.bit
        families = {family.number for family in self.cells.families if family.mask & told and family.rest is None}
        families.update(self.cells.families[next(iter(target.boxes))[0]].sides)
        families.update(number for family in tuple(families) for number in self.cells.families[family].weighs)
        return {
            box
            for box in self.cells.counts
            if box[0] in families and box not in self.given.shown and box not in self.given.hidden
        }

    def _one_more(self, target: Target, move: Move) -> None:
        """One person more: all that they would be a part of is hidden, without a reason where that would change."""
        for box, change in self._search.world.changes(move):
            if box not in self.cells.counts and not self._search.world.keeps(box, change):
                continue
            before = self.cells.counts[box]
            after = tuple(n + more for n, more in zip(before, change, strict=True))
            self.hidden |= self._search.world.along_with(box)
            if not self._search.world.looks_alike(box, before, after):
                self.withheld.add(box)
        self._remember(target, (move,))

    def small_rests(self) -> Iterator[Target]:
        """What a shown figure less its shown parts comes to, where that is too few: the hidden parts together."""
        rests: dict[tuple[Box, int], list[Box]] = {}
        for box in (each for each in self.hidden if self.cells.families[each[0]].rest is None):
            for combination in self._coarser[box[1]]:
                if combination in self.cells.families[box[0]].combinations:
                    whole = self._whole(box, combination)
                    if whole in self.cells.counts and whole not in self.hidden:
                        rests.setdefault((whole, box[1]), []).append(box)
        for _, parts in sorted(rests.items(), key=lambda each: (self.order(each[0][0]), each[0][1])):
            yield from self._too_few(parts)

    def _too_few(self, parts: list[Box]) -> Iterator[Target]:
        family = self.cells.families[parts[0][0]]
        for place, bit in enumerate(family.published):
            together = sum(self.cells.counts[box][place] for box in parts)
            if bit in family.sensitive and self.cells.policy.hides(together):
                yield Target(boxes=frozenset(parts), bit=bit)

    def _whole(self, box: Box, combination: int) -> Box:
        """The box of a coarser combination that holds this one."""
        finer, coarser = self.cells.combinations[box[1]], self.cells.combinations[combination]
        labels = [
            axis.above(here, there)[label]
            for axis, here, there, label in zip(self.cells.axes, finer, coarser, box[2:], strict=True)
        ]
        return (box[0], combination, *labels)
