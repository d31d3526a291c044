"""What leads where in a journey: steps, the edges between them, and how ways part and meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property

import attrs

from cxengine.lang import ast
from cxengine.lang.cycles import in_order


@attrs.frozen
class Edge:
    """Leads to a step; ``share`` of the cases at a choice, where it is known."""

    to: str
    share: Fraction | None = None


@attrs.frozen(kw_only=True, slots=False)
class Flow:
    """A journey with its changes made. Every mapping has a key for each step.

    ``splits`` and ``joins`` say how ways part after a step and meet before it: ``and`` side by side, ``or`` one of
    them, None where there is one way only. ``silent`` steps are taken out of the journey, and stay as a mere place
    where ways part and meet.
    """

    journey: ast.Journey
    reaches: tuple[ast.Name, ...] = ()
    """What the journey is for; a journey made by changes is for the same unless it says otherwise."""
    steps: Mapping[str, ast.Step]
    stages: Mapping[str, str | None]
    after: Mapping[str, tuple[Edge, ...]]
    before: Mapping[str, tuple[str, ...]]
    splits: Mapping[str, ast.Joint | None]
    joins: Mapping[str, ast.Joint | None]
    silent: frozenset[str] = frozenset()

    @property
    def start(self) -> str | None:
        """The first step that nothing leads to; None where there is none."""
        return next((name for name, before in self.before.items() if not before), None)

    @property
    def ends(self) -> tuple[str, ...]:
        """The steps that lead nowhere."""
        return tuple(name for name, after in self.after.items() if not after)

    def order(self) -> tuple[str, ...]:
        """Every step after those that lead to it; the steps of a circle and what follows them are left out."""
        return self._order

    @cached_property
    def _order(self) -> tuple[str, ...]:
        return in_order(self.before)[0]

    def circles(self) -> tuple[tuple[str, ...], ...]:
        """Ways that come back to where they began, each as a path that ends with its first step."""
        return tuple(tuple(reversed(circle)) for circle in in_order(self.before)[1])

    def edges(self) -> Iterator[tuple[str, Edge]]:
        """Every edge with the step it comes from."""
        return ((name, edge) for name, edges in self.after.items() for edge in edges)

    def optional(self, name: str) -> bool:
        """Whether only some customers take the step, where the way goes on without it for the others."""
        step = self.steps[name]
        chosen = any(self.splits[before] == "or" for before in self.before[name])
        return step.only_when is not None and not chosen

    def following(self) -> dict[str, int]:
        """For each step those that may come after it, as bits by place in ``steps``."""
        return _reached(self, tuple(reversed(self.order())), lambda name: [edge.to for edge in self.after[name]])

    def preceding(self) -> dict[str, int]:
        """For each step those that may come before it, as bits by place in ``steps``."""
        return _reached(self, self.order(), lambda name: list(self.before[name]))

    def bits(self) -> dict[str, int]:
        """The bit of each step."""
        return {name: 1 << place for place, name in enumerate(self.steps)}


def _reached(flow: Flow, order: tuple[str, ...], near: object) -> dict[str, int]:
    assert callable(near)
    bits = flow.bits()
    found: dict[str, int] = {}
    for name in order:
        reached = 0
        for other in near(name):
            reached |= bits[other] | found.get(other, 0)
        found[name] = reached
    return found


def must(flow: Flow, own: Mapping[str, int], closed: Callable[[int], int] | None = None) -> dict[str, int]:
    """For each step what every way to it has passed, as bits; ``own`` is what each step adds, ``closed`` adds what
    follows.

    Where ways side by side meet, each has been gone; of a choice one has. A step for some customers adds nothing for
    certain. One pass in order (forward data-flow: Kam and Ullman, 1977).
    """
    found: dict[str, int] = {}
    out: dict[str, int] = {}
    for name in flow.order():
        before = [out[other] for other in flow.before[name] if other in out]
        passed = before[0] if before else 0
        for other in before[1:]:
            passed = passed | other if flow.joins[name] == "and" else passed & other
        found[name] = passed
        out[name] = passed if flow.optional(name) else passed | own.get(name, 0)
        out[name] = out[name] if closed is None else closed(out[name])
    return found
