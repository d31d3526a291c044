"""The tree by which a model is scored: the model over its aspects, an aspect over those in it and its criteria."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.vocabulary import PluginScorer
from cxengine.maturity.because import Teller
from cxengine.maturity.conditions import Condition, Decide
from cxengine.maturity.policies import Policies, policies_of

ONE = Fraction(1)
Ends = tuple[Fraction, Fraction]


@attrs.frozen(kw_only=True)
class Bound:
    """``score at most 99% when CONDITION``; without a condition it always holds."""

    at_least: bool
    value: Fraction
    when: Condition | None = None
    decide: Decide | None = None
    tell: Teller | None = None


@attrs.frozen(kw_only=True)
class Guard:
    """A condition beside levels and scores: ``withheld when``, ``level at most 1 when``."""

    when: Condition
    decide: Decide
    tell: Teller
    level: int = 0


@attrs.frozen(kw_only=True)
class ScoreNode:
    """The model or an aspect of it: its rule, its weight among its siblings, and what it is made of.

    ``all`` are its criteria and those below it; ``ends`` the lowest and highest score of what it is made of.
    ``round_to`` is its own line: what it is a part of takes the rounded score.
    """

    name: str
    title: str
    rule: ast.ScoreRule | None
    weight: Fraction
    policies: Policies
    start: Fraction | None
    bounds: tuple[Bound, ...]
    round_to: ast.RoundTo | None
    children: tuple[ScoreNode, ...]
    criteria: tuple[int, ...]
    all: tuple[int, ...]
    ends: Ends
    scorer: PluginScorer | None = None
    """That of a plugin, where the rule is ``by plugin``."""
    withheld: Guard | None = None
    """What withholds an aspect's level and score; the model's own is not here."""
    caps: tuple[Guard, ...] = ()
    """What bounds the level of an aspect; the model's own are not here."""

    def all_criteria(self) -> tuple[int, ...]:
        """The criteria of this node and of those below it."""
        return self.all


@attrs.frozen(kw_only=True)
class Leaves:
    """What the tree hangs on: criteria by aspect, the points each can give, and its weight."""

    by_aspect: Mapping[str | None, Sequence[int]]
    ends: Sequence[Ends]
    weights: Sequence[Fraction]
    bound: Callable[[ast.ScoreBound], Bound]
    guard: Callable[[ast.Expr, int], Guard]
    scorer: PluginScorer | None = None


def is_share(rule: ast.ScoreRule | None) -> bool:
    """Whether a score is a part of a whole."""
    return rule in ("share met", "share of points")


def policies_by_aspect(model: ast.Model) -> dict[str | None, Policies]:
    """The policies of each aspect: its own lines over those of what it stands in; the model's under None."""
    found: dict[str | None, Policies] = {None: policies_of(model.policies)}
    waiting = list(model.aspects)
    while waiting:
        ready = [a for a in waiting if (a.parent.text if a.parent is not None else None) in found]
        for aspect in ready:
            found[aspect.name.text] = policies_of(aspect.policies, found[aspect.parent.text if aspect.parent else None])
            waiting.remove(aspect)
        if not ready:
            break
    return found


def tree(model: ast.Model, leaves: Leaves) -> ScoreNode:
    """The whole tree, from the model down."""
    policies = policies_by_aspect(model)

    def node(of: ast.Aspect | ast.Model, rule: ast.ScoreRule | None, name: str | None) -> ScoreNode:
        start = of.starts_at
        own = of.score or ("sum" if start is not None else rule)
        inner = [a for a in model.aspects if (a.parent.text if a.parent is not None else None) == name]
        children = tuple(node(aspect, own, aspect.name.text) for aspect in inner)
        criteria = tuple(leaves.by_aspect.get(name, ()))
        every = tuple(sorted({*criteria, *(index for child in children for index in child.all)}))
        return ScoreNode(
            name=name or "",
            title=of.title,
            rule=own,
            weight=(of.weight if isinstance(of, ast.Aspect) else None) or ONE,
            policies=policies[name],
            start=start,
            bounds=tuple(leaves.bound(bound) for bound in of.bounds),
            round_to=of.round_to,
            children=children,
            criteria=criteria,
            all=every,
            ends=_ends(own, children, criteria, every, leaves, start or Fraction(0)),
            scorer=leaves.scorer if own == "by plugin" else None,
            withheld=leaves.guard(of.withheld, 0) if of.withheld is not None and name is not None else None,
            caps=tuple(leaves.guard(cap.when, cap.level) for cap in of.caps) if name is not None else (),
        )

    return node(model, model.score, None)


def _ends(
    rule: ast.ScoreRule | None, children: Sequence[ScoreNode], criteria: Sequence[int], every: Sequence[int],
    leaves: Leaves, start: Fraction,
) -> Ends:  # fmt: skip
    parts = [(child.ends, child.weight) for child in children if child.rule is not None and child.all]
    parts += [(leaves.ends[index], leaves.weights[index]) for index in criteria]
    if rule is None or not every:
        return (start, start)
    if rule == "by plugin":
        return (leaves.scorer.low, leaves.scorer.high) if leaves.scorer is not None else (start, start)
    if rule in ("share met", "count met"):
        return (Fraction(0), Fraction(len(every) if rule == "count met" else 1))
    if rule == "share of points":
        most = sum((leaves.ends[index][1] for index in every), Fraction(0))
        low = sum((leaves.ends[index][0] for index in every), Fraction(0))
        return (low / most, ONE) if most > 0 else (start, start)
    low, high = (combined(rule, [(ends[side], weight) for ends, weight in parts]) for side in (0, 1))
    return (start + low, start + high)


def combined(rule: ast.ScoreRule, values: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Values with weights as one; weights count in a mean only."""
    numbers = [value for value, _ in values]
    match rule:
        case "mean":
            total = sum((weight for _, weight in values), Fraction(0))
            return sum((value * weight for value, weight in values), Fraction(0)) / total
        case "lowest":
            return min(numbers)
        case "highest":
            return max(numbers)
        case _:
            return sum(numbers, Fraction(0))
