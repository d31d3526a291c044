"""How a sequence of activities follows a journey: the alignment with the fewest steps left out and added.

A journey is read as a net: a token on each edge that is to be gone. Edges of a choice get one token, ways side by side
one each, and a step that ways meet at takes one of each. The search is a breadth-first one over tokens and places in
the sequence, in which only what differs costs (W. van der Aalst, A. Adriansyah and B. van Dongen, WIREs Data Mining and
Knowledge Discovery 2, 2012, 182-192, with cost 1 for each step left out or added).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import attrs

from cxengine.lang.flows.flow import Flow

MOST_STATES = 200_000
"""Tokens and places looked at for one sequence; beyond that it is not aligned."""
_AGAIN, _BEGIN = "again", "begin"

Token = tuple[str, str]
Tokens = frozenset[Token]


@attrs.frozen
class Move:
    """A step that is done (``both``), one of the journey that is left out (``skipped``), or an activity that the
    journey has not there (``added``)."""

    kind: Literal["both", "skipped", "added"]
    step: str | None
    activity: int | None


@attrs.frozen(kw_only=True)
class Alignment:
    """The moves in order; ``cost`` counts those that are not ``both``."""

    moves: tuple[Move, ...]

    @property
    def cost(self) -> int:
        """How many steps are left out or added."""
        return sum(move.kind != "both" for move in self.moves)

    @property
    def unfinished(self) -> bool:
        """Whether all is as designed, as far as it goes: what is left out comes after everything that was done."""
        kinds = [move.kind for move in self.moves]
        done = kinds.index("skipped") if "skipped" in kinds else len(kinds)
        return done < len(kinds) and set(kinds[:done]) <= {"both"} and set(kinds[done:]) == {"skipped"}


@attrs.frozen(kw_only=True)
class _Firing:
    """A step that can be taken: the tokens afterwards, and whether it may be passed over at no cost."""

    step: str
    after: Tokens
    free: bool


class Net:
    """A journey as tokens. ``labels`` are the activities that stand for each step."""

    def __init__(self, flow: Flow, labels: Mapping[str, frozenset[int]]) -> None:
        self._flow = flow
        self._labels = labels
        self._order = {name: place for place, name in enumerate(flow.order())}
        self._free = {name for name in flow.steps if name in flow.silent or flow.optional(name)}
        self._known: dict[Tokens, tuple[_Firing, ...]] = {}
        self.begin: Tokens = frozenset({(_BEGIN, flow.start)}) if flow.start is not None else frozenset()

    def stands_for(self, activity: int, step: str) -> bool:
        """Whether an activity is the step."""
        return activity in self._labels[step] and step not in self._flow.silent

    def firings(self, tokens: Tokens) -> tuple[_Firing, ...]:
        """The steps that can be taken, in the order of the journey."""
        found = self._known.get(tokens)
        if found is None:
            steps = sorted({to for _, to in tokens}, key=self._order.__getitem__)
            found = tuple(firing for step in steps for firing in self._of(step, tokens))
            self._known[tokens] = found
        return found

    def _of(self, step: str, tokens: Tokens) -> Iterator[_Firing]:
        for taken in self._taken(step, tokens):
            for given in self._given(step):
                yield _Firing(step=step, after=(tokens - taken) | given, free=step in self._free)

    def _taken(self, step: str, tokens: Tokens) -> list[Tokens]:
        """Every choice of tokens that the step can take."""
        alone = [(start, to) for start, to in sorted(tokens) if to == step]
        if self._flow.joins[step] != "and" or len(self._flow.before[step]) < 2:
            return [frozenset({token}) for token in alone]
        all_ways = frozenset((other, step) for other in self._flow.before[step])
        found = [all_ways] if all_ways <= tokens else []
        return found + [frozenset({token}) for token in alone if token[0] == _AGAIN]

    def _given(self, step: str) -> list[Tokens]:
        """Every choice of tokens that the step gives; cases that go back begin again where the journey says."""
        edges = [(step, edge.to) for edge in self._flow.after[step]]
        if self._flow.splits[step] == "and" or not edges:
            given = [frozenset(edges)]
        else:
            given = [frozenset({edge}) for edge in edges]
        own = self._flow.steps[step].repeats
        return given + [frozenset({(_AGAIN, repeat.start.text)}) for repeat in own]

    def align(self, activities: Sequence[int]) -> Alignment | None:
        """The alignment of least cost; None where there is too much to look at."""
        start = (self.begin, 0)
        cost = {start: 0}
        came: dict[tuple[Tokens, int], tuple[tuple[Tokens, int], Move | None]] = {}
        waiting, done = deque([start]), set()
        while waiting:
            state = waiting.popleft()
            if state in done:
                continue
            done.add(state)
            tokens, place = state
            if not tokens and place == len(activities):
                return Alignment(moves=_back(state, came))
            if len(done) > MOST_STATES:
                return None
            for other, move in self._steps(tokens, place, activities):
                price = cost[state] + (move is not None and move.kind != "both")
                if price < cost.get(other, len(activities) + len(self._order) + 1):
                    cost[other], came[other] = price, (state, move)
                    (waiting.append if price > cost[state] else waiting.appendleft)(other)
        return None

    def _steps(
        self, tokens: Tokens, place: int, activities: Sequence[int]
    ) -> Iterator[tuple[tuple[Tokens, int], Move | None]]:
        for firing in self.firings(tokens):
            if firing.free:
                yield (firing.after, place), None
            else:
                yield (firing.after, place), Move("skipped", firing.step, None)
            if place < len(activities) and self.stands_for(activities[place], firing.step):
                yield (firing.after, place + 1), Move("both", firing.step, activities[place])
        if place < len(activities):
            yield (tokens, place + 1), Move("added", None, activities[place])


def _back(
    state: tuple[Tokens, int], came: Mapping[tuple[Tokens, int], tuple[tuple[Tokens, int], Move | None]]
) -> tuple[Move, ...]:
    moves = []
    while state in came:
        state, move = came[state]
        if move is not None:
            moves.append(move)
    return tuple(reversed(moves))
