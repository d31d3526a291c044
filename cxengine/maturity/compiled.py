"""A model made ready for evaluation: criteria in order, conditions compiled, levels and score nodes by index."""

from __future__ import annotations

import graphlib
import itertools
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.names import LevelMeaning, Names, ScoreMeaning, Types
from cxengine.lang.reused import reused
from cxengine.lang.vocabulary import PluginScorer
from cxengine.lang.walk import conditions_of, proposing_conditions_of, stopping_rows
from cxengine.maturity.answer_points import AnswerPoint, points_of
from cxengine.maturity.because import Teller
from cxengine.maturity.columns import Columns, columns_of
from cxengine.maturity.comparing import Conditions
from cxengine.maturity.conditions import (
    Atom,
    Compare,
    Condition,
    Decide,
    OfAnswer,
    atoms_in,
    criteria_in,
    decider,
    teller,
)
from cxengine.maturity.criterion_tests import CriterionTests, Known
from cxengine.maturity.deductions import Deductions, deductions_of
from cxengine.maturity.facts import unsettled
from cxengine.maturity.gates import DEFAULT, Demand, Need, compile_needs, demands_of
from cxengine.maturity.ladders import Ladder
from cxengine.maturity.open_answers import open_points, open_ranks
from cxengine.maturity.outcome import UNKNOWN, Outcome, Truth
from cxengine.maturity.plugin_scorers import scorer_of
from cxengine.maturity.policies import Policies, policies_of
from cxengine.maturity.results import ResultRef
from cxengine.maturity.score_tree import Bound, Ends, Guard, Leaves, ScoreNode, policies_by_aspect, tree
from cxengine.maturity.stopping import Stops
from cxengine.maturity.thresholds import Thresholds, thresholds_of
from cxengine.metrics.targets import amount


@attrs.frozen(kw_only=True)
class Question:
    """Where the answers to a criterion are found, and whose count.

    ``assessors`` is empty where the latest answer counts, whoever gave it; ``kind`` is set where each subject of a
    kind below the assessed one answers. ``rule`` says what counts where they differ.
    """

    model: str
    criterion: str
    assessors: tuple[str, ...] = ()
    kind: str | None = None
    rule: str | None = None

    def count(self, teams: Mapping[str, int]) -> int:
        """How many could answer."""
        return len(self.assessors) if self.kind is None else teams.get(self.kind, 0)


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
    takes: str | None
    """``percent`` or ``date`` where any of these is an answer; ``points`` then stand for all."""
    question: Question
    policies: Policies
    deductions: Deductions | None
    ends: Ends
    """The lowest and highest points it can give."""

    @property
    def forbidden(self) -> bool:
        """Whether it is wanted not to be met: ``obligation must not``."""
        return self.declared.obligation == "must not"

    @property
    def top(self) -> int:
        """The rank of the highest answer."""
        return len(self.points) - 1

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
    demands: tuple[Demand, ...]
    needs_levels_below: bool
    when: Condition | None
    decide_when: Decide | None
    tell_when: Teller | None


Step = tuple[int, Decide | None, Decide | None]
"""A criterion's index, and how it and whether it applies are decided."""


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
    leveller: PluginScorer | None
    """The scorer of a plugin that says the level, where the model has no rule of its own."""
    needs: tuple[Need, ...]
    """The different things that the rule for levels asks of a criterion."""
    stops: Stops | None
    withheld: Guard | None
    caps: tuple[Guard, ...]
    proposals: Mapping[str, Guard]
    """For each action with a condition of its own, when it is proposed."""
    answer_tests: tuple[tuple[OfAnswer, ...], ...] | None
    """For each criterion, what conditions ask of its answer; None where none asks anything."""
    asks_for_proofs: bool
    """Whether it matters which proofs came with an answer."""
    root: ScoreNode
    atoms: tuple[Atom, ...]
    """The comparisons that outcomes, levels and scores rest on."""
    tellers: tuple[tuple[Teller | None, Teller | None], ...]
    """For each criterion, what words the reason of its condition, and of whether it applies."""
    ladders: tuple[Ladder, ...]
    """The comparisons of the first places, decided together."""
    runs: tuple[Compare, ...]
    """How each further comparison is evaluated, by its place after these."""
    columns: Columns | None
    """The criteria that are decided together, from comparisons alone."""
    applying: tuple[Truth, ...]
    """That each criterion applies, where none says when it does."""
    unanswered: tuple[Outcome, ...]
    """That of none an answer is known."""
    steps: tuple[Step, ...]
    """Every criterion in ``order``."""
    rest: tuple[Step, ...]
    """Those that are not in ``columns``."""
    refs: tuple[ast.Ref, ...]
    """The metrics it reads, by slot."""
    askers: tuple[Question, ...]
    """One question for each different set of people who may answer."""
    waivable: tuple[CompiledCriterion, ...]
    """The criteria that have a waiver, over or not."""

    def waived_on(self, day: date) -> frozenset[int]:
        """The criteria that are waived on a day: up to the end of their date."""
        return frozenset(c.index for c in self.waivable if c.declared.waiver and c.declared.waiver.until >= day)
    results: tuple[ResultRef, ...]
    """The scores and levels that its conditions read, by slot after the metrics."""
    late: tuple[Atom, ...]
    """The comparisons that are decided after the outcomes: those with scores and levels of the model itself."""

    @property
    def others(self) -> frozenset[str]:
        """The names of the other models that its conditions ask about."""
        return frozenset(
            result.meaning.model.name.text
            for result in self.results
            if isinstance(result.meaning, LevelMeaning | ScoreMeaning)
        )

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
    policies = policies_of(model.policies)
    known = _known(model, placed, names, thresholds_of(model))
    conditions = Conditions(names, types, CriterionTests(known), conditions_of(model), proposing_conditions_of(model))
    criteria = tuple(
        _criterion(known[criterion.name.text], criterion, level, model, names, conditions)
        for criterion, level in placed
    )
    levels = _levels(model, known, conditions)
    withheld = _guard(model.withheld, conditions) if model.withheld is not None else None
    caps = tuple(_guard(cap.when, conditions, cap.level) for cap in model.caps)
    stops = _stops(model, criteria)
    root = tree(model, _leaves(known, criteria, conditions, scorer_of(model.scored_by, "score", names)))
    order = _order(criteria, stops)
    proposals = _proposals(criteria, conditions)
    atoms = tuple(conditions.atoms.values())
    late = tuple(atom for atom in atoms if conditions.operands.is_late(atom.metrics))
    runs = _runs(conditions)
    columns = _together(criteria, late, conditions.ladders, len(runs))
    steps = tuple((index, criteria[index].decide_when, criteria[index].decide_applies) for index in order)
    return CompiledModel(
        key=key,
        declared=model,
        criteria=criteria,
        order=order,
        levels=levels,
        policies=policies,
        leveller=scorer_of(model.levelled_by, "level", names),
        needs=compile_needs(model.reached or DEFAULT, [each.ranks for each in known.values()]),
        stops=stops,
        withheld=withheld,
        caps=caps,
        proposals=proposals,
        answer_tests=_answer_tests(conditions, len(criteria)),
        asks_for_proofs=_asks_for_proofs(model, conditions),
        root=root,
        atoms=atoms,
        tellers=tuple((criterion.tell_when, criterion.tell_applies) for criterion in criteria),
        ladders=conditions.ladders,
        runs=runs,
        columns=columns,
        applying=(True,) * len(criteria),
        unanswered=(UNKNOWN,) * len(criteria),
        steps=steps,
        rest=tuple(step for step in steps if columns is None or step[0] not in columns.simple),
        refs=tuple(conditions.operands.refs),
        askers=tuple({(c.question.assessors, c.question.kind): c.question for c in criteria}.values()),
        waivable=tuple(criterion for criterion in criteria if criterion.declared.waiver is not None),
        results=tuple(conditions.operands.results.values()),
        late=late,
    )


def _leaves(
    known: Mapping[str, Known], criteria: tuple[CompiledCriterion, ...], conditions: Conditions,
    scorer: PluginScorer | None,
) -> Leaves:  # fmt: skip
    by_aspect: dict[str | None, list[int]] = {}
    for criterion in criteria:
        for aspect in criterion.declared.aspects or (None,):
            by_aspect.setdefault(aspect.text if aspect is not None else None, []).append(criterion.index)

    def bound(declared: ast.ScoreBound) -> Bound:
        guard = _guard(declared.when, conditions) if declared.when is not None else None
        return Bound(
            at_least=declared.bound == "at least", value=amount(declared.value),
            when=guard.when if guard else None, decide=guard.decide if guard else None,
            tell=guard.tell if guard else None,
        )  # fmt: skip

    return Leaves(
        by_aspect=by_aspect,
        ends=[criterion.ends for criterion in criteria],
        weights=[criterion.declared.weight or Fraction(1) for criterion in criteria],
        bound=bound,
        guard=lambda when, level: _guard(when, conditions, level),
        scorer=scorer,
    )


def _known(
    model: ast.Model, placed: list[tuple[ast.Criterion, int | None]], names: Names,
    thresholds: Mapping[str, Thresholds],
) -> dict[str, Known]:  # fmt: skip
    policies = policies_by_aspect(model)
    within = {aspect.name.text: aspect.parent.text if aspect.parent else None for aspect in model.aspects}
    known: dict[str, Known] = {}
    for index, (criterion, _) in enumerate(placed):
        asked = thresholds.get(criterion.name.text, ())
        takes, points = _answers_to(criterion, model, names, asked)
        ranks = {point.spellings[0]: rank for rank, point in enumerate(points)}
        above: list[str] = []
        for name in criterion.aspects:
            aspect: str | None = name.text
            while aspect is not None:
                above.append(aspect)
                aspect = within.get(aspect)
        own = policies[criterion.aspect.text if criterion.aspect is not None else None]
        known[criterion.name.text] = Known(
            index, criterion.name.text, criterion.title, own, frozenset(above), points, takes,
            {} if criterion.when is not None else open_ranks(takes, points, asked) if takes is not None else ranks,
            criterion.when is None,
        )  # fmt: skip
    return known


def _runs(conditions: Conditions) -> tuple[Compare, ...]:
    """By place; the place of what is asked of an answer is filled when its criterion is settled."""
    runs: list[Compare] = [unsettled] * conditions.size
    for atom in conditions.atoms.values():
        runs[atom.place] = atom.run
    return tuple(runs[conditions.on_ladders :])


def _together(
    criteria: tuple[CompiledCriterion, ...], late: tuple[Atom, ...], ladders: tuple[Ladder, ...], alone: int
) -> Columns | None:
    """Criteria with nothing but a condition, whose comparisons are all decided at the start."""
    after = {atom.place for atom in late}
    found = [
        c.when if c.when and c.applies is None and after.isdisjoint(a.place for a in atoms_in(c.when)) else None
        for c in criteria
    ]
    return columns_of(found, ladders, alone)


def _answer_tests(conditions: Conditions, size: int) -> tuple[tuple[OfAnswer, ...], ...] | None:
    asked = conditions.criteria.asked.values()
    return tuple(tuple(a for a in asked if a.index == index) for index in range(size)) if asked else None


def _asks_for_proofs(model: ast.Model, conditions: Conditions) -> bool:
    justified = any(policy.justified for policy in model.policies)
    return justified or any(key.without is not None for key in conditions.criteria.asked)


def _proposals(criteria: tuple[CompiledCriterion, ...], conditions: Conditions) -> dict[str, Guard]:
    return {
        action.name.text: _guard(action.when, conditions, holder=criterion.id)
        for criterion in criteria
        for action in criterion.declared.actions
        if action.when is not None
    }


def _guard(expr: ast.Expr, conditions: Conditions, level: int = 0, holder: str | None = None) -> Guard:
    when = conditions.compile(expr, holder)
    return Guard(when=when, decide=decider(when), tell=teller(when), level=level)


def _stops(model: ast.Model, criteria: tuple[CompiledCriterion, ...]) -> Stops | None:
    rows = [[c.name.text for c in row] for row in stopping_rows(model)]
    if not rows:
        return None
    places = {c.id: c.index for c in criteria}
    before: list[list[int]] = [[] for _ in criteria]
    for row in rows:
        for earlier, later in itertools.pairwise(row):
            before[places[later]].append(places[earlier])
    return Stops(tuple(tuple(dict.fromkeys(each)) for each in before))


def _criterion(
    known: Known, criterion: ast.Criterion, level: int | None, model: ast.Model, names: Names, conditions: Conditions
) -> CompiledCriterion:
    points = known.points
    when = conditions.compile(criterion.when, known.id) if criterion.when is not None else None
    applies = conditions.compile(criterion.applies, known.id) if criterion.applies is not None else None
    unmet = conditions.compile(criterion.unmet, known.id) if criterion.unmet is not None else None
    deductions = deductions_of(criterion.deductions, known.ranks)
    return CompiledCriterion(
        index=known.index,
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
        question=_question(model, criterion, names),
        points=points,
        takes=known.takes,
        policies=known.policies,
        deductions=deductions,
        ends=_ends(points, deductions, asked=criterion.when is None),
    )


def _answers_to(
    criterion: ast.Criterion, model: ast.Model, names: Names, asked: Thresholds
) -> tuple[str | None, tuple[AnswerPoint, ...]]:
    """The answers that a criterion takes; before them what any of is one, a percentage or a date."""
    scale, target = criterion.scale or model.scale, criterion.target
    answered_on = names.scales.get(scale.text) if scale is not None else None
    takes = answered_on.takes.text if answered_on is not None and answered_on.takes is not None else None
    if takes is None or criterion.when is not None:
        return None, points_of(answered_on, target.point if target else None)
    return takes, open_points(takes, criterion, asked)


def _question(model: ast.Model, criterion: ast.Criterion, names: Names) -> Question:
    """Of a criterion that takes its answer from another, the question of that one."""
    if criterion.answer_from is not None:
        model, criterion = reused(criterion.answer_from, names)[0]
    assessors = tuple(name.text for name in model.assessors)
    return Question(
        model=model.name.text,
        criterion=criterion.name.text,
        assessors=assessors,
        kind=next((name for name in assessors if name in names.subjects), None),
        rule=model.disagreement.text if model.disagreement is not None else None,
    )


def _ends(points: tuple[AnswerPoint, ...], deductions: Deductions | None, *, asked: bool) -> Ends:
    """The lowest and highest points that a criterion can give: minus what it deducts, where it says so."""
    if deductions is not None and asked:
        values = [-deductions.of(point.outcome, rank) for rank, point in enumerate(points)]
    elif deductions is not None:
        values = [-deductions.of("unmet", None), -deductions.of("met", None)]
    else:
        values = [point.value for point in points] if asked else [Fraction(0), Fraction(1)]
    return min(values), max(values)


def _levels(model: ast.Model, known: dict[str, Known], conditions: Conditions) -> tuple[CompiledLevel, ...]:
    made: list[CompiledLevel] = []
    below: list[int] = []
    rule = model.reached or DEFAULT
    for level in sorted(model.levels, key=lambda x: x.number):
        when = conditions.compile(level.when) if level.when is not None else None
        own = tuple(known[criterion.name.text].index for criterion in level.criteria)
        made.append(
            CompiledLevel(
                declared=level,
                number=level.number,
                own=own,
                demands=demands_of(rule, own, below),
                needs_levels_below=any(isinstance(demand, ast.LevelsBelow) for demand in rule),
                when=when,
                decide_when=decider(when) if when else None,
                tell_when=teller(when) if when else None,
            )
        )
        below += own
    return tuple(made)


def _order(criteria: tuple[CompiledCriterion, ...], stops: Stops | None) -> tuple[int, ...]:
    reads: dict[int, tuple[int, ...]] = {}
    for criterion in criteria:
        conditions = [c for c in (criterion.when, criterion.applies, criterion.unmet) if c is not None]
        before = stops.before[criterion.index] if stops is not None else ()
        reads[criterion.index] = (*before, *(index for condition in conditions for index in criteria_in(condition)))
    return tuple(graphlib.TopologicalSorter(reads).static_order())
