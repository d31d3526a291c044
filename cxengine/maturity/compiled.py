"""A model made ready for evaluation: criteria in order, conditions compiled, levels and score nodes by index."""

from __future__ import annotations

import graphlib
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.names import Names, Types
from cxengine.maturity.answering import AnswerPoint, points_of
from cxengine.maturity.because import Teller
from cxengine.maturity.comparing import Conditions
from cxengine.maturity.conditions import Atom, Compare, Condition, Decide, criteria_in, decider, teller
from cxengine.maturity.outcome import Truth


@attrs.frozen(kw_only=True)
class CompiledCriterion:
    """One criterion: ``level`` is None where no level asks for it. Answered where ``when`` is None."""

    index: int
    declared: ast.Criterion
    level: int | None
    when: Condition | None
    applies: Condition | None
    unmet: Condition | None
    """While it holds, the answer counts as unmet."""
    decide_when: Decide | None
    decide_applies: Decide | None
    decide_unmet: Decide | None
    tell_when: Teller | None
    tell_applies: Teller | None
    tell_unmet: Teller | None
    points: tuple[AnswerPoint, ...]

    @property
    def id(self) -> str:
        """``3.4``."""
        return self.declared.name.text


@attrs.frozen(kw_only=True)
class CompiledLevel:
    """A level with its own criteria by index, and its own condition."""

    declared: ast.Level
    number: int
    own: tuple[int, ...]
    when: Condition | None
    decide_when: Decide | None
    tell_when: Teller | None


@attrs.frozen(kw_only=True)
class Policies:
    """What a model does with unknown, not applicable and an empty level; None is the stated default."""

    unknown: ast.PolicyValue = "unknown"
    not_applicable: ast.PolicyValue = "left out"
    empty_level: ast.PolicyValue | None = None

    @property
    def unknown_as(self) -> Truth:
        """What an unknown criterion is in gates and conditions."""
        return {"met": True, "unmet": False}.get(self.unknown)


@attrs.frozen(kw_only=True)
class ScoreNode:
    """The model or an aspect of it: its rule, its weight among its siblings, and what it is made of."""

    name: str
    title: str
    rule: ast.ScoreRule | None
    weight: Fraction
    children: tuple[ScoreNode, ...]
    criteria: tuple[int, ...]

    def all_criteria(self) -> tuple[int, ...]:
        """The criteria of this node and of those below it."""
        return tuple(sorted({*self.criteria, *(i for child in self.children for i in child.all_criteria())}))


@attrs.frozen(kw_only=True)
class CompiledModel:
    """Everything of a model that does not depend on a subject. Safe to share between threads."""

    key: str
    declared: ast.Model
    criteria: tuple[CompiledCriterion, ...]
    order: tuple[int, ...]
    """Criteria in an order in which each comes after those it reads."""
    levels: tuple[CompiledLevel, ...]
    policies: Policies
    root: ScoreNode
    atoms: tuple[Atom, ...]
    tellers: tuple[tuple[Teller | None, Teller | None], ...]
    """For each criterion, what words the reason of its condition, and of whether it applies."""
    runs: tuple[Compare, ...]
    """How each comparison is evaluated, by its place."""
    steps: tuple[tuple[int, Decide | None, Decide | None], ...]
    """In ``order``: a criterion's index, and how it and whether it applies are decided."""
    refs: tuple[ast.Ref, ...]
    """The metrics it reads, by slot."""

    def aspects(self) -> tuple[ScoreNode, ...]:
        """Every aspect, as declared."""
        found: dict[str, ScoreNode] = {}
        waiting = list(self.root.children)
        while waiting:
            node = waiting.pop()
            found[node.name] = node
            waiting.extend(node.children)
        return tuple(found[aspect.name.text] for aspect in self.declared.aspects if aspect.name.text in found)


def compile_model(model: ast.Model, names: Names, types: Types, key: str) -> CompiledModel:
    """Compiles a model that was checked."""
    placed: list[tuple[ast.Criterion, int | None]] = [(criterion, None) for criterion in model.criteria]
    placed += [(criterion, level.number) for level in model.levels for criterion in level.criteria]
    indexes = {criterion.name.text: (index, criterion.title) for index, (criterion, _) in enumerate(placed)}
    policies = _policies(model)
    conditions = Conditions(names, types, indexes, policies.unknown_as)
    criteria = tuple(
        _criterion(index, criterion, level, model, names, conditions)
        for index, (criterion, level) in enumerate(placed)
    )
    levels = tuple(_level(level, indexes, conditions) for level in sorted(model.levels, key=lambda x: x.number))
    atoms, order = tuple(conditions.atoms.values()), _order(criteria)
    return CompiledModel(
        key=key,
        declared=model,
        criteria=criteria,
        order=order,
        levels=levels,
        policies=policies,
        root=_tree(model, criteria),
        atoms=atoms,
        tellers=tuple((criterion.tell_when, criterion.tell_applies) for criterion in criteria),
        runs=tuple(atom.run for atom in atoms),
        steps=tuple((index, criteria[index].decide_when, criteria[index].decide_applies) for index in order),
        refs=tuple(conditions.operands.refs),
    )


def _criterion(
    index: int, criterion: ast.Criterion, level: int | None, model: ast.Model, names: Names, conditions: Conditions
) -> CompiledCriterion:
    scale, target = criterion.scale or model.scale, criterion.target
    when = conditions.compile(criterion.when) if criterion.when is not None else None
    applies = conditions.compile(criterion.applies) if criterion.applies is not None else None
    unmet = conditions.compile(criterion.unmet) if criterion.unmet is not None else None
    return CompiledCriterion(
        index=index,
        declared=criterion,
        level=level,
        when=when,
        applies=applies,
        unmet=unmet,
        decide_when=decider(when) if when else None,
        decide_applies=decider(applies) if applies else None,
        decide_unmet=decider(unmet) if unmet else None,
        tell_when=teller(when) if when else None,
        tell_applies=teller(applies) if applies else None,
        tell_unmet=teller(unmet) if unmet else None,
        points=points_of(names.scales.get(scale.text) if scale else None, target.point if target else None),
    )


def _level(level: ast.Level, indexes: dict[str, tuple[int, str]], conditions: Conditions) -> CompiledLevel:
    when = conditions.compile(level.when) if level.when is not None else None
    return CompiledLevel(
        declared=level,
        number=level.number,
        own=tuple(indexes[criterion.name.text][0] for criterion in level.criteria),
        when=when,
        decide_when=decider(when) if when else None,
        tell_when=teller(when) if when else None,
    )


def _policies(model: ast.Model) -> Policies:
    said: dict[str, ast.PolicyValue] = {policy.about: policy.value for policy in model.policies}
    return Policies(
        unknown=said.get("unknown", "unknown"),
        not_applicable=said.get("not applicable", "left out"),
        empty_level=said.get("empty level"),
    )


def _order(criteria: tuple[CompiledCriterion, ...]) -> tuple[int, ...]:
    reads: dict[int, tuple[int, ...]] = {}
    for criterion in criteria:
        conditions = [c for c in (criterion.when, criterion.applies, criterion.unmet) if c is not None]
        reads[criterion.index] = tuple(index for condition in conditions for index in criteria_in(condition))
    return tuple(graphlib.TopologicalSorter(reads).static_order())


def _tree(model: ast.Model, criteria: tuple[CompiledCriterion, ...]) -> ScoreNode:
    by_aspect: dict[str | None, list[int]] = {}
    for criterion in criteria:
        aspect = criterion.declared.aspect
        by_aspect.setdefault(aspect.text if aspect is not None else None, []).append(criterion.index)

    def node(aspect: ast.Aspect, rule: ast.ScoreRule | None) -> ScoreNode:
        own = aspect.score or rule
        return ScoreNode(
            name=aspect.name.text,
            title=aspect.title,
            rule=own,
            weight=aspect.weight if aspect.weight is not None else Fraction(1),
            children=tuple(node(a, own) for a in model.aspects if a.parent and a.parent.text == aspect.name.text),
            criteria=tuple(by_aspect.get(aspect.name.text, ())),
        )

    return ScoreNode(
        name="",
        title=model.title,
        rule=model.score,
        weight=Fraction(1),
        children=tuple(node(aspect, model.score) for aspect in model.aspects if aspect.parent is None),
        criteria=tuple(by_aspect.get(None, ())),
    )
